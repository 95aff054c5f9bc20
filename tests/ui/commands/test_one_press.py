"""One press, one job: held keys, double clicks, and buttons that take another's place."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton, QWidget

from mjstudio.model.job import Job
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.commands.command import Command, Place
from mjstudio.ui.commands.presses import presses
from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.prompt.prompt_panel import PromptPanel
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.window.features import DECLARED
from tests.conftest import Workbench
from tests.ui.hands import CTRL, NONE, SHIFT, Button, Key, click, find, focused, press, settle
from tests.ui.regions import paint
from tests.ui.registry import commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

STEPPING = {
    *("undo", "redo", "zoom_in", "zoom_out", "older_picture", "newer_picture"),
    *("mask_smaller", "mask_larger"),
}
"""What a held key may go on doing: small steps that cost nothing, and wait for nothing."""


def strike(
    target: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    at: int = 0,
    repeated: bool = False,
) -> None:
    """One KeyPress, as the system sends it: with its time in ms, told apart from a repeat."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "\r", repeated)
    event.setTimestamp(at)
    QApplication.sendEvent(target, event)


def double_click(widget: QWidget) -> None:
    """Two clicks at one place, as the window system sends them: whatever is there then gets it."""
    window = widget.window()
    place = widget.mapTo(window, widget.rect().center())
    QTest.mouseDClick(window.windowHandle(), Button.LeftButton, NONE, place)


def click_at(window: QWidget, place: QPoint, at: int, *, double: bool = False) -> None:
    """One click that the window gets from the system, at a time in ms."""
    handle, kinds = window.windowHandle(), QEvent.Type
    press = kinds.MouseButtonDblClick if double else kinds.MouseButtonPress
    point, everywhere = QPointF(place), QPointF(window.mapToGlobal(place))
    for kind, held in ((press, Button.LeftButton), (kinds.MouseButtonRelease, Button.NoButton)):
        event = QMouseEvent(kind, point, point, everywhere, Button.LeftButton, held, NONE)
        event.setTimestamp(at)
        QApplication.sendEvent(handle, event)


@pytest.fixture
def slow(studio: Workbench) -> Workbench:
    """The program with a service that answers nothing any more: what is sent stays in sight."""
    studio.finish_a_grid()
    studio.service.faults.order(Fault.HANG, where="imagine", times=20, seconds=30)
    settle(studio.qtbot, studio.window.stage.action_bar)
    return studio


@pytest.fixture
def panel(qtbot):
    draft = Draft(References(Tasks()))
    panel = PromptPanel(draft, commands())
    qtbot.addWidget(panel)
    panel.resize(1000, 130)
    with qtbot.waitActive(panel):
        panel.show()
    panel.edit.setFocus()
    panel.edit.setPlainText("a lake")
    panel.sent = []
    panel.submit_requested.connect(panel.sent.append)
    return panel


def sent(studio: Workbench) -> list[str]:
    return [job.request.action for job in studio.runner.jobs[1:]]


def spending(studio: Workbench, ran: list[bool]) -> CommandAction:
    """A command that costs, and only tells that it ran."""
    command = Command("spend", "Zz spend", lambda _on: None, (Place("Picture"),), costs=True)
    action = CommandAction(command, studio.window)
    action.triggered.connect(lambda: ran.append(True))
    return action


# -- keys


def test_only_small_free_steps_go_on_while_their_key_is_held(studio: Workbench) -> None:
    repeating = {
        command.id
        for command in DECLARED
        if studio.window.commands[command.id].autoRepeat() and command.keys
    }
    assert repeating == STEPPING


def test_a_held_enter_sends_once(panel):
    strike(panel.edit, Key.Key_Return, at=1000)
    for repeat in range(20):
        strike(panel.edit, Key.Key_Return, at=1600 + 30 * repeat, repeated=True)
    assert len(panel.sent) == 1


def test_enter_struck_twice_at_the_speed_of_a_double_click_sends_once(panel):
    for at in (1000, 1180, 1390):
        strike(panel.edit, Key.Key_Return, at=at)
    assert len(panel.sent) == 1
    strike(panel.edit, Key.Key_Return, at=2000)
    assert len(panel.sent) == 2


def test_a_repeat_that_qt_takes_for_a_press_sends_nothing(panel):
    """Under X11 a repeat is a release and a press; Qt may see the one before the other comes."""
    strike(panel.edit, Key.Key_Return, at=1000)
    for at in (1660, 2100, 2600):
        released = QKeyEvent(QEvent.Type.KeyRelease, Key.Key_Return, NONE)
        released.setTimestamp(at)
        presses.release(released)
        strike(panel.edit, Key.Key_Return, at=at)
    assert len(panel.sent) == 1


