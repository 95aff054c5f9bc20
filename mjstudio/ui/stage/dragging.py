"""A picture of the stage dragged to another program."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDrag, QPixmap

from mjstudio.model.job import Job
from mjstudio.studio.core.addresses import mime_of
from mjstudio.studio.studio import Studio
from mjstudio.ui.canvas.picture_view import PictureView

_SIDE = 96


class PictureDrag(QObject):
    """Starts dragging a view's picture as soon as its file is ready."""

    def __init__(self, studio: Studio, view: PictureView) -> None:
        super().__init__(view)
        self._studio, self._view = studio, view
        view.drag_wanted.connect(self._begin)

    def _begin(self, job: Job) -> None:
        """The pointer moves with the picture; it is asked again with each of its moves."""
        files = self._studio.drag_files
        if not files.prepare([job]):
            return
        self._view.let_go()
        drag = QDrag(self._view)
        url = job.picture.best_url if job.picture else ""
        drag.setMimeData(mime_of([url] if url else [], files.files([job])))
        thumbnail = self._studio.images.thumbnail(job.id)
        if thumbnail is not None:
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            drag.setPixmap(QPixmap.fromImage(thumbnail.scaled(_SIDE, _SIDE, keep, smooth)))
        drag.exec(Qt.DropAction.CopyAction)
