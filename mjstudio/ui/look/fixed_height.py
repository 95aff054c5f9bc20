"""Heights that stay fixed, whatever minimum heights the style sheet sets.

The application's style sheet gives every kind of button a minimum height, and applies it again with
every theme, overriding what a low window had fixed.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


def fix_height(widget: QWidget, height: int) -> None:
    """Fix a widget's height in points, also through changes of the theme."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    keeper = widget.findChild(_Keeper, options=direct) or _Keeper(widget)
    keeper.height = height
    # The style sheet is applied when a widget is first shown, if not before.
    widget.ensurePolished()
    widget.setFixedHeight(height)


class _Keeper(QObject):
    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.height = 0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            self._widget.setFixedHeight(self.height)
        return False
