"""How the artist likes to see and paint masks: chosen in the window, kept in the settings.

The settings are the truth: a choice changes them, and they tell canvas, panel, menu and mask.
"""

from PySide6.QtGui import QColor

from mjstudio.library.settings import Settings, SettingsStore
from mjstudio.ui.main_window import MainWindow


class MaskChoices:
    """Overlay colour and opacity, outline only, and whether pen pressure chooses the size."""

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
        options.pressure.clicked.connect(lambda on_: settings.change(mask_pressure=on_))
        on("mask_outline_only", self._toggle_outline_only)
        on("mask_pressure", self._toggle_pressure)
        window.studio.masking.opened.connect(lambda _region: self._apply(settings.current))
        settings.listen(self._apply)
        self._apply(settings.current)

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
        canvas.set_outline_only(chosen.mask_outline_only)
        region = window.studio.masking.current
        if region is not None:
            region.document.set_pressure_scales_size(chosen.mask_pressure)
        window.commands["mask_outline_only"].setChecked(chosen.mask_outline_only)
        window.commands["mask_pressure"].setChecked(chosen.mask_pressure)
