"""What can be chosen while two pictures are compared."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mjstudio.studio.compare.compare_session import MAX_FEATHER, CompareSession
from mjstudio.ui.compare.parts import View
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.labels import dim
from mjstudio.ui.look.wheel_guard import guard_wheel

_VIEWS = (
    (View.SWIPE, "Swipe", "Shift+W", "Drag the line, or move it with the arrows."),
    (View.BLINK, "Blink", "Shift+B", "One and then the other. P stops; Space shows the first."),
    (View.SIDE, "Side by side", "Shift+D", "Both with one zoom and pan."),
    (View.HEAT, "Heat map", "Shift+H", "What changed outside the mask."),
)
SLOWEST, QUICKEST = 5, 50
"""Tenths of changes in a second."""


class CompareBar(QWidget):
    """Views, quarters, the pace of blinking, and locking the outside.

    Signals:
        view_chosen(View), quarter_chosen(int), pace_chosen(float): changes in a second.
        paused(bool): blinking stops or goes on.
        feather_chosen(int), preview_chosen(bool), lock_requested(), leave_requested().
    """

    view_chosen = Signal(object)
    quarter_chosen = Signal(int)
    pace_chosen = Signal(float)
    paused = Signal(bool)
    feather_chosen = Signal(int)
    preview_chosen = Signal(bool)
    lock_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._views: dict[View, QPushButton] = {}
        self._quarters: dict[int, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(8)
        first, self._second = QWidget(), QWidget()
        flows = [FlowLayout(row, spacing=16, centred=False) for row in (first, self._second)]
        for row, flow in zip((first, self._second), flows, strict=True):
            flow.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(row)
        self._words = QLabel()
        self._words.setObjectName("compare_words")
        self._words.setAccessibleName("What changed")
        self._words.setProperty("look", "dim")
        layout.addWidget(self._words)
        self._fill_first(flows[0])
        self._fill_second(flows[1])

    def _fill_first(self, flow: FlowLayout) -> None:
        group = QButtonGroup(self)
        views = []
        for view, label, keys, hint in _VIEWS:
            button = self._button(label, f"compare_{view.value}", f"{label} ({keys})\n{hint}")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, v=view: self.view_chosen.emit(v))
            group.addButton(button)
            self._views[view] = button
            views.append(button)
        quarters: list[QWidget] = [dim("Quarter")]
        group = QButtonGroup(self)
        for quarter in range(1, 5):
            hint = f"Compare quarter {quarter} ({quarter})"
            button = self._button(str(quarter), f"compare_quarter_{quarter}", hint)
            button.setAccessibleName(f"Compare quarter {quarter}")
            button.setCheckable(True)
            button.setStyleSheet("min-width: 12px;")
            button.clicked.connect(lambda _on=False, q=quarter: self.quarter_chosen.emit(q))
            group.addButton(button)
            self._quarters[quarter] = button
            quarters.append(button)
        self._choice = _row(*quarters)
        leave = self._button("Close   Esc", "compare_close", "Back to the picture (Esc)")
        leave.clicked.connect(self.leave_requested)
        for part in (_row(*views, spacing=4), self._choice, leave):
            flow.addWidget(part)

    def _fill_second(self, flow: FlowLayout) -> None:
        self._pause = self._button("Pause   P", "compare_pause", "Stop blinking (P)")
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self.paused)
        self._pace = _slider("compare_pace", "Changes in a second", SLOWEST, QUICKEST)
        self._pace.setToolTip("How quickly the pictures change")
        self._pace_shown = QLabel()
        self._pace_shown.setMinimumWidth(48)
        self._pace.valueChanged.connect(self._pace_moved)
        self._pace.setValue(15)
        self._blinking = _row(self._pause, dim("Pace"), self._pace, self._pace_shown)
        self._feather = _slider("lock_feather", "Feather in pixels", 0, MAX_FEATHER)
        self._feather.setToolTip("How softly the redrawn part goes over into the picture before")
        self._feather.valueChanged.connect(self.feather_chosen)
        self._feather_shown = QLabel()
        self._feather_shown.setMinimumWidth(48)
        hint = "Show the picture with its outside locked (Shift+L)"
        self._preview = self._button("Preview", "lock_preview", hint)
        self._preview.setCheckable(True)
        self._preview.clicked.connect(self.preview_chosen)
        hint = "Keep the picture before outside the mask, as a picture of its own (Ctrl+Shift+L)"
        self._lock = self._button(" Lock outside", "lock_outside", hint)
        self._lock.setIcon(icon("lock"))
        self._lock.setAccessibleName("Lock outside")
        self._lock.clicked.connect(self.lock_requested)
        self._locking = _row(
            dim("Feather"), self._feather, self._feather_shown, self._preview, self._lock
        )
        for part in (self._blinking, self._locking):
            flow.addWidget(part)

    def _button(self, text: str, name: str, hint: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.split("   ", maxsplit=1)[0])
        button.setToolTip(hint)
        # A click leaves the keyboard with the pictures.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def pace(self) -> float:
        """Changes in a second."""
        return self._pace.value() / 10

    def set_pace(self, pace: float) -> None:
        """Choose how often the pictures change in a second; clamped to what the slider has."""
        self._pace.setValue(round(pace * 10))

    def toggle_pause(self) -> None:
        """Stop blinking, or go on."""
        self._pause.toggle()

    def show_state(self, comparing: CompareSession, view: View, *, aligned: bool) -> None:
        """Show what is compared, how, and what is known of it."""
        current = comparing.current
        if current is None:
            return
        masked = current.mask is not None
        self._views[view].setChecked(True)
        for other, button in self._views.items():
            button.setEnabled(aligned or other is View.SIDE)
            button.setVisible(masked or other is not View.HEAT)
        self._choice.setVisible(bool(current.quarters))
        self._quarters[comparing.quarter].setChecked(True)
        self._blinking.setVisible(view is View.BLINK)
        self._locking.setVisible(comparing.lockable)
        self._second.setVisible(view is View.BLINK or comparing.lockable)
        with QSignalBlocker(self._feather):
            self._feather.setValue(comparing.feather)
        self._feather_shown.setText(f"<b>{comparing.feather}</b> px")
        self._preview.setChecked(comparing.previewing)
        self._lock.setEnabled(not comparing.locking)
        self._words.setText(_told(comparing, view, aligned=aligned))

    def _pace_moved(self, tenths: int) -> None:
        self._pace_shown.setText(f"<b>{tenths / 10:.1f}</b> / s")
        self.pace_chosen.emit(tenths / 10)


def _told(comparing: CompareSession, view: View, *, aligned: bool) -> str:
    current = comparing.current
    if comparing.locking:
        return "Locking the outside…"
    if not aligned:
        return "The two have different shapes, so they stand side by side."
    if view is View.HEAT:
        return comparing.outside.words if comparing.outside else "Comparing at full size…"
    if current is not None and current.moved is not None:
        return "The earlier picture lies where it is found in the later one."
    return "Hold Space to see the picture before."


def _row(*parts: QWidget, spacing: int = 8) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
    return row


def _slider(name: str, spoken: str, least: int, most: int) -> QSlider:
    slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
    slider.setObjectName(name)
    slider.setAccessibleName(spoken)
    slider.setRange(least, most)
    slider.setFixedWidth(120)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return slider
