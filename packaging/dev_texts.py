"""Translations, as dev.py sees them: the command `texts`, and catalogues compiled when needed.

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
    """Bring all catalogues up to date with the source; begin those of the languages named."""
    return call([str(STUDIO.python), str(TOOL), "update", *arguments], ROOT, environ)


def is_stale(folder: Path = LOCALE) -> bool:
    """Whether a catalogue was changed since it was compiled, or never was."""
    for path in folder.glob("*/LC_MESSAGES/*.po"):
        made = path.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < path.stat().st_mtime:
            return True
    return False


def compile_stale(environment: Environment, environ: Mapping[str, str]) -> None:
    """Compile the catalogues, if one has changed. Raises Refusal if one cannot be read."""
    if is_stale() and call([str(environment.python), str(TOOL), "compile"], ROOT, environ):
        sys.stdout.flush()
        raise Refusal("A catalogue in resources/locale cannot be compiled; it is told above.")
