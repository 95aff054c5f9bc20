"""Notices float over the picture: they move nothing, pass or stay, and are reached by the keys."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mjstudio.model.job import Job
from mjstudio.ui.look.notices import NoticeArea
from tests.conftest import PATIENCE, Workbench
from tests.ui.hands import Button, Key, click, find, focused, move, press, seen
from tests.ui.regions import document, paint

PASSING = "There is no picture on the clipboard."
TROUBLE = "The library cannot be written."


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain notices pass after a moment."""
    monkeypatch.setattr("mjstudio.ui.look.notices.PASSING_MS", 300, raising=False)


def area(studio: Workbench) -> NoticeArea:
    return studio.window.stage.notices


def on_stage(studio: Workbench, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(studio.window.stage, QPoint()), widget.size())


def trouble(studio: Workbench, words: str = TROUBLE) -> None:
    studio.app.studio.journal.trouble(words)


def frame_of(studio: Workbench, text: str) -> QWidget:
    """The card of a notice."""
    labels = [x for x in area(studio).findChildren(QLabel) if x.text() == text]
    frame = labels[-1].parentWidget()
    assert frame is not None
    return frame


def calm(studio: Workbench) -> None:
    """Wait until nothing moves any more: bars that wrap find their height by and by."""
    looks: list[tuple[int, int, int]] = []

    def still() -> bool:
        stage = studio.window.stage
        view = stage.view or stage.mask_mode.canvas
        looks.append((view.width(), view.height(), stage.action_bar.height()))
        return len(looks) > 30 and len(set(looks[-30:])) == 1

    studio.qtbot.waitUntil(still, timeout=PATIENCE)


def paste_nothing(studio: Workbench) -> None:
    QGuiApplication.clipboard().clear()
    studio.window.commands["mask_paste"].trigger()


def test_a_notice_leaves_the_picture_where_it_is(studio: Workbench) -> None:
    studio.finish_a_single()
    stage = studio.window.stage
    calm(studio)
    before = stage.view.picture_rect, on_stage(studio, stage.view)
    trouble(studio)
    studio.qtbot.waitUntil(area(studio).isVisible)
    assert (stage.view.picture_rect, on_stage(studio, stage.view)) == before
    floats = on_stage(studio, area(studio))
    assert on_stage(studio, stage.view).contains(floats)
    assert abs(floats.center().x() - on_stage(studio, stage.view).center().x()) <= 1
    stage.single_view.setFocus()
    press(Key.Key_M)
    canvas = stage.mask_mode.canvas
    calm(studio)
    with_notice = on_stage(studio, canvas)
    studio.qtbot.waitUntil(lambda: with_notice.contains(on_stage(studio, area(studio))))
    area(studio).dismiss(TROUBLE)
    studio.qtbot.waitUntil(lambda: not area(studio).isVisible())
    assert on_stage(studio, canvas) == with_notice


def test_nor_does_the_queue_of_regions_push_it_down(studio: Workbench, single: Job) -> None:
    press(Key.Key_Escape)
    stage = studio.window.stage
    calm(studio)
    before = on_stage(studio, stage.single_view)
    press(Key.Key_M)
    paint(studio, (30, 30), (60, 60))
    assert studio.app.studio.regions.add()
    press(Key.Key_Escape)
    banner = find(studio.window, "region_banner")
    assert banner.isVisible()
    calm(studio)
    assert on_stage(studio, stage.single_view) == before
    studio.qtbot.waitUntil(lambda: before.contains(on_stage(studio, banner)))
    trouble(studio)
    studio.qtbot.waitUntil(area(studio).isVisible)
    studio.qtbot.waitUntil(
        lambda: not on_stage(studio, banner).intersects(on_stage(studio, area(studio)))
    )


def test_plain_ones_pass_and_warnings_stay(soon: None, studio: Workbench, single: Job) -> None:
    trouble(studio)
    paste_nothing(studio)
    assert set(area(studio).texts) == {TROUBLE, PASSING}
    studio.qtbot.waitUntil(lambda: area(studio).texts == [TROUBLE], timeout=PATIENCE)
    trouble(studio, "")
    assert TROUBLE not in area(studio).texts
    studio.qtbot.waitUntil(lambda: area(studio).texts == [], timeout=PATIENCE)


