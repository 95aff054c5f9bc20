"""The languages that the window speaks, and which of them suits what a desktop asks for."""

from collections.abc import Iterable
from typing import Final

ENGLISH: Final = "en"
"""The texts in the code; it needs no catalogue."""
SIMPLIFIED_CHINESE: Final = "zh_CN"
NAMES = {ENGLISH: "English", SIMPLIFIED_CHINESE: "中文"}
"""Each language as its readers call it, which is the same in every other."""

_TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""Scripts and regions of Traditional Chinese."""


def best(wanted: Iterable[str]) -> str:
    """Return the best language of `NAMES`; English if none is wanted.

    `wanted` are names such as `zh-Hans-CN`, `zh_SG.UTF-8` or `en`, the most wanted first. There is
    no catalogue for Traditional Chinese: its readers get Simplified Chinese, which is closer than
    English, unless a language later in the list has a catalogue.
    """
    traditional = False
    for name in wanted:
        language, *rest = name.partition(".")[0].lower().replace("_", "-").split("-")
        if language == "zh" and _TRADITIONAL.intersection(rest) and "hans" not in rest:
            traditional = True
        elif language == "zh":
            return SIMPLIFIED_CHINESE
        elif language == ENGLISH:
            return ENGLISH
    return SIMPLIFIED_CHINESE if traditional else ENGLISH
