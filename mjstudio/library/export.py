"""Exports pictures from the library: saved elsewhere or copied, with their prompt embedded.

A picture keeps its format and its encoded bytes unless the file name that the artist chose asks for
another format; a GIF is exported as a PNG of its first frame. If a very long prompt does not fit
into a JPEG, the export is refused in plain words rather than made without the prompt.

All functions block on the disk or the decoder: call them in worker threads.
"""

import base64
import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.library.embed import CannotEmbed, embed
from mjstudio.library.facts import Facts
from mjstudio.library.opened import open_image
from mjstudio.model.errors import PictureUnusable
from mjstudio.model.geometry import quadrant_box
from mjstudio.model.job import Job
from mjstudio.texts import _

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""The suffixes of the files that can be saved, and their formats."""

_JPEG_QUALITY = 95
_NAME_BYTES = 120
"""Longest suggested name; the file system's limit is 255, and a temporary file needs a few more."""


def suggested_name(job: Job, quadrant: int = 0) -> str:
    """Return a file name without its suffix: the title's words and the picture's short id."""
    words = "".join(c if c.isalnum() or c in " -_" else " " for c in job.title)
    part = f" quarter {quadrant}" if quadrant else ""
    image_id = job.picture.image_id if job.picture else job.id
    end = f"{part} {image_id[-6:]}"
    room = _NAME_BYTES - len(end.encode())
    begin = " ".join(words.split()).encode()[:room].decode(errors="ignore")
    return f"{begin.rstrip() or 'picture'}{end}"


def ending(job: Job, quadrant: int = 0) -> str:
    """Return the suffix of a picture's own format; a quarter is a PNG."""
    own = Path(job.file).suffix.lower()
    return own if own in FORMATS and not quadrant else ".png"


def exported(job: Job, suffix: str, quadrant: int = 0) -> bytes:
    """Return the bytes of a file with that suffix: the picture or a quarter of it, with its facts.

    Raises PictureUnusable if the stored file is missing or damaged, NotSaved if the facts do not
    fit into that format.
    """
    try:
        data = Path(job.file).read_bytes()
    except OSError as error:
        raise PictureUnusable(_("The picture's file is missing or cannot be read.")) from error
    kind = FORMATS.get(suffix.lower(), "PNG")
    if quadrant or kind != FORMATS.get(Path(job.file).suffix.lower()):
        data = _drawn_anew(data, kind, quadrant)
    try:
        return embed(data, Facts.of(job, quadrant))
    except CannotEmbed as error:
        words = _(
            "The prompt does not fit into a file of this kind ({reason}). Save it as a PNG."
        ).format(reason=error)
        raise NotSaved(words) from error


def save(job: Job, target: Path, quadrant: int = 0) -> Path:
    """Write a picture, or a quarter of it, to a file, and return the file's path.

    A name without a known suffix gets the picture's own. Raises the errors of `exported`, and
    NotSaved if the disk refuses; an existing file is then intact.
    """
    if target.suffix.lower() not in FORMATS:
        target = target.with_name(target.name + ending(job, quadrant))
    write_whole(target, exported(job, target.suffix, quadrant), _("The picture"))
    with contextlib.suppress(OSError):
        # Files in the library are private; an exported one gets its folder's permissions.
        target.chmod(0o600 | (target.parent.stat().st_mode & 0o044))
    return target


def save_mask(job: Job, target: Path) -> Path:
    """Write the mask that a job was sent with, byte for byte. Raises NotSaved."""
    try:
        data = base64.b64decode(job.request.mask or "", validate=True)
    except ValueError as error:
        raise NotSaved(_("The mask could not be saved: it is damaged.")) from error
    write_whole(target, data, _("The mask"))
    return target


def save_all(jobs: list[Job], folder: Path) -> list[Path]:
    """Write several pictures into a folder, under unused names. Raises the errors of `save`."""
    saved = []
    for job in jobs:
        name, suffix = suggested_name(job), ending(job)
        target, number = folder / f"{name}{suffix}", 2
        while target.exists():
            target, number = folder / f"{name} {number}{suffix}", number + 1
        saved.append(save(job, target))
    return saved


def _drawn_anew(data: bytes, kind: str, quadrant: int) -> bytes:
    """Decode a picture, crop it to a quarter if asked, and encode it in a format."""
    try:
        with open_image(data) as image:
            image.load()
            part = image.crop(quadrant_box(image.size, quadrant)) if quadrant else image
            out = io.BytesIO()
            _coded(part, kind).save(out, kind, quality=_JPEG_QUALITY)
    except PictureUnusable:
        raise
    except Exception:  # noqa: BLE001  (Pillow raises nearly anything on damaged bytes)
        raise PictureUnusable(_("The picture's file is damaged.")) from None
    return out.getvalue()


def _coded(image: "Image", kind: str) -> "Image":
    """Convert a picture to a mode that the format supports."""
    wanted = "RGB" if kind == "JPEG" else image.mode
    if wanted not in ("1", "L", "P", "RGB", "RGBA") or (kind == "WEBP" and wanted == "P"):
        wanted = "RGB"
    return image if image.mode == wanted else image.convert(wanted)
