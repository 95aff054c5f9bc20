"""The widgets around mask mode: its line below the stage, and its panel at the right."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mjstudio.studio.masking.masking import Region
from mjstudio.studio.studio import Studio
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.mask.keep_panel import MaskKeepPanel
from mjstudio.ui.mask.mask_mode import MaskMode
from mjstudio.ui.mask.panel import MaskPanel
from mjstudio.ui.mask.prompt import MaskPrompt
from mjstudio.ui.mask.region_list import RegionList


class MaskParts:
    """Made with the page of mask mode, and wired to the studio."""

    def __init__(self, studio: Studio, mode: MaskMode, commands: Commands) -> None:
        self._studio, self._mode = studio, mode
        self.prompt = MaskPrompt(commands)
        self.panel = MaskPanel(commands)
        self.keep = MaskKeepPanel(commands)
        self.region_list = RegionList(studio.regions)
        self.side = QWidget()
        column = QVBoxLayout(self.side)
        column.setContentsMargins(16, 16, 16, 16)
        for part in (self.panel, self.keep, self.region_list):
            column.addWidget(part)
        column.addStretch(1)
        preflight = studio.masking.preflight
        preflight.expired.connect(self.panel.preflight.expire)
        preflight.checked.connect(self.panel.preflight.show_report)
        self.prompt.edit.composition.written.connect(studio.mask_autosave.prompt_changed)
        studio.mask_autosave.restored.connect(self._restored)
        studio.regions.refilled.connect(self.prompt.show_region)
        studio.masking.held.connect(self.prompt.show_held)
        studio.regions.changed.connect(self._count_regions)
        studio.mask_reuse.changed.connect(self._show_refusal)
        mode.region_changed.connect(self._moved_on)
        self.keep.clicked.connect(mode.canvas.setFocus)
        self._count_regions()
        self._show_refusal()

    def show_region(self, region: Region) -> None:
        """Another mask is open."""
        self.prompt.show_region(region)
        self.panel.show_region(region)

    def _restored(self, region: Region) -> None:
        if region is self._studio.masking.current:
            self.show_region(region)

    def _moved_on(self) -> None:
        region = self._studio.masking.current
        if region is not None:
            self.panel.show_region(region)
            self.prompt.show_state()

    def _count_regions(self) -> None:
        queue = self._studio.regions.open_queue
        waiting = len(queue.regions) if queue else 0
        self.prompt.show_queued(waiting)
        self._mode.show_waiting(waiting)

    def _show_refusal(self) -> None:
        self.keep.show_refusal(self._studio.mask_reuse.refusal)
