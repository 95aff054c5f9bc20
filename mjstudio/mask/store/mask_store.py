"""Masks in the data folder: one PNG per picture, with its note.

A picture is identified by the hash of its file, i.e. by what it shows: the sandbox reuses ids in
every run, and two jobs with the same picture share its mask. If the file is unknown, the id and the
size are used. Both are hashed again, so that nothing from the service becomes part of a path.
Rejected: a JSON file beside each PNG, because a kill between the two writes would separate them.

Everything here blocks on the disk: call it in worker threads. The modules that read and write files
are imported on first use, because an empty store is created at start.
"""

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mjstudio.files.atomic import clean_half_files, why_refused
from mjstudio.files.damaged import set_aside
from mjstudio.model.job import Job
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.mask.pixels.bitmap import MaskBitmap
    from mjstudio.mask.pixels.snapshot import MaskSnapshot

_DIGEST = re.compile(r"[0-9a-f]{64}")


class NotKept(Exception):
    """A mask could not be written, or its file not read. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class MaskNote:
    """What is stored with the bits: the region's prompt, None if unknown; `feather` in pixels.

    `place` is the region's place in a queue, from 0. The first region's note also records the
    queue's progress: `work` is the job that redraws or upscales it, `done` how many regions were
    finished before it.
    """

    prompt: str | None = None
    feather: int = 0
    image_id: str = ""
    place: int = 0
    work: str = ""
    done: int = 0


@dataclass(frozen=True, slots=True)
class KeptMask:
    """A mask from the store, and its size there."""

    bitmap: "MaskBitmap"
    note: MaskNote
    kept_size: tuple[int, int]


def store_name(job: Job) -> str:
    """Return the name of a job's mask in the store; safe as a file name."""
    digest = Path(job.file).stem
    if _DIGEST.fullmatch(digest):
        known = f"file {digest}"
    else:
        picture = job.picture
        known = f"id {picture.image_id} {picture.raw_size}" if picture else f"job {job.id}"
    return sha256(known.encode()).hexdigest()[:40]


class MaskStore:
    """The masks in one folder, which is created with the first mask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return the path of the mask with that name, whether it exists or not."""
        return self.folder / f"{name}.png"

    def save(self, name: str, mask: "MaskSnapshot", note: MaskNote) -> None:
        """Save a mask, replacing the old one. If it raises NotKept, the old one is intact."""
        from mjstudio.mask.store.files import save_mask

        kept = {
            "prompt": note.prompt,
            "feather": note.feather,
            "image_id": note.image_id,
            "place": note.place,
            "work": note.work,
            "done": note.done,
            "size": mask.size,
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            save_mask(mask, self.path(name), json.dumps(kept))
        except OSError as error:
            words = _("The mask could not be saved: {reason}.")
            raise NotKept(words.format(reason=why_refused(error, self.folder))) from error

    def load(self, name: str, size: tuple[int, int]) -> KeptMask | None:
        """Return the mask with that name for a picture of `size`; None if there is none.

        Raises NotKept for a file that cannot be read; it is moved aside first, so that nothing
        overwrites it.
        """
        from mjstudio.mask.store.files import MaskUnreadable, load_mask

        path = self.path(name)
        try:
            loaded = load_mask(path, size)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (MaskUnreadable, OSError) as error:
            aside = set_aside(path)
            if aside is None:
                words = _("The saved mask of this picture can't be read: “{path}”.").format(
                    path=path
                )
            else:
                words = _(
                    "The saved mask of this picture is damaged; its file is now “{path}”."
                ).format(path=aside)
            raise NotKept(words) from error
        return KeptMask(loaded.bitmap, _read(loaded.note), loaded.file_size)

    def names(self, prefix: str) -> list[str]:
        """Return the names of the masks that start with a prefix. Never raises."""
        with contextlib.suppress(OSError):
            return sorted(path.stem for path in self.folder.glob(f"{prefix}*.png"))
        return []

    def remove(self, name: str) -> None:
        """Delete a mask. Raises NotKept."""
        try:
            self.path(name).unlink(missing_ok=True)
        except NotADirectoryError:
            pass  # It is already gone.
        except OSError as error:
            words = _("The empty mask could not be saved: {reason}.")
            raise NotKept(words.format(reason=why_refused(error, self.folder))) from error

    def clean_up(self) -> int:
        """Delete temporary files left by a killed run, and return their number. Never raises."""
        return clean_half_files(self.folder)


def _read(text: str) -> MaskNote:
    """Parse a note, dropping what cannot be read: the bits matter more."""
    try:
        kept = json.loads(text)
    except ValueError:
        return MaskNote()
    if not isinstance(kept, dict):
        return MaskNote()
    prompt, feather, image_id = kept.get("prompt"), kept.get("feather"), kept.get("image_id")
    place, work, done = kept.get("place"), kept.get("work"), kept.get("done")
    return MaskNote(
        prompt if isinstance(prompt, str) else None,
        feather if isinstance(feather, int) and 0 <= feather <= 1024 else 0,
        image_id if isinstance(image_id, str) else "",
        place if isinstance(place, int) else 0,
        work if isinstance(work, str) else "",
        done if isinstance(done, int) and done >= 0 else 0,
    )
