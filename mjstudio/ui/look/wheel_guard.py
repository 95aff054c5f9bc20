"""Keeps the wheel from changing numbers and choices that were not clicked.

A page scrolls wherever the pointer is on it. If that happens to be over a slider, Qt gives the
wheel to the slider, and its value changes unnoticed.
"""

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

_Some = TypeVar("_Some", bound=QWidget)


def guard_wheel(control: _Some) -> _Some:
    """Let a slider, spin box or combo box use the wheel only once it was clicked; return it.

    Before that, and after it loses the focus, the wheel scrolls what is behind the control.
    """
    if control.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_Guard(control))
    return control


class _Guard(QObject):
    def __init__(self, control: QWidget) -> None:
        super().__init__(control)
        self._control = control
        self._clicked = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._clicked = True
        elif kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            # A field inside of a spin box is clicked in its stead.
            self._clicked |= event.reason() == Qt.FocusReason.MouseFocusReason
        elif kind == QEvent.Type.FocusOut:
            self._clicked = False
        elif kind == QEvent.Type.Wheel and not (self._clicked and self._control.hasFocus()):
            event.ignore()
            return True
        return False
