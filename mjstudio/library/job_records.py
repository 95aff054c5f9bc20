"""Converts jobs to text for the disk, and back.

The text is JSON of the model's own dataclasses. Readers ignore fields that they do not know, and
use the model's defaults for missing ones, so that older and newer versions can read each other's
records. Picture paths are stored relative to the folder of pictures, which may move.
"""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from mjstudio.model import errors
from mjstudio.model.errors import StudioError
from mjstudio.model.job import Job

_KINDS: dict[str, type[StudioError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, StudioError)
}
_HASHED = "sha256:"


class DamagedRecord(ValueError):
    """A text that is not a job."""


@lru_cache(maxsize=8)
def mask_hash(mask: str) -> str:
    """Return the hash by which a record refers to a sent mask."""
    return _HASHED + hashlib.sha256(mask.encode()).hexdigest()


def encode_job(job: Job, pictures: Path, *, whole: bool = False) -> str:
    """Return a job as JSON, with its file relative to the folder of pictures.

    With `whole` the mask is included; otherwise its hash refers to it.
    """
    request = job.request
    if request.mask is not None and not whole:
        request = replace(request, mask=mask_hash(request.mask))
    file = relative(job.file, pictures)
    kept = replace(job, request=request, file=file, answer=b"", next_try=None)
    return msgspec.json.encode(kept, enc_hook=_plain).decode()


def decode_job(text: str, pictures: Path, masks: dict[str, str]) -> Job:
    """Return the job in a text. Raises DamagedRecord."""
    try:
        job = msgspec.json.decode(text, type=Job, dec_hook=_from_plain)
        mask = job.request.mask
        if mask is not None and mask.startswith(_HASHED):
            job = replace(job, request=replace(job.request, mask=masks[mask]))
    except (ValueError, TypeError, KeyError, RecursionError, StudioError) as error:
        raise DamagedRecord(str(error)) from error
    return replace(job, file=str(pictures / job.file)) if job.file else job


def relative(file: str, pictures: Path) -> str:
    """Return a picture's path relative to the folder of pictures; unchanged if outside it."""
    if not file:
        return ""
    path = Path(file)
    inside = path.is_relative_to(pictures)
    return (path.relative_to(pictures) if inside else path).as_posix()


def _plain(value: Any) -> Any:
    if isinstance(value, StudioError):
        # The answer is stored with the step that it came with.
        kept = {name: field for name, field in vars(value).items() if name != "answer"}
        return {"kind": type(value).__name__, "message": value.message, **kept}
    raise NotImplementedError(type(value).__name__)


def _from_plain(kind: type, value: Any) -> Any:
    if not (issubclass(kind, StudioError) and isinstance(value, dict)):
        raise TypeError(f"not a {kind.__name__}")
    fields = {str(name): field for name, field in value.items()}
    found = _KINDS.get(str(fields.pop("kind", "")), StudioError)
    # Created without its constructor: every kind of error has a different one, all plain fields.
    error = found.__new__(found, fields.get("message", ""))
    for name, default in _DEFAULTS.items():
        setattr(error, name, fields.pop(name, default))
    for name, field in fields.items():
        if name.isidentifier() and not name.startswith("_"):
            setattr(error, name, field)
    return error


_DEFAULTS: dict[str, Any] = {
    "message": "",
    "trace_id": "",
    "task_id": "",
    "answer": b"",
    "remark": "",
}
