"""Writes files atomically: whole or not at all.

Each file is written under another name in the same folder, its byte count is compared, it is
flushed to disk, and only then renamed over the old one. Rejected: `QSaveFile`. On a full disk it
wrote a part, `commit()` returned true, and a good file was replaced by half a file.
"""

import contextlib
import errno
import os
import secrets
import tempfile
from pathlib import Path

from mjstudio.model.errors import StudioError
from mjstudio.texts import _

_SUFFIX = ".part"
# This run's temporary files carry its mark, so that cleaning up never deletes one in use.
_RUN = secrets.token_hex(4)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
)


class NotSaved(StudioError):
    """A file could not be written; the old file is intact.

    `disk_full` says whether the disk had no room.
    """

    def __init__(self, message: str, *, disk_full: bool = False) -> None:
        super().__init__(message)
        self.disk_full = disk_full


def write_whole(path: Path, data: bytes, what: str) -> None:
    """Write `data` to `path`, readable by the user only.

    `what` is the subject of the error's sentence. Blocks on the disk: call it in worker threads.
    Raises NotSaved.
    """
    try:
        _make_folder(path.parent)
        replace_whole(path, data)
    except OSError as error:
        words = _("{what} could not be saved: {reason}.")
        full = error.errno in _FULL
        if full:
            words = _("{what} could not be saved: {reason}. The old file is unchanged.")
        words = words.format(what=what, reason=why_refused(error, path.parent))
        raise NotSaved(words, disk_full=full) from error


def replace_whole(path: Path, data: bytes | memoryview) -> None:
    """Like `write_whole`, in an existing folder, for callers with their own error messages.

    Raises OSError.
    """
    # mkstemp: a new name, mode 0600 from the first moment, follows no link.
    handle, name = tempfile.mkstemp(_SUFFIX, f".{path.name}.{_RUN}.", path.parent)
    half = Path(name)
    try:
        try:
            _fill(handle, data)
        finally:
            os.close(handle)
        half.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            half.unlink()
        raise
    _flush_folder(path.parent)


def why_refused(error: OSError, folder: Path) -> str:
    """Return why a folder refused a file: the end of a sentence, without its full stop."""
    if error.errno in _FULL:
        return _("the disk is full")
    if error.errno in _CLOSED:
        return _("mjstudio can't write to “{folder}”").format(folder=folder)
    return error.strerror or type(error).__name__


def clean_half_files(folder: Path, pattern: str = "*") -> int:
    """Delete temporary files that an earlier run left in `folder`, and return their number.

    Never raises: a leftover file does no harm.
    """
    removed = 0
    with contextlib.suppress(OSError):
        for half in folder.glob(f".{pattern}{_SUFFIX}"):
            if f".{_RUN}." not in half.name:
                with contextlib.suppress(OSError):
                    half.unlink()
                    removed += 1
    return removed


def _fill(handle: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    size = view.nbytes
    while view:
        # A nearly full disk accepts a part and reports no error; writing the rest then fails.
        view = view[os.write(handle, view) :]
    if os.fstat(handle).st_size != size:
        raise OSError(errno.ENOSPC, "fewer bytes arrived than were written")
    os.fsync(handle)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; skipped on systems that cannot flush folders."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
