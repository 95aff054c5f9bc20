"""From the start of the process to the first paint, and the memory until then.

The first paint is that of the empty window, in its place and colours; when it is furnished and the
prompt can be typed is told besides.

Baseline: a bare QMainWindow of the same size in the same interpreter. The program is started as
its command does it, on the sandbox, with a data folder that is empty. Both are compiled before:
the first run of each, which compiles, does not count.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measure import Benchmark, Record, against, run_module, told

RUNS = 11
MOST = 1.3


def started(folder: Path, kind: str, number: int) -> tuple[float, float]:
    """Milliseconds to the first paint, and MiB."""
    variables = {
        # Where bytecode is not to be written, compiling would be measured.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    begun = time.monotonic_ns()
    done = run_module("first_paint", kind, str(folder / str(number)), variables=variables)
    painted, peak = done.stdout.split()
    return (int(painted) - begun) / 1e6, int(peak) / 2**20


def start() -> Sequence[Record]:
    """Time and memory of the program's first paint against a bare window's."""
    with tempfile.TemporaryDirectory(prefix="mjstudio-start-") as name:
        folder = Path(name)
        runs: dict[str, list[tuple[float, float]]] = {"bare": [], "studio": [], "ready": []}
        for number in range(RUNS + 1):
            for kind, found in runs.items():
                found.append(started(folder, kind, number))
    (bare_ms, bare_mib), (our_ms, our_mib), (ready_ms, ready_mib) = (
        [statistics.median(column) for column in zip(*found[1:], strict=True)]
        for found in runs.values()
    )
    return [
        against("start to first paint / bare window", our_ms, "ms", bare_ms, most=MOST),
        against("memory at first paint / bare window", our_mib, "MiB", bare_mib, most=MOST),
        told("start to ready to type", ready_ms, "ms", bare_ms),
        told("memory when ready to type", ready_mib, "MiB", bare_mib),
    ]


BENCHMARKS: dict[str, Benchmark] = {"start": start}
