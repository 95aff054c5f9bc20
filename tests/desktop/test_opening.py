"""Pictures that are opened with the program become references, as dropped ones do."""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QPushButton

from mjstudio.cli import PICTURES, _local, _parse
from mjstudio.files.image_size import PNG
from mjstudio.library.export import save
from mjstudio.model.action import LOCK_OUTSIDE
from mjstudio.model.job import Job, Lineage
from mjstudio.model.request import ImagineRequest
from mjstudio.options import Options
from tests.conftest import PATIENCE
from tests.ui.hands import drop, find

PICTURE = PNG + b"not ours"
"""The beginning of a picture, which tells its kind."""


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
    path.write_bytes(PICTURE)
    with studio.qtbot.waitSignal(studio.draft.references.refused, timeout=PATIENCE) as refused:
        open_file(studio, path)
    assert "no address yet" in refused.args[0].message
    assert refused.args[0].message == studio.window.prompt_panel.problem.text()
    assert studio.draft.references.urls == ()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_a_picture_that_was_saved_comes_to_the_stage_again(studio, tmp_path, suffix):
    first = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    saved = save(first, tmp_path / f"lake{suffix}")
    open_file(studio, saved)
    assert studio.session.current.id == first.id
    assert studio.draft.references.urls == (first.picture.best_url,)
    assert studio.window.stage.notices.texts == []


def test_a_quarter_that_was_saved_is_shown_in_its_grid_and_is_no_reference(studio, tmp_path):
    first = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    open_file(studio, save(first, tmp_path / "quarter.png", 3))
    assert studio.session.current.id == first.id
    assert studio.window.stage.grid_view.quadrant == 3
    assert studio.draft.references.urls == ()


@pytest.mark.parametrize("target", ["reference_strip", "prompt_edit"])
def test_a_saved_picture_that_is_dropped_on_the_prompt_is_known_too(studio, tmp_path, target):
    first = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(save(first, tmp_path / "lake.png")))])
    widget = find(studio.window, target)
    opening = studio.app.desktop.opening
    with studio.qtbot.waitSignal(opening.opened, timeout=PATIENCE):
        drop(getattr(widget, "viewport", lambda: widget)(), mime)
    assert studio.session.current.id == first.id
    assert studio.draft.references.urls == (first.picture.best_url,)


def test_one_that_is_dropped_on_the_stage_is_only_shown(studio, tmp_path):
    first = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(save(first, tmp_path / "lake.png")))])
    with studio.qtbot.waitSignal(studio.app.desktop.opening.opened, timeout=PATIENCE):
        assert drop(studio.window.stage, mime)
    assert studio.session.current.id == first.id
    assert studio.draft.references.urls == ()


def test_a_saved_picture_that_the_library_lost_offers_its_prompt_and_its_address(studio, tmp_path):
    job = studio.finish_a_grid("a quiet lake --seed 7 --ar 1:1")
    address = f"{studio.app.studio.runner.service.client.base_url}/midjourney/d4a0.png"
    unsigned = replace(job, picture=replace(job.picture, raw_url=address))
    saved = save(unsigned, tmp_path / "lake.png")
    with studio.qtbot.waitSignal(studio.runner.job_removed, timeout=PATIENCE):
        studio.session.show("")
        studio.runner.delete(job.id)
    open_file(studio, saved)
    words = "“lake.png” was made with mjstudio, but is not in this library."
    assert studio.window.stage.notices.texts == [words]
    assert studio.draft.references.urls == ()
    buttons = {b.text(): b for b in studio.window.stage.notices.findChildren(QPushButton)}
    buttons["Use as a reference"].click()
    assert studio.draft.references.urls == (address,)
    open_file(studio, saved)
    buttons = {b.text(): b for b in studio.window.stage.notices.findChildren(QPushButton)}
    buttons["Use this prompt"].click()
    assert studio.draft.prompt.compose() == job.request.prompt
    assert studio.window.stage.notices.texts == []


def test_a_picture_made_here_is_known_and_has_no_address_to_give(studio, tmp_path):
    grid = studio.finish_a_grid()
    request = ImagineRequest(prompt="a lake", action=LOCK_OUTSIDE, image_id=grid.picture.image_id)
    lineage = Lineage(grid.picture, LOCK_OUTSIDE)
    local = Job.made_here(request, lineage, grid.file, (256, 256))
    studio.runner.add_finished(local)
    with studio.qtbot.waitSignal(studio.draft.references.refused, timeout=PATIENCE) as refused:
        open_file(studio, save(local, tmp_path / "locked.png"))
    assert studio.session.current.id == local.id
    assert "no address yet" in refused.args[0].message


def test_a_file_that_cannot_be_read_is_told(studio, tmp_path):
    open_file(studio, tmp_path / "gone.png")
    assert studio.window.stage.notices.texts == ["“gone.png” can't be read."]
    open_file(studio, tmp_path)
    assert studio.window.stage.notices.texts[1:] == [f"“{tmp_path.name}” can't be read."]


@pytest.mark.parametrize(
    "name",
    ["no ending", "HOLIDAY.JFIF", "a  b\nc.txt", "100%.png", "%20.jpg", "#1?.webp", "日落.Jpeg"],
)
def test_a_picture_is_told_by_its_content(studio, tmp_path, name):
    job = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    elsewhere = tmp_path / name
    shutil.copyfile(job.file, elsewhere)
    assert _local(elsewhere.as_uri()) == elsewhere
    open_file(studio, elsewhere)
    assert studio.session.current.id == job.id
    assert studio.window.stage.notices.texts == []


def test_what_is_no_picture_is_told_whatever_it_is_called(studio, tmp_path):
    for name in ("notes.txt", "notes.png", "a\nb.png"):
        path = tmp_path / name
        path.write_text("a shopping list")
        open_file(studio, path)
    assert sorted(studio.window.stage.notices.texts) == [
        "“a b.png” is not a PNG, JPEG or WebP picture.",
        "“notes.png” is not a PNG, JPEG or WebP picture.",
        "“notes.txt” is not a PNG, JPEG or WebP picture.",
    ]
    assert studio.draft.references.urls == ()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are text")
def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(studio, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.png")
    path.write_text("a shopping list")
    open_file(studio, path)
    assert studio.window.stage.notices.texts == ["“\ufffd.png” is not a PNG, JPEG or WebP picture."]


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe of POSIX")
def test_what_never_ends_is_not_read(studio, tmp_path):
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    open_file(studio, path)
    assert studio.window.stage.notices.texts == ["“pipe.png” can't be read."]


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
        (["FILE://localhost/a.png"], ["FILE://localhost/a.png"]),
        (["--", "-odd.jpeg"], ["-odd.jpeg"]),
        (["HOLIDAY.JFIF"], ["HOLIDAY.JFIF"]),
        (["/home/a picture"], ["/home/a picture"]),
        (["/home/notes.txt", "./tour"], ["/home/notes.txt", "./tour"]),
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
    assert _local("FILE://localhost/home/a%0Ab%25.png") == Path("/home/a\nb%.png")
    assert _local("b.png") == Path.cwd() / "b.png"
    assert all(suffix == suffix.lower() for suffix in PICTURES)
