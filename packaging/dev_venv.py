"""Virtual environments that hold exactly what a lock file says.

A stamp inside each environment records what it was made from. It is written last, and "unfinished"
is written first, so an environment is either the right one or recognisably not. An interrupted
environment, or one made from another lock file, is remade rather than repaired, because pip neither
notices half-copied packages nor removes those that a lock file has dropped. A working environment
that somebody made by hand is taken over.

Any number of dev.py may use an environment at a time, but only one may change it and only while
nobody uses it: readers hold a shared lock on a file in it, the writer an exclusive one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from dev_process import Refusal, capture, say

STAMP = ".dev-stamp"
LOCK = ".dev-lock"
UNFINISHED = "unfinished"
NO_NETWORK = re.compile(
    r"NewConnectionError|Max retries exceeded|ConnectTimeout|ReadTimeout|name resolution"
    r"|Network is unreachable|Connection (?:refused|reset|aborted)|ProxyError|SSLError"
    r"|[Rr]ead timed out|Remote end closed",
)


@dataclass(frozen=True)
class Environment:
    """A virtual environment: where it is and what it is made from.

    `project` is the pyproject.toml of the package installed as editable, if any.
    """

    folder: Path
    lock: Path
    project: Path | None = None
    windows: bool = field(default=sys.platform == "win32")

    @property
    def scripts(self) -> Path:
        """The folder of its programs."""
        return self.folder / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.scripts / ("python.exe" if self.windows else "python")

    def script(self, name: str) -> str:
        """One of its programs, as a command."""
        return str(self.scripts / (f"{name}.exe" if self.windows else name))


Stamp = dict[str, str]


def wanted_stamp(environment: Environment, minor: int) -> Stamp:
    """Return the stamp of an up-to-date environment."""
    return {
        "python": f"3.{minor}",
        "folder": str(environment.folder),  # scripts contain their path, so a moved one is broken
        "lock": _digest(environment.lock),
        "project": _digest(environment.project) if environment.project else "",
    }


def work_to_do(found: Stamp | str | None, wanted: Stamp, usable: bool) -> str:
    """Return what to do with an environment: "nothing", "project", "install" or "remake".

    `found` is its stamp (None: it has none), `usable` whether it has a suitable Python.
    """
    if not usable or isinstance(found, str):
        return "remake"
    if found is None:
        return "install"
    if found == wanted:
        return "nothing"
    return "project" if found | {"project": ""} == wanted | {"project": ""} else "remake"


def is_ready(environment: Environment) -> bool:
    """Whether an environment is up to date."""
    return _work(environment, sys.version_info.minor) == "nothing"


def prepare(
    environment: Environment, environ: Mapping[str, str], pip: Environment | None = None
) -> IO[bytes] | None:
    """Bring an environment up to date. Keep the result for as long as you use it.

    Args:
        environment: the environment to bring up to date.
        environ: the variables for pip.
        pip: the environment whose pip installs, for one that needs no pip of its own.
    """
    environment.folder.mkdir(parents=True, exist_ok=True)
    guard = environment.folder / LOCK
    held = _hold(guard, exclusive=False)
    while not is_ready(environment):
        if held:
            held.close()
        writer = _hold(guard, exclusive=True)
        if writer and os.name == "posix":
            # The lock lasts until its last holder exits: if this process is killed, a pip goes on
            # alone.
            os.set_inheritable(writer.fileno(), True)
        _bring_up_to_date(environment, environ, pip)
        if writer:
            writer.close()
        held = _hold(guard, exclusive=False)
    return held


def _bring_up_to_date(
    environment: Environment, environ: Mapping[str, str], pip: Environment | None
) -> None:
    work = _work(environment, sys.version_info.minor)
    if work == "install" and not _answers(environment, environ, needs_pip=pip is None):
        work = "remake"
    if work == "nothing":  # another dev.py did it during the wait
        return
    wanted = wanted_stamp(environment, sys.version_info.minor)
    name = environment.folder
    say(
        f"Bringing {name} up to date"
        if work == "project"
        else f"Making {name} with Python {wanted['python']}; the first time takes a while"
    )
    begun = time.monotonic()
    stamp = environment.folder / STAMP
    stamp.write_text(UNFINISHED, encoding="utf-8")
    if work == "remake":
        _make(environment, environ, with_pip=pip is None)
    if work != "project":
        _pip(environment, pip, environ, "--require-hashes", "-r", str(environment.lock))
    if environment.project:
        folder = str(environment.project.parent)
        _pip(environment, pip, environ, "--no-deps", "--no-build-isolation", "-e", folder)
    finished = stamp.with_suffix(".new")
    finished.write_text(json.dumps(wanted), encoding="utf-8")
    finished.replace(stamp)
    say(f"{name} is ready ({time.monotonic() - begun:.1f} s)")


def _make(environment: Environment, environ: Mapping[str, str], *, with_pip: bool) -> None:
    for entry in environment.folder.iterdir():
        if entry.name in (STAMP, LOCK):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    # The base interpreter, because sys.executable may be the .venv that was just removed.
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, "-m", "venv", str(environment.folder)]
    code, output = capture(command if with_pip else [*command, "--without-pip"], environ)
    if code:
        raise Refusal(f"{output}\n{python} could not make {environment.folder}.")


def _pip(
    environment: Environment, pip: Environment | None, environ: Mapping[str, str], *what: str
) -> None:
    command = [str((pip or environment).python), "-m", "pip"]
    if pip:
        command += ["--python", str(environment.python)]
    command += ["--quiet", "--disable-pip-version-check", "install", *what]
    code, output = capture(command, environ)
    if code:
        say(output.rstrip())
        raise Refusal(pip_failure(output))


def pip_failure(output: str) -> str:
    """Return one sentence on why pip failed."""
    # If something else fails later, the output also contains what pip retried successfully.
    if NO_NETWORK.search(output) and "DO NOT MATCH THE HASHES" not in output:
        return (
            "The Python packages could not be fetched: the package index cannot be reached."
            " Check the network and pip's configuration, then run this again."
        )
    return "pip could not install the Python packages; what it said stands above."


def _work(environment: Environment, minor: int) -> str:
    """Return work_to_do for the state on disk; starts no program, because this runs every time."""
    try:
        settings = (environment.folder / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        settings = ""
    made_by = re.search(r"^version(?:_info)?\s*=\s*3\.(\d+)", settings, re.MULTILINE)
    usable = bool(made_by and int(made_by[1]) == minor and environment.python.exists())
    found: Stamp | str | None = None
    try:
        text = (environment.folder / STAMP).read_text(encoding="utf-8")
        found = json.loads(text) if text.startswith("{") else text
    except FileNotFoundError:
        pass
    except ValueError:
        found = UNFINISHED
    return work_to_do(found, wanted_stamp(environment, minor), usable)


def _answers(environment: Environment, environ: Mapping[str, str], *, needs_pip: bool) -> bool:
    """Return whether the Python of a foreign environment starts, and has pip."""
    command = [str(environment.python), "-c", "import pip" if needs_pip else ""]
    try:
        return capture(command, environ)[0] == 0
    except OSError:
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hold(path: Path, *, exclusive: bool) -> IO[bytes] | None:
    """Lock a file until the result is closed or the process ends, however it ends."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = path.open("ab")
        except FileNotFoundError:  # somebody is just removing the folder
            continue
        if not _lock(handle, path.parent, exclusive=exclusive):
            handle.close()
            return None
        try:  # if the folder was removed during the wait, the lock is on nothing
            if os.path.samestat(os.fstat(handle.fileno()), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        handle.close()


def _lock(handle: IO[bytes], folder: Path, *, exclusive: bool) -> bool:
    """Lock an open file, with a message if that takes waiting; False if there is no such lock."""
    waiting = f"Waiting for another dev.py, or for what it started, to be done with {folder}"
    if sys.platform != "win32":
        import fcntl

        kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, kind)
        return True
    import msvcrt

    if not exclusive:  # Windows has only exclusive locks, but forbids removing files in use
        return False
    while True:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # tries for ten seconds
        except OSError:
            say(waiting)
        else:
            return True
