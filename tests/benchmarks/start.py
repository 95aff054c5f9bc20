"""From the start of the process to the first paint, and the memory until then.

The first paint is that of the empty window, in its place and colours. Also reported: when the
window is furnished and the prompt can be typed, and when the first letter typed then is visible.

Baseline: a bare QMainWindow of the same size in the same interpreter; with `--against FOLDER` the
program of the checkout in that folder, started in turns with this one. The program is started like
its command does it, on the sandbox, with an empty data folder. The first run of each compiles
everything and does not count.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import PATIENCE, ROOT, Benchmark, Record, against, offscreen, told

RUNS = 11
MOST = 1.3
"""The first paint's limit, relative to a bare window's time and memory."""
MOST_PAINT, MOST_READY = 1.05, 0.8
"""The limit for first paint and readiness to type, relative to another checkout's time."""

_SCRIPT = Path(__file__).with_name("first_paint.py")


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds until it was visible, MiB, and milliseconds of CPU time."""

    ms: float
    mib: float
    work: float


def started(root: Path, folder: Path, kind: str, number: int) -> Start:
    """Start the program of the checkout in `root`; for the kinds, see `first_paint`."""
    begun = time.monotonic_ns()
    done = subprocess.run(
        # Without the script's own folder on the path, so that the program of `root` is found.
        [sys.executable, "-P", str(_SCRIPT), kind, str(folder / f"{kind}-{number}")],
        cwd=root,
        env=offscreen(
            {
                "PYTHONPATH": str(root),
                # If bytecode is not written, compiling would be measured.
                "PYTHONDONTWRITEBYTECODE": "",
                "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            }
        ),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{kind} in {root}: {done.stderr.strip()[-2000:]}")
    seen, peak, work = map(int, done.stdout.split())
    return Start((seen - begun) / 1e6, peak / 2**20, work / 1e6)


def in_turns(*rounds: Mapping[str, tuple[Path, str]]) -> dict[str, Start]:
    """Return the median of each start, given as a checkout and a kind.

    The starts in one of the `rounds` alternate, in both directions. Compare only starts of one
    round, and leave others out of it: a sandbox that is still exiting would slow the next start.
    """
    runs: dict[str, list[Start]] = {}
    with tempfile.TemporaryDirectory(
        prefix="mjstudio-start-", ignore_cleanup_errors=True
    ) as temporary:
        folder = Path(temporary)
        for starts in rounds:
            for name in starts:
                (folder / name).mkdir()
                runs[name] = []
            turn = list(starts.items())
            for number in range(RUNS + 1):
                for name, (root, kind) in turn:
                    runs[name].append(started(root, folder / name, kind, number))
                turn.reverse()
    return {name: _median(found[1:]) for name, found in runs.items()}


def _median(found: Sequence[Start]) -> Start:
    return Start(
        statistics.median(one.ms for one in found),
        statistics.median(one.mib for one in found),
        statistics.median(one.work for one in found),
    )


def start() -> Sequence[Record]:
    """Measure time and memory of the first paint against a bare window's."""
    kinds = (("bare", "studio"), ("ready",), ("typed",))
    bare, paint, ready, typed = in_turns(
        *({kind: (ROOT, kind) for kind in together} for together in kinds)
    ).values()
    return [
        against("start to first paint / bare window", paint.ms, "ms", bare.ms, most=MOST),
        against("memory at first paint / bare window", paint.mib, "MiB", bare.mib, most=MOST),
        told("start to ready to type", ready.ms, "ms", bare.ms),
        told("start to the first letter seen", typed.ms, "ms", bare.ms),
        told("memory when ready to type", ready.mib, "MiB", bare.mib),
    ]


def start_against(folder: Path) -> Sequence[Record]:
    """Measure the same starts against the program of another checkout."""
    rounds = (
        {f"{kind}-here": (ROOT, kind), f"{kind}-there": (folder, kind)}
        for kind in ("studio", "ready", "typed")
    )
    paint, paint_there, ready, ready_there, typed, typed_there = in_turns(*rounds).values()
    return [
        against("start to first paint", paint.ms, "ms", paint_there.ms, most=MOST_PAINT),
        against("start to ready to type", ready.ms, "ms", ready_there.ms, most=MOST_READY),
        told("start to the first letter seen", typed.ms, "ms", typed_there.ms),
        told("processor until the first paint", paint.work, "ms", paint_there.work),
        told("processor until ready to type", ready.work, "ms", ready_there.work),
        told("processor until the first letter", typed.work, "ms", typed_there.work),
        told("memory when ready to type", ready.mib, "MiB", ready_there.mib),
    ]


BENCHMARKS: dict[str, Benchmark] = {"start": start}
