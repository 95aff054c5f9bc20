"""Inter with the lines of another font: higher, and otherwise the same."""

import io

import pytest
from PIL import ImageFont

from mjstudio import assets
from mjstudio.ui.look.line_height import with_line


def opened(data: bytes) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(data), 1000)


@pytest.mark.parametrize("path", assets.fonts(), ids=lambda path: path.stem)
def test_only_the_lines_differ(path) -> None:
    before = path.read_bytes()
    after = with_line(before, 1.16, 0.288)
    # FreeType rounds up.
    assert opened(after).getmetrics() == pytest.approx((1160, 288), abs=1)
    assert opened(before).getmetrics() != opened(after).getmetrics()
    assert len(after) == len(before)
    words = "a quiet lake --ar 16:9"
    assert opened(after).getlength(words) == opened(before).getlength(words)
    assert opened(after).getname() == opened(before).getname()


def test_it_is_done_twice_to_the_same_end() -> None:
    font = assets.fonts()[0].read_bytes()
    once = with_line(font, 1.16, 0.288)
    assert with_line(with_line(font, 2, 1), 1.16, 0.288) == once


@pytest.mark.parametrize("data", [b"", b"\0" * 5, b"\0" * 400, b"OTTO" * 90])
def test_what_is_no_font_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_line(data, 1, 0.2)
