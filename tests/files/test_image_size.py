"""Formats and sizes by a file's first bytes, against what Pillow makes of the whole file."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mjstudio.files.image_size import kind_of, size_of

FORMATS = {
    "png": {"format": "PNG"},
    "jpeg": {"format": "JPEG"},
    "progressive jpeg": {"format": "JPEG", "progressive": True},
    "webp": {"format": "WEBP"},
    "lossless webp": {"format": "WEBP", "lossless": True},
    "extended webp": {"format": "WEBP", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"},
    "gif": {"format": "GIF"},
    "bmp": {"format": "BMP"},
}


def coded(form: str, size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, **FORMATS[form])
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
@given(size=st.tuples(st.integers(1, 300), st.integers(1, 300)))
@settings(max_examples=15, deadline=None)
def test_format_and_size_are_read_from_the_header(form: str, size: tuple[int, int]) -> None:
    data = coded(form, size)
    assert kind_of(data) == form.rsplit(maxsplit=1)[-1]
    assert size_of(data) == size
    assert size_of(data[:1024]) == size


@pytest.mark.parametrize("form", FORMATS)
def test_a_header_cut_anywhere_has_its_size_or_none(form: str) -> None:
    data = coded(form, (40, 30))
    assert {size_of(data[:length]) for length in range(len(data))} == {None, (40, 30)}


@given(st.binary(max_size=64))
def test_other_bytes_are_of_no_format(data: bytes) -> None:
    if not kind_of(data):
        assert size_of(data) is None
