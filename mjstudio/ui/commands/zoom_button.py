"""The zoom button over every picture: shows the zoom, with a menu of other values."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from mjstudio.texts import _
from mjstudio.texts.amounts import percent
from mjstudio.texts.phrases import labelled
from mjstudio.ui.canvas.pan_zoom import PanZoom
from mjstudio.ui.commands.command import ZOOM
from mjstudio.ui.commands.registry import Commands

_WIDEST = 3200
"""The largest zoom, in percent."""


class ZoomButton(QToolButton):
    """Shows the zoom of the picture that it follows: `Fit 63 %`, `100 %`.

    100 % is one pixel of the picture on each pixel of the screen. A click, Space or Enter opens
    the commands that set another zoom; they act on the picture that is shown. A `brief` one has
    room for the number alone.
    """

    def __init__(
        self, commands: Commands, name: str, parent: QWidget | None = None, *, brief: bool = False
    ) -> None:
        super().__init__(parent)
        self._brief = brief
        self.setObjectName(name)
        self.setProperty("look", "zoom")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        # A click leaves the keyboard focus on the picture.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.setObjectName(f"{name}_menu")
        commands.fill_menu(menu, ZOOM)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)
        self._keyed = (commands["fit"], commands["actual_size"])
        for action in self._keyed:
            action.changed.connect(self._show_keys)
        self._show_keys()
        self._pan_zoom: PanZoom | None = None
        self._shown: tuple[int, bool] | None = None
        self._least = 0

    def follow(self, pan_zoom: PanZoom) -> None:
        """Show this picture's zoom instead of the previous one's."""
        if pan_zoom is self._pan_zoom:
            return
        if self._pan_zoom is not None:
            self._pan_zoom.changed.disconnect(self._show_zoom)
            self._pan_zoom.scrolled.disconnect(self._show_zoom)
        self._pan_zoom = pan_zoom
        pan_zoom.changed.connect(self._show_zoom)
        # A moved picture is no longer kept fully visible.
        pan_zoom.scrolled.connect(self._show_zoom)
        self._show_zoom()

    def sizeHint(self) -> QSize:
        """Wide enough for any zoom: it must not jump under the pointer."""
        hint = super().sizeHint()
        if not self._least:
            fitted = percent(100) if self._brief else _words(100, fitted=True)
            texts = (fitted, _words(_WIDEST, fitted=False))
            self._least = max(map(self._width_of, texts))
        missing = self._least - self._width_of(self.text())
        return QSize(hint.width() + max(0, missing), hint.height())

    def minimumSizeHint(self) -> QSize:
        """No less."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Another font has another width."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._least = 0
        super().changeEvent(event)

    def _width_of(self, text: str) -> int:
        # Rounded the way Qt does for the size hint.
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def _show_zoom(self) -> None:
        if self._pan_zoom is None:
            return
        view = self._pan_zoom.view
        shown = (round(view.zoom * 100), view.fitted)
        if shown != self._shown:
            self._shown = shown
            words = _words(shown[0], fitted=shown[1])
            self.setText(percent(shown[0]) if self._brief else words)
            self.setAccessibleName(labelled(_("Zoom"), words))

    def _show_keys(self) -> None:
        keys = (action.with_key(action.label) for action in self._keyed)
        self.setToolTip("\n".join((_("Zoom"), *keys)))


def _words(zoom: int, *, fitted: bool) -> str:
    shown = percent(zoom)
    # Translators: the whole picture is shown, at this zoom. There is little room.
    return _("Fit {zoom}").format(zoom=shown) if fitted else shown
