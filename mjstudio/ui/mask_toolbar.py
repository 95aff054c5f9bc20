"""The tools of mask mode: a strip at the left, the tool's settings above."""

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.surface import MAX_TOLERANCE
from mjstudio.mask.tools import ColourPick
from mjstudio.ui.icons import icon
from mjstudio.ui.mask_pressure import PressureButton
from mjstudio.ui.mask_shape import ShapeButton
from mjstudio.ui.tokens import Tokens
from mjstudio.ui.wheel_guard import guard_wheel

_TOOLS = (
    ("brush", "brush", "Brush (B)", "Shift+click draws a straight line. Alt erases."),
    ("eraser", "eraser", "Eraser (E)", "Alt paints."),
    ("lasso", "lasso", "Lasso (L)", "Draw around an area. Alt erases it."),
    (
        "polygon",
        "pentagon",
        "Polygon (P)",
        "Click its corners; Backspace takes one back, Enter or a double click closes. Alt erases.",
    ),
    ("rectangle", "square", "Rectangle (U)", "Shift keeps it square. Alt erases."),
    ("ellipse", "circle", "Ellipse (O)", "Shift keeps it a circle. Alt erases."),
    ("fill", "paint-bucket", "Fill (G)", "Fills an enclosed area. Alt erases a painted one."),
    (
        "colour",
        "wand-sparkles",
        "Select by colour (W)",
        "Paints what has the colour you click. Shift takes it everywhere, Alt erases.",
    ),
)
"""Name, icon, label, and what more there is to know."""


class MaskToolStrip(QWidget):
    """Every tool, undo and redo.

    Signals:
        tool_chosen(str), undo_requested(), redo_requested().
    """

    tool_chosen = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(54)
        self._icons: dict[QToolButton, str] = {}
        self._tools: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 10, 9, 10)
        layout.setSpacing(8)
        group = QButtonGroup(self)
        for name, picture, label, more in _TOOLS:
            button = self._button(f"mask_{name}", picture, label)
            button.setToolTip(f"{label}\n{more}")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, n=name: self.tool_chosen.emit(n))
            group.addButton(button)
            self._tools[name] = button
            layout.addWidget(button)
        rule = QFrame()
        rule.setProperty("look", "rule")
        rule.setFixedHeight(1)
        layout.addWidget(rule)
        self._undo = self._button("mask_undo", "undo-2", "Undo (Ctrl+Z)")
        self._redo = self._button("mask_redo", "redo-2", "Redo (Ctrl+Shift+Z)")
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        layout.addWidget(self._undo)
        layout.addWidget(self._redo)
        layout.addStretch(1)
        self.set_tokens(tokens)

    def _button(self, name: str, picture: str, label: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("look", "tool")
        button.setIconSize(QSize(20, 20))
        self._icons[button] = picture
        return button

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        for button, name in self._icons.items():
            button.setIcon(icon(name, tokens, on_accent=True))

    def show_document(self, document: MaskDocument) -> None:
        """Show the tool in hand and what can be undone."""
        self._tools[document.tool].setChecked(True)
        self._undo.setEnabled(document.can_undo())
        self._redo.setEnabled(document.can_redo())


class MaskOptions(QWidget):
    """The setting of the tool in hand, invert, clear, zoom.

    Signals:
        size_chosen(int): brush diameter in picture pixels.
        tolerance_chosen(int): how alike colours must be, 0..255.
        invert_requested(), clear_requested(), fit_requested().
    """

    size_chosen = Signal(int)
    tolerance_chosen = Signal(int)
    invert_requested = Signal()
    clear_requested = Signal()
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._size = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._size.setObjectName("mask_size")
        self._size.setAccessibleName("Brush size in picture pixels")
        self._size.setToolTip("Brush size  [  ]  or Ctrl+wheel")
        self._size.setRange(0, 1000)
        self._size.setFixedWidth(150)
        self._size.valueChanged.connect(lambda at: self.size_chosen.emit(_size_at(at)))
        self._shown = QLabel()
        self._shown.setMinimumWidth(58)
        self._tolerance = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._tolerance.setObjectName("mask_tolerance")
        self._tolerance.setAccessibleName("Tolerance of the colour")
        self._tolerance.setToolTip("How far a colour may be from the one you click")
        self._tolerance.setRange(0, MAX_TOLERANCE)
        self._tolerance.setFixedWidth(150)
        self._tolerance.valueChanged.connect(self.tolerance_chosen)
        self._tolerance_shown = QLabel()
        self._tolerance_shown.setMinimumWidth(30)
        self.pressure = PressureButton()
        invert = QPushButton("Invert   I")
        invert.setObjectName("mask_invert")
        invert.setAccessibleName("Invert the mask")
        invert.clicked.connect(self.invert_requested)
        clear = QPushButton("Clear")
        clear.setObjectName("mask_clear")
        clear.setAccessibleName("Clear the mask")
        clear.clicked.connect(self.clear_requested)
        self.shape = ShapeButton()
        self._zoom = QPushButton("Fit")
        self._zoom.setObjectName("mask_fit")
        self._zoom.setProperty("look", "plain")
        self._zoom.setToolTip("Show the whole picture (Ctrl+0)")
        self._zoom.clicked.connect(self.fit_requested)
        # A click leaves the keyboard with the canvas: Space pans there.
        for control in (invert, clear, self._zoom, self._size, self._tolerance):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rule = QFrame()
        self._rule.setProperty("look", "rule")
        self._rule.setFixedSize(1, 22)
        self._sizing = (QLabel("Size"), self._size, self._shown, self.pressure)
        self._matching = (QLabel("Tolerance"), self._tolerance, self._tolerance_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(8)
        for widget in (*self._sizing, *self._matching, self._rule):
            row.addWidget(widget)
        # One tool's setting alone: both would ask for more width than the stage has.
        for widget in self._matching:
            widget.hide()
        row.addWidget(invert)
        row.addWidget(clear)
        row.addWidget(self.shape)
        row.addStretch(1)
        row.addWidget(self._zoom)

    def show_document(self, document: MaskDocument) -> None:
        """Show the setting of the tool in hand, if it has one."""
        matching = document.tool == ColourPick.name
        for widget in self._sizing:
            widget.setVisible(document.sized)
        for widget in self._matching:
            widget.setVisible(matching)
        self.pressure.show_document(document)
        self._rule.setVisible(document.sized or matching)
        self._show_size(document.size)
        self._tolerance.blockSignals(True)
        self._tolerance.setValue(document.tolerance)
        self._tolerance.blockSignals(False)
        self._tolerance_shown.setText(f"<b>{document.tolerance}</b>")
        self.shape.show_document(document)

    def _show_size(self, size: int) -> None:
        if _size_at(self._size.value()) != size:
            self._size.blockSignals(True)
            self._size.setValue(_place_of(size))
            self._size.blockSignals(False)
        self._shown.setText(f"<b>{size}</b> px")

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom: screen pixels for each pixel of the picture."""
        self._zoom.setText(f"Fit   {zoom:.0%}")
        self._zoom.setAccessibleName(f"Zoom {zoom:.0%}; press to show the whole picture")


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
