"""What is wrong with the texts that a tour has read (texts.json, by `mjstudio tour --read`).

    python packaging/read_texts.py pseudo FOLDER    of a tour in the language of pseudo.py
    python packaging/read_texts.py zh_CN FOLDER     of a tour in Chinese

Standard library only. That nothing is cut the tour itself sees to.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
_TEXT = "□"
_GLUED = re.compile(f"{_TEXT}[^{_TEXT}¦\n]{{0,2}}{_TEXT}")
"""Matches two texts with only a space or comma between them that is in no catalogue."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_DIGITS = re.compile(r"\d+")
_HAN = re.compile(r"[\u4e00-\u9fff]")

_KEYS = (
    r"Ctrl|Shift|Alt|Esc|Del|Ins|Home|End|Tab|PgUp|PgDown|Space|Backspace|Return|Left|Right|Up|Down"
)
_SAME_EVERYWHERE = re.compile(
    rf"\b(?:{_KEYS}|F\d+|px|JPEG|PNG|curl|Python|HTTP|OK|base64|mjstudio|English)\b|--\w.*"
    r"|https?://\S+|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){1,3}(?:-[0-9a-f]{12})?…?"
)
_DATA = re.compile(
    # The artist's words, the service's names, and ids: recognised by where they are shown.
    r"details_prompt|details_id|prompt_edit|mask_prompt|request_\w+|mask_sent_action"
    r"|job_\w+/QPushButton|region_\d+/QLabel|request_dialog/QLabel"
    r"|DetailsPanel/QPushButton|licences_names"
)


def pseudo_problems(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what was never translated, and what is glued."""
    for page, where, text in _texts(pages):
        bare = text
        while _INNERMOST.search(bare):
            bare = _INNERMOST.sub(_TEXT, bare)
        if _GLUED.search(bare):
            yield f"{page}: glued: “{text}” ({where})"
        # Data may be beside texts, but must be separate from them.
        if not _DATA.fullmatch(where) and _WORD.search(_SAME_EVERYWHERE.sub("", bare)):
            yield f"{page}: not translated: “{text}” ({where})"


def chinese_problems(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield texts that have words but no Chinese."""
    for page, where, text in _texts(pages):
        words = _WORD.search(_SAME_EVERYWHERE.sub("", text))
        if words and not _DATA.fullmatch(where) and not _HAN.search(text):
            yield f"{page}: not Chinese: “{text}” ({where})"


PROBLEMS: dict[str, Callable[[list[dict[str, Any]]], Iterator[str]]] = {
    "pseudo": pseudo_problems,
    "zh_CN": chinese_problems,
}


def problems(language: str, folder: Path) -> list[str]:
    """Return all problems in the texts of a tour, each once. Raises OSError."""
    pages = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    found = {_DIGITS.sub("0", one.split(": ", 1)[1]): one for one in PROBLEMS[language](pages)}
    return sorted(found.values())


def _texts(pages: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for page in pages:
        for seen in page["texts"]:
            yield f"{page['step']} at {page['width']}x{page['height']}", seen["where"], seen["text"]


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in PROBLEMS:
        sys.exit(__doc__)
    told = problems(sys.argv[1], Path(sys.argv[2]))
    print("\n".join(told) or "every text is whole")
    sys.exit(1 if told else 0)
