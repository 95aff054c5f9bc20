"""Translations for dev.py: the command `texts`, and compiling catalogues when needed.

Standard library only: the work is done by catalogues.py, in an environment that has Babel.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev_process import Refusal, call
from dev_room import ROOT, STUDIO
from dev_venv import Environment

TOOL = ROOT / "packaging" / "catalogues.py"
LOCALE = ROOT / "resources" / "locale"


def texts(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Update all catalogues from the source; start those of the languages named."""
    return call([str(STUDIO.python), str(TOOL), "update", *arguments], ROOT, environ)


def is_stale(folder: Path = LOCALE) -> bool:
    """Return whether a catalogue was changed after it was compiled, or was never compiled."""
    for path in folder.glob("*/LC_MESSAGES/*.po"):
        made = path.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < path.stat().st_mtime:
            return True
    return False


def compile_stale(environment: Environment, environ: Mapping[str, str]) -> None:
    """Compile the catalogues if one has changed. Raises Refusal if one cannot be read."""
    if is_stale() and call([str(environment.python), str(TOOL), "compile"], ROOT, environ):
        sys.stdout.flush()
        raise Refusal("A catalogue in resources/locale cannot be compiled; it is told above.")
