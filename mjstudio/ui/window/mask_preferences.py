"""How the artist likes to see and paint masks: chosen in the window, kept in the settings.

The settings are the truth: a choice changes them, and they tell canvas, panel, menu and mask.
"""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.mask.hand import Hand
from mjstudio.ui.window.main_window import MainWindow

_HAND_MS = 400
"""How long the hand rests before its settings are kept: a slider takes many steps."""


class MaskPreferences:
    """Overlay colour and opacity, outline only, pen pressure, and the tool in the hand."""

    def __init__(self, window: MainWindow, settings: SettingsStore) -> None:
        self._window = window
        self._settings = settings
        self._overlay: tuple[str, float] | None = None
        panel, on = window.mask_panel, window.commands.on
        panel.overlay_chosen.connect(
            lambda colour, opacity: settings.change(mask_colour=colour, mask_opacity=opacity)
        )
        panel.outline_only_chosen.connect(lambda only: settings.change(mask_outline_only=only))
        options = window.stage.mask_mode.options
        options.outline_only_chosen.connect(lambda only: settings.change(mask_outline_only=only))
        options.pressure.clicked.connect(lambda on_: settings.change(mask_pressure=on_))
        on("mask_outline_only", self._toggle_outline_only)
        on("mask_pressure", self._toggle_pressure)
        masking = window.studio.masking
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
        self._hand_rests = QTimer(window)
        self._hand_rests.setSingleShot(True)
        self._hand_rests.setInterval(_HAND_MS)
        self._hand_rests.timeout.connect(self.keep_hand)
        masking.hand_changed.connect(lambda _hand: self._hand_rests.start())
        window.stage.mask_mode.feather_chosen.connect(masking.choose_feather)
        settings.listen(self._apply)
        self._apply(settings.current)

    def keep_hand(self) -> None:
        """Put what is in the hand into the settings."""
        hand = self._window.studio.masking.hand
        self._settings.change(
            mask_tool=hand.tool,
            mask_size=hand.size,
            mask_tolerance=hand.tolerance,
            mask_amount=hand.amount,
            mask_feather=hand.feather,
        )

    def _toggle_outline_only(self) -> None:
        self._settings.change(mask_outline_only=not self._settings.current.mask_outline_only)

    def _toggle_pressure(self) -> None:
        self._settings.change(mask_pressure=not self._settings.current.mask_pressure)

    def _apply(self, chosen: Settings) -> None:
        window = self._window
        canvas, panel = window.stage.mask_mode.canvas, window.mask_panel
        overlay = (chosen.mask_colour, chosen.mask_opacity)
        if overlay != self._overlay:
            self._overlay = overlay
            panel.show_overlay(*overlay)
            canvas.set_overlay(QColor(overlay[0]), overlay[1])
        panel.show_outline_only(chosen.mask_outline_only)
        window.stage.mask_mode.options.show_outline_only(chosen.mask_outline_only)
        canvas.set_outline_only(chosen.mask_outline_only)
        region = window.studio.masking.current
        if region is not None:
            region.document.set_pressure_scales_size(chosen.mask_pressure)
        window.commands["mask_outline_only"].setChecked(chosen.mask_outline_only)
        window.commands["mask_pressure"].setChecked(chosen.mask_pressure)
