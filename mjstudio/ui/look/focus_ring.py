"""The focus ring, drawn once for the whole window.

One ring for all, laid over whatever has the keyboard, can be neither forgotten by a widget nor
left behind by it: there is exactly one, always. Style sheets draw none. It is Qt's own QFocusFrame,
which keeps to its widget without costing the widget anything.
"""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFocusFrame,
    QLineEdit,
    QPlainTextEdit,
    QProxyStyle,
    QPushButton,
    QRadioButton,
    QSlider,
    QStyle,
    QToolButton,
    QWidget,
)

from mjstudio.ui.look.tokens import current_tokens, with_alpha

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleHintReturn, QStyleOption

SOLID, GLOW = 2, 3
"""Points of solid accent, and around it of its glow."""
_GAP = 2
"""Distance in points inside a button, so that the ring stays visible on the accent colour."""
_GLOW_ALPHA = 0.22
_BUTTONS = (QPushButton, QToolButton)
_BARE = (QRadioButton, QCheckBox, QSlider)
"""Widgets without a frame: the solid line goes around them rather than over them."""


def _reach(widget: QWidget | None) -> int:
    """How far the ring reaches beyond a widget."""
    return GLOW + SOLID + _GAP if isinstance(widget, _BARE) else GLOW


class _RingStyle(QProxyStyle):
    """Makes Qt's frame cover its widget, with a margin."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: "QStyleOption | None" = None,
        widget: QWidget | None = None,
        returnData: "QStyleHintReturn | None" = None,  # noqa: N803
    ) -> int:
        if hint is QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint is QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: "QStyleOption | None" = None,
        widget: QWidget | None = None,
    ) -> int:
        margins = (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        )
        if metric in margins:
            return _reach(widget.widget() if isinstance(widget, QFocusFrame) else None)
        return super().pixelMetric(metric, option, widget)


class _Ring(QFocusFrame):
    """The ring itself; it covers only its own pixels of the widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("focus_ring")
        self._style = _RingStyle()
        self.setStyle(self._style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        thick = GLOW + SOLID + _GAP
        inner = self.rect().adjusted(thick, thick, -thick, -thick)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inner)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = _radius(self.widget())
        line = QRectF(self.rect()).adjusted(GLOW, GLOW, -GLOW, -GLOW)
        strokes = [
            (with_alpha(current_tokens().accent, _GLOW_ALPHA), GLOW, GLOW / 2),
            (QColor(current_tokens().accent), SOLID, -SOLID / 2),
        ]
        if isinstance(self.widget(), _BUTTONS):
            strokes.append((QColor(current_tokens().background), _GAP, -SOLID - _GAP / 2))
        for colour, width, out in strokes:
            painter.setPen(QPen(colour, width))
            round_ = max(0.0, radius + out)
            painter.drawRoundedRect(line.adjusted(-out, -out, out, out), round_, round_)
        painter.end()


def _radius(widget: QWidget) -> int:
    if isinstance(widget, QPlainTextEdit):
        return 9
    return 7 if isinstance(widget, (*_BUTTONS, QLineEdit, *_BARE)) else 3


class FocusRing(QObject):
    """Puts the ring around the focus widget of a window and of its dialogs and popups.

    None is shown while a menu is open, whose chosen row is the focus then, nor while another
    program has the keyboard.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring = _Ring(window)
        self._watched: QWidget | None = None
        if isinstance(application := QApplication.instance(), QApplication):
            application.focusChanged.connect(self._moved)
        self._follow(QApplication.focusWidget())

    @property
    def around(self) -> QWidget | None:
        """The widget that is ringed now."""
        valid = shiboken6.isValid(self._ring) and not self._ring.isHidden()
        return self._ring.widget() if valid else None

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._follow(now)

    def _follow(self, widget: QWidget | None) -> None:
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        own = widget is not None and not widget.isWindow() and self._belongs(widget)
        self._watched = widget if own else None
        if not shiboken6.isValid(self._ring):
            # The ring was deleted with the dialog that contained it.
            self._ring = _Ring(self._window)
        if self._watched is None:
            self._ring.setWidget(None)  # type: ignore[arg-type]
            self._ring.setParent(self._window)
            return
        self._watched.installEventFilter(self)
        self._ring.setWidget(self._watched)
        self._ring.raise_()
        self._ring.show()

    def _belongs(self, widget: QWidget) -> bool:
        above: QObject | None = widget
        while above is not None and above is not self._window:
            above = above.parent()
        return above is not None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hide the ring for a menu, and show it again where Qt's frame would not."""
        kind = event.type()
        if kind is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() is Qt.FocusReason.PopupFocusReason:
                self._ring.hide()
        elif kind is QEvent.Type.FocusIn:
            self._ring.show()
        elif kind is QEvent.Type.StyleChange:
            self._later()
        return False

    def _later(self) -> None:
        """Qt's frame hides as the style of its widget changes."""
        QTimer.singleShot(0, self, lambda: self._follow(QApplication.focusWidget()))
