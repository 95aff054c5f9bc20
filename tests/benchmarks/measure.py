"""How the benchmarks measure: alternating runs, medians, separate processes, one record each.

Machines differ and are noisy, so only the ratio to a baseline of the same run counts. Both are
measured in turns (A B A B), so that changes of the machine's speed affect both alike.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TypedDict

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150.0
"""Time limit of a benchmark process, in seconds."""


class Record(TypedDict):
    """One line of the report. `ok` says whether the goal is met; None without a goal."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    goal: float | str | None
    ok: bool | None


Benchmark = Callable[[], Sequence[Record]]


def against(name: str, value: float, unit: str, baseline: float, *, most: float | None) -> Record:
    """Return a record whose ratio to the baseline must be at most `most`."""
    ratio = value / baseline
    return Record(
        name=name,
        value=round(value, 4),
        unit=unit,
        baseline=round(baseline, 4),
        ratio=round(ratio, 3),
        goal=most,
        ok=None if most is None else ratio <= most,
    )


def at_most(
    name: str, value: float, unit: str, most: float, goal: str, baseline: float | None = None
) -> Record:
    """Return a record whose value must be at most `most`; `goal` says that in words."""
    return Record(
        name=name,
        value=round(value, 4),
        unit=unit,
        baseline=None if baseline is None else round(baseline, 4),
        ratio=round(value / baseline, 3) if baseline else None,
        goal=goal,
        ok=value <= most,
    )


def told(name: str, value: float, unit: str, baseline: float | None = None) -> Record:
    """Return a record without a goal."""
    ratio = round(value / baseline, 3) if baseline else None
    return Record(
        name=name,
        value=round(value, 4),
        unit=unit,
        baseline=None if baseline is None else round(baseline, 4),
        ratio=ratio,
        goal=None,
        ok=None,
    )


def in_turns(times: int, *works: Callable[[], float]) -> list[float]:
    """Return each work's median time, running them in turns; the first turn does not count."""
    for work in works:
        work()
    measured = [[work() for work in works] for _ in range(times)]
    return [statistics.median(column) for column in zip(*measured, strict=True)]


def seconds(work: Callable[[], object]) -> float:
    """Return the duration of one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that a `share` (0..1) of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def offscreen(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return environment variables for a process whose windows are invisible."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **(extra or {})}


def run_module(
    module: str,
    *arguments: str,
    variables: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run a module of this package in a separate process. Raises RuntimeError if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        cwd=ROOT,
        env=offscreen(variables),
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
    return done


def told_by(module: str, *arguments: str, patience: float = PATIENCE) -> Any:
    """Return the JSON in a module's last line of output, within a time limit in seconds."""
    done = run_module(module, *arguments, patience=patience)
    return json.loads(done.stdout.splitlines()[-1])
