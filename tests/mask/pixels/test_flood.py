"""Connected areas, against the plainest way to find them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QColor, QImage

from mjstudio.mask.pixels.flood import NotWantedError, flood, near_colour


def plainly(data, width, height, x, y):
    """Pixel by pixel."""
    found, todo = set(), [(x, y)]
    while todo:
        at = todo.pop()
        across, down = at
        inside = 0 <= across < width and 0 <= down < height
        if at in found or not inside or not data[down * width + across]:
            continue
        found.add(at)
        todo += [(across + 1, down), (across - 1, down), (across, down + 1), (across, down - 1)]
    return bytes(255 * ((i % width, i // width) in found) for i in range(width * height))


@given(st.data(), st.integers(1, 24), st.integers(1, 24))
@settings(deadline=None, max_examples=200)
def test_a_flood_takes_what_is_joined_and_nothing_else(data, width, height):
    shades = st.sampled_from([0, 255, 255])
    pixels = bytes(data.draw(st.lists(shades, min_size=width * height, max_size=width * height)))
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    image = Image.frombytes("L", (width, height), pixels)
    assert flood(image, x, y).tobytes() == plainly(pixels, width, height, x, y)
    assert image.tobytes() == pixels


@pytest.mark.parametrize("at", [(-1, 0), (0, -1), (8, 0), (0, 5)])
def test_outside_there_is_nothing(at):
    assert flood(Image.new("L", (8, 5), 255), *at).getbbox() is None


def test_the_largest_mask_is_flooded_whole():
    assert flood(Image.new("L", (8192, 3), 255), 8191, 2).histogram()[255] == 8192 * 3


def test_what_is_not_wanted_any_more_stops():
    comb = Image.new("L", (3, 8000), 255)
    with pytest.raises(NotWantedError):
        flood(comb, 0, 0, lambda: False)


@pytest.mark.parametrize(("tolerance", "wanted"), [(0, 1), (9, 1), (10, 2), (255, 4)])
def test_a_colour_is_near_when_no_channel_is_further_off(tolerance, wanted):
    picture = QImage(4, 1, QImage.Format.Format_ARGB32)
    for x, colour in enumerate(((100, 100, 100), (110, 90, 100), (100, 100, 130), (0, 0, 0))):
        picture.setPixelColor(x, 0, QColor(*colour))
    near = near_colour(picture, 0, 0, tolerance)
    assert near.size == (4, 1)
    assert near.histogram()[255] == wanted
