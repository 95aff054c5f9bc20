"""Damaged files set aside: nothing is lost, and what was set aside before stays."""

from pathlib import Path

from mjstudio.files.damaged import set_aside


def test_each_damaged_file_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    asides = []
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        asides.append(set_aside(path))
        assert not path.exists()
    names = ["settings.json.damaged", "settings.json.2.damaged", "settings.json.3.damaged"]
    assert asides == [tmp_path / name for name in names]
    contents = [(tmp_path / name).read_bytes() for name in names]
    assert contents == [b"first", b"second", b"third"]


def test_companions_go_along_and_still_belong_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"pages")
    (tmp_path / "library.sqlite3-wal").write_bytes(b"log")
    aside = set_aside(path, ("-wal", "-shm"))
    assert aside == tmp_path / "library.sqlite3.damaged"
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        "library.sqlite3.damaged": b"pages",
        "library.sqlite3.damaged-wal": b"log",
    }


def test_a_file_that_cannot_be_moved_is_told(tmp_path: Path) -> None:
    assert set_aside(tmp_path / "nowhere" / "x.json") is None
