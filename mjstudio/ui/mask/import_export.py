"""Imports and exports masks: file dialogs, the clipboard, drops on mask mode."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mjstudio.studio.masking.mask_files import MaskFiles
from mjstudio.texts import _
from mjstudio.ui.look.notices import NoticeArea

_ENCODED = ("image/png", "image/webp", "image/jpeg", "image/bmp")


class MaskImportExport(QObject):
    """Opens file dialogs over a window, and takes pastes and drops in mask mode.

    Signals:
        folder_chosen(str): where the next dialog opens.
    """

    folder_chosen = Signal(str)

    def __init__(self, window: QWidget, files: MaskFiles, notices: NoticeArea) -> None:
        super().__init__(window)
        self._window, self._files, self._notices = window, files, notices
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        self.folder = QStandardPaths.writableLocation(pictures)
        files.said.connect(notices.show_notice)
        files.read_as.connect(notices.mention)

    def take_drops_on(self, mode: QWidget) -> None:
        """Take pictures that are dropped on mask mode."""
        mode.setAcceptDrops(True)
        mode.installEventFilter(self)

    # --- files ---

    def ask_where_to(self) -> None:
        """Ask for a file and save the mask in it."""
        dialog = self._dialog(_("Save mask as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("PNG pictures (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.selectFile("mask.png")
        dialog.fileSelected.connect(lambda path: self._files.save(self._remembered(path)))
        dialog.open()

    def ask_which(self) -> None:
        """Ask for a picture and load the mask from it."""
        from mjstudio.mask.store.files import SUFFIXES

        dialog = self._dialog(_("Load mask"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(
            _("Pictures ({suffixes})").format(
                suffixes=" ".join(f"*{suffix}" for suffix in SUFFIXES)
            )
        )
        dialog.fileSelected.connect(lambda path: self._files.load(self._remembered(path)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("mask_file_dialog")
        dialog.setDirectory(self.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _remembered(self, name: str) -> Path:
        path = Path(name)
        self.folder = str(path.parent)
        self.folder_chosen.emit(self.folder)
        return path

    # --- clipboard and drops ---

    def copy(self) -> None:
        """Put the mask on the clipboard, as a picture in black and white."""
        image = self._files.copied()
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)

    def paste(self) -> None:
        """Make the picture on the clipboard the mask."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self._notices.mention(_("There is no picture on the clipboard."))

    def _take(self, mime: QMimeData | None) -> bool:
        # An empty clipboard may have no data object at all.
        if mime is None:
            return False
        if (path := _file(mime)) is not None:
            self._files.load(path)
        elif form := _encoded(mime):
            # Decoded in a worker, where `imageData` would do it here.
            self._files.take(bytes(mime.data(form).data()))
        elif mime.hasImage():
            self._files.paste(QImage(mime.imageData()))
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept pictures dropped on mask mode; ignore all other events."""
        if isinstance(event, QDragEnterEvent):
            mime = event.mimeData()
            if _file(mime) is not None or _encoded(mime) or mime.hasImage():
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            if self._take(event.mimeData()):
                event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)


def _file(mime: QMimeData) -> Path | None:
    """The first file of this computer."""
    local = (url.toLocalFile() for url in mime.urls() if url.isLocalFile())
    return next((Path(name) for name in local), None)


def _encoded(mime: QMimeData) -> str:
    """Return the format in which the picture is available as file bytes; empty for none."""
    return next((form for form in _ENCODED if mime.hasFormat(form)), "")
