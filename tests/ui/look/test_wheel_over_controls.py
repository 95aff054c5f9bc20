"""A wheel that passes over a number or a choice scrolls the page, and changes nothing."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSignalBlocker, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QSlider,
    QWidget,
)

from mjstudio.model.job import Job
from tests.conftest import Workbench
from tests.ui.hands import Key, click, click_name, find, press, wheel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def controls(root: QWidget) -> list[QWidget]:
    """Everything that a wheel could change."""
    kinds = (QAbstractSlider, QAbstractSpinBox, QComboBox)
    found = [widget for kind in kinds for widget in root.findChildren(kind)]
    return [widget for widget in found if not isinstance(widget, QScrollBar)]


def value(widget: QWidget) -> object:
    return widget.currentIndex() if isinstance(widget, QComboBox) else widget.property("value")


def turn(widget: QWidget, notches: int) -> None:
    """Turn the wheel over a control, as the window gets it."""
    window = widget.window()
    handle = window.windowHandle()
    assert handle is not None
    place = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(handle, place, QPoint(0, 120 * notches))


def test_over_the_settings_it_scrolls_the_page(studio: Workbench) -> None:
    studio.app.opener.open_settings()
    dialog = find(studio.window, "settings_dialog")
    find(dialog, "settings_page_jobs", QPushButton).click()
    area = find(dialog, "settings_jobs", QScrollArea)
    area.setMaximumHeight(120)
    studio.qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    limit = find(dialog, "running_limit", QSlider)
    area.ensureWidgetVisible(limit)
    before, at = limit.value(), area.verticalScrollBar().value()
    turn(limit, 1 if at else -1)
    assert limit.value() == before
    assert area.verticalScrollBar().value() != at


def test_no_control_of_the_window_moves_under_it(studio: Workbench, single: Job) -> None:
    find(studio.window.after_redraw.compare, "lock_feather")  # made with its first use
    found = controls(studio.window)
    assert {w.objectName() for w in found} >= {"mask_size", "mask_feather", "lock_feather"}
    press(Key.Key_W)
    before = [value(widget) for widget in found]
    shown = [widget for widget in found if widget.isVisible()]
    assert shown
    for widget in shown:
        for notches in (2, -3):
            turn(widget, notches)
    click_name(studio.window, "mask_shape")
    popup = find(studio.window, "mask_shape_popup")
    for widget in controls(popup):
        turn(widget, 3)
    popup.close()
    assert [value(widget) for widget in found] == before
    # Those out of sight, in popups and other modes, get it without a window.
    sliders = [widget for widget in found if isinstance(widget, QAbstractSlider)]
    assert len(sliders) >= 10
    for slider in sliders:
        with QSignalBlocker(slider):
            slider.setEnabled(True)
            slider.setRange(0, 100)
            slider.setValue(50)
            wheel(slider, QPointF(slider.rect().center()), 3)
        assert slider.value() == 50, slider.accessibleName()


def test_the_popup_of_a_chip_keeps_its_value_until_it_is_clicked(studio: Workbench) -> None:
    panel = studio.window.prompt_panel
    studio.window.write_prompt("a lake --chaos 20")
    click_name(panel, "parameter_chaos")
    (slider,) = (w for w in controls(studio.window) if w.isVisible() and w.isWindow() is False)
    turn(slider, 3)
    assert studio.draft.text == "a lake --chaos 20"
    click(slider)
    there = slider.property("value")
    turn(slider, 1)
    assert slider.property("value") != there
    assert studio.draft.text != "a lake --chaos 20"


def test_the_keyboard_alone_is_no_leave_for_the_wheel(studio: Workbench, single: Job) -> None:
    slider = find(studio.window, "mask_size", QSlider)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    there = slider.value()
    turn(slider, 2)
    assert slider.value() == there
    press(Key.Key_Right)
    assert slider.value() > there
