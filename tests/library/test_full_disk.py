"""What a disk without room does to what is already there: nothing.

A real one where a small file system may be mounted; everywhere on POSIX the kernel's own limit on
a file's size, in a process of its own, which cuts a write short in the same way.
"""

import contextlib
import os
import subprocess
import sys
import textwrap

import pytest

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.library.pictures import PictureStore
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore, load, save

pytestmark = pytest.mark.skipif(os.name == "nt", reason="mounts and limits of POSIX")


@pytest.fixture
def small_disk(tmp_path, request):
    size = getattr(request, "param", "256k")
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        )
    except OSError:
        pytest.skip("no mount program")
    if mounted.returncode:
        pytest.skip("may not mount here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path):
    """Write until there is no room left."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass


def halves(folder):
    return list(folder.rglob("*.part"))


def test_a_picture_that_finds_no_room_leaves_the_others(small_disk):
    store = PictureStore(small_disk / "pictures")
    path = store.keep(b"a" * 50_000, "png")
    with pytest.raises(NotSaved, match=r"The picture .*disk is full") as caught:
        store.keep(b"b" * 500_000, "png")
    assert caught.value.disk_full
    assert store.read(path) == b"a" * 50_000
    assert halves(small_disk) == []
    assert store.read(store.keep(b"c" * 1000, "png")) == b"c" * 1000


def test_settings_on_a_full_disk_stay_as_they_were(small_disk):
    path = small_disk / "settings.json"
    store = SettingsStore(path)
    store.change(theme="light")
    store.write()
    before = path.read_bytes()
    filler = small_disk / "filler"
    fill(filler)
    store.change(prompt_history=("a fox " * 2000,))
    with pytest.raises(NotSaved, match=r"The settings .*disk is full"):
        store.write()
    assert path.read_bytes() == before
    assert halves(small_disk) == []
    assert store.dirty
    filler.unlink()
    assert store.write()
    assert load(path)[0] == store.current


def test_a_short_write_never_replaces_a_good_file(tmp_path):
    path = tmp_path / "settings.json"
    save(path, Settings(theme="light"))
    before = path.read_bytes()
    script = """
        import resource, sys
        from pathlib import Path
        from mjstudio.files.atomic import NotSaved
        from mjstudio.library.settings import Settings
        from mjstudio.library.settings_file import save
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        try:
            save(Path(sys.argv[1]), Settings(prompt_history=("a fox " * 2000,)))
        except NotSaved as error:
            assert error.disk_full
            print(error.message)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the disk is full" in done.stdout
    assert path.read_bytes() == before
    assert halves(tmp_path) == []


def test_bytes_lost_without_an_error_are_noticed(tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    save(path, Settings(theme="light"))
    before = path.read_bytes()
    really_write = os.write

    def swallow(handle, data):
        really_write(handle, data[: len(data) // 2])
        return len(data)

    monkeypatch.setattr(os, "write", swallow)
    with pytest.raises(NotSaved):
        save(path, Settings(theme="dark"))
    assert path.read_bytes() == before
    assert halves(tmp_path) == []


def test_a_folder_in_the_place_of_the_file_is_a_clear_error(tmp_path):
    (tmp_path / "settings.json").mkdir()
    with pytest.raises(NotSaved, match="can't write to"):
        save(tmp_path / "settings.json", Settings())
    assert halves(tmp_path) == []


def test_an_unknown_fault_of_the_disk_is_told_in_its_own_words(tmp_path, monkeypatch):
    def broken(handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(NotSaved, match="Input/output error"):
        write_whole(tmp_path / "x", b"x", "It")
    assert list(tmp_path.iterdir()) == []
