"""Which picture each action makes, seen on its pixels."""

import pytest
from PIL import Image, ImageChops, ImageStat

from mjstudio.model.geometry import placement


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, 0..255."""
    assert one.size == other.size
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def all_different(pictures: list[Image.Image]) -> bool:
    return len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_an_upscaled_quarter_has_exactly_its_pixels(client, grid):
    quarters = client.quarters(grid)
    assert all_different(quarters)
    for number, quarter in enumerate(quarters, 1):
        answer = client.imagine(action=f"upscale{number}", image_id=grid["image_id"])
        assert client.raw(answer).tobytes() == quarter.tobytes()


@pytest.mark.parametrize(
    ("action", "factor"),
    [("upscale_2x", 2), ("upscale_4x", 4), ("upscale_subtle", 2), ("upscale_creative", 2)],
)
def test_an_upscale_is_larger_and_the_same_picture(client, single, action, factor):
    source = client.raw(single)
    answer = client.imagine(action=action, image_id=single["image_id"])
    large = client.raw(answer)
    assert large.size == (source.width * factor, source.height * factor)
    assert difference(large.resize(source.size, Image.Resampling.BOX), source) < 12
    redone = client.raw(client.imagine(action=f"redo_{action}", image_id=answer["image_id"]))
    assert redone.size == large.size
    assert redone.tobytes() != large.tobytes()


@pytest.mark.parametrize(
    "action", ["zoom_out_2x", "zoom_out_1_5x", "pan_left", "pan_right", "pan_up", "pan_down"]
)
def test_zoom_and_pan_place_the_source_in_every_quarter(client, square_single, action):
    source = client.raw(square_single)
    answer = client.imagine(action=action, image_id=square_single["image_id"])
    placed = placement(action)
    assert placed is not None
    left, top, side = (round(v * 128) for v in (placed.left, placed.top, placed.scale))
    expected = source.resize((side, side), Image.Resampling.LANCZOS)
    # What meets the surroundings may be blended: the middle half must be the source.
    box = (side // 4, side // 4, side * 3 // 4, side * 3 // 4)
    for quarter in client.quarters(answer):
        assert quarter.size == source.size
        seen = quarter.crop((left + box[0], top + box[1], left + box[2], top + box[3]))
        most = 0 if placed.scale == 1 else 6
        assert difference(seen, expected.crop(box)) <= most


def test_a_pan_can_go_on_from_a_pan(client, single):
    grid = client.imagine(action="pan_left", image_id=single["image_id"])
    again = client.imagine(action="upscale1", image_id=grid["image_id"])
    grid = client.imagine(action="zoom_out_2x", image_id=again["image_id"])
    assert all_different(client.quarters(grid))


def test_square_keeps_the_source_in_the_middle(client, single):
    source = client.raw(single)
    answer = client.imagine(action="square", image_id=single["image_id"])
    assert answer["raw_image_width"] == answer["raw_image_height"] == 256
    for quarter in client.quarters(answer):
        scale = 128 / source.width
        small = source.resize((128, round(source.height * scale)), Image.Resampling.LANCZOS)
        top = (128 - small.height) // 2
        box = (32, small.height // 4, 96, small.height * 3 // 4)
        seen = quarter.crop((32, top + box[1], 96, top + box[3]))
        assert difference(seen, small.crop(box)) < 12


def test_variations_differ_by_degree(client, square_single):
    source = client.raw(square_single)
    subtle, strong = (
        client.quarters(client.imagine(action=name, image_id=square_single["image_id"]))
        for name in ("variation_subtle", "variation_strong")
    )
    assert all_different([*subtle, *strong, source])
    mean = [sum(difference(q, source) for q in quarters) / 4 for quarters in (subtle, strong)]
    assert 0 < mean[0] < mean[1]


def test_a_seed_makes_the_same_picture_again_and_reroll_does_not(client, grid):
    again = client.imagine(prompt="harbour at dusk --ar 16:9 --v 6.1 --seed 7")
    assert client.raw(again).tobytes() == client.raw(grid).tobytes()
    other = client.imagine(prompt="harbour at dusk --ar 16:9 --v 6.1 --seed 8")
    rolled = client.imagine(action="reroll", image_id=grid["image_id"])
    grids = (grid, other, rolled)
    assert all_different([quarter for one in grids for quarter in client.quarters(one)])
    assert client.post("seed", {"image_id": grid["image_id"]}).json() == {"seed": "7"}


def test_reroll_repeats_what_was_done_and_not_only_the_prompt(client, single):
    zoomed = client.imagine(action="zoom_out_2x", image_id=single["image_id"])
    rolled = client.imagine(action="reroll", image_id=zoomed["image_id"])
    width, height = client.raw(single).size
    box = (width * 3 // 8, height * 3 // 8, width * 5 // 8, height * 5 // 8)
    one, other = client.quarters(zoomed)[1], client.quarters(rolled)[1]
    assert difference(one.crop(box), other.crop(box)) < 1
    assert one.tobytes() != other.tobytes()


def test_image_prompts_tint_what_follows_by_their_weight(client, connection):
    def average(prompt: str) -> list[float]:
        return ImageStat.Stat(client.raw(client.imagine(prompt=prompt))).mean

    red = client.http.post(
        "/api/v1/files/",
        files={"file": ("red.png", png(Image.new("RGB", (40, 30), (250, 5, 5))), "image/png")},
        headers={"authorization": "Bearer x"},
    ).json()["url"]
    plain = average("quiet lake --seed 3")
    tinted = average(f"{red} quiet lake --seed 3")
    heavily = average(f"{red} quiet lake --seed 3 --iw 3")

    def redness(mean: list[float]) -> float:
        return mean[0] - (mean[1] + mean[2]) / 2

    assert redness(plain) < redness(tinted) < redness(heavily)
    blend = client.imagine(prompt=f"{red} https://elsewhere.example/a.jpg")
    assert blend["success"]


def png(picture: Image.Image) -> bytes:
    from io import BytesIO

    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def test_new_words_come_with_a_variation(client, grid):
    plain = client.imagine(action="variation1", image_id=grid["image_id"])
    remixed = client.imagine(
        action="variation1", image_id=grid["image_id"], prompt="a desert --seed 7"
    )
    assert all_different([*client.quarters(plain), *client.quarters(remixed)])
