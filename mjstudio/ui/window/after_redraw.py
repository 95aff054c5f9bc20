"""What follows a redraw, wired to the window: comparing, and the regions that wait."""

from mjstudio.model.comparison import Comparison
from mjstudio.studio.studio import Studio
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.compare.compare_view import CompareView
from mjstudio.ui.mask.prompt import MaskPrompt
from mjstudio.ui.mask.region_banner import RegionBanner
from mjstudio.ui.mask.region_list import RegionList
from mjstudio.ui.stage.stage import Stage


class AfterRedraw:
    """Makes the compare view, the banner and the list of regions, and connects them."""

    def __init__(
        self,
        studio: Studio,
        stage: Stage,
        mask_prompt: MaskPrompt,
        commands: Commands,
    ) -> None:
        self._stage, self._mask_prompt = stage, mask_prompt
        self._regions = studio.regions
        self.compare = CompareView(studio.comparing, studio.images, commands)
        self.region_list = RegionList(studio.regions)
        stage.add_page(self.compare, self.compare.canvas)
        banner = RegionBanner(studio.regions, studio.session)
        banner.used.connect(self._look_at_picture)
        stage.add_banner(banner)
        studio.regions.refilled.connect(mask_prompt.show_region)
        studio.masking.held.connect(mask_prompt.show_held)
        studio.regions.changed.connect(self._count_regions)
        studio.comparing.opened.connect(self._open_compare)
        studio.comparing.closed.connect(self._close_compare)
        studio.comparing.refused.connect(stage.notices.mention)

    def _count_regions(self) -> None:
        queue = self._regions.open_queue
        waiting = len(queue.regions) if queue else 0
        self._mask_prompt.show_queued(waiting)
        self._stage.mask_mode.show_waiting(waiting)

    def _open_compare(self, _comparison: Comparison) -> None:
        self._stage.take_over(self.compare)
        self.compare.canvas.setFocus()

    def _close_compare(self) -> None:
        self._stage.give_back()
        self._look_at_picture()

    def _look_at_picture(self) -> None:
        """Give the keyboard to the picture."""
        if (view := self._stage.view) is not None:
            view.setFocus()
