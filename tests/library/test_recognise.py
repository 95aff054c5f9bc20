"""A file that was saved here says so again, whatever became of it on the way."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mjstudio.library.embed import embed
from mjstudio.library.facts import Facts
from mjstudio.library.recognise import Origin, origin_in, read_origin
from mjstudio.model.picture import Picture
from tests.library.test_export import FORMATS, PROMPT, SIGNED, TEXTS, a_job, a_picture, coded

OPEN = "https://platform2.cdn.acedata.cloud/midjourney/d4a0.png"


def saved(kind: str, prompt: str = PROMPT, quadrant: int = 0, url: str = SIGNED) -> bytes:
    picture = Picture("1234567890123456789", url, (512, 512), url, (1024, 1024))
    return embed(coded(kind), Facts.of(a_job(prompt, picture=picture), quadrant))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("prompt", TEXTS)
@pytest.mark.parametrize("quadrant", [0, 3])
def test_what_was_saved_tells_its_prompt_and_its_ids(kind, prompt, quadrant):
    if kind == "JPEG" and len(prompt) > 5000:
        pytest.skip("there is no room for it in a JPEG")
    found = origin_in(saved(kind, prompt, quadrant))
    assert found == Origin(prompt, a_picture().image_id, "task-77", quadrant)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_address_is_in_it_where_it_is_signed_by_nobody(kind):
    assert origin_in(saved(kind, url=OPEN)).address == OPEN
    assert origin_in(saved(kind, url=OPEN, quadrant=2)).address == ""
    for url in (SIGNED, OPEN + "?", OPEN + "#a", "https://me:secret@example.org/a.png", ""):
        assert origin_in(saved(kind, url=url)).address == ""


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_of_elsewhere_tells_nothing(kind):
    assert origin_in(coded(kind)) is None


def test_a_png_that_kept_its_texts_alone_is_known():
    """As programs write it that know PNG's own texts but no XMP, packed ones too."""
    texts = PngInfo()
    texts.add_text("mjstudio:prompt", "a lake", zip=True)
    texts.add_itxt("mjstudio:imageId", "17", zip=True)
    assert origin_in(coded("PNG", pnginfo=texts)) == Origin("a lake", "17")


def test_xmp_that_another_program_wrote_again_is_understood():
    packet = b"""<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Image::ExifTool 12.76'>
      <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
      <rdf:Description rdf:about='' xmlns:m='urn:x-mjstudio:1.0/' m:imageId='17'>
      <m:prompt>a &amp; b</m:prompt></rdf:Description></rdf:RDF></x:xmpmeta>"""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", xmp=packet)
    assert origin_in(out.getvalue()) == Origin("a & b", "17")


@given(st.binary(max_size=60), st.integers(0, 6000), st.sampled_from(FORMATS))
@settings(deadline=None, max_examples=150)
def test_damaged_bytes_tell_something_or_nothing(noise, at, kind):
    whole = saved(kind)
    found = origin_in(whole[:at] + noise + whole[at + len(noise) :])
    assert found is None or isinstance(found, Origin)


def test_entities_that_grow_are_not_followed():
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>"
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", xmp=bomb)
    assert origin_in(out.getvalue()) is None


def test_a_file_gives_its_content_and_its_origin(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(saved("PNG"))
    digest, origin = read_origin(path)
    assert len(digest) == 64
    assert origin == Origin(PROMPT, a_picture().image_id, "task-77")
    path.write_bytes(b"nothing")
    assert read_origin(path)[1] is None
    with pytest.raises(FileNotFoundError):
        read_origin(tmp_path / "gone.png")
    with pytest.raises(IsADirectoryError):
        read_origin(tmp_path)
