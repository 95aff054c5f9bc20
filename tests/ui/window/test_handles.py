"""Names for automation and assistive technology, and a keyboard that reaches everything."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QSlider,
    QWidget,
)

from mjstudio.model.action import GRID_ACTIONS, SINGLE_ACTIONS
from mjstudio.model.job import State
from tests.conftest import Workbench
from tests.ui.hands import CTRL, Key, find, focused, press, type_text

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QSlider, QComboBox, QAbstractItemView)
ALWAYS = (
    "prompt_edit",
    "imagine_button",
    "reference_strip",
    "grid_view",
    "single_view",
    "action_bar",
    "mask_canvas",
    "mask_brush",
    "mask_eraser",
    "mask_lasso",
    "mask_polygon",
    "mask_rectangle",
    "mask_ellipse",
    "mask_fill",
    "mask_colour",
    "mask_undo",
    "mask_redo",
    "mask_invert",
    "mask_clear",
    "mask_size",
    "mask_save",
    "mask_load",
    "mask_copy",
    "mask_paste",
    "mask_carry",
    "mask_pressure",
    "mask_outline_only",
    "mask_minimap",
    "mask_prompt",
    "mask_submit",
    "mask_cancel",
    "library_view",
    "library_search",
    "job_list",
    "notice_area",
)


class Opened(QObject):
    """Which windows opened by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() is QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def controls(root: QWidget) -> list[QWidget]:
    found = [w for w in root.findChildren(QWidget) if isinstance(w, CONTROLS)]
    return [w for w in found if w.isVisible() and not isinstance(w, QScrollBar)]


def called(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    if isinstance(widget, QAbstractButton) and text is not None:
        return widget.accessibleName() or text()
    return widget.accessibleName()


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {called(widget)}".strip()


def enter(studio: Workbench, mode: str) -> QWidget:
    """Bring the window into a mode; the widget that it fills."""
    if mode == "grid":
        studio.finish_a_grid()
    elif mode in ("single", "mask", "compare"):
        studio.finish_a_single()
    if mode == "compare":
        studio.window.commands["compare"].trigger()
    if mode == "mask":
        studio.window.commands["vary_region"].trigger()
        studio.window.stage.mask_mode.invert()
        studio.window.stage.mask_mode.undo()
        studio.window.stage.mask_mode.redo()
    if mode == "settings":
        press(Key.Key_Comma, CTRL)
        dialog = find(studio.window, "settings_dialog", QDialog)
        studio.qtbot.waitUntil(dialog.isActiveWindow)
        # That of the account can only be read: the environment gives it.
        find(dialog, "settings_page_jobs", QAbstractButton).click()
        return dialog
    return studio.window


MODES = ("welcome", "grid", "single", "mask", "compare", "settings")


def test_every_handle_of_the_contract_stands_once(studio: Workbench) -> None:
    studio.window.stage.first_mask.get()
    for name in ALWAYS:
        assert len(studio.window.findChildren(QWidget, name)) == 1, name
        assert find(studio.window, name).accessibleName(), name
    studio.finish_a_grid()
    for name in GRID_ACTIONS:
        assert find(studio.window, f"action_{name}").accessibleName()
    studio.act("upscale1")
    for name in (*SINGLE_ACTIONS, "variation_region"):
        assert find(studio.window, f"action_{name}").accessibleName()
    dialog = enter(studio, "settings")
    assert find(dialog, "token_edit", QLineEdit).accessibleName()
    dialog.reject()


@pytest.mark.parametrize("mode", MODES)
def test_every_control_has_a_name_and_tab_reaches_it(studio: Workbench, mode: str) -> None:
    root = enter(studio, mode)
    nameless = [described(widget) for widget in controls(root) if not called(widget).strip()]
    assert nameless == []
    reachable = {
        widget
        for widget in controls(root)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    # A row of radio buttons or of tools is one stop; arrows go on inside it.
    grouped = {
        widget
        for widget in controls(root)
        if isinstance(widget, QAbstractButton)
        and (group := widget.group()) is not None
        and group.exclusive()
        and not widget.isChecked()
    }
    visited: list[QWidget] = []
    while focused() not in visited:
        visited.append(focused())
        press(Key.Key_Tab)
        assert len(visited) < 200
    missed = reachable - grouped - set(visited)
    assert sorted(described(widget) for widget in missed) == []
    for widget in set(controls(root)) - grouped:
        pointer_only = widget.focusPolicy() is Qt.FocusPolicy.NoFocus
        inside = isinstance(widget.parent(), QLineEdit) or widget.parent().parent() is (
            studio.window.stage.grid_view
        )
        assert not pointer_only or inside, described(widget)


def test_shift_tab_goes_back(studio: Workbench) -> None:
    start = focused()
    press(Key.Key_Tab)
    assert focused() is not start
    press(Key.Key_Backtab)
    assert focused() is start


def test_no_window_opens_and_the_keyboard_stays_while_pictures_come_and_go(
    studio: Workbench,
) -> None:
    opened = Opened()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(opened)
    try:
        type_text("a lake")
        press(Key.Key_Return)
        grid = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
        studio.act("upscale1")
        studio.session.show(grid.id)
        studio.finish_a_grid("a red desert")
        studio.session.show(grid.id)
        studio.act("reroll")
    finally:
        application.removeEventFilter(opened)
    assert opened.windows == []
    assert focused() is studio.window.prompt_panel.edit
    type_text(" at dusk")
    assert studio.draft.text.endswith(" at dusk")
