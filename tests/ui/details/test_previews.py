"""How a picture came: its previews are kept, scrubbed after a restart, and go with it."""

from contextlib import suppress

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSlider

from mjstudio.model.job import Job, State
from mjstudio.ui.details.preview_strip import PreviewStrip
from tests.conftest import Programs, Workbench
from tests.ui.hands import Key, find, press, seen


def kept(programs: Programs, job: Job) -> list[str]:
    folder = programs.paths.thumbnails / "previews" / job.id
    with suppress(FileNotFoundError):  # it goes in a worker
        return sorted(path.name for path in folder.iterdir())
    return []


def strip_of(studio: Workbench) -> PreviewStrip:
    return find(studio.window.details, "preview_strip", PreviewStrip)


def test_previews_are_kept_and_scrubbed_after_a_restart(programs: Programs) -> None:
    first = programs.start()
    job = first.finish_a_seen_grid()
    first.qtbot.waitUntil(lambda: len(kept(programs, job)) > 1)
    programs.close(first)
    names = kept(programs, job)
    assert 1 < len(names) <= 12
    assert all(name[:3].isdigit() for name in names)

    again = programs.start()
    strip = strip_of(again)
    again.qtbot.waitUntil(strip.isVisible)
    assert strip.progress == int(names[-1][:3])
    late = seen(strip)
    slider = find(strip, "preview_slider", QSlider)
    slider.setFocus()
    press(Key.Key_Home)
    assert strip.progress == int(names[0][:3])
    picture = QRect(0, 0, 100, 100)
    assert seen(strip).copy(picture) != late.copy(picture)
    assert late.pixelColor(40, 40) != QColor(again.window.theme.tokens.surface)
    press(Key.Key_Right)
    assert strip.progress == int(names[1][:3])


def test_a_picture_without_previews_shows_no_strip(studio: Workbench) -> None:
    studio.finish_a_grid()
    with studio.qtbot.waitSignal(studio.app.studio.previews.read):
        studio.act("upscale1")
    studio.app.studio.previews.read.emit(studio.runner.jobs[-1].id, [])
    assert not strip_of(studio).isVisible()


def test_previews_go_with_their_picture(programs: Programs) -> None:
    studio = programs.start()
    job = studio.finish_a_seen_grid()
    studio.qtbot.waitUntil(lambda: bool(kept(programs, job)))
    studio.runner.delete(job.id)
    studio.qtbot.waitUntil(lambda: kept(programs, job) == [])


def test_previews_of_a_job_that_is_gone_are_tidied_up(programs: Programs) -> None:
    first = programs.start()
    job = first.finish_a_seen_grid()
    first.qtbot.waitUntil(lambda: bool(kept(programs, job)))
    programs.close(first)
    lost = programs.paths.thumbnails / "previews" / "0123abc"
    lost.mkdir()
    again = programs.start()
    again.qtbot.waitUntil(lambda: not lost.exists())
    assert kept(programs, job)
    assert again.job(job.id).state is State.FINISHED
