"""Inspects the open mask after each step, in a thread, and reports what would be sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from mjstudio.mask.background import Background, Wanted
    from mjstudio.mask.document import MaskDocument
    from mjstudio.mask.pixels.defects import Findings
    from mjstudio.mask.pixels.snapshot import MaskSnapshot

DELAY_MS = 300
"""Delay after a step, so that the mask is not inspected after every stroke of a busy artist."""


@dataclass(frozen=True, slots=True)
class Report:
    """What to know about a mask before sending it.

    `sent_size` is width and height in pixels; None if it cannot be sent: empty, or all white.
    """

    findings: "Findings"
    sent_size: tuple[int, int] | None


class Preflight(QObject):
    """Inspects one mask after each of its steps.

    Signals:
        checked(Report): the report on the mask, about 300 ms after its last step.
        expired(): another mask is followed, and there is no report on it yet.
    """

    checked = Signal(object)
    expired = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: MaskDocument | None = None
        self._feather = 0
        self._background: Background | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._look)

    def follow(self, document: "MaskDocument | None") -> None:
        """Inspect another mask, or none."""
        if self._document is not None:
            self._document.history_changed.disconnect(self._later)
            self._document.drag_begun.disconnect(self._drag_begun)
            self._document.settings_changed.disconnect(self._settings_changed)
        self._document = document
        if self._background is not None:
            self._background.stop()
        self._due.stop()
        self.expired.emit()
        if document is not None:
            self._feather = document.feather
            document.history_changed.connect(self._later)
            document.drag_begun.connect(self._drag_begun)
            document.settings_changed.connect(self._settings_changed)
            self._due.start(0)

    def _settings_changed(self) -> None:
        if self._document is not None and self._document.feather != self._feather:
            self._feather = self._document.feather
            self._later()

    def _drag_begun(self) -> None:
        # A thread running Python code would make the brush wait for the GIL.
        if self._background is not None and self._background.busy:
            self._later()

    def _later(self) -> None:
        if self._background is not None:
            self._background.stop()
        self._due.start(DELAY_MS)

    def _look(self) -> None:
        if self._document is None:
            return
        if self._document.dragging or self._document.searching:
            self._later()
            return
        if self._background is None:
            from mjstudio.mask.background import Background

            self._background = Background()
            self._background.finished.connect(self._done)
        mask, feather = self._document.bitmap.snapshot(), self._feather
        self._background.start(lambda wanted: look_over(mask, feather, wanted))

    def _done(self, result: object) -> None:
        if isinstance(result, Report):
            self.checked.emit(result)


def look_over(mask: "MaskSnapshot", feather: int, wanted: "Wanted") -> Report:
    """Return the full report on a mask. Any thread; raises NotWantedError."""
    from mjstudio.mask.pixels.defects import inspect
    from mjstudio.mask.pixels.flood import NotWantedError
    from mjstudio.mask.pixels.snapshot import painted_pixels
    from mjstudio.mask.pixels.softness import as_sent

    findings = inspect(mask.view(), wanted)
    sent = as_sent(mask, feather)
    if not wanted():
        raise NotWantedError
    if painted_pixels(sent.view()) in (0, mask.width * mask.height):
        return Report(findings, None)
    return Report(findings, (mask.width, mask.height))
