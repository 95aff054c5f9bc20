"""Growing, shrinking, smoothing and feathering, against slow references."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from mjstudio.mask.pixels.flood import NotWantedError
from mjstudio.mask.pixels.shape import feathered, grow, hard, shrink, smooth

radii = st.integers(0, 12)


@st.composite
def masks(draw: st.DrawFn, most: int = 40) -> Image.Image:
    """A few discs and single pixels, painted and erased, at any size."""
    mask = Image.new("L", (draw(st.integers(1, most)), draw(st.integers(1, most))))
    pen = ImageDraw.Draw(mask)
    spot = st.tuples(st.integers(-5, most), st.integers(-5, most), st.integers(0, 15))
    for x, y, radius in draw(st.lists(spot, max_size=6)):
        shade = draw(st.sampled_from((255, 255, 0)))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shade)
    return mask


def slowly_grown(mask: Image.Image, radius: int) -> Image.Image:
    """A disc drawn pixel by pixel around each painted pixel."""
    width, height = mask.size
    old, new = mask.load(), Image.new("L", mask.size)
    out = new.load()
    assert old is not None
    assert out is not None
    for y in range(height):
        for x in range(width):
            if old[x, y] != 255:
                continue
            for down in range(-radius, radius + 1):
                for across in range(-radius, radius + 1):
                    inside = 0 <= x + across < width and 0 <= y + down < height
                    if inside and math.hypot(across, down) <= radius:
                        out[x + across, y + down] = 255
    return new


def covers(larger: Image.Image, smaller: Image.Image) -> bool:
    return ImageChops.lighter(larger, smaller).tobytes() == larger.tobytes()


@settings(max_examples=40, deadline=None)
@given(masks(24), st.integers(0, 7))
def test_growing_is_the_union_of_discs(mask: Image.Image, radius: int) -> None:
    assert grow(mask, radius).tobytes() == slowly_grown(mask, radius).tobytes()


@given(masks(), radii)
def test_shrinking_is_growing_what_is_not_painted(mask: Image.Image, radius: int) -> None:
    outside = grow(ImageChops.invert(mask), radius)
    assert shrink(mask, radius).tobytes() == ImageChops.invert(outside).tobytes()


@given(masks(), radii)
def test_grown_and_shrunk_again_it_contains_the_mask(mask: Image.Image, radius: int) -> None:
    assert covers(shrink(grow(mask, radius), radius), mask)
    assert covers(mask, grow(shrink(mask, radius), radius))


@given(masks(), masks(), radii)
def test_more_paint_never_gives_less(one: Image.Image, two: Image.Image, radius: int) -> None:
    both = ImageChops.lighter(one, two.crop((0, 0, *one.size)))
    for change in (grow, shrink, smooth, feathered):
        assert covers(change(both, radius), change(one, radius))


@given(masks(), radii)
def test_the_soft_edge_lies_between_shrunk_and_grown(mask: Image.Image, radius: int) -> None:
    soft = feathered(mask, radius)
    assert soft.size == mask.size
    assert covers(grow(mask, 2 * radius + 2), hard(soft))
    assert covers(hard(soft), shrink(mask, 2 * radius + 2))
    assert feathered(mask, 0).tobytes() == mask.tobytes()


def test_growing_crosses_the_bands_it_is_done_in() -> None:
    """GIVEN single pixels around row 256, each becomes the whole disc."""
    for y in (0, 255, 256, 511, 599):
        mask = Image.new("L", (301, 600))
        mask.putpixel((150, y), 255)
        assert grow(mask, 40).tobytes() == slowly_grown(mask, 40).tobytes()


def test_a_shape_at_the_edge_of_the_picture_keeps_touching_it() -> None:
    mask = Image.new("L", (101, 75))
    mask.paste(255, (0, 0, 50, 75))
    assert shrink(mask, 10).getbbox() == (0, 0, 40, 75)
    assert grow(mask, 10).getbbox() == (0, 0, 60, 75)
    assert smooth(mask, 24).tobytes() == mask.tobytes()
    row = feathered(mask, 20).crop((0, 40, 101, 41)).tobytes()
    assert row[0] == 255
    assert row[100] == 0


@pytest.mark.parametrize("pixels", [1, 2, 5, 6, 13, 24, 40, 96, 150, 256])
def test_the_soft_edge_falls_evenly_and_keeps_its_place(pixels: int) -> None:
    """GIVEN a straight edge at column 601, what is over 128 still ends there."""
    mask = Image.new("L", (1201, 40))
    mask.paste(255, (0, 0, 601, 40))
    row = feathered(mask, pixels).crop((0, 20, 1201, 21)).tobytes()
    assert list(row) == sorted(row, reverse=True)
    assert sum(shade >= 128 for shade in row) == pytest.approx(601, abs=1)
    assert set(row[: 601 - pixels - 9]) == {255}
    assert set(row[601 + pixels + 9 :]) == {0}
    if pixels > 9:
        assert 150 < row[601 - pixels // 3] < 255
        assert 0 < row[601 + pixels // 3] < 105


@pytest.mark.parametrize("pixels", [3, 10, 40, 200])
def test_all_and_nothing_stay_what_they_are(pixels: int) -> None:
    for shade in (0, 255):
        mask = Image.new("L", (333, 257), shade)
        for change in (grow, shrink, smooth, feathered):
            assert change(mask, pixels).getextrema() == (shade, shade)


def test_smoothing_drops_burrs_closes_nicks_and_rounds_corners() -> None:
    mask = Image.new("L", (401, 401))
    mask.paste(255, (100, 100, 300, 300))
    mask.paste(255, (150, 60, 154, 100))
    mask.paste(0, (200, 250, 204, 300))
    mask.paste(0, (150, 150, 155, 155))
    mask.paste(255, (20, 20, 25, 25))
    done = smooth(mask, 24)
    seen = {
        "burr": done.getpixel((152, 70)),
        "nick": done.getpixel((202, 280)),
        "pinhole": done.getpixel((152, 152)),
        "speck": done.getpixel((22, 22)),
        "corner": done.getpixel((100, 100)),
        "side": (done.getpixel((100, 200)), done.getpixel((99, 200))),
    }
    assert seen == {
        "burr": 0,
        "nick": 255,
        "pinhole": 255,
        "speck": 0,
        "corner": 0,
        "side": (255, 0),
    }
    assert done.getextrema() == (0, 255)
    assert set(done.histogram()[1:255]) == {0}


def test_nothing_is_finished_that_is_not_wanted() -> None:
    mask = Image.new("L", (300, 1000))
    mask.paste(255, (0, 0, 50, 1000))
    for change in (grow, shrink, smooth, feathered):
        answers = iter([True, False])
        with pytest.raises(NotWantedError):
            change(mask, 20, wanted=lambda answers=answers: next(answers))


@pytest.mark.parametrize("pixels", [-1, 257])
def test_only_sensible_amounts(pixels: int) -> None:
    for change in (grow, shrink, smooth, feathered):
        with pytest.raises(ValueError, match="pixels"):
            change(Image.new("L", (9, 9)), pixels)
