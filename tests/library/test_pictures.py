import hashlib
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.files.atomic import NotSaved
from mjstudio.library.pictures import PictureStore
from mjstudio.model.errors import PictureUnusable, StudioError


@pytest.fixture
def store(tmp_path):
    return PictureStore(tmp_path / "pictures")


def files(store):
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def test_a_picture_lies_under_its_content(store):
    path = store.keep(b"a picture", "png")
    digest = hashlib.sha256(b"a picture").hexdigest()
    assert path == store.folder / digest[:2] / f"{digest}.png"
    assert store.read(path) == b"a picture"
    assert store.read(path.relative_to(store.folder)) == b"a picture"


@given(pictures=st.lists(st.binary(min_size=1, max_size=2000), max_size=6))
def test_every_content_is_kept_once(tmp_path_factory, pictures):
    store = PictureStore(tmp_path_factory.mktemp("pictures"))
    paths = [store.keep(data, "webp") for data in pictures + pictures]
    assert len(files(store)) == len(set(pictures)) == len(set(paths))
    assert [store.read(path) for path in paths] == pictures + pictures


def test_the_same_content_under_another_suffix_is_the_same_file(store):
    assert store.keep(b"same", ".PNG") == store.keep(b"same", "jpg")
    assert len(files(store)) == 1


def test_a_kept_picture_is_not_written_again(store):
    path = store.keep(b"same", "png")
    before = path.stat()
    store.keep(b"same", "png")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_damaged_file_is_told_and_healed(store):
    path = store.keep(b"a whole picture", "png")
    path.write_bytes(b"a who")
    with pytest.raises(PictureUnusable):
        store.read(path)
    assert store.keep(b"a whole picture", "png") == path
    assert store.read(path) == b"a whole picture"


def test_a_missing_file_is_told(store):
    path = store.keep(b"gone", "png")
    path.unlink()
    with pytest.raises(PictureUnusable, match="missing"):
        store.read(path)


def test_nothing_outside_the_library_is_read(store, tmp_path):
    store.keep(b"x", "png")
    outside = tmp_path / hashlib.sha256(b"secret").hexdigest()
    outside.write_bytes(b"secret")
    for path in (outside, f"../{outside.name}"):
        with pytest.raises(PictureUnusable, match="library"):
            store.read(store.folder / path)


@pytest.mark.parametrize("suffix", ["", "../x", "p/g", "a" * 9, "p g"])
def test_a_suffix_is_no_path(store, suffix):
    with pytest.raises(ValueError, match="suffix"):
        store.keep(b"x", suffix)
    assert not store.folder.exists()


def test_no_bytes_are_no_picture(store):
    with pytest.raises(PictureUnusable):
        store.keep(b"", "png")


def test_half_files_of_a_killed_run_are_cleaned(store):
    path = store.keep(b"whole", "png")
    half = path.with_name(f".{path.name}.deadbeef.tmp1.part")
    half.write_bytes(b"wh")
    assert store.clean_up() == 1
    assert files(store) == [path]
    assert store.clean_up() == 0


def test_cleaning_needs_no_folder(store):
    assert store.clean_up() == 0
    store.folder.write_text("a file")
    assert store.clean_up() == 0


def test_cleaning_takes_nothing_that_is_being_written(store):
    stop = threading.Event()

    def clean():
        while not stop.is_set():
            store.clean_up()

    cleaner = threading.Thread(target=clean)
    cleaner.start()
    try:
        pictures = [f"picture {n}".encode() for n in range(200)]
        paths = [store.keep(data, "png") for data in pictures]
    finally:
        stop.set()
        cleaner.join()
    assert [store.read(path) for path in paths] == pictures


def test_many_threads_may_keep_the_same_picture(store):
    paths = []
    threads = [
        threading.Thread(target=lambda: paths.append(store.keep(b"x" * 100_000, "png")))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paths) == 16
    assert len(set(paths)) == 1
    assert files(store) == [paths[0]]


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(store):
    store.folder.write_text("a file")
    with pytest.raises(NotSaved, match="can't write to") as caught:
        store.keep(b"x", "png")
    assert isinstance(caught.value, StudioError)
    assert not caught.value.disk_full
    assert store.folder.read_text() == "a file"
