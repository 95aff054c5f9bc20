"""The preview history of a picture: one preview at a time, over a slider."""

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from mjstudio.studio.jobs.preview_history import Preview
from mjstudio.texts import _
from mjstudio.texts.amounts import percent
from mjstudio.ui.look.labels import dim
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.look.wheel_guard import guard_wheel

_HEIGHT = 140


class _Screen(QWidget):
    """One preview, whole, as large as fits."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The preview in the middle, with round corners."""
        if self.preview is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self.preview.image
        scale = min(self.width() / image.width(), self.height() / image.height())
        area = QRectF(0, 0, image.width() * scale, image.height() * scale)
        path = QPainterPath()
        path.addRoundedRect(area, 6, 6)
        painter.setClipPath(path)
        painter.fillRect(area, QColor(current_tokens().raised))
        painter.drawImage(area, image)
        painter.end()


class PreviewStrip(QWidget):
    """The previews of one job; hidden without any.

    Signals:
        shown(int): the preview of that progress is shown.
    """

    shown = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_strip")
        self._previews: list[Preview] = []
        self._screen = _Screen()
        self._slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._slider.setObjectName("preview_slider")
        self._slider.setAccessibleName(_("Preview history"))
        self._slider.setToolTip(_("Browse the previews of this picture"))
        self._slider.setPageStep(1)
        self._slider.valueChanged.connect(self._show)
        self._percent = dim("")
        self._percent.setObjectName("preview_percent")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._percent.setFixedWidth(QLabel(percent(100)).sizeHint().width() + 4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._slider, 1)
        row.addWidget(self._percent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._screen)
        layout.addLayout(row)
        self.hide()

    @property
    def progress(self) -> int:
        """The progress of the preview that is shown; 0 without one."""
        return self._screen.preview.progress if self._screen.preview else 0

    def show_previews(self, previews: list[Preview]) -> None:
        """Show the previews of a job, beginning with the last; hide without any."""
        self._previews = previews
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, max(0, len(previews) - 1))
            self._slider.setValue(len(previews) - 1)
        self._slider.setEnabled(len(previews) > 1)
        self._show(len(previews) - 1)
        self.setVisible(bool(previews))

    def _show(self, at: int) -> None:
        there = 0 <= at < len(self._previews)
        self._screen.preview = self._previews[at] if there else None
        self._percent.setText(percent(self.progress) if there else "")
        self._screen.update()
        if there:
            self.shown.emit(self.progress)
