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
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import decimal
from mjstudio.texts.phrases import bracketed
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.key_text import ESCAPE, either_key, short, with_fixed
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.commands.zoom_button import ZoomButton
from mjstudio.ui.compare.fixed_keys import BEFORE, PAUSE, QUARTER
from mjstudio.ui.compare.parts import View
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.labels import dim
from mjstudio.ui.look.wheel_guard import guard_wheel

_VIEWS = (
    (View.SWIPE, N_("Swipe"), N_("Drag the line, or move it with the arrows.")),
    (View.BLINK, N_("Blink"), N_("One and then the other.")),
    (View.SIDE, N_("Side by side"), N_("Both with one zoom and pan.")),
    (View.HEAT, N_("Heat map"), N_("What changed outside the mask.")),
)
SLOWEST, QUICKEST = 5, 50
"""Tenths of changes in a second."""


class CompareBar(QWidget):
    """Views, quarters, the speed of blinking, and locking the outside.

    Signals:
        quarter_chosen(int), pace_chosen(float): changes in a second.
        paused(bool): blinking stops or resumes.
        feather_chosen(int): picture pixels.
    """

    quarter_chosen = Signal(int)
    pace_chosen = Signal(float)
    paused = Signal(bool)
    feather_chosen = Signal(int)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
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
        self._words.setAccessibleName(_("What changed"))
        self._words.setProperty("look", "dim")
        self.zoom = ZoomButton(commands, "compare_zoom")
        telling = QHBoxLayout()
        telling.setSpacing(16)
        telling.addWidget(self._words, 1)
        telling.addWidget(self.zoom)
        layout.addLayout(telling)
        self._fill_first(flows[0], commands)
        self._fill_second(flows[1], commands)

    def _fill_first(self, flow: FlowLayout, commands: Commands) -> None:
        group = QButtonGroup(self)
        views: list[QWidget] = []
        for view, label, hint in _VIEWS:
            button = ActionButton(
                commands[f"compare_{view.value}"],
                _(label),
                key_beside=False,
                tip=_(label),
                more=_(hint),
                follows=False,
            )
            self._name(button, f"compare_{view.value}")
            button.setCheckable(True)
            group.addButton(button)
            self._views[view] = button
            views.append(button)
        quarters: list[QWidget] = [dim(_("Quarter"))]
        group = QButtonGroup(self)
        for quarter in range(1, 5):
            hint = _("Compare quarter {quarter}").format(quarter=quarter)
            choice = QPushButton(str(quarter))
            self._name(choice, f"compare_quarter_{quarter}")
            choice.setToolTip(bracketed(hint, short(QUARTER.keys[quarter - 1])))
            choice.setAccessibleName(hint)
            choice.setCheckable(True)
            choice.setStyleSheet("min-width: 12px;")
            choice.clicked.connect(lambda _on=False, q=quarter: self.quarter_chosen.emit(q))
            group.addButton(choice)
            self._quarters[quarter] = choice
            quarters.append(choice)
        self._choice = _row(*quarters)
        leave = ActionButton(
            commands["compare_leave"],
            with_fixed(_("Close"), ESCAPE),
            tip=_("Back to the picture"),
            spoken=_("Close"),
            follows=False,
        )
        self._name(leave, "compare_close")
        for part in (_row(*views, spacing=4), self._choice, leave):
            flow.addWidget(part)

    def _fill_second(self, flow: FlowLayout, commands: Commands) -> None:
        self._pause = QPushButton(with_fixed(_("Pause"), PAUSE.keys[0]))
        self._name(self._pause, "compare_pause")
        self._pause.setAccessibleName(_("Pause"))
        self._pause.setToolTip(_("Stop blinking"))
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self.paused)
        self._pace = _slider("compare_pace", _("Changes per second"), SLOWEST, QUICKEST)
        self._pace.setToolTip(_("How quickly the pictures alternate"))
        self._pace_shown = QLabel()
        self._pace_shown.setMinimumWidth(48)
        self._pace.valueChanged.connect(self._pace_moved)
        self._pace.setValue(15)
        self._blinking = _row(self._pause, dim(_("Speed")), self._pace, self._pace_shown)
        self._feather = _slider("lock_feather", _("Feather in pixels"), 0, MAX_FEATHER)
        self._feather.setToolTip(_("Blend width at the edge"))
        self._feather.valueChanged.connect(self.feather_chosen)
        self._feather_shown = QLabel()
        self._feather_shown.setMinimumWidth(48)
        self._preview = ActionButton(
            commands["lock_preview"],
            _("Preview"),
            key_beside=False,
            tip=_("Show the picture with its outside locked"),
            spoken=_("Preview"),
            follows=False,
        )
        self._name(self._preview, "lock_preview")
        self._lock = ActionButton(
            commands["lock_outside"],
            " " + _("Lock outside"),
            key_beside=False,
            tip=_("Keep the picture before outside the mask, as a picture of its own"),
            spoken=_("Lock outside"),
            follows=False,
        )
        self._name(self._lock, "lock_outside")
        self._lock.setIcon(icon("lock"))
        self._locking = _row(
            dim(_("Feather")), self._feather, self._feather_shown, self._preview, self._lock
        )
        for part in (self._blinking, self._locking):
            flow.addWidget(part)

    def _name(self, button: QPushButton, name: str) -> None:
        button.setObjectName(name)
        # A click leaves the keyboard focus on the pictures.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def pace(self) -> float:
        """Changes in a second."""
        return self._pace.value() / 10

    def set_pace(self, pace: float) -> None:
        """Set how often per second the pictures alternate; clamped to the slider's range."""
        self._pace.setValue(round(pace * 10))

    def toggle_pause(self) -> None:
        """Stop or resume blinking."""
        self._pause.toggle()

    def show_state(self, comparing: CompareSession, view: View, *, aligned: bool) -> None:
        """Show what is compared, how, and the result."""
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
        self._lock.setEnabled(not comparing.locking)
        self._words.setText(_told(comparing, view, aligned=aligned))

    def _pace_moved(self, tenths: int) -> None:
        self._pace_shown.setText(_("{pace} / s").format(pace=f"<b>{decimal(tenths / 10, 1)}</b>"))
        self.pace_chosen.emit(tenths / 10)


def _told(comparing: CompareSession, view: View, *, aligned: bool) -> str:
    current = comparing.current
    if comparing.locking:
        return _("Locking the outside…")
    if not aligned:
        return _("The two pictures have different shapes, so they are shown side by side.")
    if view is View.HEAT:
        return comparing.outside.words if comparing.outside else _("Comparing at full size…")
    if current is not None and current.moved is not None:
        return _("The earlier picture is placed where it is in the later one.")
    return _("Hold {key} to see the picture before.").format(key=either_key(BEFORE.keys))


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
