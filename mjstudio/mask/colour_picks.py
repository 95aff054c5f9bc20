"""Colours that were clicked: looked for in a thread, and kept until they can be painted."""

from concurrent.futures import Executor

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.colours import ColourQuestion, ColourSearch


class ColourPicks(QObject):
    """What was found waits for `take`, because it must not get into a drag under way.

    Signals:
        found(): there is something to take.
        busy_changed(): `busy` may have changed.
    """

    found = Signal()
    busy_changed = Signal()

    def __init__(self, parent: QObject | None = None, executor: Executor | None = None) -> None:
        super().__init__(parent)
        self.picture = QImage()
        """The picture under the mask; null for none."""
        self._found: list[tuple[Image.Image, bool]] = []
        self._search = ColourSearch(executor)
        self._search.found.connect(self._keep)
        self._search.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether a colour is being looked for."""
        return self._search.busy

    def look_for(self, x: int, y: int, tolerance: int, *, add: bool, everywhere: bool) -> None:
        """Look for the colour of a pixel around it, or everywhere; `found` tells."""
        self._search.ask(ColourQuestion(self.picture, x, y, tolerance, add, everywhere))

    def take(self) -> list[tuple[Image.Image, bool]]:
        """The areas found, as L images of 0 and 255, and whether each is to be added."""
        found, self._found = self._found, []
        return found

    def stop(self) -> None:
        """Look for nothing any more; what was found stays."""
        self._search.stop()

    def forget(self) -> None:
        """Look for nothing any more, and drop what was found."""
        self.stop()
        self._found.clear()

    def _keep(self, area: Image.Image, add: bool) -> None:
        self._found.append((area, add))
        self.found.emit()
