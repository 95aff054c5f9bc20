"""The right-hand panel of mask mode: coverage, what will be sent, the overlay."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mjstudio.studio.masking.masking import Region
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import percent
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.key_text import either_key
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.labels import OneLine, dim, heading
from mjstudio.ui.look.wheel_guard import guard_wheel
from mjstudio.ui.mask.fixed_keys import LOOK
from mjstudio.ui.mask.preflight import MaskPreflight, name_label

OVERLAYS = (
    ("#ff3d7f", N_("Pink"), N_("Pink overlay")),
    ("#3fd0ff", N_("Cyan"), N_("Cyan overlay")),
    ("#b6ff3d", N_("Lime"), N_("Lime overlay")),
)


class MaskPanel(QWidget):
    """Facts of the open region, and how it is shown.

    Signals:
        overlay_chosen(str, float): colour as #rrggbb and opacity 0..1.
    """

    overlay_chosen = Signal(str, float)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._opacity = OVERLAYS[0][0], 0.46
        self._covers = OneLine()
        self._covers.setObjectName("mask_coverage")
        self.preflight = MaskPreflight(commands)
        self._swatches: dict[str, QPushButton] = {}
        colours = QHBoxLayout()
        colours.setSpacing(6)
        for colour, name, spoken in OVERLAYS:
            swatch = QPushButton()
            swatch.setAccessibleName(_(spoken))
            swatch.setToolTip(_(name))
            swatch.setCheckable(True)
            swatch.setProperty("look", "swatch")
            swatch.setStyleSheet(f"background: {colour};")
            swatch.setFixedSize(24, 24)
            swatch.clicked.connect(lambda _on=False, c=colour: self._choose(c, self._opacity))
            self._swatches[colour] = swatch
            colours.addWidget(swatch)
        colours.addStretch(1)
        self._slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._slider.setObjectName("mask_opacity")
        self._slider.setAccessibleName(_("Opacity of the overlay"))
        self._slider.setRange(10, 90)
        self._slider.valueChanged.connect(lambda v: self._choose(self._colour, v / 100))
        self._outline_only = ActionButton(
            commands["mask_outline_only"],
            key_beside=False,
            tip=_("Leave the colour out"),
            spoken=_("Show the outline of the mask only"),
            follows=False,
        )
        self._outline_only.setObjectName("mask_outline_only")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading(_("Region")))
        facts = _form()
        facts.addRow(name_label(_("Covers")), self._covers)
        layout.addLayout(facts)
        layout.addWidget(self.preflight)
        layout.addSpacing(8)
        layout.addWidget(heading(_("Overlay")))
        look = _form()
        look.addRow(dim(_("Colour")), colours)
        look.addRow(dim(_("Opacity")), self._slider)
        layout.addLayout(look)
        layout.addWidget(self._outline_only, alignment=Qt.AlignmentFlag.AlignLeft)
        keys = either_key(LOOK.keys)
        hint = QLabel(_("Hold {keys} to see the picture without the mask.").format(keys=keys))
        hint.setProperty("look", "small")
        hint.setWordWrap(True)
        layout.addWidget(hint)
        self._show_chosen()

    def show_region(self, region: Region) -> None:
        """Show how much of the picture is covered, in percent of its pixels.

        With a feather that is only known once its edge is computed.
        """
        if region.document.softness.pending:
            return
        share = region.document.coverage()
        # What is not all of it is never written as 100, nor a little as nothing.
        if 0 < share < 1:
            share = min(max(share, 0.0001), 0.9999)
        digits = 1 if 0.01 <= share < 0.999 or share == 1 else 2
        self._covers.set_words(
            _("{share} of the picture").format(share=percent(share * 100, digits))
        )

    def show_overlay(self, colour: str, opacity: float) -> None:
        """Show the saved choices."""
        self._colour, self._opacity = colour, opacity
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(opacity * 100))
        self._show_chosen()

    def _choose(self, colour: str, opacity: float) -> None:
        self._colour, self._opacity = colour, opacity
        self._show_chosen()
        self.overlay_chosen.emit(colour, opacity)

    def _show_chosen(self) -> None:
        for colour, swatch in self._swatches.items():
            swatch.setChecked(colour == self._colour)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return form
