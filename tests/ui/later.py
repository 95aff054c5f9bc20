"""The program once more on the same data folder, after the first has ended."""

from mjstudio.studio.pictures.images import Images
from tests.conftest import PATIENCE, Programs, Workbench


class Later:
    """Ends the first run and begins the next."""

    def __init__(self, programs: Programs, first: Workbench) -> None:
        self._programs, self._first = programs, first

    def begin(self, expecting: str = "restored", of: str = "mask_autosave") -> Workbench:
        """Open the mask of the newest picture, and wait until what was kept of it is there."""
        self._programs.close(self._first)
        bench = self._programs.start()
        current = bench.session.current
        assert current is not None
        images: Images = bench.images
        bench.wait_for(lambda: images.picture(current.id) is not None, images.changed)
        bench.window.stage.single_view.setFocus()
        part = getattr(bench.app.studio, of)
        with bench.qtbot.waitSignal(getattr(part, expecting), timeout=PATIENCE):
            bench.window.commands["vary_region"].trigger()
        return bench
