"""Masks on the shelf: whole or not at all, never lost, never confused."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.store.mask_store import MaskNote, MaskStore, NotKept, store_name
from mjstudio.model.job import Job
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from tests.mask.shapes import bits, sides, strokes

# The kernel's limit on a file's size cuts a write short just as a full disk does.
NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from PIL import Image
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.store.mask_store import MaskNote, NotKept, MaskStore

shelf, mask = MaskStore(Path(sys.argv[1])), MaskBitmap(900, 900)
mask.fill()
shelf.save("name", mask.snapshot(), MaskNote("a boat"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
noise = MaskBitmap.from_pillow(Image.effect_noise((900, 900), 99))
try:
    shelf.save("name", noise.snapshot(), MaskNote("a boat"))
except NotKept as error:
    print(error)
"""
PICTURE = Picture("1259862031294914589", "u", (64, 64), "r", (128, 128), is_grid=False)
JOB = Job(ImagineRequest("a lake"), picture=PICTURE)
HASH = "3f" * 32


def half(width=10, height=8):
    bitmap = MaskBitmap(width, height)
    bitmap.fill_polygon([(0, 0), (width // 2, 0), (width // 2, height), (0, height)])
    return bitmap


@pytest.fixture
def shelf(tmp_path):
    return MaskStore(tmp_path / "masks")


@given(sides, sides, st.lists(strokes, max_size=4), st.text(max_size=60), st.integers(0, 1024))
@settings(deadline=None, max_examples=40)
def test_bits_and_words_come_back(tmp_path_factory, width, height, several, prompt, feather):
    shelf = MaskStore(tmp_path_factory.mktemp("data") / "masks")
    bitmap = MaskBitmap(width, height)
    for stroke in several:
        bitmap.stroke(stroke)
    note = MaskNote(prompt, feather, "42")
    shelf.save("name", bitmap.snapshot(), note)
    kept = shelf.load("name", (width, height))
    assert kept is not None
    assert bits(kept.bitmap) == bits(bitmap)
    assert kept.note == note
    assert kept.kept_size == (width, height)


def test_what_was_never_kept_is_not_there(shelf):
    assert shelf.load("name", (10, 8)) is None
    shelf.remove("name")
    assert not shelf.folder.exists()


def test_the_file_opens_in_any_program_and_tells_its_picture(shelf):
    shelf.save("name", half().snapshot(), MaskNote("Mond\nund 月", 3, PICTURE.image_id))
    with Image.open(shelf.path("name")) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "L", (10, 8))
        kept = json.loads(image.info["mjstudio"])
    assert kept["prompt"] == "Mond\nund 月"
    assert (kept["size"], kept["image_id"]) == ([10, 8], "1259862031294914589")
    assert kept["saved_at"].endswith("+00:00")


def test_a_mask_of_another_size_is_scaled_and_tells_its_own(shelf):
    shelf.save("name", half(10, 8).snapshot(), MaskNote())
    kept = shelf.load("name", (20, 16))
    assert kept is not None
    assert kept.kept_size == (10, 8)
    assert bits(kept.bitmap) == bits(half(20, 16))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(40), b"text"])
def test_a_damaged_file_is_moved_aside_and_never_written_over(shelf, data):
    for number in (1, 2):
        shelf.save("name", half().snapshot(), MaskNote())
        shelf.path("name").write_bytes(data)
        with pytest.raises(NotKept, match="damaged"):
            shelf.load("name", (10, 8))
        aside = sorted(shelf.folder.glob("*.damaged"))
        assert len(aside) == number
        assert all(file.read_bytes() == data for file in aside)
        assert shelf.load("name", (10, 8)) is None


@pytest.mark.parametrize("note", ["", "not json", "[]", '{"prompt": 3, "feather": -1}'])
def test_a_damaged_note_does_not_cost_the_bits(shelf, monkeypatch, note):
    monkeypatch.setattr("mjstudio.mask.store.mask_store.json.dumps", lambda _kept: note)
    shelf.save("name", half().snapshot(), MaskNote("a boat", 4))
    kept = shelf.load("name", (10, 8))
    assert kept is not None
    assert kept.note == MaskNote(None, 0, "")
    assert bits(kept.bitmap) == bits(half())


def test_half_files_of_a_killed_run_are_removed_and_masks_stay(shelf):
    shelf.save("name", half().snapshot(), MaskNote())
    (shelf.folder / ".other.png.1.x.part").write_bytes(b"half")
    assert shelf.clean_up() == 1
    assert [file.name for file in shelf.folder.iterdir()] == ["name.png"]
    assert MaskStore(shelf.folder / "nowhere").clean_up() == 0


def test_a_folder_that_cannot_be_made_is_told_and_later_it_works(shelf):
    shelf.folder.write_text("in the way")
    with pytest.raises(NotKept, match="can't write to"):
        shelf.save("name", half().snapshot(), MaskNote())
    shelf.folder.unlink()
    shelf.save("name", half().snapshot(), MaskNote())
    assert shelf.load("name", (10, 8)) is not None


@pytest.mark.skipif(os.name == "nt", reason="a limit of POSIX")
def test_a_disk_without_room_is_told_and_the_mask_before_stays(shelf):
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(shelf.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The mask could not be saved: the disk is full.\n"
    assert [file.name for file in shelf.folder.iterdir()] == ["name.png"]
    kept = shelf.load("name", (900, 900))
    assert kept is not None
    assert kept.bitmap.is_full()


def test_the_name_follows_what_the_picture_shows():
    first = replace(JOB, file=f"/data/pictures/3f/{HASH}.png")
    again = Job(ImagineRequest("other words"), picture=replace(PICTURE, image_id="7"))
    again = replace(again, file=f"/elsewhere/3f/{HASH}.webp")
    other = replace(JOB, file=f"/data/pictures/4f/{'4f' * 32}.png")
    assert store_name(first) == store_name(again)
    assert store_name(first) != store_name(other)


@given(st.text(max_size=40))
def test_no_id_of_a_service_becomes_a_path(image_id):
    name = store_name(replace(JOB, picture=replace(PICTURE, image_id=image_id)))
    assert len(name) == 40
    assert set(name) <= set("0123456789abcdef")


def test_without_a_file_the_id_and_the_size_tell_pictures_apart():
    one = store_name(JOB)
    other_id = store_name(replace(JOB, picture=replace(PICTURE, image_id="2")))
    other_size = store_name(replace(JOB, picture=replace(PICTURE, raw_size=(256, 128))))
    assert len({one, other_id, other_size}) == 3
