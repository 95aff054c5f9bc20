"""The strip of reference pictures: up to five, dropped, pasted or typed."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QPainter,
    QPainterPath,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QToolButton, QWidget

from mjstudio.model.prompt import MAX_REFERENCES
from mjstudio.studio.core.addresses import addresses
from mjstudio.studio.prompt.references import Reference, References
from mjstudio.texts import _
from mjstudio.ui.commands.composition import Composition
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.icons import icon

SIDE = 48


class ReferenceStrip(QWidget):
    """Thumbnails of the references; a click takes one out, + asks for an address.

    Signals:
        url_offered(str): an address was dropped or typed.
        remove_requested(str): remove this reference.
    """

    url_offered = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, references: References, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reference_strip")
        self.setAccessibleName(_("Reference pictures"))
        self.setAcceptDrops(True)
        self._references = references
        self._side = SIDE
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        references.changed.connect(self._rebuild)
        self._rebuild()

    def set_side(self, side: int) -> None:
        """How large a thumbnail is, in logical pixels."""
        if side != self._side:
            self._side = side
            self._rebuild()

    def _rebuild(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                discard(widget)
        for number, reference in enumerate(self._references.items, start=1):
            self._row.addWidget(self._thumbnail(number, reference))
        if len(self._references.items) < MAX_REFERENCES:
            self._row.addWidget(self._plus())

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.setFixedSize(self._side, self._side)
        button.setIconSize(QSize(self._side - 4, self._side - 4))
        return button

    def _thumbnail(self, number: int, reference: Reference) -> QToolButton:
        said = reference.problem.message if reference.problem else reference.url
        tip = _("Reference {number}: click to remove. {address}").format(
            number=number, address=said
        )
        button = self._button(f"reference_{number}", tip)
        button.setProperty("look", "reference")
        button.setProperty("doubtful", reference.problem is not None)
        if reference.thumbnail is not None:
            button.setIcon(QIcon(_cropped(QPixmap.fromImage(reference.thumbnail))))
        else:
            waiting = "triangle-alert" if reference.problem else "image"
            button.setIcon(icon(waiting))
            button.setIconSize(QSize(20, 20))
        button.clicked.connect(lambda: self.remove_requested.emit(reference.url))
        return button

    def _plus(self) -> QToolButton:
        button = self._button("reference_add", _("Add a reference picture by its address"))
        button.setIcon(icon("plus"))
        button.setIconSize(QSize(16, 16))
        button.setProperty("look", "place")
        button.clicked.connect(self.ask)
        return button

    def ask(self) -> None:
        """Ask for an address."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Reference picture"))
        dialog.setLabelText(_("Address of a picture (https://….png)"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        # The dialog's own width depends on its content.
        for field in dialog.findChildren(QLineEdit):
            field.setMinimumWidth(480)
            Composition(field)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.url_offered)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Addresses and text may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take dropped addresses."""
        for url in addresses(event.mimeData()):
            self.url_offered.emit(url)
        event.acceptProposedAction()


def _cropped(pixmap: QPixmap) -> QPixmap:
    """The middle of a picture as a square with round corners, twice the strip's size."""
    side = min(pixmap.width(), pixmap.height())
    square = pixmap.copy(
        (pixmap.width() - side) // 2, (pixmap.height() - side) // 2, side, side
    ).scaled(2 * SIDE, 2 * SIDE, mode=Qt.TransformationMode.SmoothTransformation)
    result = QPixmap(square.size())
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(result.rect(), 10, 10)
    painter.setClipPath(path)
    painter.drawPixmap(0, 0, square)
    painter.end()
    return result
