"""Saves the prompt being written in one small file, so that it survives restarts and crashes.

A separate file rather than a setting, because it is written while the artist types, and the
settings hold hundreds of older prompts.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from mjstudio.files.atomic import clean_half_files, write_whole
from mjstudio.files.damaged import set_aside
from mjstudio.texts import _

_MAX_FILE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """The text exactly as typed, and the addresses of the references in order."""

    text: str = ""
    references: tuple[str, ...] = ()


class DraftFile:
    """The draft's file. Blocks on the disk: call `save` in worker threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> KeptDraft:
        """Return the saved draft, or an empty one. Never raises.

        A damaged file is moved aside as `draft.json.damaged`.
        """
        clean_half_files(self._path.parent, f"{self._path.name}.*")
        try:
            data = self._path.read_bytes()
        except OSError:
            return KeptDraft()
        try:
            return _from_json(data)
        except (ValueError, RecursionError):
            set_aside(self._path)
            return KeptDraft()

    def save(self, draft: KeptDraft) -> None:
        """Save a draft atomically, readable by the user only.

        Raises NotSaved; the old file is intact then.
        """
        kept = {"text": draft.text, "references": list(draft.references)}
        write_whole(self._path, json.dumps(kept).encode("ascii"), _("The prompt"))


def _from_json(data: bytes) -> KeptDraft:
    if len(data) > _MAX_FILE:
        raise ValueError("too large")
    found = json.loads(data.decode("utf-8"))
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 (one kind of damage for the caller)
    text, references = found.get("text"), found.get("references")
    if not isinstance(text, str) or not isinstance(references, list):
        raise ValueError("not a draft")  # noqa: TRY004 (as above)
    if not all(isinstance(one, str) for one in references):
        raise ValueError("not addresses")
    return KeptDraft(text, tuple(references))
