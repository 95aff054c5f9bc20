"""What dev.py is for: run, test, bench, package."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dev_house
import dev_system
import pack
from dev_process import Refusal, call, say, turn_sigterm_into_exit, without_leaks
from dev_venv import Environment, is_ready, prepare

ROOT = Path(__file__).resolve().parent.parent
STUDIO = Environment(ROOT / ".venv", ROOT / "requirements.lock", ROOT / "pyproject.toml")
# A client of the same API by others, for testing our sandbox against: never beside our packages.
THIRD_PARTY = Environment(
    STUDIO.folder / "third-party", ROOT / "tests/third_party/requirements.lock"
)
TOUR = ROOT / "build" / "tour"

# What `python -m mjstudio` does without opening a window.
WINDOWLESS = ("tour", "sandbox", "-h", "--help", "--version")
# The artist's own, which no test may see.
PRIVATE = (
    "ACEDATACLOUD_API_TOKEN",
    "ACEDATACLOUD_API_BASE_URL",
    "MJSTUDIO_DATA_DIR",
    "DBUS_SESSION_BUS_ADDRESS",  # leads to the keyring
)
HOMES = {
    "HOME": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
}
HOMES_ON_WINDOWS = {
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}


def main(command: str, arguments: Sequence[str]) -> int:
    """Set everything up and do a command; return the exit code of the process."""
    turn_sigterm_into_exit()
    environ = without_leaks(os.environ)
    job = {"run": run, "test": test, "bench": bench, "package": pack.main}[command]
    needed = pack.TOOLS if command == "package" else STUDIO
    try:
        dev_system.provide(command, environ, makes_venv=not is_ready(needed))
        held = prepare(needed, environ)  # kept from others' changes until we end
        try:
            return job(arguments, environ)
        finally:
            if held:
                held.close()
    except Refusal as refusal:
        sys.stdout.flush()
        sys.stderr.write(f"{refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130


@dataclass(frozen=True)
class Start:
    """How `run` starts the studio, and what it tells the user before and after."""

    arguments: tuple[str, ...]
    variables: Mapping[str, str]
    before: str = ""
    after: str = ""


def start(arguments: Sequence[str], environ: Mapping[str, str], platform: str) -> Start:
    """How the studio is to be started on this machine: without a display, as its tour."""
    shown = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    if not platform.startswith("linux") or shown:
        return Start(tuple(arguments), {})
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    if arguments and arguments[0] in WINDOWLESS:
        return Start(tuple(arguments), offscreen)
    return Start(
        ("tour", "--out", str(TOUR)),
        offscreen,
        before="Neither DISPLAY nor WAYLAND_DISPLAY is set: taking the tour offscreen.",
        after=f"The screenshots of the tour are in {TOUR}",
    )


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Start the studio, in the user's current folder, for arguments may be paths."""
    how = start(arguments, environ, sys.platform)
    if how.before:
        say(how.before)
        shutil.rmtree(TOUR, ignore_errors=True)  # an older tour's pictures would mislead
        TOUR.mkdir(parents=True)
    # -P: what lies in the current folder must not stand in for modules.
    command = [str(STUDIO.python), "-P", "-m", "mjstudio", *how.arguments]
    code = call(command, None, {**environ, **how.variables})
    if how.after:
        say(how.after)
    return code


@contextmanager
def clean_room(environ: Mapping[str, str], *, windows: bool) -> Iterator[dict[str, str]]:
    """The variables for tests: no display, no token, and a home that is removed afterwards."""
    # Short, for the paths of sockets in XDG_RUNTIME_DIR have at most 108 characters.
    with tempfile.TemporaryDirectory(prefix="mjstudio-", ignore_cleanup_errors=True) as home:
        room = {name: value for name, value in environ.items() if name not in PRIVATE}
        for name, folder in (HOMES | (HOMES_ON_WINDOWS if windows else {})).items():
            path = Path(home, folder)
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            room[name] = str(path)
        room["QT_QPA_PLATFORM"] = "offscreen"
        yield room


def bench(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the benchmarks."""
    command = [str(STUDIO.python), "-m", "tests.benchmarks", *with_whole_path(arguments)]
    with clean_room(environ, windows=STUDIO.windows) as room:
        return call(command, ROOT, room)


def with_whole_path(arguments: Sequence[str]) -> list[str]:
    """The arguments with the FILE of --json absolute: it is the user's, who may be elsewhere."""
    whole: list[str] = []
    for argument in arguments:
        if argument.startswith("--json="):
            whole += ["--json", str(Path(argument.removeprefix("--json=")).absolute())]
        elif whole and whole[-1] == "--json":
            whole.append(str(Path(argument).absolute()))
        else:
            whole.append(argument)
    return whole


@dataclass(frozen=True)
class Check:
    """One check of `test`; `passes` returns whether it found nothing."""

    name: str
    passes: Callable[[], bool]


def test(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run every check, or pytest alone with the user's arguments and its own exit code."""
    with clean_room(environ, windows=STUDIO.windows) as room:
        third_party = Check("third-party client", lambda: _third_party(environ, room))
        if arguments:
            third_party.passes()
            return call([str(STUDIO.python), "-m", "pytest", *arguments], ROOT, room)

        def program(*command: str, variables: Mapping[str, str] = environ) -> Check:
            name = " ".join(command).removeprefix("-m ")
            whole = [str(STUDIO.python), *command]
            if command[0] == "lint-imports":
                whole = [STUDIO.script("lint-imports")]
            return Check(name, lambda: call(whole, ROOT, variables) == 0)

        return report(
            [
                program("-m", "ruff", "check", "."),
                program("-m", "ruff", "format", "--check", "."),
                program("-m", "mypy"),
                program("lint-imports"),
                Check("house rules", _house),
                third_party,
                program("-m", "pytest", "tests", "--ignore=tests/benchmarks", variables=room),
            ]
        )


def report(checks: Sequence[Check]) -> int:
    """Do all checks whatever they find, tell of each, and return 1 if any has failed."""
    results: list[tuple[str, bool, float]] = []
    for number, check in enumerate(checks, 1):
        say(f"[{number}/{len(checks)}] {check.name}")
        begun = time.monotonic()
        good = check.passes()
        results.append((check.name, good, time.monotonic() - begun))
        say(f"      {'ok' if good else 'FAILED'}, {results[-1][2]:.1f} s")
    failed = [name for name, good, _ in results if not good]
    total = sum(seconds for _, _, seconds in results)
    verdict = f"FAILED: {', '.join(failed)}" if failed else f"all {len(checks)} checks are good"
    say(f"dev.py test, {total:.0f} s: {verdict}")
    return 1 if failed else 0


def _third_party(environ: Mapping[str, str], room: dict[str, str]) -> bool:
    """Make the other client ready and tell the tests where it is."""
    try:
        prepare(THIRD_PARTY, environ, pip=STUDIO)
    except Refusal as refusal:
        say(str(refusal))
        return False
    room["MJSTUDIO_THIRD_PARTY"] = str(THIRD_PARTY.scripts)
    return True


def _house() -> bool:
    problems = dev_house.problems(ROOT)
    for problem in problems:
        say(f"      {problem}")
    return not problems
