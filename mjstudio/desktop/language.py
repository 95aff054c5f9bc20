"""The language of the window, chosen when the program starts.

It is the artist's choice, or else what the desktop asks for. Texts are looked up when widgets are
created, so another language needs a restart, which keeps everything (`restart`). Rejected: telling
every widget to look its texts up again, which each new widget would have to remember and no test
would miss.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from mjstudio import texts
from mjstudio.texts.amounts import write_numbers
from mjstudio.texts.languages import ENGLISH, NAMES, SIMPLIFIED_CHINESE, best

if TYPE_CHECKING:
    from mjstudio.library.settings import Settings

_OURS = {"撤消": "撤销", "体积": "大小"}
"""Texts for which the window differs from Qt: undo, and file sizes."""
_USUAL = {ENGLISH: "en_US", SIMPLIFIED_CHINESE: "zh_CN"}


def language_of(choice: object, desktop: QLocale | None = None) -> str:
    """Return the language for a choice in the settings: itself, or the best for the desktop."""
    if isinstance(choice, str) and choice in NAMES:
        return choice
    return best((desktop or QLocale.system()).uiLanguages())


def speak(application: QCoreApplication, language: str, desktop: QLocale | None = None) -> None:
    """Switch all texts to a language: the program's own, and those of Qt's dialogs.

    Numbers and dates follow the desktop where it speaks the same language, as British English
    does, and the language's usual ones where it does not: `2026年11月27日` beside English words
    reads like a mistake.
    """
    texts.use(language)
    usual, system = QLocale(_USUAL[language]), desktop or QLocale.system()
    habits = system if system.language() is usual.language() else usual
    QLocale.setDefault(habits)
    write_numbers(habits.groupSeparator(), habits.decimalPoint())
    if language == ENGLISH:
        return
    translator = _QtWords(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        application.installTranslator(translator)


class _QtWords(QTranslator):
    """Translates Qt's texts with the window's words, except key names, which match the keyboard."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if context == "QShortcut":
            return None
        words = super().translate(context, text, disambiguation, n)
        if not words:
            return words
        for theirs, ours in _OURS.items():
            words = words.replace(theirs, ours)
        return words


def speaks_another(settings: "Settings") -> bool:
    """Return whether the settings ask for another language than the window uses."""
    return language_of(settings.language) != texts.spoken()
