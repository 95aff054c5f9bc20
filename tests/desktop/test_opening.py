"""Pictures that are opened with the program become references, as dropped ones do."""

import shutil
from pathlib import Path

import pytest

from mjstudio.cli import PICTURES, _local, _parse
from mjstudio.start import Options
from tests.conftest import PATIENCE


def open_file(studio, path):
    opening = studio.app.desktop.opening
    with studio.qtbot.waitSignal(opening.opened, timeout=PATIENCE) as opened:
        opening.open([path])
    assert opened.args == [path]


def test_a_picture_of_the_library_comes_to_the_stage_and_is_the_reference(studio, tmp_path):
    first = studio.finish_a_grid()
    second = studio.finish_a_grid("a loud sea --seed 8")
    assert studio.session.current.id == second.id
    elsewhere = tmp_path / "copied under another name.png"
    shutil.copyfile(first.file, elsewhere)
    open_file(studio, elsewhere)
    assert studio.session.current.id == first.id
    assert studio.draft.references.urls == (first.picture.best_url,)
    assert studio.window.stage.notices.texts == []


def test_a_picture_of_elsewhere_gets_the_word_that_a_dropped_one_gets(studio, tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"not ours")
    with studio.qtbot.waitSignal(studio.draft.references.refused, timeout=PATIENCE) as refused:
        open_file(studio, path)
    assert "no address yet" in refused.args[0].message
    assert refused.args[0].message == studio.window.prompt_panel.problem.text()
    assert studio.draft.references.urls == ()


def test_a_file_that_cannot_be_read_is_told(studio, tmp_path):
    open_file(studio, tmp_path / "gone.png")
    assert studio.window.stage.notices.texts == ["“gone.png” cannot be read."]
    open_file(studio, tmp_path)
    assert studio.window.stage.notices.texts[1:] == [f"“{tmp_path.name}” cannot be read."]


def test_files_of_the_first_start_wait_for_the_library(programs):
    bench = programs.start()
    job = bench.finish_a_grid()
    programs.close(bench)
    again = programs.start(Options(programs.paths, files=(Path(job.file),)))
    again.wait_for(lambda: again.draft.references.urls != (), again.draft.references.changed)
    assert again.session.current.id == job.id
    assert again.draft.references.urls == (job.picture.best_url,)


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["a.png"], ["a.png"]),
        (["--data-dir", "x.png", "b.JPG", "c.webp"], ["b.JPG", "c.webp"]),
        (["file:///home/%C3%A4%20b.png"], ["file:///home/%C3%A4%20b.png"]),
        (["--", "-odd.jpeg"], ["-odd.jpeg"]),
        ([], []),
        (["--sandbox"], []),
    ],
)
def test_pictures_on_the_command_line(words, files):
    arguments = _parse(words)
    assert (arguments.command, arguments.files) == (None, files)


def test_commands_are_still_commands():
    assert _parse(["--log-level", "info", "tour", "--out", "a.png"]).command == "tour"
    assert _parse(["sandbox", "--port", "0"]).port == 0


def test_a_file_url_names_its_file():
    assert _local("file:///home/%C3%A4%20b.png") == Path("/home/ä b.png")
    assert _local("b.png") == Path.cwd() / "b.png"
    assert all(suffix == suffix.lower() for suffix in PICTURES)
