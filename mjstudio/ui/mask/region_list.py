"""The regions that wait for the picture of the open mask: each can be moved, edited, removed."""

from PIL import Image
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.studio.masking.masking import problems_of
from mjstudio.studio.masking.region_queue import QueuedRegion, RegionQueue
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.texts import _
from mjstudio.texts.phrases import facts
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.labels import heading
from mjstudio.ui.look.tokens import MASK_COLOUR, current_tokens

_SIDE = 40
_WHOLE = Qt.AspectRatioMode.KeepAspectRatio
_WORDS = 36
"""How many characters of a prompt fit in two lines beside the thumbnail."""


class RegionList(QWidget):
    """A row for each region, in the order in which they are redrawn; hidden without any."""

    def __init__(self, regions: RegionQueues, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("region_list")
        self.setAccessibleName(_("Regions in the queue"))
        self._regions = regions
        self._rows: list[QFrame] = []
        self._heading = heading(_("Regions in the queue"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 16, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._heading)
        regions.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the queue of the open mask."""
        for row in self._rows:
            self._layout.removeWidget(row)
            discard(row)
        queue = self._regions.open_queue
        self._rows = self._made(queue) if queue is not None else []
        for row in self._rows:
            self._layout.addWidget(row)
        self.setVisible(bool(self._rows))

    def _made(self, queue: RegionQueue) -> list[QFrame]:
        return [self._row(queue.number + at, region) for at, region in enumerate(queue.regions)]

    def _row(self, number: int, region: QueuedRegion) -> QFrame:
        frame = QFrame()
        frame.setObjectName(f"region_{number}")
        frame.setProperty("look", "card")
        picture = QWidget() if region.thumbnail is None else _MaskThumbnail(region.thumbnail)
        picture.setFixedSize(_SIDE, _SIDE)
        text = region.prompt.strip() or _("without a prompt")
        short = text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()}…"
        words = QLabel(facts((str(number), short)))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setMinimumWidth(1)
        words.setToolTip(region.prompt)
        regions, key = self._regions, region.id
        fixed = regions.is_fixed(key)
        earlier = self._button(
            "arrow-up", f"region_up_{number}", _("Move region {n} up").format(n=number)
        )
        earlier.setEnabled(regions.can_move(key, -1))
        earlier.clicked.connect(lambda: regions.move(key, -1))
        later = self._button(
            "arrow-down", f"region_down_{number}", _("Move region {n} down").format(n=number)
        )
        later.setEnabled(regions.can_move(key, 1))
        later.clicked.connect(lambda: regions.move(key, 1))
        edit = self._button("brush", f"region_edit_{number}", _("Edit region {n}").format(n=number))
        edit.setEnabled(not fixed)
        edit.clicked.connect(lambda: regions.edit(key))
        remove = self._button(
            "x", f"region_remove_{number}", _("Remove region {n}").format(n=number)
        )
        remove.setEnabled(not fixed)
        remove.clicked.connect(lambda: regions.remove(key))
        said, mend = self._problem(number, region)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(picture)
        first.addWidget(words, 1)
        second = QHBoxLayout()
        second.setSpacing(4)
        for button in (earlier, later, edit):
            second.addWidget(button)
        second.addStretch(1)
        second.addWidget(remove)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        if said is not None:
            layout.addWidget(said)
        if mend is not None:
            layout.addWidget(mend, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _problem(
        self, number: int, region: QueuedRegion
    ) -> tuple[QLabel | None, QPushButton | None]:
        """The label with the prompt's problem, and the button that fixes it."""
        problem = next(iter(problems_of(region.prompt)), None)
        if problem is None:
            return None, None
        said = QLabel(problem.message)
        said.setObjectName(f"region_said_{number}")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setProperty("look", "warning")
        said.setWordWrap(True)
        if problem.fix is None or self._regions.is_fixed(region.id):
            return said, None
        mend = QPushButton(_("Fix"))
        mend.setObjectName(f"region_fix_{number}")
        mend.setAccessibleName(_("Fix the prompt of region {n}").format(n=number))
        mend.setProperty("look", "small")
        mend.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        mend.clicked.connect(lambda: self._regions.mend(region.id, problem))
        return said, mend

    def _button(self, picture: str, name: str, label: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setProperty("look", "plain")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(28, 28)
        button.setStyleSheet("padding: 0; min-height: 26px;")
        return button


class _MaskThumbnail(QWidget):
    """A thumbnail of a mask: the redrawn part in colour, on the background of the stage."""

    def __init__(self, mask: Image.Image) -> None:
        super().__init__()
        self._mask = mask

    def paintEvent(self, _event: QPaintEvent) -> None:
        mask, data = self._mask, self._mask.tobytes()
        image = QImage(data, mask.width, mask.height, mask.width, QImage.Format.Format_Indexed8)
        ground, painted = QColor(current_tokens().background), QColor(MASK_COLOUR)
        image.setColorTable([_between(ground, painted, value / 255) for value in range(256)])
        place = QRect(QPoint(), image.size().scaled(self.size(), _WHOLE))
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        painter.end()


def _between(low: QColor, high: QColor, part: float) -> int:
    pairs = zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * part) for a, b in pairs)).rgb()
