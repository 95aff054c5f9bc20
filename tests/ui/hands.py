"""The artist's hands: keys, clicks, wheel and drops, as the events that Qt receives."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QInputMethodEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

Some = TypeVar("Some", bound=QWidget)
Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier
NONE, SHIFT, CTRL = Modifier.NoModifier, Modifier.ShiftModifier, Modifier.ControlModifier
ALT = Modifier.AltModifier


def find(root: QWidget, name: str, kind: type[Some] = QWidget) -> Some:
    """Return the one widget with that name that is not being deleted."""
    found = root.findChildren(kind, name)
    assert found, f"there is no {name}"
    return found[-1]


def focused() -> QWidget:
    """Return the widget with the keyboard focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    """Press a key in the focused widget."""
    for _ in range(times):
        QTest.keyClick(focused(), key, modifiers)


def type_text(text: str) -> None:
    """Type ASCII into the focused widget."""
    QTest.keyClicks(focused(), text)


def compose(text: str) -> None:
    """Enter text into the focused widget like an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)


def write(field: QWidget, text: str) -> None:
    """Replace a field's text."""
    field.setFocus()
    press(Key.Key_A, CTRL)
    press(Key.Key_Delete)
    if text.isascii():
        type_text(text)
    else:
        compose(text)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click a widget, by default in its middle."""
    QTest.mouseClick(widget, Button.LeftButton, pos=at or widget.rect().center())


def click_name(root: QWidget, name: str) -> None:
    """Click the widget with that name."""
    click(find(root, name))


def click_row(view: QAbstractItemView, row: int) -> None:
    """Click an item of a list."""
    place = view.visualRect(view.model().index(row, 0))
    click(view.viewport(), place.center())


def wheel(widget: QWidget, at: QPointF, notches: int, modifiers: Modifier = NONE) -> None:
    """Turn the wheel over a point."""
    turn = QPoint(0, 120 * notches)
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        turn,
        Button.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def move(widget: QWidget, at: QPointF, held: Qt.MouseButton = Button.NoButton) -> None:
    """Move the pointer. Not with QTest: offscreen, it may drop a move to its previous position."""
    everywhere = QPointF(widget.mapToGlobal(at.toPoint()))
    event = QMouseEvent(QEvent.Type.MouseMove, at, everywhere, Button.NoButton, held, NONE)
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, *points: QPointF) -> None:
    """Drag with the left button held."""
    QTest.mousePress(widget, Button.LeftButton, pos=points[0].toPoint())
    for point in points[1:]:
        move(widget, QPointF(point.toPoint()), Button.LeftButton)
    QTest.mouseRelease(widget, Button.LeftButton, pos=points[-1].toPoint())


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Drop something on the middle of a widget; returns whether it was accepted."""
    at, actions = widget.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at, actions, mime, Button.LeftButton, NONE)
    QApplication.sendEvent(widget, enter)
    event = QDropEvent(QPointF(at), actions, mime, Button.LeftButton, NONE)
    QApplication.sendEvent(widget, event)
    return enter.isAccepted() and event.isAccepted()


def links(*urls: str) -> QMimeData:
    """Return what a browser drags."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(url.encode()) for url in urls])
    return mime


def settle(qtbot: QtBot, bar: QWidget) -> None:
    """Wait until a wrapping bar has its final height, so that nothing moves any more."""
    qtbot.waitUntil(lambda: bar.height() >= bar.heightForWidth(bar.width()))


def seen(widget: QWidget) -> QImage:
    """Return what the artist sees of a widget, one pixel per point."""
    image = widget.grab().toImage()
    image.setDevicePixelRatio(1)
    return image if image.size() == widget.size() else image.scaled(widget.size())


def brightness(image: QImage, at: QPointF, reach: int = 6) -> float:
    """Return the mean brightness of a small square, 0 to 255."""
    x, y = int(at.x()), int(at.y())
    around = range(-reach, reach + 1)
    values = [_grey(image.pixelColor(x + dx, y + dy)) for dx in around for dy in around]
    return sum(values) / len(values)


def _grey(colour: QColor) -> float:
    return (colour.red() + colour.green() + colour.blue()) / 3
