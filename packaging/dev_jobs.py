"""The commands run and bench, and the calls of check, test, package and texts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dev_checks
import dev_system
import dev_texts
import pack
from dev_process import Refusal, call, say, turn_sigterm_into_exit, without_leaks
from dev_room import ROOT, STUDIO, clean_room
from dev_venv import is_ready, prepare

TOUR = ROOT / "build" / "tour"

# Subcommands of `python -m mjstudio` that open no window.
WINDOWLESS = ("tour", "sandbox", "-h", "--help", "--version")


def main(command: str, arguments: Sequence[str]) -> int:
    """Set everything up and run a command; returns the exit code of the process."""
    turn_sigterm_into_exit()
    environ = without_leaks(os.environ)
    job = {
        "run": run,
        "check": dev_checks.check,
        "test": dev_checks.test,
        "bench": bench,
        "package": pack.main,
        "texts": dev_texts.texts,
    }[command]
    needed = pack.TOOLS if command == "package" else STUDIO
    try:
        dev_system.provide(command, environ, makes_venv=not is_ready(needed))
        held = prepare(needed, environ)  # locked against changes by others until this process ends
        try:
            if command != "texts":
                dev_texts.compile_stale(needed, environ)
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
    """How `run` starts the studio, and what it prints before and after."""

    arguments: tuple[str, ...]
    variables: Mapping[str, str]
    before: str = ""
    after: str = ""


def start(arguments: Sequence[str], environ: Mapping[str, str], platform: str) -> Start:
    """Return how to start the studio on this machine: without a display, as its tour."""
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
    """Start the studio in the user's current folder, because arguments may be paths."""
    how = start(arguments, environ, sys.platform)
    if how.before:
        say(how.before)
        shutil.rmtree(TOUR, ignore_errors=True)  # an older tour's pictures would be misleading
        TOUR.mkdir(parents=True)
    # -P: files in the current folder must not shadow modules.
    command = [str(STUDIO.python), "-P", "-m", "mjstudio", *how.arguments]
    code = call(command, None, {**environ, **how.variables})
    if how.after:
        say(how.after)
    return code


def bench(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the benchmarks."""
    command = [str(STUDIO.python), "-m", "tests.benchmarks", *with_whole_path(arguments)]
    with clean_room(environ, windows=STUDIO.windows) as room:
        return call(command, ROOT, room)


_PATHS = ("--json", "--against")
"""The benchmark options that take a path."""


def with_whole_path(arguments: Sequence[str]) -> list[str]:
    """Make the paths in the arguments absolute, because the benchmarks run in another folder."""
    whole: list[str] = []
    for argument in arguments:
        option, given, path = argument.partition("=")
        if option in _PATHS and given:
            whole += [option, str(Path(path).absolute())]
        elif whole and whole[-1] in _PATHS:
            whole.append(str(Path(argument).absolute()))
        else:
            whole.append(argument)
    return whole
