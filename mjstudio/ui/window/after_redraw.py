"""What follows a redraw, wired to the window: comparing, and the banner of waiting regions."""

from typing import TYPE_CHECKING

from mjstudio.model.comparison import Comparison
from mjstudio.studio.studio import Studio
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.first_use import FirstUse
from mjstudio.ui.mask.region_banner import RegionBanner
from mjstudio.ui.stage.stage import Stage

if TYPE_CHECKING:
    from mjstudio.ui.compare.compare_view import CompareView


class AfterRedraw:
    """Makes the banner, and the compare view with the first comparison, and connects them."""

    def __init__(self, studio: Studio, stage: Stage, commands: Commands) -> None:
        self._studio, self._stage, self._commands = studio, stage, commands
        self.first_compare = FirstUse(self._make_compare)
        banner = RegionBanner(studio.regions, studio.session)
        banner.used.connect(self._look_at_picture)
        stage.add_banner(banner)
        studio.comparing.opened.connect(self._open_compare)
        studio.comparing.closed.connect(self._close_compare)
        studio.comparing.refused.connect(stage.notices.mention)

    @property
    def compare(self) -> "CompareView":
        """Where two pictures are compared, made with the first comparison."""
        return self.first_compare.get()

    def _make_compare(self) -> "CompareView":
        from mjstudio.ui.compare.compare_view import CompareView

        view = CompareView(self._studio.comparing, self._studio.images, self._commands)
        self._stage.add_page(view, view.canvas)
        return view

    def _open_compare(self, comparison: Comparison) -> None:
        self.compare.show_comparison(comparison)
        self._stage.take_over(self.compare)
        self.compare.canvas.setFocus()

    def _close_compare(self) -> None:
        self._stage.give_back()
        self._look_at_picture()

    def _look_at_picture(self) -> None:
        """Give the keyboard to the picture."""
        if (view := self._stage.view) is not None:
            view.setFocus()
