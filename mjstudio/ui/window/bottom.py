"""The panel below the stage: the prompt, or that of mask mode."""

from typing import Protocol

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

RULE = 1


class Sheet(Protocol):
    """A panel that may grow upwards over the stage.

    `resting_height` is the room that the stage leaves to it, `full_height` what it takes now, both
    in logical pixels; `height_changed()` says that one of them changed.
    """

    height_changed: SignalInstance

    @property
    def resting_height(self) -> int:
        """The height that the stage leaves free for it."""

    @property
    def full_height(self) -> int:
        """What it takes now."""


class Bottom(QFrame):
    """The panels that take turns below the stage, under a line.

    Signals:
        height_changed(): the panel shown wants another height.
    """

    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prompt_dock")
        self._sheets: dict[QWidget, Sheet] = {}
        self._pages = QStackedWidget()
        rule = QFrame()
        rule.setProperty("look", "rule")
        rule.setFixedHeight(RULE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rule)
        layout.addWidget(self._pages, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def add(self, page: QWidget, sheet: Sheet) -> None:
        """Another panel; the first is shown."""
        self._sheets[page] = sheet
        self._pages.addWidget(page)
        sheet.height_changed.connect(self.height_changed)

    def show_page(self, page: QWidget) -> None:
        """Let a panel take its turn."""
        self._pages.setCurrentWidget(page)
        self.height_changed.emit()

    @property
    def _sheet(self) -> Sheet:
        return next(s for page, s in self._sheets.items() if page is self._pages.currentWidget())

    @property
    def resting_height(self) -> int:
        """The height that the stage leaves free below, in logical pixels."""
        return self._sheet.resting_height + RULE

    @property
    def full_height(self) -> int:
        """What is covered now, the part over the stage included."""
        return self._sheet.full_height + RULE

    def event(self, event: QEvent) -> bool:
        """Pass on that something in a panel asks for another size."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.height_changed.emit()
        return handled
