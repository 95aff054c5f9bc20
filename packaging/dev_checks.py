"""Runs every check of the source and every test, or only the quick ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import dev_house
from dev_process import Refusal, call, say
from dev_room import ROOT, STUDIO, THIRD_PARTY, clean_room
from dev_venv import prepare

FAST = (
    *("-m", "not whole and not slow and not story", "--hypothesis-profile=quick"),
    *("--ignore=tests/sandbox", "--ignore=tests/end_to_end"),
)
"""Pytest arguments for the fast half of the tests: no whole program, no painting, and fewer
examples for each property.
"""


@dataclass(frozen=True)
class Check:
    """One check; `passes` returns whether it found nothing."""

    name: str
    passes: Callable[[], bool]


def check(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Check style, types, contracts and the house rules, and run the fast half of the tests."""
    if arguments:
        raise Refusal("`check` takes no arguments; `test` hands its own on to pytest.")
    with clean_room(environ, windows=STUDIO.windows) as room:
        return report("check", [*static(environ), _pytest(room, *FAST)])


def test(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run every check, or only pytest, with the user's arguments and pytest's exit code."""
    with clean_room(environ, windows=STUDIO.windows) as room:
        third_party = Check("third-party client", lambda: _third_party(environ, room))
        if arguments:
            third_party.passes()
            return call([str(STUDIO.python), "-m", "pytest", *arguments], ROOT, room)
        return report("test", [*static(environ), third_party, _pytest(room)])


def static(environ: Mapping[str, str]) -> list[Check]:
    """Return the checks of the source that do not run it."""
    python = str(STUDIO.python)
    return [
        _program([python, "-m", "ruff", "check", "."], environ),
        _program([python, "-m", "ruff", "format", "--check", "."], environ),
        _program([python, "-m", "mypy"], environ),
        _program([STUDIO.script("lint-imports")], environ, name="lint-imports"),
        Check("house rules", _house),
        _program([python, "packaging/catalogue_checks.py"], environ, name="catalogues"),
    ]


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def report(command: str, checks: Sequence[Check]) -> int:
    """Run all checks, even after failures; report each, and return 1 if any failed."""
    results: list[tuple[str, bool, float]] = []
    for number, each in enumerate(checks, 1):
        say(f"[{number}/{len(checks)}] {each.name}")
        begun = time.monotonic()
        good = each.passes()
        results.append((each.name, good, time.monotonic() - begun))
        say(f"      {'ok' if good else 'FAILED'}, {results[-1][2]:.1f} s")
    failed = [name for name, good, _ in results if not good]
    total = sum(seconds for _, _, seconds in results)
    verdict = f"FAILED: {', '.join(failed)}" if failed else f"all {len(checks)} checks are good"
    say(f"dev.py {command}, {total:.0f} s: {verdict}")
    return 1 if failed else 0


def _program(command: Sequence[str], environ: Mapping[str, str], name: str = "") -> Check:
    return Check(name or " ".join(command[2:]), lambda: call(command, ROOT, environ) == 0)


def _pytest(room: Mapping[str, str], *arguments: str) -> Check:
    # Two processes per core, because many tests wait for a program, a server or a display. Each
    # gets a stretch of the tests in their order, which is by folder; one that finishes early takes
    # over some of another's.
    spread = ["-n", str(2 * cores()), "--dist", "worksteal"] if cores() > 1 else []
    return _program([str(STUDIO.python), "-m", "pytest", *spread, *arguments], room)


def _third_party(environ: Mapping[str, str], room: dict[str, str]) -> bool:
    """Set up the third-party client and tell the tests where it is."""
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
