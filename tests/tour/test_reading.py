"""What the tour reads in a window, and that it sees what is cut."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mjstudio.tour.reading import Page, Seen, plain, read
from mjstudio.ui.look.labels import FewLines, Hints, OneLine

WORDS = "Keep the picture outside the mask"
Make = Callable[..., QWidget]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.setObjectName("window")
    window.resize(400, 300)
    qtbot.addWidget(window)
    return window


def put(window: QWidget, widget: QWidget, width: int, height: int = 30) -> Seen:
    """Show a widget of that size and read it."""
    widget.setParent(window)
    widget.setGeometry(0, 0, width, height)
    widget.show()
    window.show()
    (seen,) = (one for one in read(window) if one.text)
    return seen


def wrapped() -> QLabel:
    label = QLabel(WORDS)
    label.setWordWrap(True)
    return label


def chinese() -> QLabel:
    label = QLabel("图片文件和提示词将从这台电脑上永久删除")
    label.setWordWrap(True)
    return label


def combo() -> QComboBox:
    box = QComboBox()
    box.addItem(WORDS)
    return box


def field() -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(WORDS)
    return line


def tabs() -> QTabBar:
    bar = QTabBar()
    bar.setExpanding(False)
    bar.setUsesScrollButtons(False)
    bar.addTab(WORDS)
    return bar


@pytest.mark.parametrize(
    "make",
    [
        lambda: QLabel(WORDS),
        wrapped,
        lambda: QPushButton(WORDS),
        lambda: QPushButton("&" + WORDS),
        lambda: QLabel(f"<b>{WORDS}</b>"),
        combo,
        field,
        tabs,
    ],
)
def test_a_text_with_room_is_read_and_is_whole(window: QWidget, make: Make) -> None:
    whole = put(window, make(), 390, 60)
    assert (whole.text, whole.cut) == (WORDS, "")


@pytest.mark.parametrize(
    "make", [lambda: QLabel(WORDS), wrapped, lambda: QPushButton(WORDS), combo, field]
)
def test_what_has_too_little_room_is_cut(window: QWidget, make: Make) -> None:
    seen = put(window, make(), 60, 20)
    assert seen.cut.startswith("needs a ")
    page = Page("grid", 880, 440, [seen])
    assert page.cut.endswith("at 880x440")
    assert WORDS in page.cut


def test_what_reaches_beyond_its_parent_is_cut_but_not_what_can_be_scrolled_to(
    window: QWidget,
) -> None:
    area = QScrollArea(window)
    area.setWidget(QLabel("\n".join([WORDS] * 40)))
    assert not put(window, area, 390, 200).cut
    area.hide()
    label = QLabel(WORDS)
    put(window, label, 390)
    label.move(200, 0)
    (seen,) = read(window)
    assert seen.cut == "reaches beyond window"


def test_chinese_breaks_between_characters(window: QWidget) -> None:
    label = chinese()
    assert not put(window, label, 120, 200).cut
    assert "height" in put(window, label, 120, 10).cut


def test_what_is_shortened_on_purpose_is_read_whole(window: QWidget) -> None:
    line = OneLine()
    line.set_words(WORDS)
    assert put(window, line, 60) == Seen("window/OneLine", WORDS)
    assert line.text().endswith("…")
    line.resize(390, 30)
    assert (line.text(), line.toolTip()) == (WORDS, "")
    assert read(window) == [Seen("window/OneLine", WORDS)]


def test_few_lines_show_as_much_as_fits(window: QWidget) -> None:
    lines = FewLines()
    lines.set_words(" ".join([WORDS] * 6))
    seen = put(window, lines, 220, 2 * lines.fontMetrics().height())
    assert (seen.text, seen.cut) == (lines.words, "")
    shown = lines.text()
    assert shown.endswith("…")
    assert lines.words.startswith(shown[:-1])
    assert len(shown) > len(WORDS)
    lines.resize(220, 400)
    assert (lines.text(), lines.toolTip()) == (lines.words, "")


def test_hints_give_way_one_by_one(window: QWidget) -> None:
    hints = Hints()
    hints.set_hints(("B brush", "E eraser", "X swap"))
    assert put(window, hints, 390).text == "B brush · E eraser · X swap"
    hints.resize(hints.fontMetrics().horizontalAdvance("B brush · E eraser · X"), 30)
    assert hints.text() == "B brush · E eraser"
    assert hints.sizeHint().width() > hints.width()
    hints.resize(QSize(4, 30))
    assert read(window) == []


def test_tags_and_letters_of_menus_are_no_text() -> None:
    assert plain("<b>120</b> px") == "120 px"
    assert plain("&File") == "File"
    assert plain("文件(&F)") == "文件"
    assert plain("a < b > c") == "a < b > c"
