"""Islands, pinholes and specks, against a slow reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from mjstudio.mask.pixels.defects import inspect, small_below, without_pinholes, without_specks
from mjstudio.mask.pixels.flood import NotWantedError

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
CORNERS = ((1, 1), (-1, -1), (1, -1), (-1, 1))


@st.composite
def masks(draw: st.DrawFn) -> Image.Image:
    """Small masks with all that lines, spots and single pixels can make."""
    width, height = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    if draw(st.booleans()):
        pixels = draw(st.lists(st.booleans(), min_size=width * height, max_size=width * height))
        return Image.frombytes("L", (width, height), bytes(255 * pixel for pixel in pixels))
    mask = Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    at = st.integers(-2, 25)
    for x0, y0, x1, y1, shade in draw(
        st.lists(st.tuples(at, at, at, at, st.sampled_from((0, 255))), max_size=8)
    ):
        pen.line((x0, y0, x1, y1), fill=shade)
    return mask


def slow_areas(mask: Image.Image, shade: int, steps: tuple[tuple[int, int], ...]):
    """Every connected set of pixels of a shade."""
    width, height = mask.size
    data = mask.tobytes()
    rest = {(x, y) for y in range(height) for x in range(width) if data[y * width + x] == shade}
    found = []
    while rest:
        area, edge = set(), [rest.pop()]
        while edge:
            x, y = edge.pop()
            area.add((x, y))
            for dx, dy in steps:
                if (x + dx, y + dy) in rest:
                    rest.discard((x + dx, y + dy))
                    edge.append((x + dx, y + dy))
        found.append(area)
    return found


def facts(area) -> tuple[int, tuple[int, int, int, int]]:
    xs, ys = [x for x, _y in area], [y for _x, y in area]
    return len(area), (min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@settings(max_examples=300, deadline=None)
@given(masks())
def test_areas_are_what_a_slow_search_finds(mask: Image.Image) -> None:
    width, height = mask.size
    islands = slow_areas(mask, 255, SIDES + CORNERS)
    holes = [
        facts(area)
        for area in slow_areas(mask, 0, SIDES)
        if all(0 < x < width - 1 and 0 < y < height - 1 for x, y in area)
    ]
    limit = small_below(width, height)
    small = [facts(area) for area in islands if len(area) < limit]
    found = inspect(mask)
    assert found.painted == sum(map(len, islands))
    assert found.islands == len(islands)
    assert found.complete
    pinholes = [(spot.area, spot.box) for spot in found.pinholes]
    assert sorted(pinholes) == sorted(hole for hole in holes if hole[0] < limit)
    specks = [(spot.area, spot.box) for spot in found.specks]
    assert sorted(specks) == (sorted(small) if len(small) < len(islands) else [])


@settings(max_examples=100, deadline=None)
@given(masks())
def test_mended_masks_have_nothing_to_mend(mask: Image.Image) -> None:
    found = inspect(mask)
    full = without_pinholes(mask)
    assert inspect(full).pinholes == ()
    assert inspect(full).painted == found.painted + sum(spot.area for spot in found.pinholes)
    bare = without_specks(mask)
    assert inspect(bare).specks == ()
    assert inspect(bare).painted == found.painted - sum(spot.area for spot in found.specks)


def speckled() -> Image.Image:
    """A square with two pinholes, a hole and a bay, and three specks beside it."""
    mask = Image.new("L", (600, 400))
    mask.paste(255, (100, 100, 300, 300))
    mask.paste(0, (120, 120, 123, 123))
    mask.paste(0, (250, 200, 257, 209))
    mask.paste(0, (200, 150, 208, 158))
    mask.paste(0, (100, 220, 104, 224))
    for x in (400, 450, 596):
        mask.paste(255, (x, 50, x + 4, 60))
    mask.paste(255, (400, 300, 408, 308))
    return mask


def test_small_is_under_64_pixels_in_a_small_picture() -> None:
    """GIVEN holes of 9, 63 and 64 pixels and islands of 40 and 64, the smaller ones count."""
    found = inspect(speckled())
    assert [spot.area for spot in found.pinholes] == [9, 63]
    assert [spot.box for spot in found.pinholes] == [(120, 120, 123, 123), (250, 200, 257, 209)]
    assert [spot.box[0] for spot in found.specks] == [400, 450, 596]
    assert found.islands == 5
    assert found.coverage == pytest.approx((40_000 - 9 - 63 - 64 - 16 + 120 + 64) / 240_000)
    assert small_below(600, 400) == 64
    assert small_below(4096, 4096) == 1678


def test_a_mask_of_dots_alone_has_no_specks() -> None:
    mask = Image.new("L", (300, 300))
    for x in (20, 120, 220):
        mask.paste(255, (x, 50, x + 4, 54))
    assert inspect(mask).specks == ()
    assert without_specks(mask).tobytes() == mask.tobytes()


def test_noise_is_counted_up_to_a_bound() -> None:
    """GIVEN a pixel in nine painted, counting stops, and mending mends what was counted."""
    mask = Image.new("L", (300, 300))
    mask.paste(255, (0, 0, 300, 30))
    for y in range(33, 300, 3):
        for x in range(0, 300, 3):
            mask.putpixel((x, y), 255)
    found = inspect(mask, most_runs=2000)
    assert not found.complete
    assert 100 < len(found.specks) < 1000
    assert inspect(mask).islands == 1 + 89 * 100
    bare = without_specks(mask, most_runs=2000)
    assert inspect(bare).painted == found.painted - len(found.specks)


def test_nothing_is_finished_that_is_not_wanted() -> None:
    for look in (inspect, without_pinholes, without_specks):
        with pytest.raises(NotWantedError):
            look(speckled(), lambda: False)
