"""A card over the canvas while something is computed, and the way to stop it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from mjstudio.texts import _
from mjstudio.ui.commands.key_text import ESCAPE, with_fixed

_PATIENCE_MS = 150
"""What takes less is not worth a flash on the screen."""
_GAP = 16


class MaskBusy(QFrame):
    """A card at the bottom centre of its parent.

    Signals:
        cancel_requested(): stop the computation.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("mask_busy")
        self.setProperty("look", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._said = QLabel()
        cancel = QPushButton(with_fixed(_("Cancel"), ESCAPE))
        cancel.setObjectName("mask_busy_cancel")
        cancel.setAccessibleName(_("Stop what is being computed"))
        cancel.setToolTip(_("Stop; the mask stays as it is"))
        cancel.setProperty("look", "small")
        cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._said)
        row.addWidget(cancel)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._show)
        parent.installEventFilter(self)
        self.hide()

    def show_activity(self, activity: str) -> None:
        """Show the activity after a moment; hide without one."""
        self._said.setText(f"{activity}…")
        self.setAccessibleName(activity)
        if not activity:
            self._due.stop()
            self.hide()
        elif self.isVisible():
            self._place()
        elif not self._due.isActive():
            self._due.start(_PATIENCE_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the parent's size changes."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        self.adjustSize()
        around = self._over.rect()
        self.move((around.width() - self.width()) // 2, around.height() - self.height() - _GAP)
