"""Pictures dragged out: as files with a name and their prompt, made off the window's thread."""

import os
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from mjstudio.library import export
from mjstudio.library.recognise import read_origin
from mjstudio.model.job import Job
from mjstudio.studio.core.addresses import addresses
from tests.conftest import Programs, Workbench

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def mouse(widget: QWidget, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton = LEFT) -> None:
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    plain = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, plain)
    QApplication.sendEvent(widget, event)


def prepared(studio: Workbench, jobs: list[Job]) -> bool:
    studio.qtbot.waitUntil(lambda: studio.app.studio.drag_files.prepare(jobs))
    return True


def test_from_the_library_files_go_with_name_and_prompt(studio: Workbench) -> None:
    first = studio.finish_a_grid()
    second = studio.finish_a_grid("a loud sea --seed 8")
    model = studio.app.studio.jobs
    assert prepared(studio, [second, first])
    mime = model.mimeData([model.index(0, 0), model.index(1, 0)])
    files = [Path(url.toLocalFile()) for url in mime.urls()]
    assert [file.name.split(" --")[0][:9] for file in files] == ["a loud se", "a quiet l"]
    for file, job in zip(files, (second, first), strict=True):
        origin = read_origin(file)[1]
        assert origin is not None
        assert origin.prompt == job.request.prompt
    assert addresses(mime) == [j.picture.best_url for j in (second, first) if j.picture]
    again = model.mimeData([model.index(0, 0)])
    assert [url.toLocalFile() for url in again.urls()] == [second.file]


def test_a_drag_waits_for_its_files_and_the_window_does_not(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = studio.finish_a_grid()
    begun, resume, threads = [], threading.Event(), []
    written = export.save_all

    def slow(jobs: list[Job], folder: Path) -> list[Path]:
        threads.append(threading.current_thread())
        resume.wait(30)
        return written(jobs, folder)

    monkeypatch.setattr(export, "save_all", slow)
    monkeypatch.setattr(QListView, "mouseMoveEvent", lambda *_: begun.append("moved"))
    view = studio.window.library.view
    view.setCurrentIndex(view.model().index(0, 0))
    at = QPointF(view.visualRect(view.model().index(0, 0)).center())
    mouse(view.viewport(), QEvent.Type.MouseButtonPress, at)
    mouse(view.viewport(), QEvent.Type.MouseMove, at + QPointF(30, 0))
    assert begun == []
    resume.set()
    assert prepared(studio, [job])
    mouse(view.viewport(), QEvent.Type.MouseMove, at + QPointF(34, 0))
    assert begun == ["moved"]
    mouse(view.viewport(), QEvent.Type.MouseButtonRelease, at, NONE)
    assert threads != []
    assert threading.main_thread() not in threads


def test_from_the_stage_the_picture_goes_once_it_is_dragged_far_enough(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[list[str]] = []
    monkeypatch.setattr(
        QDrag,
        "exec",
        lambda drag, *_: dragged.append([url.toLocalFile() for url in drag.mimeData().urls()]),
    )
    job = studio.finish_a_single()
    view = studio.window.stage.single_view
    at = QPointF(view.rect().center())
    mouse(view, QEvent.Type.MouseButtonPress, at)
    mouse(view, QEvent.Type.MouseMove, at + QPointF(2, 0))
    assert prepared(studio, [job])
    assert dragged == []
    mouse(view, QEvent.Type.MouseMove, at + QPointF(40, 0))
    mouse(view, QEvent.Type.MouseMove, at + QPointF(60, 0))
    assert len(dragged) == 1
    (file,) = dragged[0]
    assert Path(file).name.startswith("Upscale")
    assert Path(file).is_relative_to(studio.app.options.paths.dragged)
    view.pan_zoom.actual_size()
    view.pan_zoom.zoom_by(4)
    mouse(view, QEvent.Type.MouseButtonPress, at)
    mouse(view, QEvent.Type.MouseMove, at + QPointF(80, 0))
    mouse(view, QEvent.Type.MouseButtonRelease, at, NONE)
    assert len(dragged) == 1


def test_what_cannot_be_written_is_dragged_as_it_is_kept(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    folder = studio.app.options.paths.dragged
    folder.write_bytes(b"in the way")
    assert prepared(studio, [job])
    assert studio.app.studio.drag_files.files([job]) == [job.file]


def test_with_a_picture_its_copies_are_deleted(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    assert prepared(studio, [job])
    (file,) = map(Path, studio.app.studio.drag_files.files([job]))
    assert file.is_file()
    studio.session.show("")
    studio.runner.delete(job.id)
    studio.qtbot.waitUntil(lambda: not file.exists())


def test_copies_of_yesterday_are_removed_at_the_start(programs: Programs) -> None:
    first = programs.start()
    job = first.finish_a_grid()
    assert prepared(first, [job])
    (file,) = map(Path, first.app.studio.drag_files.files([job]))
    programs.close(first)
    today = programs.paths.dragged / "today"
    today.mkdir()
    yesterday = time.time() - 25 * 60 * 60
    os.utime(file.parent, (yesterday, yesterday))
    again = programs.start()
    again.qtbot.waitUntil(lambda: not file.exists())
    assert today.is_dir()
