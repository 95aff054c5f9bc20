"""Masks kept in the data folder: one PNG for each picture, with what belongs to it.

A picture is known by the hash of its file, which is what it shows: ids of the sandbox begin anew
with every run, and two jobs with the same picture share its mask. Where the file is not known the
id and the size stand in. Either is hashed again, so that nothing that a service sent becomes a
path. Rejected: a JSON file beside each PNG, for a kill between the two would part them.

Everything here blocks on the disk: for worker threads. What reads and writes the files is imported
with the first of them, since an empty shelf is there from the start.
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
    """A mask could not be written, or its file not be read. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class MaskNote:
    """What is kept with the bits: the region's prompt, None where unknown; `feather` in pixels.

    `place` is the region's in a queue, from 0. The first of a queue tells where that stands: `work`
    is the job that redraws or upscales it, `done` how many regions were done before it.
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
    """What the mask of a job's picture is called in the store; safe as the name of a file."""
    digest = Path(job.file).stem
    if _DIGEST.fullmatch(digest):
        known = f"file {digest}"
    else:
        picture = job.picture
        known = f"id {picture.image_id} {picture.raw_size}" if picture else f"job {job.id}"
    return sha256(known.encode()).hexdigest()[:40]


class MaskStore:
    """The masks of one folder, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """The path of the mask of that name, whether it exists or not."""
        return self.folder / f"{name}.png"

    def save(self, name: str, mask: "MaskSnapshot", note: MaskNote) -> None:
        """Keep a mask in place of the one before. Raises NotKept, and then leaves that one."""
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
        """The mask of that name for a picture of `size`; None where there is none.

        Raises NotKept for a file that cannot be read; it is moved aside first, so that nothing
        writes over it.
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
        """The names of the masks here that begin so. Never raises."""
        with contextlib.suppress(OSError):
            return sorted(path.stem for path in self.folder.glob(f"{prefix}*.png"))
        return []

    def remove(self, name: str) -> None:
        """Keep that mask no longer. Raises NotKept."""
        try:
            self.path(name).unlink(missing_ok=True)
        except NotADirectoryError:
            pass  # Then it is not there either.
        except OSError as error:
            words = _("The empty mask could not be saved: {reason}.")
            raise NotKept(words.format(reason=why_refused(error, self.folder))) from error

    def clean_up(self) -> int:
        """Remove the half files of a run that was killed; how many there were. Never raises."""
        return clean_half_files(self.folder)


def _read(text: str) -> MaskNote:
    """A note as it was written, without anything unreadable: the bits matter more."""
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
