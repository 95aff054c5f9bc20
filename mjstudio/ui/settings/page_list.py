"""The pages of the settings, at the left of the dialog, each with its state below its name."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from mjstudio.library.setting import Page
from mjstudio.texts import _
from mjstudio.texts.phrases import labelled
from mjstudio.ui.look.icons import icon
from mjstudio.ui.look.tokens import current_tokens

_HEIGHT = 46
_ICON = 18
_LEFT, _TOP = 10, 5
_TEXT = 38
"""From the left edge of a button to its words."""


class PageButton(QPushButton):
    """A page: icon, name, and in a second line its state."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._state, self._warns = "", False
        self._icon = icon(page.icon)
        self.setObjectName(f"settings_page_{page.name}")
        self.setProperty("look", "page")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFixedHeight(_HEIGHT)
        self.show_state("")

    @property
    def state(self) -> str:
        """The state shown under the name."""
        return self._state

    def show_state(self, state: str, *, warns: bool = False) -> None:
        """Show a state; one that `warns` prevents saving."""
        self._state, self._warns = state, warns
        title = _(self.page.title)
        self.setAccessibleName(labelled(title, state))
        self.update()

    def sizeHint(self) -> QSize:
        """Long states are cut off rather than making the list wider."""
        return QSize(180, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the style sheet's background, then icon, name and state."""
        super().paintEvent(event)
        painter = QPainter(self)
        tokens = current_tokens()
        high, wide = self.height() // 2 - _TOP, self.width() - _TEXT - _LEFT
        upper = QRect(_TEXT, _TOP, wide, high)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        _write(painter, upper, _(self.page.title), font, tokens.text)
        font = QFont(self.font())
        font.setPixelSize(12)
        colour = tokens.warning if self._warns else tokens.dim
        _write(painter, upper.translated(0, high), self._state, font, colour)
        self._icon.paint(painter, _LEFT, upper.center().y() - _ICON // 2, _ICON, _ICON)
        painter.end()


def _write(painter: QPainter, place: QRect, words: str, font: QFont, colour: str) -> None:
    """Words in one line, cut off where they are too long."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)


class PageList(QWidget):
    """The buttons of the pages, one of them checked.

    Signals:
        chosen(int): another page is to be shown.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("settings_pages")
        self.setAccessibleName(_("Pages"))
        self.buttons: list[PageButton] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def add(self, page: Page) -> PageButton:
        """Another page, below the others."""
        button = PageButton(page)
        self._group.addButton(button, len(self.buttons))
        self.buttons.append(button)
        self._column.addWidget(button)
        return button

    @property
    def current(self) -> int:
        """The number of the page that is shown."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Show a page."""
        self.buttons[number % len(self.buttons)].setChecked(True)

    def _toggled(self, number: int, checked: bool) -> None:
        # Tab goes to the checked button.
        policy = Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus
        self.buttons[number].setFocusPolicy(policy)
        if checked:
            self.chosen.emit(number)
