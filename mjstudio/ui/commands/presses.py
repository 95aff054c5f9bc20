"""One press, one job: tells a separate press from a held key or half a double click.

Somebody who double-clicks, or rests on a key, asks for one thing. So commands that cost something
listen to presses here. A press is not counted as a separate one

- where it repeats a key that is held. Qt tells so, but not always under X11, where a repeat is a
  release and a press: it looks whether the press has arrived already. No hand is that quick;
- where the same key was struck, with no other between, less than a double click ago;
- where the pointer's button was pressed less than a double click ago on the same button, or at a
  place that this button covers now: then it may have taken the place of what was meant.

Two buttons clicked in quick succession are two presses. The times are those of the events, so that
a busy program neither splits nor merges presses; an event without a time, as tests make them, is
always a separate press.
"""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NO_HAND_MS = 20
"""Sooner after its release no hand presses a key again."""
_PRESSING = (*ENTER, Qt.Key.Key_Space, Qt.Key.Key_Select)


def double_click_interval() -> int:
    """Return the desktop's double-click interval in ms."""
    return QGuiApplication.styleHints().mouseDoubleClickInterval()


@dataclass(slots=True)
class _Click:
    at: int
    place: QPointF
    on: int = 0
    """Which widget asked about it, by its id."""


class Presses:
    """What the hand did last: there is one, for all windows."""

    def __init__(self) -> None:
        self._clicks: deque[_Click] = deque(maxlen=2)
        self._key: tuple[int, Qt.KeyboardModifier] | None = None
        self._struck_at = 0
        self._released: tuple[int, int] = (0, 0)
        self._verdict = True
        self.repeated = False
        """Whether the last stroke only repeats a key that is held."""

    def note(self, event: QMouseEvent) -> None:
        """Remember the place and time of a button press."""
        at = event.timestamp()
        if not self._clicks or self._clicks[-1].at != at:
            self._clicks.append(_Click(at, event.globalPosition()))

    def click(self, event: QMouseEvent, button: QWidget) -> bool:
        """Return whether this press on a button is separate from earlier ones."""
        self.note(event)
        now = self._clicks[-1]
        now.on = id(button)
        if event.type() is QEvent.Type.MouseButtonDblClick:
            return False
        if not now.at or len(self._clicks) < 2:
            return True
        before = self._clicks[0]
        if not 0 <= now.at - before.at < double_click_interval():
            return True
        covered = button.rect().contains(button.mapFromGlobal(before.place).toPoint())
        return before.on != now.on and not covered

    def stroke(self, event: QKeyEvent) -> bool:
        """Whether this key press is a genuine one. Needs to see the keys in between, too."""
        at = event.timestamp()
        code = ENTER[0] if event.key() in ENTER else event.key()
        key = (code, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if at and at == self._struck_at and key == self._key:
            return self._verdict  # The same event, asked about again while it propagates.
        released, ago = self._released[0], at - self._released[1]
        bounced = bool(at) and released == event.key() and 0 <= ago < _NO_HAND_MS
        soon = bool(at) and 0 <= at - self._struck_at < double_click_interval()
        self.repeated = event.isAutoRepeat() or bounced
        self._verdict = not self.repeated and not (soon and key == self._key)
        self._key, self._struck_at = key, at
        return self._verdict

    def release(self, event: QKeyEvent) -> None:
        """Remember which key was released, and when."""
        self._released = (event.key(), event.timestamp())


presses = Presses()
"""The pointer and the keyboard of this program."""


class WindowPresses(QObject):
    """Records a window's input events, for all of its widgets."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Record a press or a key release, and pass it on."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            presses.note(event)
        elif event.type() is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            presses.release(event)
        return False


class PopupPresses(QObject):
    """Records the input events of a menu or the palette, which closes over other widgets.

    The second half of a double click, and a key that is still held, then go to that.
    """

    def __init__(self, *popups: QWidget) -> None:
        super().__init__(popups[0])
        for popup in popups:
            popup.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Record a press or a key stroke, and pass it on."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            presses.note(event)
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            presses.stroke(event)
        elif event.type() is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            presses.release(event)
        return False


class PayingButton(QPushButton):
    """A button that may cost something: one press is one click, however quickly it is repeated."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the button only for a separate press."""
        if presses.click(event, self):
            super().mousePressEvent(event)
        else:
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second half of a double click, wherever the first half went."""
        presses.click(event, self)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nor does a held or bouncing key press twice."""
        if event.key() in _PRESSING and not presses.stroke(event):
            event.accept()
        else:
            super().keyPressEvent(event)
