"""The house rule that no linter checks: what belongs at the top level."""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

TOP_LEVEL = frozenset(
    {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "requirements.lock",
        "mjstudio",
        "resources",
        "tests",
        "packaging",
    }
)


def problems(root: Path) -> list[str]:
    """Return everything in a tree that breaks a rule, one line each."""
    return list(top_level_problems(root))


def top_level_problems(root: Path) -> Iterator[str]:
    """Yield what is at the top level but should not be, and what is missing there."""
    found = {entry.name for entry in root.iterdir() if not entry.name.startswith(".")}
    foreign = found - TOP_LEVEL
    for name in sorted(foreign - ignored(root, foreign)):
        yield f"{name}: does not belong to the top level"
    for name in sorted(TOP_LEVEL - found):
        yield f"{name}: missing"


def ignored(root: Path, names: Iterable[str]) -> set[str]:
    """Return the names at the top level that git ignores."""
    names = set(names)
    if not names:
        return set()
    if (root / ".git").exists() and shutil.which("git"):
        answer = subprocess.run(
            ["git", "check-ignore", "-z", "--stdin"],
            cwd=root,
            input="\0".join(sorted(names)),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if answer.returncode in (0, 1):  # otherwise git refused to answer, e.g. for a foreign owner
            return set(answer.stdout.split("\0")) & names
    try:  # an unpacked archive: our own .gitignore has only plain names for the top level
        patterns = (root / ".gitignore").read_text(encoding="utf-8").split()
    except OSError:
        return set()
    return {name for name in names if any(fnmatch.fnmatch(name, p.strip("/")) for p in patterns)}
