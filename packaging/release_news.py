"""What a release tells of itself: the feed of new versions, and the notes on its page.

Both are read from CHANGELOG.md and its translations. The format of the feed is that of
`read_release` in mjstudio/model/release.py, which every installed program reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import identity

# read_release cuts off what is longer.
MOST = 500
_MORE = " …"
_NATIVE = {"zh_CN": "中文"}


def feed(root: Path) -> bytes:
    """Return the feed of the newest release, in English and in every language of the changelog."""
    newest = identity.all_releases(root)[0]
    told = {
        "version": newest.version,
        "url": f"{identity.HOMEPAGE}/releases/tag/v{newest.version}",
        "notes": summary(newest.changes),
        "translations": {
            language: summary(one.changes)
            for language, found in identity.translated_releases(root).items()
            for one in found
            if one.version == newest.version
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def summary(changes: Sequence[str]) -> str:
    """Return the first changes, as many as there is room for, none of them cut off."""
    kept = ""
    for change in changes:
        # Chinese has no blank between sentences.
        longer = kept + ("" if not kept or kept.endswith("。") else " ") + change
        if len(longer) > MOST - len(_MORE):
            return kept + _MORE
        kept = longer
    return kept


def notes(root: Path) -> str:
    """Return the notes on the release's page: its section of the changelog, in every language."""
    version = identity.version(root)
    parts = [section((root / "CHANGELOG.md").read_text(encoding="utf-8"), version)]
    for path in sorted((root / ".github").glob("CHANGELOG.*.md")):
        language = path.name.split(".")[1].replace("-", "_")
        text = section(path.read_text(encoding="utf-8"), version)
        parts.append(f"## {_NATIVE.get(language, language)}\n\n{text}")
    return "\n".join(parts)


def section(changelog: str, version: str) -> str:
    """Return what stands under a version's heading. Raises ValueError if there is no such one."""
    found = re.search(
        rf"^## \[{re.escape(version)}\].*\n+((?:(?!## ).*\n?)*)", changelog, re.MULTILINE
    )
    if found is None:
        raise ValueError(f"the changelog has no section {version}")
    return found[1].strip() + "\n"