def test_enter_after_other_keys_is_a_press_of_its_own(panel):
    strike(panel.edit, Key.Key_Return, at=1000)
    strike(panel.edit, Key.Key_A, at=1100)
    strike(panel.edit, Key.Key_Return, at=1200)
    assert len(panel.sent) == 2


def test_a_held_enter_confirms_no_warning(panel):
    panel.edit.setPlainText("a lake --zz 4")
    strike(panel.edit, Key.Key_Return, at=1000)
    assert panel.sent == []
    assert "Press Enter again" in panel.problem.text()
    strike(panel.edit, Key.Key_Return, at=1600, repeated=True)
    strike(panel.edit, Key.Key_Return, at=1700)
    assert panel.sent == []


def test_a_held_enter_in_mask_mode_submits_once(studio: Workbench, single: Job) -> None:
    asked: list[None] = []
    mode = studio.window.stage.mask_mode
    submit = studio.window.commands["mask_submit"]
    submit.triggered.disconnect()
    submit.triggered.connect(lambda: asked.append(None))
    for at, repeated in ((1000, False), (1600, True), (1630, True), (1660, True)):
        strike(mode.canvas, Key.Key_Return, at=at, repeated=repeated)
    assert len(asked) == 1


def test_an_enter_held_in_the_palette_runs_one_command_and_sends_nothing(
    studio: Workbench,
) -> None:
    studio.draft.load("a lake")
    press(Key.Key_K, CTRL)
    ran: list[bool] = []
    action = spending(studio, ran)
    palette = find(studio.window, "command_palette")
    palette.open_over(studio.window, [action])
    strike(focused(), Key.Key_Return, at=1000)
    assert (ran, palette.isVisible()) == ([True], False)
    edit = studio.window.prompt_panel.edit
    edit.setFocus()
    strike(edit, Key.Key_Return, at=1200)
    for repeat in range(5):
        strike(edit, Key.Key_Return, at=1600 + 30 * repeat, repeated=True)
    assert not studio.runner.jobs


# -- the pointer


@pytest.mark.parametrize("name", ["upscale2", "variation3"])
def test_a_double_click_on_an_action_sends_once(slow: Workbench, name: str) -> None:
    double_click(find(slow.window, f"action_{name}"))
    assert sent(slow) == [name]


def test_a_double_click_on_imagine_sends_once(slow: Workbench) -> None:
    double_click(find(slow.window, "imagine_button"))
    assert sent(slow) == ["generate"]


def test_a_double_click_that_drifts_sends_once(slow: Workbench) -> None:
    """Further than the window system's few points: it tells of two single clicks."""
    button = find(slow.window, "imagine_button")
    place = button.mapTo(slow.window, button.rect().center())
    for at, shift in ((90_000, 0), (90_150, 20), (90_300, 40)):
        click_at(slow.window, place + QPoint(shift, 0), at)
    assert sent(slow) == ["generate"]
    click_at(slow.window, place, 90_900)
    assert sent(slow) == ["generate"] * 2


def test_a_double_click_on_the_buttons_of_a_quarter_sends_once(slow: Workbench) -> None:
    view = slow.window.stage.grid_view
    assert isinstance(view, GridView)
    for quadrant, label, name in ((2, "Upscale", "upscale2"), (3, "Vary", "variation3")):
        view.light(quadrant)
        buttons = [b for b in view.findChildren(QPushButton) if b.isVisible()]
        double_click(next(b for b in buttons if b.text().startswith(label)))
        assert sent(slow)[-1] == name
    assert len(sent(slow)) == 2


def test_two_buttons_in_quick_succession_are_two_jobs(slow: Workbench) -> None:
    for at, name in ((90_000, "upscale1"), (90_120, "upscale2"), (90_240, "upscale4")):
        button = find(slow.window, f"action_{name}")
        click_at(slow.window, button.mapTo(slow.window, button.rect().center()), at)
    assert sent(slow) == ["upscale1", "upscale2", "upscale4"]


def test_a_second_click_that_is_slower_than_a_double_click_is_another_job(slow: Workbench) -> None:
    for _ in range(2):
        click(find(slow.window, "action_upscale1"))
    assert sent(slow) == ["upscale1"] * 2