def test_one_under_the_pointer_waits_until_it_is_left(
    soon: None, studio: Workbench, single: Job
) -> None:
    paste_nothing(studio)
    frame = frame_of(studio, PASSING)
    place = QPointF(5, 5)
    QApplication.sendEvent(frame, QEnterEvent(place, place, place))
    # One that came later has passed, so the first has had its time, too.
    area(studio).mention("Later.")
    assert "Later." in area(studio).texts
    studio.qtbot.waitUntil(lambda: "Later." not in area(studio).texts, timeout=PATIENCE)
    assert area(studio).texts == [PASSING]
    QApplication.sendEvent(frame, QEvent(QEvent.Type.Leave))
    studio.qtbot.waitUntil(lambda: area(studio).texts == [], timeout=PATIENCE)


def test_many_of_them_leave_most_of_the_picture_free(studio: Workbench, single: Job) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    whole = on_stage(studio, canvas)
    words = [f"Trouble {n}" for n in range(12)]
    for one in words:
        area(studio).show_notice(one)
    studio.qtbot.waitUntil(area(studio).isVisible)
    assert area(studio).texts == words
    studio.qtbot.waitUntil(lambda: area(studio).height() < whole.height() / 2)
    assert on_stage(studio, canvas) == whole
    assert frame_of(studio, words[-1]).isVisible()
    assert not frame_of(studio, words[0]).isVisible()
    for one in words[:0:-1]:
        area(studio).dismiss(one)
    studio.qtbot.waitUntil(frame_of(studio, words[0]).isVisible)


def test_the_keyboard_reaches_it_and_escape_closes_it_alone(studio: Workbench, single: Job) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    canvas.setFocus()
    trouble(studio)
    area(studio).show_notice("Another trouble.")
    for _ in range(80):
        press(Key.Key_Tab)
        if area(studio).isAncestorOf(focused()):
            break
    assert area(studio).isAncestorOf(focused())
    button = focused()
    assert isinstance(button, QPushButton)
    assert button.accessibleName() == "Close this notice"
    press(Key.Key_Escape)
    assert len(area(studio).texts) == 1
    assert studio.window.stage.masking
    for _ in range(80):
        if area(studio).isAncestorOf(focused()):
            break
        press(Key.Key_Tab)
    press(Key.Key_Escape)
    assert area(studio).texts == []
    assert focused() is canvas


def test_it_steps_back_while_a_stroke_comes_near(studio: Workbench, single: Job) -> None:
    stage, canvas = studio.window.stage, studio.window.stage.mask_mode.canvas
    document(studio).set_size(10)
    trouble(studio)
    studio.qtbot.waitUntil(area(studio).isVisible)
    notice = on_stage(studio, area(studio))
    studio.qtbot.waitUntil(lambda: on_stage(studio, canvas).contains(notice))
    at = notice.topLeft() + QPoint(notice.height() // 2, notice.height() // 2)
    ground = seen(stage).pixelColor(at).lightness()
    far = QPointF(20, canvas.height() - 30)
    near = QPointF(canvas.mapFrom(stage, notice.center()))
    QTest.mousePress(canvas, Button.LeftButton, pos=far.toPoint())
    move(canvas, far + QPointF(5, 0), Button.LeftButton)
    assert stage.childAt(notice.center()) is not canvas
    assert abs(seen(stage).pixelColor(at).lightness() - ground) < 4
    move(canvas, near, Button.LeftButton)
    assert stage.childAt(notice.center()) is canvas
    stepped_back = seen(stage)
    assert abs(stepped_back.pixelColor(at).lightness() - ground) > 8
    QTest.mouseRelease(canvas, Button.LeftButton, pos=near.toPoint())
    assert document(studio).can_undo()
    assert stage.childAt(notice.center()) is not canvas
    assert abs(seen(stage).pixelColor(at).lightness() - ground) < 4


def test_closing_one_with_the_pointer_takes_it_away(studio: Workbench) -> None:
    trouble(studio)
    frame = frame_of(studio, TROUBLE)
    assert Qt.TextFormat.PlainText is frame.findChildren(QLabel)[-1].textFormat()
    (close,) = (x for x in frame.findChildren(QPushButton) if x.accessibleName())
    click(close)
    assert area(studio).texts == []
    assert not area(studio).isVisible()
