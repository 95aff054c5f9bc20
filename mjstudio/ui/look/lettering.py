"""Fonts and sizes of text, for the language of the window.

Inter has no Chinese characters, so the system's fonts supply them. They are named here, so that
Chinese gets Chinese glyphs: a font that covers all of East Asia under several names defaults to its
Japanese ones. People who read another of these languages get its glyphs for the text of prompts.

Chinese characters have more strokes in the same square than Latin letters, so labels are larger,
and nothing below 13 pixels is bold, which would fill the gaps.

On Linux, Qt makes FreeType darken the stems of fonts with PostScript outlines. Noto Sans CJK is
such a font, Inter is not: at 13 pixels its Regular looked as bold as Inter's SemiBold.
Rejected: a lighter face, which few systems have, and FreeType's switch `no-stem-darkening`, which
Qt sets itself. Its parameters are left to the environment, and all zeros mean no darkening.
"""

import os
from collections.abc import Iterable

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from mjstudio import texts
from mjstudio.texts.languages import SIMPLIFIED_CHINESE

LATIN = "Inter"
_FREETYPE = "FREETYPE_PROPERTIES"
_AS_DESIGNED = "cff:darkening-parameters=500,0,1000,0,1500,0,2000,0"
"""Pairs of a stem's width in thousandths of an em and the amount added to it (FreeType manual)."""
_BOLD_FROM = 13
_EM = 1000
"""So many pixels that metrics are read to a thousandth."""
_SIMPLIFIED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
_TRADITIONAL = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "PingFang TC",
    "Microsoft JhengHei UI",
    "Microsoft JhengHei",
)
_FACES = {
    "zh-HK": ("Noto Sans CJK HK", "Noto Sans HK", "PingFang HK", *_TRADITIONAL),
    "zh-Hant": _TRADITIONAL,
    "zh": _SIMPLIFIED,
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", "Meiryo UI"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"),
}
"""Fonts per language, best first: those of free systems, macOS and Windows."""


def faces(wanted: Iterable[str], there: Iterable[str]) -> list[str]:
    """Return the font families to use, Inter first, then those East Asian ones that are `there`.

    `wanted` are languages such as `zh-Hant-TW`, the most wanted first. The fonts of Simplified
    Chinese follow as a fallback for all other languages.
    """
    known = set(there)
    preferred = next(filter(None, map(_faces_of, wanted)), ())
    return [LATIN, *dict.fromkeys(face for face in (*preferred, *_SIMPLIFIED) if face in known)]


def keep_strokes_even() -> None:
    """Make FreeType draw all fonts as designed; call it before the first text is drawn.

    Settings in the environment take precedence.
    """
    os.environ.setdefault(_FREETYPE, _AS_DESIGNED)


def strokes_are_drawn() -> None:
    """FreeType has read it: programs that are opened from here draw as they like."""
    if os.environ.get(_FREETYPE) == _AS_DESIGNED:
        del os.environ[_FREETYPE]


def letter_font() -> QFont:
    """What the window is written in, at 13 pixels."""
    wanted = [texts.spoken(), *QLocale.system().uiLanguages()]
    font = QFont(faces(wanted, QFontDatabase.families()))
    font.setPixelSize(13)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def chinese_line() -> tuple[float, float] | None:
    """How far a line of the Chinese face reaches above and below the baseline, in ems.

    None where the window is not Chinese, or there is no such face.
    """
    if texts.spoken() != SIMPLIFIED_CHINESE:
        return None
    there = faces([SIMPLIFIED_CHINESE], QFontDatabase.families())[1:2]
    if not there:
        return None
    font = QFont(there)
    font.setPixelSize(_EM)
    measured = QFontMetricsF(font)
    return measured.ascent() / _EM, measured.descent() / _EM


def shows_chinese() -> bool:
    """Whether any font here has Chinese characters."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def label_pixels() -> int:
    """Return the height of the smallest text, such as group headings."""
    return 12 if texts.spoken() == SIMPLIFIED_CHINESE else 11


def emphasis(pixels: int) -> QFont.Weight:
    """Return the weight of emphasised text, given its height in pixels."""
    small = pixels < _BOLD_FROM and texts.spoken() == SIMPLIFIED_CHINESE
    return QFont.Weight.Normal if small else QFont.Weight.DemiBold


def _faces_of(language: str) -> tuple[str, ...]:
    parts = language.replace("_", "-").split("-")
    if parts[0] != "zh":
        return _FACES.get(parts[0], ())
    if "Hans" not in parts and {"HK", "MO"}.intersection(parts):
        return _FACES["zh-HK"]
    if "Hans" not in parts and {"Hant", "TW"}.intersection(parts):
        return _FACES["zh-Hant"]
    return _FACES["zh"]
