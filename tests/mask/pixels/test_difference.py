"""What changed outside a mask is counted, and locking puts it back, bit for bit."""

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.difference import NOTICED, difference_outside, heat
from mjstudio.mask.pixels.lock import decode_mask, lock_outside
from mjstudio.mask.store.encode import encode_mask
from mjstudio.mask.store.files import MaskUnreadable

Box = tuple[int, int, int, int]
SIDES = st.integers(2, 70)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Image.Image, Image.Image, Image.Image, Box]:
    """Two pictures of noise, a mask of one rectangle, and that rectangle."""
    size = (draw(SIDES), draw(SIDES))
    left, right = sorted(draw(st.tuples(*[st.integers(0, size[0])] * 2)))
    top, bottom = sorted(draw(st.tuples(*[st.integers(0, size[1])] * 2)))
    mask = Image.new("L", size, 0)
    mask.paste(255, (left, top, right, bottom))
    before, after = (noise(size, draw(st.integers(0, 999))) for _ in range(2))
    return before, after, mask, (left, top, right, bottom)


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    """A picture in which no two neighbours are alike."""
    pixels = [
        ((x * 37 + seed) % 256, (y * 59 + 3 * seed) % 256, (x * y + 7 * seed) % 256)
        for y in range(size[1])
        for x in range(size[0])
    ]
    image = Image.new("RGB", size)
    image.putdata(pixels)
    return image


def largest(image: Image.Image) -> int:
    return max(high for _low, high in image.getextrema())


@given(pictures())
def test_what_changes_inside_the_mask_does_not_count(case) -> None:
    before, after, mask, _box = case
    redrawn = Image.composite(after, before, mask)
    found = difference_outside(before, redrawn, mask)
    assert (found.share, found.largest) == (0.0, 0)
    assert found.words == "Nothing changed outside the mask."
    assert found.worst.getextrema() == (0, 0)


@given(pictures(), st.integers(1, 255), st.integers(0, 2))
def test_one_pixel_outside_is_found_wherever_it_is(case, by: int, channel: int) -> None:
    before, _after, mask, (left, top, right, bottom) = case
    places = [
        (x, y)
        for x in range(before.width)
        for y in range(before.height)
        if not (left <= x < right and top <= y < bottom)
    ]
    if not places:
        return
    at = places[by % len(places)]
    colour = list(before.getpixel(at))
    colour[channel] = colour[channel] - by if colour[channel] >= by else colour[channel] + by
    if colour[channel] > 255:
        return
    after = before.copy()
    after.putpixel(at, tuple(colour))
    found = difference_outside(before, after, mask)
    assert found.largest == by
    assert found.worst.getpixel(at) == by
    assert found.share == (1 / len(places) if by > NOTICED else 0)
    assert "the largest difference is" in found.words
    assert str(by) in found.words
    shown = heat(before, found)
    hot = ImageChops.difference(shown, heat(before, difference_outside(before, before, mask)))
    assert hot.getbbox() == (at[0], at[1], at[0] + 1, at[1] + 1)


def test_figures_are_told_in_words() -> None:
    before = Image.new("RGB", (100, 100), (40, 40, 40))
    mask = Image.new("L", (100, 100), 0)
    mask.paste(255, (0, 0, 100, 50))
    after = before.copy()
    after.paste((90, 40, 40), (0, 90, 100, 100))
    told = difference_outside(before, after, mask)
    assert told.words == (
        "20.0 % of the pixels outside the mask changed; the largest difference is 50 of 255."
    )
    faint = before.copy()
    faint.paste((44, 40, 40), (0, 90, 100, 100))
    assert difference_outside(before, faint, mask).words == (
        "Outside the mask no pixel changed by more than 8 of 255; the largest difference is 4."
    )


def test_other_sizes_are_brought_to_that_of_the_picture_before() -> None:
    before = Image.new("RGB", (64, 48), (90, 120, 30))
    after = Image.new("RGB", (128, 96), (90, 120, 30))
    mask = Image.new("L", (32, 24), 0)
    found = difference_outside(before, after, mask)
    assert found.worst.size == (64, 48)
    assert found.largest == 0


def test_a_mask_of_all_leaves_nothing_to_compare() -> None:
    before, after = Image.new("RGB", (9, 9), "black"), Image.new("RGB", (9, 9), "white")
    found = difference_outside(before, after, Image.new("L", (9, 9), 255))
    assert (found.share, found.largest) == (0.0, 0)


@given(pictures(), st.integers(0, 12))
def test_locking_restores_what_lies_beyond_the_feather(case, feather: int) -> None:
    before, after, mask, _box = case
    locked = lock_outside(before, after, mask, feather)
    reach = 2 * (2 * feather + 4) + 1
    near = mask.filter(ImageFilter.MaxFilter(reach))
    beyond = ImageChops.invert(near)
    apart = Image.composite(
        ImageChops.difference(locked, before), Image.new("RGB", mask.size), beyond
    )
    assert largest(apart) == 0
    deep = mask.filter(ImageFilter.MinFilter(reach))
    # At the picture's border there is no outside to go over into, and the blur knows that.
    apart = Image.composite(ImageChops.difference(locked, after), Image.new("RGB", mask.size), deep)
    assert largest(apart) == 0


@given(pictures())
def test_without_a_feather_every_pixel_is_one_or_the_other(case) -> None:
    before, after, mask, _box = case
    locked = lock_outside(before, after, mask, 0)
    assert locked.tobytes() == Image.composite(after, before, mask).tobytes()
    assert difference_outside(before, locked, mask).largest == 0


def test_a_feather_goes_over_softly() -> None:
    before, after = Image.new("RGB", (200, 40), "black"), Image.new("RGB", (200, 40), "white")
    mask = Image.new("L", (200, 40), 0)
    mask.paste(255, (100, 0, 200, 40))
    locked = lock_outside(before, after, mask, 16)
    row = [locked.getpixel((x, 20))[0] for x in range(200)]
    assert row == sorted(row)
    assert (row[0], row[60], row[140], row[199]) == (0, 0, 255, 255)
    assert len({value for value in row if 0 < value < 255}) > 8


def test_a_result_of_another_size_is_brought_to_the_picture_before() -> None:
    before, after = noise((61, 45), 1), noise((122, 90), 2)
    mask = Image.new("L", (61, 45), 0)
    mask.paste(255, (20, 10, 40, 30))
    locked = lock_outside(before, after, mask, 0)
    small = after.resize((61, 45), Image.Resampling.LANCZOS)
    assert locked.size == (61, 45)
    assert locked.crop((20, 10, 40, 30)).tobytes() == small.crop((20, 10, 40, 30)).tobytes()


@given(pictures())
def test_the_mask_that_was_sent_is_read_back_as_it_was_painted(case) -> None:
    mask = case[2]
    sent = encode_mask(MaskBitmap.from_pillow(mask).snapshot())
    assert decode_mask(sent).tobytes() == mask.tobytes()


def test_a_mask_that_is_none_is_refused() -> None:
    out = BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG")
    cut = base64.b64encode(out.getvalue()[:40]).decode()
    for text in ("", "no base64!", base64.b64encode(b"hello").decode(), cut):
        with pytest.raises(MaskUnreadable):
            decode_mask(text)