@pytest.mark.parametrize("drift", [0, 12])
def test_a_double_click_on_redraw_region_never_reaches_imagine(
    studio: Workbench, single: Job, drift: int
) -> None:
    paint(studio, (30, 30), (60, 60))
    before = len(studio.runner.jobs)
    redraw, imagine = find(studio.window, "mask_submit"), find(studio.window, "imagine_button")
    place = redraw.mapTo(studio.window, QPoint(redraw.width() // 2, redraw.height() // 2))
    with studio.qtbot.waitSignal(studio.runner.job_added):
        click_at(studio.window, place, 90_000)
        studio.qtbot.waitUntil(imagine.isVisible)
    there = studio.window.childAt(place)
    assert there is imagine
    click_at(studio.window, place - QPoint(drift, 0), 90_200, double=not drift)
    click_at(studio.window, place, 90_400)
    actions = [job.request.action for job in studio.runner.jobs[before:]]
    assert actions == ["variation_region"]


def test_the_second_half_of_a_double_click_on_anything_pays_nothing(slow: Workbench) -> None:
    """A free button goes away, and a paying one comes to be where it was."""
    imagine = find(slow.window, "imagine_button")
    cover = QPushButton("Free", imagine.parentWidget())
    cover.setGeometry(imagine.geometry())
    cover.clicked.connect(cover.hide)
    cover.show()
    place = cover.mapTo(slow.window, cover.rect().center())
    click_at(slow.window, place, 90_000)
    assert not cover.isVisible()
    click_at(slow.window, place + QPoint(9, 9), 90_200)
    assert sent(slow) == []
    click_at(slow.window, place, 90_800)
    assert sent(slow) == ["generate"]


def test_the_palette_runs_a_clicked_command_once(studio: Workbench) -> None:
    """Where the desktop opens things by a single click, lists tell of both."""
    palette = find(studio.window, "command_palette")
    ran: list[bool] = []
    action = spending(studio, ran)
    palette.open_over(studio.window, [action])
    view = palette.findChild(QListWidget)
    view.itemClicked.emit(view.item(0))
    view.itemActivated.emit(view.item(0))
    assert ran == [True]


def test_shift_and_a_number_is_still_vary(slow: Workbench) -> None:
    slow.window.stage.grid_view.setFocus()
    press(Key.Key_3, SHIFT)
    press(Key.Key_3)
    assert sent(slow) == ["variation3", "upscale3"]


# -- menus


def click_in(menu: QMenu, action: QAction, at: int) -> QPoint:
    """Click an entry of a menu at a time in ms; where that was, in points of the screen."""
    place = menu.actionGeometry(action).center()
    point, everywhere = QPointF(place), QPointF(menu.mapToGlobal(place))
    pressed, released = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    for kind, held in ((pressed, Button.LeftButton), (released, Button.NoButton)):
        event = QMouseEvent(kind, point, everywhere, Button.LeftButton, held, NONE)
        event.setTimestamp(at)
        QApplication.sendEvent(menu, event)
    return everywhere.toPoint()


def test_a_double_click_in_a_menu_does_not_reach_what_is_below_it(slow: Workbench) -> None:
    imagine = find(slow.window, "imagine_button")
    menu = slow.window.commands.popup("grid")
    menu.popup(imagine.mapToGlobal(QPoint(0, 0)))
    reroll = slow.window.commands["act_reroll"]
    middle = imagine.mapToGlobal(imagine.rect().center())
    menu.move(middle - menu.actionGeometry(reroll).center())
    place = slow.window.mapFromGlobal(click_in(menu, reroll, 90_000))
    assert sent(slow) == ["reroll"]
    click_at(slow.window, place, 90_150)
    assert sent(slow) == ["reroll"]
    click_at(slow.window, place, 90_800)
    assert sent(slow) == ["reroll", "generate"]


def test_an_enter_held_in_a_menu_sends_once(slow: Workbench) -> None:
    edit = slow.window.prompt_panel.edit
    edit.setFocus()
    menu = slow.window.commands.popup("grid")
    menu.popup(slow.window.mapToGlobal(QPoint(100, 100)))
    menu.setActiveAction(slow.window.commands["act_reroll"])
    strike(menu, Key.Key_Return, at=1000)
    assert sent(slow) == ["reroll"]
    strike(edit, Key.Key_Return, at=1200)
    for repeat in range(5):
        strike(edit, Key.Key_Return, at=1600 + 30 * repeat, repeated=True)
    assert sent(slow) == ["reroll"]
