"""From the start of the process to the first paint, and the memory until then.

The first paint is that of the empty window, in its place and colours. Told besides: when it is
furnished and the prompt can be typed, and when the first letter typed then is seen in it.

Baseline: a bare QMainWindow of the same size in the same interpreter; with `--against FOLDER` the
program as the checkout in that folder has it, started in turns with this one. The program is
started as its command does it, on the sandbox, with a data folder that is empty. All is compiled
before: the first run of each, which compiles, does not count.
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
"""How much of a bare window's time and memory the first paint may take."""
MOST_PAINT, MOST_READY = 1.05, 0.8
"""How much of another checkout's time the first paint, and being ready to type, may take."""

_SCRIPT = Path(__file__).with_name("first_paint.py")


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds until it was seen, MiB, and milliseconds of the processor."""

    ms: float
    mib: float
    work: float


def started(root: Path, folder: Path, kind: str, number: int) -> Start:
    """Start the program of the checkout in `root`; `first_paint` says what kinds there are."""
    begun = time.monotonic_ns()
    done = subprocess.run(
        # Without the script's own folder on the path: the program of `root` is looked for there.
        [sys.executable, "-P", str(_SCRIPT), kind, str(folder / f"{kind}-{number}")],
        cwd=root,
        env=offscreen(
            {
                "PYTHONPATH": str(root),
                # Where bytecode is not to be written, compiling would be measured.
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
    """The medians of starts, each a checkout and a kind.

    Those of one of the `rounds` are done in turns, this way and that. What is compared stands in
    one, and alone: a sandbox that still ends would be measured with the start that follows.
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
    """Time and memory of the program's first paint against a bare window's."""
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
    """The same starts against those of the program in another checkout."""
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
