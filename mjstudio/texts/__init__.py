"""Texts for people, in the chosen language.

Texts are written in English where they are used, and are looked up as they are shown: `_` for a
sentence, `ngettext` for one that depends on a number, `pgettext` where one English word has several
meanings. A constant is marked with `N_` and goes through `_` later, so that it follows a language
chosen after the import.

Catalogues are `resources/locale/<language>/LC_MESSAGES/mjstudio.mo`. Rejected: Qt's translator,
because the model, the library and the command line have no Qt.
"""

import gettext
import os
import struct
from pathlib import Path

from mjstudio import assets
from mjstudio.texts.languages import ENGLISH

DOMAIN = "mjstudio"
"""The name of the catalogues' files."""

_catalogue = gettext.NullTranslations()
_language = ENGLISH


def use(language: str, folder: Path | None = None) -> bool:
    """Show texts in a language from now on: `de`, `pt_BR` or `zh-Hans`.

    Where there is no catalogue of the region, that of the language serves; without one, and with a
    damaged one, texts stay English. Returns whether a catalogue was found. `folder` holds the
    catalogues; by default it is the one that MJSTUDIO_LOCALE_DIR names, for translators, else the
    program's own. Never raises.
    """
    global _catalogue, _language  # noqa: PLW0603 (the language is one for the whole program)
    name = _language = language.replace("-", "_")
    try:
        given = os.environ.get("MJSTUDIO_LOCALE_DIR")
        place = folder or (Path(given) if given else assets.resources() / "locale")
        _catalogue = gettext.translation(DOMAIN, place, [name])
    except (OSError, ValueError, struct.error):
        # GNUTranslations' words for a damaged file, text of another charset or a bad plural rule,
        # and a file that was cut off.
        _catalogue = gettext.NullTranslations()
        return False
    return True


def spoken() -> str:
    """The language that was chosen last, whether or not it has a catalogue: `zh_CN`."""
    return _language


def _(text: str) -> str:
    """A text in the chosen language; the text itself where the catalogue does not know it."""
    # The empty text stands for the header of a catalogue.
    return _catalogue.gettext(text) if text else text


def N_(text: str) -> str:
    """The text unchanged: marks it for translators where it is declared and not yet shown."""
    return text


def ngettext(one: str, many: str, n: int) -> str:
    """The form that `n` asks for in the chosen language; in English `one` for 1, else `many`.

    The number is filled in afterwards: `ngettext("{n} job", "{n} jobs", n).format(n=n)`.
    """
    return _catalogue.ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """A text in the chosen language, in the sense that the context tells: `("noun", "Upscale")`."""
    return _catalogue.pgettext(context, text)
