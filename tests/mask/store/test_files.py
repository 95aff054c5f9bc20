"""Which pictures become which masks."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QColor, QImage

from mjstudio.files.image_size import size_of
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.store.files import MaskUnreadable, load_mask, mask_from, mask_from_image

SIZE = (40, 20)


def encoded(image, form="PNG", **more):
    out = BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def left_half(mode, on, off):
    image = Image.new(mode, SIZE, off)
    image.paste(on, (0, 0, 20, 20))
    return image


def is_left_half(bitmap: MaskBitmap) -> bool:
    return all(bitmap.row(y) == b"\xff" * 20 + b"\x00" * 20 for y in range(20))


@pytest.mark.parametrize(
    ("mode", "on", "off"),
    [
        ("1", 1, 0),
        ("L", 255, 0),
        ("L", 128, 127),
        ("RGB", (255, 255, 255), (0, 0, 0)),
        ("RGB", (200, 200, 100), (80, 20, 60)),
        ("RGBA", (255, 255, 255, 255), (0, 0, 0, 255)),
        ("I;16", 65535, 0),
        ("I;16", 33000, 32000),
    ],
)
def test_light_is_painted_and_dark_is_not(mode, on, off):
    loaded = mask_from(encoded(left_half(mode, on, off)), SIZE, "mask.png")
    assert is_left_half(loaded.bitmap)
    assert not loaded.scaled


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 60)])
def test_of_a_stencil_in_one_colour_the_opacity_is_the_mask(colour):
    image = left_half("RGBA", (*colour, 255), (0, 0, 0, 0))
    assert is_left_half(mask_from(encoded(image), SIZE, "mask.png").bitmap)


def test_a_transparent_picture_with_content_is_looked_at_before_black():
    image = left_half("RGBA", (255, 255, 255, 255), (0, 0, 0, 255))
    image.paste((255, 255, 255, 0), (0, 0, 20, 5))
    bitmap = mask_from(encoded(image), SIZE, "mask.png").bitmap
    assert bitmap.row(2) == bytes(40)
    assert bitmap.row(10) == b"\xff" * 20 + bytes(20)


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "GIF", "BMP"])
def test_other_formats_work_too(form):
    more = {"lossless": True} if form == "WEBP" else {}
    image = left_half("L", 255, 0).convert("RGB" if form != "GIF" else "L")
    bitmap = mask_from(encoded(image, form, **more), SIZE, "mask").bitmap
    assert bitmap.row(10)[:16] == b"\xff" * 16
    assert bitmap.row(10)[24:] == bytes(16)


def test_a_picture_of_another_size_is_scaled_and_says_which():
    loaded = mask_from(encoded(left_half("L", 255, 0)), (80, 80), "mask.png")
    assert (loaded.scaled, loaded.file_size) == (True, SIZE)
    assert loaded.bitmap.row(79) == b"\xff" * 40 + bytes(40)


def bomb(width, height):
    """A PNG whose header promises more pixels than it has bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    body = chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


@pytest.mark.parametrize("size", [(8193, 8192), (30000, 30000), (900_000, 2_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size):
    with pytest.raises(MaskUnreadable, match=r"too large to be a mask: .* pixels"):
        mask_from(bomb(*size), SIZE, "bomb.png")


@pytest.mark.parametrize("data", [b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"GIF89a", b"<svg/>"])
def test_what_is_no_picture_is_refused_in_a_sentence(data):
    with pytest.raises(MaskUnreadable, match=r"^x\.png is not a picture that can be a mask\.$"):
        mask_from(data, SIZE, "x.png")


def test_a_picture_of_the_clipboard_follows_the_same_rules():
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    for x in range(20):
        for y in range(20):
            image.setPixelColor(x, y, QColor("white"))
    loaded = mask_from_image(image, SIZE)
    assert is_left_half(loaded.bitmap)
    with pytest.raises(MaskUnreadable, match="clipboard"):
        mask_from_image(QImage(), SIZE)


@given(st.binary(max_size=80), st.integers(0, 400), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
@settings(deadline=None, max_examples=150)
def test_damaged_bytes_become_a_mask_or_one_sentence(noise, at, form):
    whole = encoded(left_half("RGB", (255, 255, 255), (0, 0, 0)), form)
    assert size_of(whole) == SIZE
    data = whole[:at] + noise + whole[at + len(noise) :]
    said = ""
    try:
        loaded = mask_from(data, SIZE, "x")
    except MaskUnreadable as error:
        said = str(error)
    assert said.endswith(".") or (loaded.bitmap.width, loaded.bitmap.height) == SIZE


def test_a_folder_and_a_device_are_no_pictures(tmp_path):
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(MaskUnreadable, match="is not a picture"):
            load_mask(path, SIZE)
