"""The package as artists get it: its start, its size, and its largest files.

The baseline of the start is a bare PySide6 window from the same folder, with the same loader and
archive of modules; the program `mjstudio-first-paint` is built for that beside mjstudio and is in
no package. Measures the last result of `dev.py package`; without one, it says so and measures
nothing.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measure import (
    PATIENCE,
    ROOT,
    Benchmark,
    Record,
    against,
    at_most,
    offscreen,
    told,
)

FOLDER = ROOT / "build" / "package" / "onedir" / "mjstudio"
DIST = ROOT / "build" / "dist"
PROGRAM = "mjstudio-first-paint"
RUNS = 11
MOST = 1.3
MOST_MB, MOST_DEB_MB = 143, 60
LARGEST = 10


def started(kind: str, folder: Path) -> float:
    """Return the milliseconds from the start of the process to the first paint."""
    program = FOLDER / (f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM)
    begun = time.monotonic_ns()
    done = subprocess.run(
        [str(program), kind, str(folder)],
        env=offscreen(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return (int(done.stdout.split()[0]) - begun) / 1e6


def package() -> Sequence[Record]:
    """Measure the start, the sizes and the largest files; empty if there is no package."""
    if not DIST.is_dir() or not FOLDER.is_dir():
        sys.stdout.write("no package: `python3 packaging/dev.py package` builds it\n")
        return []
    runs: dict[str, list[float]] = {"bare": [], "studio": []}
    with tempfile.TemporaryDirectory(prefix="mjstudio-package-") as name:
        for number in range(RUNS + 1):
            for kind, found in runs.items():
                found.append(started(kind, Path(name, str(number))))
    bare, ours = (statistics.median(found[1:]) for found in runs.values())
    files = {
        path.relative_to(FOLDER).as_posix(): path.stat().st_size / 1e6
        for path in FOLDER.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.startswith(PROGRAM)
    }
    records = [
        against("packaged start to first paint / bare window", ours, "ms", bare, most=MOST),
        at_most("size installed", sum(files.values()), "MB", MOST_MB, f"<= {MOST_MB} MB"),
    ]
    for path in sorted(DIST.iterdir()):
        size = path.stat().st_size / 1e6
        if path.suffix == ".deb":
            goal = f"<= {MOST_DEB_MB} MB"
            records.append(at_most(path.name, size, "MB", MOST_DEB_MB, goal))
        elif path.suffix in (".run", ".exe", ".dmg"):
            records.append(told(path.name, size, "MB"))
    largest = sorted(files, key=lambda name: -files[name])[:LARGEST]
    records += [told(f"of it {Path(name).name}", files[name], "MB") for name in largest]
    return records


BENCHMARKS: dict[str, Benchmark] = {"package": package}
