"""Reads the window as a person does: every text that is seen, and whether all of it is.

Sizes are logical pixels. What is painted by hand is not read; it has an accessible name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

_MNEMONIC = re.compile(r"&(?=\w)|\(&\w\)")
_TAG = re.compile(r"</?[a-z]+[^<>]*>")
_UNBROKEN = re.compile(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
"""What stays in one line: words between blanks, and each Chinese character."""
_EDGE = 3
"""Between a button's text and its end, at the least."""
_SLACK = 1
"""Pixels that rounding may take."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible text: its position, its words without tags, and how it is cut (empty: not cut)."""

    where: str
    text: str
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is seen at one step, in a window of that size."""

    step: str
    width: int
    height: int
    texts: list[Seen]

    @property
    def cut(self) -> str:
        """The first text that is cut, and how; empty for none."""
        size = f"{self.width}x{self.height}"
        cuts = (f"“{one.text}” ({one.where}) {one.cut} at {size}" for one in self.texts if one.cut)
        return next(cuts, "")


def read(window: QWidget) -> list[Seen]:
    """Everything that is written in a window, and in whatever is open over it."""
    shown = [
        top
        for top in QApplication.topLevelWidgets()
        if top.isVisible() and top is not window and top.windowType() is not Qt.WindowType.ToolTip
    ]
    return [seen for top in (window, *shown) for seen in _read_top(top)]


def _read_top(top: QWidget) -> Iterator[Seen]:
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is top:
            where = f"{widget.objectName() or _path(widget)}"
            clipped = _clipped(widget)
            for text, needed, has in filter(itemgetter(0), _texts(widget)):
                bare = plain(text)
                if bare.strip():
                    if _is_elided(text, widget):
                        yield Seen(where, plain(widget.toolTip()))
                    else:
                        yield Seen(where, bare, clipped or _lack(needed, has))


def plain(text: str) -> str:
    """A text without tags and without the marks of letters that open menus."""
    if _TAG.search(text):
        document = QTextDocument()
        document.setHtml(text)
        return document.toPlainText()
    return _MNEMONIC.sub("", text)


def _path(widget: QWidget) -> str:
    parent = widget.parentWidget()
    above = (parent.objectName() or type(parent).__name__) if parent is not None else ""
    return f"{above}/{type(widget).__name__}"


def _is_elided(text: str, widget: QWidget) -> bool:
    """Return whether a text was elided on purpose: the tooltip has all of it."""
    return "…" in text and bool(widget.toolTip())


Needs = tuple[str, QSize, QSize]
"""A text, the room that it needs, the room that it has."""


def _texts(widget: QWidget) -> Iterator[Needs]:
    """The texts of one widget."""
    for kind, read_one in _READERS:
        if isinstance(widget, kind):
            yield from read_one(widget)
            return


def _of_label(label: QLabel) -> Iterator[Needs]:
    needed = label.sizeHint()
    if label.wordWrap():
        needed = QSize(_widest_word(label), label.heightForWidth(label.width()))
    yield label.text(), needed, label.size()


def _of_button(button: QAbstractButton) -> Iterator[Needs]:
    icon_only = (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        and not button.icon().isNull()
    )
    if not icon_only:
        needed = _line(button.fontMetrics(), button.text())
        if not button.icon().isNull():
            needed.setWidth(needed.width() + button.iconSize().width())
        # Buttons that paint themselves ask for more than their text; upright ones have it turned.
        upright = button.height() > 2 * button.width()
        has = button.size().transposed() if upright else button.size()
        yield button.text(), needed + QSize(2 * _EDGE, 0), has


def _of_box(box: QComboBox) -> Iterator[Needs]:
    yield box.currentText(), box.minimumSizeHint(), box.size()


def _of_group(group: QGroupBox) -> Iterator[Needs]:
    yield group.title(), group.minimumSizeHint(), group.size()


def _of_field(field: QLineEdit) -> Iterator[Needs]:
    if not field.text():
        hint, inside = field.placeholderText(), field.contentsRect().size()
        yield hint, _line(field.fontMetrics(), hint), inside


def _of_editor(editor: QPlainTextEdit) -> Iterator[Needs]:
    if not editor.toPlainText():
        hint, inside = editor.placeholderText(), editor.viewport().size()
        needed = editor.fontMetrics().boundingRect(
            QRect(QPoint(), inside), Qt.TextFlag.TextWordWrap, hint
        )
        yield hint, needed.size(), inside


def _of_tabs(tabs: QTabBar) -> Iterator[Needs]:
    for index in range(tabs.count()):
        text = tabs.tabText(index)
        yield text, _line(tabs.fontMetrics(), text), tabs.tabRect(index).size()


def _widest_word(label: QLabel) -> int:
    metrics = label.fontMetrics()
    margins = label.width() - label.contentsRect().width()
    words = _UNBROKEN.findall(plain(label.text()))
    return margins + max(map(metrics.horizontalAdvance, words), default=0)


def _of_menu(menu: QMenu | QMenuBar) -> Iterator[Needs]:
    for action in menu.actions():
        if action.isVisible() and not action.isSeparator():
            place = menu.actionGeometry(action)
            needed = _line(menu.fontMetrics(), plain(action.text()))
            # A toolbar hides what does not fit behind an arrow.
            inside = menu.rect().contains(place) or isinstance(menu, QMenu)
            yield action.text(), needed, place.size() if inside else QSize(0, 0)


def _of_header(header: QHeaderView) -> Iterator[Needs]:
    model = header.model()
    across = header.orientation() is Qt.Orientation.Horizontal
    for section in range(header.count() if across else 0):
        text = str(model.headerData(section, header.orientation()) or "")
        yield (
            text,
            _line(header.fontMetrics(), text),
            QSize(header.sectionSize(section), header.height()),
        )


def _of_list(listing: QListWidget) -> Iterator[Needs]:
    inside = listing.viewport().rect()
    for row in range(listing.count()):
        item = listing.item(row)
        place = listing.visualItemRect(item)
        if item.text() and not item.isHidden() and place.intersects(inside):
            room = QSize(min(place.width(), inside.width()), place.height())
            yield item.text(), _line(listing.fontMetrics(), item.text()), room


_READERS: tuple[tuple[Any, Callable[[Any], Iterator[Needs]]], ...] = (
    (QLabel, _of_label),
    (QAbstractButton, _of_button),
    (QComboBox, _of_box),
    (QLineEdit, _of_field),
    (QPlainTextEdit, _of_editor),
    (QGroupBox, _of_group),
    (QMenu, _of_menu),
    (QMenuBar, _of_menu),
    (QTabBar, _of_tabs),
    (QHeaderView, _of_header),
    (QListWidget, _of_list),
)


def _line(metrics: QFontMetrics, text: str) -> QSize:
    return QSize(metrics.horizontalAdvance(plain(text)), metrics.height())


def _lack(needed: QSize, has: QSize) -> str:
    if needed.width() > has.width() + _SLACK:
        return f"needs a width of {needed.width()}, has {has.width()}"
    if needed.height() > has.height() + _SLACK:
        return f"needs a height of {needed.height()}, has {has.height()}"
    return ""


def _clipped(widget: QWidget) -> str:
    """Return how a widget is cut by those around it; what can be scrolled to is not cut."""
    place = QRect(QPoint(), widget.size())
    inside: QWidget | None = widget
    while inside is not None and not inside.isWindow():
        parent = inside.parentWidget()
        if parent is None:
            break
        place.translate(inside.pos())
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return ""
        room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not room.contains(place):
            return f"reaches beyond {parent.objectName() or type(parent).__name__}"
        inside = parent
    return ""
