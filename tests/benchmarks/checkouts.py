"""Compares a benchmark of this checkout with the same one of another, in one run.

    python -m tests.benchmarks start ndjson --against FOLDER

Each checkout measures itself with its own benchmarks, in separate processes and in turns (A B A B),
so that changes of the machine's speed affect both alike. The result is the median of all turns; the
other checkout's is the baseline.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.measure import ROOT, Record, offscreen, told
from tests.benchmarks.start import start_against

TURNS = 3
LONGEST = 1800.0
"""Time limit in seconds for one turn of one benchmark."""

_OWN: dict[str, Callable[[Path], Sequence[Record]]] = {"start": start_against}
"""Benchmarks that alternate by themselves, with one yardstick for both checkouts."""


def compare(name: str, folder: Path) -> Sequence[Record]:
    """Run a benchmark here and in `folder`, the root of another checkout.

    Raises RuntimeError if either fails, e.g. because the other lacks the benchmark.
    """
    own = _OWN.get(name)
    if own is not None:
        return own(folder)
    here: list[dict[str, Record]] = []
    there: list[dict[str, Record]] = []
    for _turn in range(TURNS):
        for root, found in ((ROOT, here), (folder, there)):
            found.append({record["name"]: record for record in _records(name, root)})
    return [
        told(
            label,
            statistics.median(turn[label]["value"] for turn in here),
            record["unit"],
            statistics.median(turn[label]["value"] for turn in there),
        )
        for label, record in here[0].items()
        if all(label in turn for turn in (*here, *there))
    ]


def _records(name: str, root: Path) -> list[Record]:
    with tempfile.TemporaryDirectory(prefix="mjstudio-bench-") as folder:
        file = Path(folder) / "records.json"
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", name, "--json", str(file)],
            cwd=root,
            env=offscreen({"PYTHONPATH": str(root)}),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{name} in {root}: {(done.stderr or done.stdout)[-2000:]}")
        records: list[Record] = json.loads(file.read_bytes())
        return records
