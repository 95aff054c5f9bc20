"""A prompt that is one line in a low window, and grows upwards while it is written in."""

import math

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from mjstudio.ui.look.room import Room

LINE = 36
"""Height of a field of one line, in logical pixels."""
MOST_LINES = 5
RING = 3
"""The margin for the focus ring around a field."""
EDGE = 5
"""Between the ring and the edges of the panel."""
RESTING = LINE + 2 * (RING + EDGE)
"""Height of a panel whose prompt has one line."""


class Growing(QObject):
    """Says how high the field of a panel is.

    It is grown from when the keyboard comes into the panel until it goes elsewhere in the window.
    A menu, a popup or another window in between changes nothing, so that nothing moves under them.

    Signals:
        changed(): another height, or grown or folded.
    """

    changed = Signal()

    def __init__(self, panel: QWidget, edit: QPlainTextEdit, usual: int) -> None:
        super().__init__(panel)
        self._panel, self._edit, self._usual = panel, edit, usual
        self._low = self._writing = False
        self._told: tuple[int, bool] = (usual, False)
        edit.textChanged.connect(self._look)
        edit.document().documentLayout().documentSizeChanged.connect(lambda _size: self._look())
        edit.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def low(self) -> bool:
        """Whether there is room for one line only."""
        return self._low

    @property
    def grown(self) -> bool:
        """Whether the panel covers part of the picture now."""
        return self._low and self._writing

    @property
    def lines(self) -> int:
        """Return the number of wrapped lines in the text, at least one."""
        return max(1, round(self._edit.document().size().height()))

    @property
    def height(self) -> int:
        """The height of the field in logical pixels."""
        if not self._low:
            return self._usual
        seen = self._line_heights()[: MOST_LINES if self._writing else 1]
        return LINE + max(0, math.ceil(sum(seen) - max(seen)))

    def _line_heights(self) -> list[float]:
        """Return the heights of the wrapped lines: those with Chinese are taller."""
        layout = self._edit.document().documentLayout()
        heights: list[float] = []
        block = self._edit.document().firstBlock()
        while block.isValid() and len(heights) < MOST_LINES:
            layout.blockBoundingRect(block)  # else it may have no lines yet
            lines = block.layout()
            heights += [lines.lineAt(at).height() for at in range(lines.lineCount())]
            block = block.next()
        return heights or [self._edit.fontMetrics().height()]

    def take_room(self, room: Room) -> None:
        """Follow the window."""
        self._low = room.low
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width has other lines."""
        if event.type() is QEvent.Type.Resize:
            self._look()
        return super().eventFilter(watched, event)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self._panel.window():
            self._writing = self._panel.isAncestorOf(now)
            self._look()

    def _set_edges(self) -> None:
        """Set the field's margins so that a line fits, even one taller than Latin lines."""
        is_high = max(self._line_heights()) > self._edit.fontMetrics().height() + 1
        low = "" if not self._low else "high" if is_high else "true"
        if self._edit.property("low") != low:
            self._edit.setProperty("low", low)
            self._edit.style().unpolish(self._edit)
            self._edit.style().polish(self._edit)
            # The frame asks for its width only now.
            QApplication.sendEvent(self._edit, QEvent(QEvent.Type.StyleChange))

    def _look(self) -> None:
        self._set_edges()
        seen = (self.height, self.grown)
        overflows = not self._low or (self._writing and self.lines > MOST_LINES)
        policy = Qt.ScrollBarPolicy
        self._edit.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if overflows else policy.ScrollBarAlwaysOff
        )
        if seen != self._told:
            self._told = seen
            self.changed.emit()
        if self._low and not overflows:
            # The bar counts lines: all of them while it is grown, else the last one, which stays
            # where it was.
            self._edit.verticalScrollBar().setValue(0 if self._writing else self.lines - 1)
