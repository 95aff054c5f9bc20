"""The Shape button of mask mode and its popup: whole-mask operations and the feather."""

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.shape import MAX_PIXELS
from mjstudio.texts import _
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.wheel_guard import guard_wheel
from mjstudio.ui.look.within import moved_into

_GAP = 4


class ShapePopup(QFrame):
    """Amount, grow, shrink, smooth, select all and feather; Escape or a click beside closes it.

    Signals:
        amount_chosen(int), feather_chosen(int): picture pixels.
        stop_requested(): Escape.
    """

    amount_chosen = Signal(int)
    feather_chosen = Signal(int)
    stop_requested = Signal()

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("mask_shape_popup")
        self.setAccessibleName(_("Shape of the mask"))
        self.setProperty("look", "card")
        self._busy = False
        self._amount, self._amount_shown = _slider(
            "mask_amount", 1, _("Pixels to grow, shrink or smooth by")
        )
        self._amount.valueChanged.connect(self.amount_chosen)
        self._feather, self._feather_shown = _slider(
            "mask_feather", 0, _("How far the edge softens to each side, in picture pixels")
        )
        self._feather.valueChanged.connect(self.feather_chosen)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.addWidget(QLabel(_("Amount")), 0, 0)
        grid.addWidget(self._amount, 0, 1)
        grid.addWidget(self._amount_shown, 0, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for name, tip in (
            ("mask_grow", _("Push the edge outwards by the amount")),
            ("mask_shrink", _("Pull the edge inwards by the amount")),
            ("mask_smooth", _("Round it off by the amount")),
        ):
            buttons.addWidget(_button(commands[name], tip, key_beside=False), 1)
        grid.addLayout(buttons, 1, 0, 1, 3)
        grid.addWidget(_rule(), 2, 0, 1, 3)
        grid.addWidget(QLabel(_("Feather")), 3, 0)
        grid.addWidget(self._feather, 3, 1)
        grid.addWidget(self._feather_shown, 3, 2)
        hint = QLabel(_("Applied last: the mask itself stays as you painted it."))
        hint.setProperty("look", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(
            _button(commands["mask_select_all"], _("Paint the whole picture"), key_beside=True)
        )
        layout.addWidget(_rule())
        layout.addLayout(grid)
        layout.addWidget(hint)

    def show_document(self, document: MaskDocument) -> None:
        """Show the amount and the feather, and whether something is computed."""
        self._busy = document.searching
        for slider, label, value in (
            (self._amount, self._amount_shown, document.amount),
            (self._feather, self._feather_shown, document.feather),
        ):
            with QSignalBlocker(slider):
                slider.setValue(value)
            label.setText(f"<b>{value}</b> px")

    def open_below(self, button: QWidget) -> None:
        """Open under a button, no further to the right than its row."""
        self.adjustSize()
        row = button.parentWidget() or button
        right = row.mapToGlobal(QPoint(row.width(), 0)).x() - self.width() - _GAP
        corner = button.mapToGlobal(QPoint(0, button.height() + _GAP))
        meant = QRect(QPoint(min(corner.x(), right), corner.y()), self.size())
        self.move(moved_into(button.window().geometry(), meant))
        self.show()
        self._amount.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops a computation, and closes the popup without one."""
        if event.key() == Qt.Key.Key_Escape and self._busy:
            self.stop_requested.emit()
        else:
            super().keyPressEvent(event)


class ShapeButton(ActionButton):
    """Opens the popup."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(
            commands["mask_shape"],
            _("Shape"),
            parent,
            tip=_("Select all, grow, shrink, smooth, feather"),
            spoken=_("Shape of the mask: select all, grow, shrink, smooth, feather"),
            follows=False,
        )
        self.setObjectName("mask_shape")
        # A click leaves the keyboard focus on the canvas, where Space pans.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.popup = ShapePopup(commands, self)

    def open(self) -> None:
        """Open the popup."""
        self.popup.open_below(self)

    def show_document(self, document: MaskDocument) -> None:
        """Show the settings of a mask."""
        self.popup.show_document(document)


def _slider(name: str, least: int, says: str) -> tuple[QSlider, QLabel]:
    slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
    slider.setObjectName(name)
    slider.setAccessibleName(says)
    slider.setToolTip(says)
    slider.setRange(least, MAX_PIXELS)
    slider.setPageStep(16)
    slider.setMinimumWidth(160)
    shown = QLabel()
    shown.setMinimumWidth(48)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return slider, shown


def _button(action: CommandAction, tip: str, *, key_beside: bool) -> ActionButton:
    button = ActionButton(action, key_beside=key_beside, tip=tip, follows=False)
    button.setObjectName(action.command.id)
    return button


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("look", "rule")
    rule.setFixedHeight(1)
    return rule
