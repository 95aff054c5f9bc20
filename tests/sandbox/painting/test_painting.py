"""The sandbox's painter: what a picture promises to those who show, enlarge and redraw it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat

from mjstudio.sandbox.painting import (
    View,
    average_colour,
    compose_grid,
    outpainted,
    paint,
    preview,
    redrawn,
    scene_for,
    upscaled,
)
from mjstudio.sandbox.painting.prompt_words import Kind

SIZE = (64, 64)
PROMPTS = {
    "a mountain valley before sunrise, layered mist": Kind.MOUNTAINS,
    "a harbour at dusk, lanterns": Kind.HARBOUR,
    "birch trees": Kind.FOREST,
    "red desert": Kind.DESERT,
    "city skyline at night": Kind.CITY,
    "poppies in a meadow": Kind.MEADOW,
    "a ringed planet in deep space": Kind.SPACE,
    "still life with pears": Kind.STILL_LIFE,
    "abstract ink": Kind.ABSTRACT,
}


def difference(first: Image.Image, second: Image.Image) -> float:
    """Return the mean absolute difference of two pictures, 0..255."""
    stat = ImageStat.Stat(ImageChops.difference(first, second))
    return sum(stat.mean) / len(stat.mean)


def roughness(picture: Image.Image) -> float:
    """Return how much neighbouring pixels differ."""
    soft = picture.filter(ImageFilter.GaussianBlur(1))
    return difference(picture, soft)


def spotted(size: tuple[int, int], seed: int, mode: str = "RGB") -> Image.Image:
    count = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, random.Random(seed).randbytes(count))


@pytest.mark.parametrize(("prompt", "kind"), PROMPTS.items())
def test_words_steer_the_kind_of_scene(prompt, kind):
    assert scene_for(prompt, 1).kind is kind


@given(st.text(max_size=60), st.integers(0, 2**32))
def test_any_text_gives_a_scene(prompt, seed):
    scene = scene_for(prompt, seed, chaos=100, weird=3000, stylize=1000)
    assert scene == scene_for(prompt, seed, chaos=100, weird=3000, stylize=1000)
    assert isinstance(hash(scene), int)


def test_unknown_words_give_different_kinds_of_scene():
    kinds = {scene_for(f"word number {i}", 1).kind for i in range(30)}
    assert len(kinds) >= 3


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_picture_is_the_same_every_time_and_never_blank(prompt):
    picture = paint(scene_for(prompt, 5), SIZE)
    assert picture.mode == "RGB"
    assert picture.tobytes() == paint(scene_for(prompt, 5), SIZE).tobytes()
    assert max(ImageStat.Stat(picture).stddev) > 12


@pytest.mark.parametrize("size", [(1, 1), (17, 31), (96, 41), (37, 96), (2, 90)])
@pytest.mark.parametrize("prompt", ["mountain lake", "harbour lighthouse", "meadow", "still life"])
def test_a_picture_has_exactly_the_size_asked_for(prompt, size):
    assert paint(scene_for(prompt, 2), size).size == size


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_four_pictures_of_a_prompt_differ(prompt):
    pictures = [paint(scene_for(prompt, seed), SIZE) for seed in (1, 2, 3, 4)]
    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            assert difference(one, other) > 8


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_subtle_variation_stays_closer_than_a_strong_one(prompt):
    scene = scene_for(prompt, 9)
    picture = paint(scene, SIZE)
    subtle = [difference(picture, paint(scene.varied(0.15, seed), SIZE)) for seed in (1, 2)]
    strong = [difference(picture, paint(scene.varied(0.7, seed), SIZE)) for seed in (1, 2)]
    assert 1 < sum(subtle) < 0.85 * sum(strong)


def test_variations_of_variations_stay_cheap():
    scene = scene_for("mountains", 1)
    for seed in range(12):
        scene = scene.varied(0.15, seed)
    assert len(scene.strains) <= 4
    assert sum(weight for _, weight in scene.strains) == pytest.approx(1)


@pytest.mark.parametrize("degree", [0, -1, 1.2])
def test_a_variation_needs_a_sensible_degree(degree):
    with pytest.raises(ValueError, match="degree"):
        scene_for("mountains", 1).varied(degree, 1)


def test_a_reference_picture_tints_what_follows():
    scene = scene_for("mountains at noon", 4)
    plain = ImageStat.Stat(paint(scene, SIZE)).mean
    red = ImageStat.Stat(paint(scene.tinted((220, 40, 40), 2), SIZE)).mean
    assert red[0] - red[2] > plain[0] - plain[2] + 20
    assert scene.tinted((220, 40, 40), 0).palette.sky == pytest.approx(scene.palette.sky, abs=2)


def test_colour_words_tint_the_palette():
    def blueness(prompt):
        red, _, blue = ImageStat.Stat(paint(scene_for(prompt, 3), SIZE)).mean
        return blue - red

    assert blueness("blue mountains at noon") > blueness("red mountains at noon") + 25


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_wider_view_shows_the_home_picture_in_its_middle(prompt):
    scene = scene_for(prompt, 6)
    home = paint(scene, (64, 64))
    wide = paint(scene, (128, 128), View(-0.5, -0.5, 2, 2))
    middle = wide.crop((32, 32, 96, 96))
    soften = ImageFilter.GaussianBlur(3)
    home, middle = home.filter(soften), middle.filter(soften)
    elsewhere = paint(scene_for(prompt, 77), (64, 64)).filter(soften)
    assert difference(home, middle) < 9
    assert difference(home, middle) < difference(home, elsewhere)


@pytest.mark.parametrize("view", [View(-3, -3, 1, 1), View(3, 3, 1, 1), View(-3, -3, 7, 7)])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_world_goes_on_far_from_home(prompt, view):
    picture = paint(scene_for(prompt, 8), (48, 48), view)
    assert max(ImageStat.Stat(picture).stddev) > 1


def test_a_grid_reads_like_a_page():
    colours = ["red", "green", "blue", "white"]
    grid = compose_grid([Image.new("RGB", (5, 3), colour) for colour in colours])
    assert grid.size == (10, 6)
    corners = [grid.getpixel(place) for place in ((0, 0), (9, 0), (0, 5), (9, 5))]
    assert corners == [(255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)]


@pytest.mark.parametrize("sizes", [[(4, 4)] * 3, [(4, 4)] * 5, [(4, 4)] * 3 + [(4, 5)]])
def test_a_grid_takes_four_equal_pictures(sizes):
    with pytest.raises(ValueError, match="four"):
        compose_grid([Image.new("RGB", size) for size in sizes])


def test_previews_grow_sharper():
    picture = paint(scene_for("city at night", 2), (128, 128))
    small = picture.resize((99, 99), Image.Resampling.BICUBIC)
    previews = [preview(picture, progress, (99, 99)) for progress in (0, 25, 50, 75, 99)]
    assert all(one.size == (99, 99) for one in previews)
    away = [difference(small, one) for one in previews]
    assert away == sorted(away, reverse=True)
    detail = [roughness(one) for one in previews[2:]]
    assert detail == sorted(detail)
    assert away[-1] < 3


@pytest.mark.parametrize("detail_seed", [None, 3])
@pytest.mark.parametrize("factor", [1, 2, 4])
def test_an_enlarged_picture_is_the_same_picture(factor, detail_seed):
    picture = paint(scene_for("forest", 2), (61, 47))
    large = upscaled(picture, factor, detail_seed=detail_seed)
    assert large.size == (61 * factor, 47 * factor)
    back = large.resize(picture.size, Image.Resampling.BOX)
    assert difference(back, picture) < 2


def test_another_detail_seed_gives_other_details():
    picture = paint(scene_for("forest", 2), (40, 40))
    assert upscaled(picture, 2, detail_seed=1) != upscaled(picture, 2, detail_seed=2)
    with pytest.raises(ValueError, match="0 times"):
        upscaled(picture, 0)


@pytest.mark.parametrize(
    "box", [(0.25, 0.25, 0.75, 0.75), (0.1, 0.2, 0.6, 0.9), (-0.5, 0, 0.5, 1), (0, 0, 1, 1.5)]
)
def test_outpainting_keeps_the_source_in_its_box(box):
    scene = scene_for("desert", 3)
    source = paint(scene_for("city at night", 1), (80, 80))
    result = outpainted(source, scene, View(-0.5, -0.5, 2, 2), box, (160, 160))
    assert result.size == (160, 160)
    left, top, right, bottom = (round(edge * 160) for edge in box)
    whole = source.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    inset = 0.04 * min(right - left, bottom - top)
    inner = (
        round(max(0, left + inset)), round(max(0, top + inset)),
        round(min(160, right - inset)), round(min(160, bottom - inset)),
    )  # fmt: skip
    expected = whole.crop((inner[0] - left, inner[1] - top, inner[2] - left, inner[3] - top))
    assert difference(result.crop(inner), expected) < 2


def test_outpainting_paints_the_scene_around():
    scene = scene_for("desert", 3)
    view = View(-0.5, -0.5, 2, 2)
    source = Image.new("RGB", (20, 20), "white")
    result = outpainted(source, scene, view, (0.25, 0.25, 0.75, 0.75), (100, 100))
    around = paint(scene, (100, 100), view)
    assert result.crop((0, 0, 100, 24)) == around.crop((0, 0, 100, 24))
    away = outpainted(source, scene, view, (2, 2, 3, 3), (100, 100))
    assert away == around
    with pytest.raises(ValueError, match="empty"):
        outpainted(source, scene, view, (0.5, 0, 0.5, 1), (100, 100))


@settings(deadline=None)
@given(
    size=st.tuples(st.integers(1, 70), st.integers(1, 70)),
    seed=st.integers(0, 99),
    coarse=st.integers(1, 20),
)
def test_redrawing_leaves_the_rest_bit_for_bit(size, seed, coarse):
    source, new = spotted(size, seed), spotted(size, seed + 1)
    few = (-(-size[0] // coarse), -(-size[1] // coarse))
    mask = spotted(few, seed + 2, "L").resize(size)
    result = redrawn(source, mask, new)
    outside = mask.point([255] * 128 + [0] * 128)
    black = Image.new("RGB", size)
    assert Image.composite(result, black, outside) == Image.composite(source, black, outside)


def test_redrawing_replaces_what_is_masked():
    source, new = Image.new("RGB", (200, 200), "black"), Image.new("RGB", (200, 200), "white")
    mask = Image.new("L", (200, 200))
    mask.paste(255, (50, 50, 150, 150))
    mask.paste(200, (10, 10, 12, 190))
    result = redrawn(source, mask, new)
    assert result.crop((54, 54, 146, 146)).getextrema() == ((255, 255),) * 3
    edge = result.getpixel((50, 100))
    assert isinstance(edge, tuple)
    assert edge[0] < 200
    assert result.getpixel((11, 100)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("source", "mask", "new"),
    [
        (("RGB", 8), ("RGB", 8), ("RGB", 8)),
        (("RGB", 8), ("L", 9), ("RGB", 8)),
        (("RGB", 8), ("L", 8), ("RGB", 9)),
        (("P", 8), ("L", 8), ("RGB", 8)),
    ],
)
def test_redrawing_needs_pictures_that_fit(source, mask, new):
    first, second, third = (Image.new(mode, (side, side)) for mode, side in (source, mask, new))
    with pytest.raises(ValueError, match=r"mode|sizes"):
        redrawn(first, second, third)


def test_the_average_colour_is_a_saturated_one():
    picture = Image.new("RGB", (60, 60), (128, 128, 128))
    picture.paste((200, 60, 50), (0, 0, 60, 20))
    red, green, blue = average_colour(picture)
    assert red > green + 60
    assert red > blue + 60
    grey = average_colour(Image.new("RGB", (9, 9), (120, 120, 120)))
    assert max(grey) - min(grey) < 6
