"""Each widget that shows a picture, as the tests of all of them see it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.model.job import Job
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.ui.canvas.picture_view import PictureView
from mjstudio.ui.compare.canvas import CompareCanvas
from mjstudio.ui.compare.parts import Part
from mjstudio.ui.mask.canvas import MaskCanvas
from mjstudio.ui.stage.grid_view import GridView
from mjstudio.ui.stage.single_view import SingleView
from tests.ui.registry import commands

SIZE = QSize(400, 300)


@dataclass
class Canvas:
    """One of the widgets that show a picture, and where the picture is in it."""

    widget: QWidget
    zoom: Callable[[], float]
    corner: Callable[[], QPointF]
    enlarge: Callable[[], object]
    fit: Callable[[], object]


def _picture() -> Pyramid:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    return Pyramid((image,))


def _view(view: PictureView) -> Canvas:
    job = Job(request=ImagineRequest(prompt="a quiet lake"))
    view.show_job(job, _picture(), "")
    return Canvas(
        view,
        lambda: view.zoom,
        lambda: QPointF(view.picture_rect.topLeft()),
        lambda: view.pan_zoom.zoom_by(3),
        view.pan_zoom.fit,
    )


def _compare() -> Canvas:
    canvas = CompareCanvas()
    part = Part(_picture(), (0, 0, SIZE.width(), SIZE.height()), "Before")
    canvas.show_parts(part, part, None, anew=True)
    return Canvas(
        canvas,
        lambda: canvas.zoom,
        lambda: QPointF(canvas.picture_rect.topLeft()),
        lambda: canvas.pan_zoom.zoom_by(3),
        canvas.pan_zoom.fit,
    )


def mask_canvas() -> Canvas:
    canvas = MaskCanvas()
    canvas.set_picture(_picture())
    document = MaskDocument(MaskBitmap(SIZE.width(), SIZE.height()))
    document.setParent(canvas)
    canvas.set_document(document)
    return Canvas(
        canvas,
        lambda: canvas.zoom,
        lambda: canvas.picture_to_widget(QPointF(0, 0)),
        lambda: canvas.pan_zoom.set_zoom(3 * canvas.zoom),
        canvas.pan_zoom.fit,
    )


MAKERS = {
    "single": lambda: _view(SingleView()),
    "grid": lambda: _view(GridView(commands())),
    "compare": _compare,
    "mask": mask_canvas,
}
