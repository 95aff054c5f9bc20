import base64
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.store.encode import encode_mask
from mjstudio.mask.store.files import MaskUnreadable, load_mask, save_mask
from tests.mask.shapes import bits, sides, strokes


def decoded(text: str) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(text, validate=True)))


@given(sides, sides, st.lists(strokes, max_size=6))
@settings(deadline=None, max_examples=60)
def test_the_mask_comes_back_bit_for_bit_after_the_threshold(width, height, several):
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        bitmap.stroke(stroke)
    image = decoded(encode_mask(bitmap.snapshot()))
    assert (image.format, image.mode, image.size) == ("JPEG", "L", (width, height))
    assert bits(MaskBitmap.from_pillow(image)) == bits(bitmap)


def test_a_worker_encodes_what_was_there_when_it_was_asked():
    bitmap = MaskBitmap(513, 511)
    bitmap.invert()
    snapshot = bitmap.snapshot()
    bitmap.clear()
    with ThreadPoolExecutor(1) as worker:
        text = worker.submit(encode_mask, snapshot).result()
    assert MaskBitmap.from_pillow(decoded(text)).is_full()


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (257, 129)])
def test_a_file_holds_the_same_bits(tmp_path, size):
    bitmap = MaskBitmap(*size)
    bitmap.fill_polygon([(0, 0), (size[0], 0), (0, size[1])])
    path = tmp_path / "mask.png"
    save_mask(bitmap.snapshot(), path)
    with Image.open(path) as image:
        assert (image.format, image.mode) == ("PNG", "L")
    loaded = load_mask(path, size)
    assert not loaded.scaled
    assert bits(loaded.bitmap) == bits(bitmap)
    assert [file.name for file in tmp_path.iterdir()] == ["mask.png"]


def test_a_file_of_another_size_is_scaled_and_says_so(tmp_path):
    bitmap = MaskBitmap(100, 50)
    bitmap.fill_polygon([(0, 0), (50, 0), (50, 50), (0, 50)])
    save_mask(bitmap.snapshot(), tmp_path / "mask.png")
    loaded = load_mask(tmp_path / "mask.png", (200, 200))
    assert loaded.scaled
    assert loaded.file_size == (100, 50)
    assert (loaded.bitmap.width, loaded.bitmap.height) == (200, 200)
    assert loaded.bitmap.coverage() == 0.5


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_file_that_is_no_picture_is_refused(tmp_path, data):
    (tmp_path / "mask.png").write_bytes(data)
    with pytest.raises(MaskUnreadable, match=r"mask\.png is not a picture"):
        load_mask(tmp_path / "mask.png", (10, 10))


def test_a_picture_cut_short_is_refused(tmp_path):
    path = tmp_path / "mask.png"
    Image.effect_noise((300, 300), 90).save(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(MaskUnreadable):
        load_mask(path, (300, 300))


def test_a_failed_save_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "mask.png"
    bitmap = MaskBitmap(30, 30)
    save_mask(bitmap.snapshot(), path)
    old = path.read_bytes()
    bitmap.fill()

    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        save_mask(bitmap.snapshot(), path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
