"""Colour selections: found in a thread, and held until they can be painted."""

from concurrent.futures import Executor

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.colours import ColourQuestion, ColourSearch


class ColourPicks(QObject):
    """Finds areas of a clicked colour; they wait for `take`, so as not to change a drag under way.

    Signals:
        found(): there is an area to take.
        busy_changed(): `busy` may have changed.
    """

    found = Signal()
    busy_changed = Signal()

    def __init__(self, parent: QObject | None = None, executor: Executor | None = None) -> None:
        super().__init__(parent)
        self.picture = QImage()
        """The picture under the mask; a null image if there is none."""
        self._found: list[tuple[Image.Image, bool]] = []
        self._search = ColourSearch(executor)
        self._search.found.connect(self._keep)
        self._search.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether a search is running."""
        return self._search.busy

    def look_for(self, x: int, y: int, tolerance: int, *, add: bool, everywhere: bool) -> None:
        """Search for a pixel's colour around it or everywhere; `found` announces the result."""
        self._search.ask(ColourQuestion(self.picture, x, y, tolerance, add, everywhere))

    def take(self) -> list[tuple[Image.Image, bool]]:
        """Return the areas found, as L images of 0 and 255, each with whether to add it."""
        found, self._found = self._found, []
        return found

    def stop_newest(self) -> bool:
        """Stop the newest search; False without one."""
        return self._search.stop_newest()

    def stop(self) -> None:
        """Stop searching; areas already found stay."""
        self._search.stop()

    def forget(self) -> None:
        """Stop searching, and drop the areas found."""
        self.stop()
        self._found.clear()

    def _keep(self, area: Image.Image, add: bool) -> None:
        self._found.append((area, add))
        self.found.emit()
