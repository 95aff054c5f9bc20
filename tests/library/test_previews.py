"""Previews on the disk: in order, bounded, gone with their job, and never in the way."""

from pathlib import Path

from mjstudio.library.previews import MOST, PreviewStore


def test_previews_come_back_in_the_order_of_the_stream(tmp_path: Path) -> None:
    store = PreviewStore(tmp_path / "previews")
    for progress in (50, 5, 100, 25):
        assert store.keep("job", progress, b"%d" % progress)
    assert [progress for progress, _ in store.find("job")] == [5, 25, 50, 100]
    assert [path.read_bytes() for _, path in store.find("job")] == [b"5", b"25", b"50", b"100"]


def test_a_stream_without_end_fills_no_disk(tmp_path: Path) -> None:
    store = PreviewStore(tmp_path)
    kept = [store.keep("job", progress, b"x") for progress in range(40)]
    assert kept == [True] * MOST + [False] * (40 - MOST)
    assert len(store.find("job")) == MOST


def test_they_go_with_their_job(tmp_path: Path) -> None:
    store = PreviewStore(tmp_path)
    for job in ("one", "two", "three"):
        store.keep(job, 50, b"x")
    store.remove("one")
    store.remove("never was")
    assert store.find("one") == []
    store.keep_only({"two"})
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    store = PreviewStore(tmp_path / "previews")
    (tmp_path / "precious").mkdir()
    for name in ("../precious", "..", "", "a/b", "/etc"):
        assert not store.keep(name, 50, b"x")
        assert store.find(name) == []
        store.remove(name)
    assert (tmp_path / "precious").is_dir()


def test_a_closed_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "previews").write_bytes(b"a file in the way")
    store = PreviewStore(tmp_path / "previews")
    assert not store.keep("job", 50, b"x")
    assert store.find("job") == []
    store.remove("job")
    store.keep_only(set())


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    store = PreviewStore(tmp_path)
    store.keep("job", 7, b"x")
    for name in ("x.webp", "1000.webp", "007.png", ".007.webp.part"):
        (tmp_path / "job" / name).write_bytes(b"")
    assert [progress for progress, _ in store.find("job")] == [7]
