"""The window's language: the artist's choice, else the desktop's, from the first text on."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from mjstudio import texts
from mjstudio.desktop.glance import glance
from mjstudio.desktop.language import language_of, speak, speaks_another
from mjstudio.desktop.language_notices import LanguageNotices
from mjstudio.library.setting import declared
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.texts.amounts import number, write_numbers
from mjstudio.texts.languages import NAMES
from mjstudio.ui.commands.key_text import native
from mjstudio.ui.look.notices import NoticeArea


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, English again afterwards."""
    before = QLocale()
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
    write_numbers(",", ".")
    texts.use("en")


def test_a_choice_wins_over_the_desktop_and_nonsense_is_none() -> None:
    assert [language_of(name) for name in ("en", "zh_CN")] == ["en", "zh_CN"]
    for nonsense in ("system", "xx", "", None, 7, ["en"]):
        assert language_of(nonsense, QLocale("zh_CN")) == "zh_CN"
        assert language_of(nonsense, QLocale("en_GB")) == "en"


def test_the_settings_are_glanced_at_whatever_is_wrong_with_them(tmp_path) -> None:
    file = tmp_path / "settings.json"
    assert glance(file) == {}
    for damage in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        file.write_bytes(damage)
        assert glance(file) == {}
    file.write_text('{"language": "zh_CN"}')
    assert glance(file) == {"language": "zh_CN"}


def test_the_buttons_of_qt_are_chinese_with_the_window(
    application: QApplication, qtbot: QtBot
) -> None:
    speak(application, "zh_CN")
    assert texts.spoken() == "zh_CN"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    words = buttons.button(QDialogButtonBox.StandardButton.Cancel).text()
    assert "取消" in words
    menu = QCoreApplication.translate("QWidgetTextControl", "&Paste")
    assert "粘贴" in menu
    # As the window's own menu has it.
    assert "撤销" in QCoreApplication.translate("QWidgetTextControl", "&Undo")


@pytest.mark.parametrize(
    ("system", "language", "day"),
    [
        ("en_GB", "en", "27 November 2026"),
        ("en_US", "en", "November 27, 2026"),
        ("zh_CN", "zh_CN", "2026年11月27日"),
        # Neither Chinese dates among English words, nor the other way round.
        ("zh_CN", "en", "November 27, 2026"),
        ("de_DE", "zh_CN", "2026年11月27日"),
    ],
)
def test_dates_have_the_desktops_habits_where_it_speaks_the_language(
    application: QApplication, system: str, language: str, day: str
) -> None:
    speak(application, language, QLocale(system))
    assert day in QLocale().toString(date(2026, 11, 27), QLocale.FormatType.LongFormat)


def test_so_have_numbers(application: QApplication) -> None:
    speak(application, "en", QLocale("en_ZA"))
    assert number(12345) == QLocale("en_ZA").toString(12345) != "12,345"
    speak(application, "en", QLocale("de_DE"))
    assert number(12345) == "12,345"


def test_a_language_that_was_chosen_waits_for_a_restart(
    tmp_path, qtbot: QtBot, application: QApplication
) -> None:
    notices = NoticeArea()
    qtbot.addWidget(notices)
    settings = SettingsStore(tmp_path / "settings.json", Settings(language="en"))
    told = LanguageNotices(settings, notices, lambda: None)
    settings.change(language="zh_CN")
    assert notices.texts == ["The language changes with the next start."]
    assert speaks_another(settings.current)
    settings.change(language="en")
    assert notices.texts == []
    assert told is not None


def test_keys_stay_as_they_are_on_the_keyboard(application: QApplication) -> None:
    speak(application, "zh_CN")
    assert [native(key) for key in ("Space", "Ctrl+Return", "Esc")] == [
        "Space",
        "Ctrl+Return",
        "Esc",
    ]


def test_every_language_can_be_chosen(application: QApplication) -> None:
    assert declared(Settings)["language"].values == ("system", *NAMES)
    for language in NAMES:
        speak(application, language)
        assert texts.spoken() == language
