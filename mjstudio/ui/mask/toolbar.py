"""The tools of mask mode: a strip at the left, the tool's settings above."""

import math
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.tool_settings import MAX_TOLERANCE
from mjstudio.mask.tools import TOOLS, ColourPick
from mjstudio.texts import _, pgettext
from mjstudio.texts.phrases import spaced
from mjstudio.ui.commands.action_button import ActionButton, ActionLink
from mjstudio.ui.commands.command import MASK_MORE
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.commands.zoom_button import ZoomButton
from mjstudio.ui.look.icons import Ground, icon
from mjstudio.ui.look.labels import heading
from mjstudio.ui.look.relayout import empty
from mjstudio.ui.look.room import Room
from mjstudio.ui.look.wheel_guard import guard_wheel
from mjstudio.ui.mask.pressure import PressureButton
from mjstudio.ui.mask.shape import ShapeButton

RAIL = 84
"""Width of the tools in two columns, in logical pixels."""
COLUMN = 150
_ANY = (16_777_215, 16_777_215)
"""No fixed size, in Qt's words."""


class MaskToolStrip(QWidget):
    """Every tool, undo and redo."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tools: dict[str, QToolButton] = {}
        self._cells = QGridLayout(self)
        group = QButtonGroup(self)
        for tool in TOOLS:
            action = commands[f"mask_{tool.name}"]
            button = self._button(f"mask_{tool.name}", action.command.icon)
            ActionLink(button, action, more=_(action.command.hint), follows=False)
            button.setCheckable(True)
            group.addButton(button)
            self._tools[tool.name] = button
        self._rules = [_rule(self), _rule(self)]
        self._undo = self._button("mask_undo", "undo-2")
        self._redo = self._button("mask_redo", "redo-2")
        ActionLink(self._undo, commands["undo"], follows=False)
        ActionLink(self._redo, commands["redo"], follows=False)
        self.zoom = ZoomButton(commands, "mask_zoom", self, brief=True)
        self.zoom.setProperty("look", "tool")
        self.zoom.setProperty("wide", True)
        self._more = self._button("mask_tool_overflow", "ellipsis", _("More for the mask"))
        menu = QMenu(self._more)
        commands.fill_menu(menu, MASK_MORE)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(menu)
        self._arrange(low=False)

    def take_room(self, room: Room) -> None:
        """Follow the window's size: two columns where height is scarce."""
        self._arrange(low=room.low)

    def _arrange(self, *, low: bool) -> None:
        cells = self._cells
        empty(cells)
        for at in range(cells.rowCount()):
            cells.setRowStretch(at, 0)
        columns = 2 if low else 1
        self.setFixedWidth(RAIL if low else 54)
        cells.setContentsMargins(*((6, 8, 5, 8) if low else (9, 10, 9, 10)))
        cells.setHorizontalSpacing(5)
        cells.setVerticalSpacing(4 if low else 8)
        for shown in (self._rules[1], self.zoom, self._more):
            shown.setVisible(low)
        row = 0
        groups = [[*self._tools.values()], [self._undo, self._redo]]
        groups += [[self.zoom, self._more]] if low else []
        for number, group in enumerate(groups):
            if number:
                cells.addWidget(self._rules[number - 1], row, 0, 1, columns)
                row += 1
            place = 0
            for button in group:
                button.setProperty("low", low)
                button.style().unpolish(button)
                button.style().polish(button)
                # Four digits of a zoom need both columns.
                across = columns if button is self.zoom else 1
                cells.addWidget(button, row + place // columns, place % columns, 1, across)
                place += across
            row += -(-place // columns)
        cells.setRowStretch(row, 1)

    def _button(self, name: str, picture: str, label: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("look", "tool")
        button.setIconSize(QSize(20, 20))
        if picture:
            button.setIcon(icon(picture, Ground.TOOL))
        return button

    def show_document(self, document: MaskDocument) -> None:
        """Show the current tool, and whether undo and redo are possible."""
        self._tools[document.tool].setChecked(True)
        self._undo.setEnabled(document.can_undo())
        self._redo.setEnabled(document.can_redo())


class MaskOptions(QWidget):
    """The setting of the tool in hand, invert, clear, zoom.

    Signals:
        size_chosen(int): brush diameter in picture pixels.
        tolerance_chosen(int): how alike colours must be, 0..255.
    """

    size_chosen = Signal(int)
    tolerance_chosen = Signal(int)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._size = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._size.setObjectName("mask_size")
        self._size.setAccessibleName(_("Brush size in picture pixels"))
        self._sizes = (commands["mask_smaller"], commands["mask_larger"])
        for action in self._sizes:
            action.changed.connect(self._show_keys)
        self._size.setRange(0, 1000)
        self._size.setFixedWidth(150)
        self._size.valueChanged.connect(lambda at: self.size_chosen.emit(_size_at(at)))
        self._shown = QLabel()
        self._shown.setMinimumWidth(58)
        self._tolerance = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._tolerance.setObjectName("mask_tolerance")
        self._tolerance.setAccessibleName(_("Colour tolerance"))
        self._tolerance.setToolTip(_("How far a colour may differ from the one you click"))
        self._tolerance.setRange(0, MAX_TOLERANCE)
        self._tolerance.setFixedWidth(150)
        self._tolerance.valueChanged.connect(self.tolerance_chosen)
        self._tolerance_shown = QLabel()
        self._tolerance_shown.setMinimumWidth(30)
        self.pressure = PressureButton(commands)
        invert = self._invert = ActionButton(
            commands["mask_invert"], spoken=_("Invert the mask"), follows=False
        )
        invert.setObjectName("mask_invert")
        clear = self._clear = ActionButton(
            commands["mask_clear"], key_beside=False, spoken=_("Clear the mask"), follows=False
        )
        clear.setObjectName("mask_clear")
        self.shape = ShapeButton(commands)
        # With a parent, because without one it would be a window until the layout runs.
        self.zoom = ZoomButton(commands, "mask_fit", self)
        # A click leaves the keyboard focus on the canvas, where Space pans.
        for control in (invert, clear, self._size, self._tolerance):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._looks = self._view_buttons(commands["mask_outline_only"])
        self._show_keys()
        self._heads = [heading(_("View")), heading(_("Mask"))]
        for head in self._heads:
            head.setParent(self)
        self._rule = QFrame()
        self._rule.setProperty("look", "rule")
        self._rule.setFixedSize(1, 22)
        self._sizing = (QLabel(pgettext("brush", "Size")), self._size, self._shown, self.pressure)
        self._matching = (QLabel(_("Tolerance")), self._tolerance, self._tolerance_shown)
        # Only one tool's setting: both would need more width than the stage has.
        for widget in self._matching:
            widget.hide()
        self._rows = QVBoxLayout(self)
        self._low = False
        self._arrange()

    def _show_keys(self) -> None:
        smaller, larger = (action.short_key for action in self._sizes)
        self._size.setToolTip(spaced(_("Brush size"), f"{smaller}  {larger}".strip()))

    def _view_buttons(self, outline_only: CommandAction) -> tuple[QPushButton, QPushButton]:
        """Overlay or outline: in a low window beside the tools, else in the panel."""
        overlay, outline = QPushButton(self), QPushButton(self)
        group = QButtonGroup(self)
        for button, name, label, only in (
            (overlay, "mask_view_overlay", _("Show the mask as an overlay"), False),
            (outline, "mask_view_outline", _("Show the outline of the mask only"), True),
        ):
            button.setObjectName(name)
            button.setAccessibleName(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._choose_look, outline_only, only))
            group.addButton(button)

        def show_keys() -> None:
            overlay.setToolTip(outline_only.with_key(overlay.accessibleName()))
            outline.setToolTip(outline_only.with_key(outline.accessibleName()))

        outline_only.changed.connect(show_keys)
        show_keys()
        overlay.setChecked(True)
        return overlay, outline

    def _choose_look(self, outline_only: CommandAction, only: bool, _on: bool = False) -> None:
        if outline_only.isChecked() is not only:
            outline_only.trigger()

    def take_room(self, room: Room) -> None:
        """Follow the window's size: a column at the right where height is scarce."""
        if room.low != self._low:
            self._low = room.low
            self._arrange()

    def _arrange(self) -> None:
        empty(self._rows)
        low = self._low
        sliders, shown = (self._size, self._tolerance), (self._shown, self._tolerance_shown)
        icons: tuple[QAbstractButton, ...] = (
            self.pressure,
            *self._looks,
            self._invert,
            self._clear,
            self.shape,
        )
        for slider in sliders:
            slider.setMinimumWidth(0 if low else 150)
            slider.setMaximumWidth(COLUMN if low else 150)
        for label in shown:
            right = Qt.AlignmentFlag.AlignRight if low else Qt.AlignmentFlag.AlignLeft
            label.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        for button in icons:
            button.setMinimumSize(*((30, 28) if low else (0, 0)))
            button.setMaximumSize(*((30, 28) if low else _ANY))
            button.setStyleSheet("padding: 0; min-height: 26px;" if low else "")
        for labelled, text in (
            (self._invert, _("Invert")),
            (self._clear, _("Clear")),
            (self.shape, _("Shape")),
        ):
            # In a low window there is an icon instead.
            labelled.link.set_label("" if low else text, key_beside=not low and labelled.keyed)
        self._show_icons()
        for name in (self._sizing[0], self._matching[0]):
            name.setWordWrap(low)
        for widget in (*self._looks, *self._heads):
            widget.setVisible(low)
        self.zoom.setVisible(not low)
        self.setMinimumWidth(COLUMN if low else 0)
        self.setMaximumWidth(COLUMN if low else _ANY[1])
        if low:
            self._rows.setContentsMargins(11, 12, 10, 12)
            self._rows.setSpacing(8)
            for name, slider, value in (self._sizing[:3], self._matching):
                self._rows.addLayout(_row(name, None, value))
                self._rows.addWidget(slider)
            self._rows.addLayout(_row(self.pressure, None))
            self._rows.addWidget(self._heads[0])
            self._rows.addLayout(_row(*self._looks, None))
            self._rows.addWidget(self._heads[1])
            self._rows.addLayout(_row(self._invert, self._clear, self.shape, None))
            self._rows.addStretch(1)
        else:
            self._rows.setContentsMargins(16, 9, 16, 9)
            parts = (*self._sizing, *self._matching, self._rule)
            self._rows.addLayout(
                _row(*parts, self._invert, self._clear, self.shape, None, self.zoom)
            )

    def _show_icons(self) -> None:
        """Show icons where there is no room for words."""
        names = ("circle", "circle-dashed", "contrast", "trash-2", "expand")
        buttons = (*self._looks, self._invert, self._clear, self.shape)
        for button, name in zip(buttons, names, strict=True):
            button.setIcon(icon(name) if self._low else QIcon())

    def show_outline_only(self, only: bool) -> None:
        """Show whether the colour is left out."""
        self._looks[only].setChecked(True)

    def show_document(self, document: MaskDocument) -> None:
        """Show the setting of the tool in hand, if it has one."""
        matching = document.tool == ColourPick.name
        for widget in self._sizing:
            widget.setVisible(document.sized)
        for widget in self._matching:
            widget.setVisible(matching)
        self.pressure.show_document(document)
        self._rule.setVisible(not self._low and (document.sized or matching))
        self._show_size(document.size)
        with QSignalBlocker(self._tolerance):
            self._tolerance.setValue(document.tolerance)
        self._tolerance_shown.setText(f"<b>{document.tolerance}</b>")
        self.shape.show_document(document)

    def _show_size(self, size: int) -> None:
        if _size_at(self._size.value()) != size:
            with QSignalBlocker(self._size):
                self._size.setValue(_place_of(size))
        self._shown.setText(f"<b>{size}</b> px")


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("look", "rule")
    rule.setFixedHeight(1)
    return rule


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Return a row of widgets; None takes the remaining space."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row


def _size_at(place: int) -> int:
    """Slider place 0–1000 to 1–1024 px; evenly in ratio, so that small brushes have room."""
    return max(1, round(math.pow(1024, place / 1000)))


def _place_of(size: int) -> int:
    low, high = 0, 1000
    while low < high:
        middle = (low + high) // 2
        if _size_at(middle) < size:
            low = middle + 1
        else:
            high = middle
    return low
