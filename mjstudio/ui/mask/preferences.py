"""The artist's preferences for seeing and painting masks, stored in the settings.

The settings are the truth: a choice changes them, and they update canvas, panel, menu and mask.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor

from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.mask.hand import Hand
from mjstudio.studio.masking.masking import Masking
from mjstudio.ui.mask.pointer import SUBTRACTING

if TYPE_CHECKING:
    from mjstudio.ui.mask.mask_mode import MaskMode
    from mjstudio.ui.mask.panel import MaskPanel

_HAND_MS = 400
"""Delay before settings are saved, because a slider changes in many steps."""


class MaskPreferences:
    """Overlay colour and opacity, outline only, pen pressure, and the tool in the hand."""

    def __init__(self, masking: Masking, settings: SettingsStore, parent: QObject) -> None:
        self._masking, self._settings = masking, settings
        self._mode: MaskMode | None = None
        self._panel: MaskPanel | None = None
        self._overlay: tuple[str, float] | None = None
        masking.opened.connect(lambda _region: self._apply(settings.current))
        chosen = settings.current
        masking.set_hand(
            Hand(
                chosen.mask_tool,
                chosen.mask_size,
                chosen.mask_tolerance,
                chosen.mask_amount,
                chosen.mask_feather,
            )
        )
        self._hand_rests = QTimer(parent)
        self._hand_rests.setSingleShot(True)
        self._hand_rests.setInterval(_HAND_MS)
        self._hand_rests.timeout.connect(self.keep_hand)
        masking.hand_changed.connect(lambda _hand: self._hand_rests.start())
        settings.listen(self._apply)

    def wire(self, mode: "MaskMode", panel: "MaskPanel") -> None:
        """Tell mask mode and its panel, which were just made, and listen to them."""
        self._mode, self._panel = mode, panel
        panel.overlay_chosen.connect(
            lambda colour, opacity: self._settings.change(mask_colour=colour, mask_opacity=opacity)
        )
        mode.feather_chosen.connect(self._masking.choose_feather)
        self._apply(self._settings.current)

    @property
    def outline_only(self) -> bool:
        """Whether the colour of the overlay is left out."""
        return self._settings.current.mask_outline_only

    @property
    def pressure(self) -> bool:
        """Whether a pen's pressure chooses how wide a stroke is."""
        return self._settings.current.mask_pressure

    def toggle_outline_only(self) -> None:
        """Leave the colour out, or show it again."""
        self._settings.change(mask_outline_only=not self.outline_only)

    def toggle_pressure(self) -> None:
        """Let pressure count, or not."""
        self._settings.change(mask_pressure=not self.pressure)

    def keep_hand(self) -> None:
        """Save the tool and its settings."""
        hand = self._masking.hand
        self._settings.change(
            mask_tool=hand.tool,
            mask_size=hand.size,
            mask_tolerance=hand.tolerance,
            mask_amount=hand.amount,
            mask_feather=hand.feather,
        )

    def _apply(self, chosen: Settings) -> None:
        if (region := self._masking.current) is not None:
            region.document.set_pressure_scales_size(chosen.mask_pressure)
        if self._mode is None or self._panel is None:
            return
        canvas = self._mode.canvas
        overlay = (chosen.mask_colour, chosen.mask_opacity)
        if overlay != self._overlay:
            self._overlay = overlay
            self._panel.show_overlay(*overlay)
            canvas.set_overlay(QColor(overlay[0]), overlay[1])
        canvas.input.subtracting = SUBTRACTING[chosen.mask_subtract]
        self._mode.options.show_outline_only(chosen.mask_outline_only)
        canvas.set_outline_only(chosen.mask_outline_only)
