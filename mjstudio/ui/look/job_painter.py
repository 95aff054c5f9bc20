"""How a job is drawn small: its picture, or a ring that shows how far it is."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from mjstudio.model.job import Job, State
from mjstudio.ui.look.tokens import current_tokens, with_alpha


def paint_job(painter: QPainter, area: QRectF, job: Job, image: QImage | None) -> None:
    """Draw a job's thumbnail, cropped to `area` with round corners, its ring over it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(area, 6, 6)
    painter.setClipPath(path)
    painter.fillRect(area, QColor(current_tokens().raised))
    if image is not None and not image.isNull():
        painter.drawImage(area, image, _middle(image, area))
    if not job.state.ended:
        painter.fillRect(area, with_alpha("#0b0b0d", 0.5))
        _paint_ring(painter, area.center(), job)
    painter.restore()


def _middle(image: QImage, area: QRectF) -> QRectF:
    scale = min(image.width() / area.width(), image.height() / area.height())
    width, height = area.width() * scale, area.height() * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)


def _paint_ring(painter: QPainter, centre: QPointF, job: Job) -> None:
    ring = QRectF(0, 0, 42, 42)
    ring.moveCenter(centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha("#131316", 0.82))
    painter.drawEllipse(ring.adjusted(-2, -2, 2, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(with_alpha("#ffffff", 0.22), 4))
    painter.drawEllipse(ring)
    pen = QPen(QColor(current_tokens().accent), 4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(ring, 90 * 16, -round(job.progress / 100 * 360 * 16))
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.setFont(font)
    painter.setPen(QColor("#ececee"))
    text = "…" if job.state is State.QUEUED else f"{job.progress}%"
    painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, text)
