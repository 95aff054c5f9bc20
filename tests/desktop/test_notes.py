"""A note when a job ends while the artist is elsewhere, and none otherwise."""

import gc
import os
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QSystemTrayIcon

from mjstudio.desktop import desktop
from mjstudio.desktop.front import bring_to_front, is_in_front
from mjstudio.desktop.job_notifications import JobNotification, JobNotifications, notification_of
from mjstudio.desktop.tray import Tray
from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job, State
from mjstudio.model.request import ImagineRequest
from tests.conftest import PATIENCE


class Jobs(QObject):
    """The signals of a runner."""

    job_added = Signal(object)
    job_changed = Signal(object)
    job_removed = Signal(object)
    jobs = ()


class TrayIcon(QSystemTrayIcon):
    """A tray icon that writes down what it is asked to show."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.shown = False

    def showMessage(self, title, words, picture, _milliseconds):
        self.said.append((title, words, picture))

    def show(self):
        self.shown = True

    def hide(self):
        self.shown = False


def job(words="a fox", state=State.RUNNING, error=None):
    return replace(Job(ImagineRequest(prompt=words)), state=state, error=error)


def ended(one, state=State.FINISHED, error=None):
    return replace(one, state=state, error=error)


@pytest.fixture(autouse=True)
def collected(qapp):
    """Timers and icons go in the thread that they belong to, not in a later test's other one."""
    yield
    gc.collect()


@pytest.fixture
def told(qapp):
    """A notifier with a short time of gathering, what it says, and whether that is wanted."""

    class Told:
        jobs = Jobs()
        wanted = True

    told = Told()
    told.notifier = JobNotifications(told.jobs, lambda: told.wanted, together_ms=50)
    told.notes = []
    told.notifier.note_due.connect(told.notes.append)
    yield told
    told.notifier._gathering.stop()


def run(told, *jobs):
    for one in jobs:
        told.jobs.job_added.emit(replace(one, state=State.QUEUED))
    for one in jobs:
        told.jobs.job_changed.emit(one)


def test_a_picture_is_told_with_its_prompt(told, qtbot):
    one = job("a fox --ar 16:9")
    with qtbot.waitSignal(told.notifier.note_due):
        run(told, ended(one))
    assert told.notes == [JobNotification("The picture is ready", "a fox", one.id)]


def test_an_error_is_told_with_its_reason(told, qtbot):
    one = job("a fox")
    with qtbot.waitSignal(told.notifier.note_due):
        run(told, ended(one, State.FAILED, StudioError("The service is full.")))
    note = JobNotification("Job failed", "a fox: The service is full.", one.id, True)
    assert told.notes == [note]


def test_several_at_once_are_one_note(told, qtbot):
    jobs = [ended(job(f"fox {number}")) for number in range(3)]
    bad = ended(job("a bear"), State.UNKNOWN)
    with qtbot.waitSignal(told.notifier.note_due):
        run(told, *jobs, bad)
    (note,) = told.notes
    assert note.title == "3 pictures are ready, 1 job failed"
    assert (note.job_id, note.troubled) == (jobs[-1].id, True)
    with qtbot.waitSignal(told.notifier.note_due):
        run(told, ended(job("later")))
    assert len(told.notes) == 2


def test_nothing_is_told_to_who_is_there_or_comes_back_meanwhile(told, qtbot):
    told.wanted = False
    run(told, ended(job()))
    assert not told.notifier._gathering.isActive()
    told.wanted = True
    run(told, ended(job()))
    told.wanted = False
    with qtbot.waitSignal(told.notifier._gathering.timeout):
        pass
    assert told.notes == []


def test_only_the_step_that_ends_a_job_is_news(told):
    run(told, ended(job(), State.CANCELLED))
    told.jobs.job_changed.emit(ended(job("of an earlier run")).with_star(True))
    assert not told.notifier._gathering.isActive()
    one = ended(job())
    run(told, one)
    told.jobs.job_removed.emit(one)
    assert told.notifier._ended == {}


def test_long_words_are_cut():
    note = notification_of([ended(job("fox " * 100))])
    assert len(note.words) == 80
    assert note.words.endswith("…")
    assert notification_of([ended(job(), State.FAILED)]).words == "a fox: for an unknown reason"
    assert notification_of([ended(job()), ended(job(), State.FAILED)]).title == (
        "1 picture is ready, 1 job failed"
    )


def test_the_note_shows_the_thumbnail_and_a_click_brings_the_job(studio, monkeypatch):
    first = studio.finish_a_grid()
    studio.finish_a_grid("a loud sea --seed 8")
    icon = TrayIcon()
    tray = studio.app.desktop.tray
    assert not tray._picture.isNull()
    tray._icon = icon
    tray._connect(icon)
    front = []
    monkeypatch.setattr(desktop, "bring_to_front", front.append)
    studio.app.desktop.notifier.note_due.emit(JobNotification("Ready", "a quiet lake", first.id))
    (title, words, picture) = icon.said[0]
    assert (title, words) == ("Ready", "a quiet lake")
    thumbnail = studio.images.thumbnail(first.id)
    shown = picture.pixmap(thumbnail.size()).toImage()
    assert shown.size() == thumbnail.size()
    middle = thumbnail.rect().center()
    assert shown.pixelColor(middle) == thumbnail.pixelColor(middle)
    assert icon.shown
    assert studio.session.current.id != first.id
    icon.messageClicked.emit()
    assert front == [studio.window]
    assert studio.session.current.id == first.id
    assert not icon.shown


def test_a_job_behind_other_windows_is_told_if_the_settings_want_it(studio, monkeypatch):
    front = True
    monkeypatch.setattr(desktop, "is_in_front", lambda _window: front)
    notifier = studio.app.desktop.notifier
    notifier._gathering.setInterval(0)
    notes = []
    notifier.note_due.connect(notes.append)
    studio.finish_a_grid()
    front = False
    studio.app.settings.change(notify=False)
    studio.finish_a_grid()
    assert notes == []
    studio.app.settings.change(notify=True)
    with studio.qtbot.waitSignal(notifier.note_due, timeout=PATIENCE):
        last = studio.finish_a_grid("a third --seed 9")
    assert [(note.words, note.job_id) for note in notes] == [("a third", last.id)]


def test_without_a_tray_nothing_is_said_and_nothing_breaks(qapp, monkeypatch):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    tray = Tray(QIcon())
    assert tray.show_note(JobNotification("a", "b", "c"), QImage()) is False
    tray.clear()


def test_without_a_thumbnail_the_note_says_whether_all_is_well(qapp):
    icon = TrayIcon()
    tray = Tray(QIcon(), icon)
    assert tray.show_note(JobNotification("a", "b", "c", troubled=True), None)
    assert tray.show_note(JobNotification("a", "b", "c"), QImage())
    kinds = [picture for _, _, picture in icon.said]
    assert kinds == [
        QSystemTrayIcon.MessageIcon.Warning,
        QSystemTrayIcon.MessageIcon.Information,
    ]


# Offscreen there is nothing to be raised above.
@pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support raise\(\)")
def test_a_minimised_window_comes_back_to_the_front(studio, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    window = studio.window
    window.showMinimized()
    assert not is_in_front(window)
    bring_to_front(window, "let-it")
    assert not window.isMinimized()
    studio.qtbot.waitUntil(lambda: is_in_front(window) and window.isActiveWindow())
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "let-it"  # for Qt to give to the compositor
