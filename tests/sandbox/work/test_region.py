import base64

import pytest
from PIL import Image, ImageChops

from mjstudio.sandbox.work.masks import read_mask
from tests.sandbox.client import mask, packed

SAMPLE_SIZE = (410, 410)


def region(client, picture, mask_text, **more):
    return client.imagine(
        action="variation_region", image_id=picture["image_id"], mask=mask_text, **more
    )


def changed(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where two pictures differ."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([0] + [255] * 255)


@pytest.mark.parametrize("prompt", ["", "a red balloon"])
def test_the_white_is_redrawn_and_not_one_pixel_beyond_it(client, square_single, prompt):
    source, box = client.raw(square_single), (40, 24, 88, 72)
    answer = region(client, square_single, mask(source.size, box), prompt=prompt)
    assert answer["actions"][0] == "upscale1"
    quarters = client.quarters(answer)
    assert len({quarter.tobytes() for quarter in quarters}) == 4
    for quarter in quarters:
        difference = changed(quarter, source)
        bounds = difference.getbbox()
        assert bounds is not None
        assert bounds[0] >= 40
        assert bounds[1] >= 24
        assert bounds[2] <= 88
        assert bounds[3] <= 72
        share = difference.crop(box).histogram()[255] / (48 * 48)
        assert share > 0.7


def test_an_upscaled_picture_is_redrawn_at_the_size_of_a_quarter(client, square_single):
    large = client.imagine(action="upscale_2x", image_id=square_single["image_id"])
    answer = region(client, large, mask((256, 256), (0, 0, 128, 256)))
    assert answer["raw_image_width"] == 256
    small = client.raw(large).resize((128, 128), Image.Resampling.LANCZOS)
    for quarter in client.quarters(answer):
        right = (64, 0, 128, 128)
        assert quarter.crop(right).tobytes() == small.crop(right).tobytes()
        assert quarter.crop((0, 0, 64, 128)).tobytes() != small.crop((0, 0, 64, 128)).tobytes()


def test_a_region_survives_a_subtle_variation(client, square_single):
    answer = region(client, square_single, mask((128, 128), (32, 32, 96, 96)), prompt="snow")
    one = client.imagine(action="upscale1", image_id=answer["image_id"])
    varied = client.imagine(action="variation_subtle", image_id=one["image_id"])
    assert varied["success"]
    zoomed = client.imagine(action="zoom_out_2x", image_id=one["image_id"])
    again = client.imagine(action="upscale2", image_id=zoomed["image_id"])
    assert client.imagine(action="variation_strong", image_id=again["image_id"])["success"]


def test_reroll_of_a_region_keeps_to_the_mask(client, square_single):
    source = client.raw(square_single)
    answer = region(client, square_single, mask(source.size, (0, 0, 64, 128)))
    rolled = client.imagine(action="reroll", image_id=answer["image_id"])
    for before, after in zip(client.quarters(answer), client.quarters(rolled), strict=True):
        assert after.crop((64, 0, 128, 128)).tobytes() == source.crop((64, 0, 128, 128)).tobytes()
        assert after.tobytes() != before.tobytes()


def test_a_mask_like_the_documentations_is_taken():
    """410x410, three channels, cut short, for a picture of 1024x1024."""
    picture = Image.new("RGB", SAMPLE_SIZE)
    picture.paste((255, 255, 255), (200, 20, 260, 90))
    data = base64.b64decode(packed(picture))
    cut = base64.b64encode(data[: len(data) * 3 // 4]).decode()
    taken = read_mask(cut, (1024, 1024)).image()
    assert (taken.mode, taken.size) == ("L", SAMPLE_SIZE)
    assert taken.getpixel((230, 50)) > 250


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "mask must be"),
        ("", "mask must be"),
        ("data:image/jpeg;base64,/9j/", "without a data: prefix"),
        ("not base64!", "not valid base64"),
        (mask((128, 128), (0, 0, 9, 9), "PNG"), "not a JPEG"),
        (base64.b64encode(b"\xff\xd8\xff\xe0 broken").decode(), "not a JPEG"),
        (mask((128, 120), (0, 0, 9, 9)), "mask is 128x120"),
    ],
)
def test_a_wrong_mask_is_refused(client, square_single, text, words):
    body = {"action": "variation_region", "image_id": square_single["image_id"], "mask": text}
    status, code, message = client.refused(**body)
    assert (status, code) == (400, "bad_request")
    assert words in message
