"""One instance per data folder: a second start passes its arguments to the first, and ends.

The process that holds `instance.lock` in the data folder is the first; the lock of a killed process
does not count. The first listens on loopback and writes its port, with a secret that callers must
know, to `instance.json`, which only the user can read.

Rejected: QLocalServer, which would add QtNetwork to every package; Unix sockets, whose paths may
have about 100 characters, which a data folder alone may exceed, and which need pipes on Windows
beside them. Loopback and a secret are the same code everywhere.

Nothing heavy is imported here: all of it delays the first paint.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLockFile

from mjstudio.texts import N_, _
from mjstudio.texts.phrases import sentences

ANSWER_SECONDS = 0.5
"""How long a second start waits for the first to answer."""

START_SECONDS = 10.0
"""How long it waits until the first can answer, while that one starts or ends."""

END_SECONDS = 30.0
"""How long one that was asked to end may take to save what it has."""

LOOPBACK = "127.0.0.1"
ANSWER = b"ok\n"
_LOCK = "instance.lock"
_ADDRESS = "instance.json"
_PAUSE = 0.02


class NoAnswer(Exception):
    """Another mjstudio has the data folder and does not answer; the text says what to do.

    The text is translated when shown, because no language has been chosen yet when it is raised.
    """

    def __str__(self) -> str:
        return sentences(_(_HANGS), *map(str, self.args))


class OpenRequest(NamedTuple):
    """What a second start sends; a plain tuple, because creating a dataclass takes milliseconds.

    `files` are absolute paths, `ignored` the options that only a first start can follow,
    `activation` the desktop's permission (Wayland) to come to the front. With `new_prompt` the
    first begins a new prompt. With `quit` it is to end in order, and the rest does not count.
    """

    files: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    activation: str = ""
    quit: bool = False
    new_prompt: bool = False


class Instance:
    """This process's claim to a data folder, from `claim` until `release`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: QLockFile | None = None

    def claim(self) -> bool:
        """Claim the folder; False if another process has it.

        A read-only folder belongs to nobody: any number of processes may read it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return True
        lock = QLockFile(str(self.folder / _LOCK))
        lock.setStaleLockTime(0)  # stale only if its process is gone, whatever its age
        if not lock.tryLock(0):
            return lock.error() is not QLockFile.LockError.LockFailedError
        self._lock = lock
        self.withdraw()  # left by a killed process
        return True

    def publish(self, port: int, secret: str) -> None:
        """Publish the port for later starts. Blocks on the disk. Raises NotSaved."""
        from mjstudio.files.atomic import write_whole

        told = json.dumps({"port": port, "secret": secret, "pid": os.getpid()})
        write_whole(self.folder / _ADDRESS, told.encode(), _("The address of this window"))

    def withdraw(self) -> None:
        """Stop accepting calls; later starts wait for the lock."""
        with contextlib.suppress(OSError):
            (self.folder / _ADDRESS).unlink(missing_ok=True)

    def release(self) -> None:
        """Release the folder to others; everything in it must be closed by now."""
        if self._lock is not None:
            self.withdraw()
            self._lock.unlock()
            self._lock = None


def begin(folder: Path, call: OpenRequest) -> Instance | None:
    """Become the first instance in a folder; None if there is one and it accepted the call.

    Raises NoAnswer. Blocks, before there is a window.
    """
    instance = Instance(folder)
    last = time.monotonic() + START_SECONDS
    refused_since: float | None = None
    while not instance.claim():
        address = _read(folder / _ADDRESS)
        now = time.monotonic()
        if address is None:
            refused_since = None
        elif _ring(*address, call):
            return None
        else:
            # Refused: the first may be about to exit. A missing answer raises at once.
            refused_since = now if refused_since is None else refused_since
        if now > last or (refused_since is not None and now - refused_since > ANSWER_SECONDS):
            raise NoAnswer(f"({folder})")
        time.sleep(_PAUSE)
    return instance


def end_running(folder: Path) -> bool:
    """Ask the program that has a folder to end in order, and wait until it has.

    Returns at once if there is none; False if it has not ended after `END_SECONDS`. Blocks.
    """
    if not folder.is_dir():
        return True
    instance = Instance(folder)
    last = time.monotonic() + END_SECONDS
    is_asked = False
    while not instance.claim():
        address = _read(folder / _ADDRESS)
        if address is not None and not is_asked:
            try:
                is_asked = _ring(*address, OpenRequest(quit=True))
            except NoAnswer:
                return False
        if time.monotonic() > last:
            return False
        time.sleep(_PAUSE)
    instance.release()
    return True


def to_line(call: OpenRequest, secret: str) -> bytes:
    """Encode a call as bytes."""
    told = {
        "secret": secret,
        "files": call.files,
        "ignored": call.ignored,
        "activation": call.activation,
        "quit": call.quit,
        "new_prompt": call.new_prompt,
    }
    return json.dumps(told).encode("ascii") + b"\n"


def from_line(line: bytes) -> tuple[str, OpenRequest]:
    """Decode the secret and the call. Raises ValueError for anything else."""
    told = json.loads(line)
    if not isinstance(told, dict):
        raise ValueError("not a call")  # noqa: TRY004 (one kind of damage for the caller)
    call = OpenRequest(
        _words(told.get("files")),
        _words(told.get("ignored")),
        str(told.get("activation") or ""),
        told.get("quit") is True,
        told.get("new_prompt") is True,
    )
    return str(told.get("secret") or ""), call


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("not a call")
    return tuple(value)


def _read(path: Path) -> tuple[int, str, int] | None:
    """Return the first's port, secret and process id; None while it accepts no calls."""
    try:
        told = json.loads(path.read_bytes())
        return int(told["port"]), str(told["secret"]), int(told["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _ring(port: int, secret: str, pid: int, call: OpenRequest) -> bool:
    """Return whether the first accepted the call; False without one. Raises NoAnswer on silence."""
    import socket

    _let_come_to_front(pid)
    try:
        with socket.create_connection((LOOPBACK, port), timeout=ANSWER_SECONDS) as line:
            line.sendall(to_line(call, secret))
            return line.recv(len(ANSWER)) == ANSWER
    except TimeoutError:
        raise NoAnswer from None
    except OSError:
        return False


def _let_come_to_front(pid: int) -> None:
    """On Windows, only the process in front can allow another to come to the front."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


_HANGS = N_(
    "mjstudio is already running and does not answer. Wait for it or end it. A second "
    "mjstudio does not start, so that no two write to one library."
)
