"""The benchmarks: `python -m tests.benchmarks [NAME...] [--against FOLDER] [--json FILE]`.

Runs those named or all, prints a table and, if asked, writes a JSON list of records. Against
another checkout of the program, both take turns and the other's values are the baseline.

A goal that is missed does not fail the run, since machines are noisy: the exit code is 0 all the
same. It is 1 where a benchmark broke, and 2 for a name that there is not.
"""

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import beat, journal, mask, memory, ndjson, packaged, shapes, signals, start
from tests.benchmarks.checkouts import compare
from tests.benchmarks.measure import Benchmark, Record

_WIDTHS = (58, 12, 12, 8, 16)


def benchmarks() -> dict[str, Benchmark]:
    """Return all benchmarks by name, in the order in which they run."""
    found: dict[str, Benchmark] = {}
    for module in (start, beat, ndjson, signals, mask, shapes, journal, packaged, memory):
        found.update(module.BENCHMARKS)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the requested benchmarks; returns 2 for an unknown name."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all if none is given")
    parser.add_argument("--json", metavar="FILE", type=Path, help="where to write the records")
    parser.add_argument(
        "--against", metavar="FOLDER", type=Path, help="another checkout, to measure in turns with"
    )
    parser.add_argument("--list", action="store_true", help="print the names and end")
    arguments = parser.parse_args(argv)
    if arguments.list:
        say("\n".join(known))
        return 0
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are: {', '.join(known)}\n")
        return 2
    other = None if arguments.against is None else arguments.against.resolve(strict=True)
    records: list[Record] = []
    broken: list[str] = []
    say(row("", "value", "baseline", "ratio", "goal"))
    for name in dict.fromkeys(arguments.names or known):
        begun = time.monotonic()
        try:
            made = list(known[name]() if other is None else compare(name, other))
        except Exception:  # noqa: BLE001 (the others shall run all the same)
            broken.append(name)
            say(f"{name} broke:\n{traceback.format_exc()}")
            continue
        for record in made:
            say(line(record))
        say(f"  {name}: {time.monotonic() - begun:.0f} s")
        records += made
    if arguments.json:
        text = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
        arguments.json.write_text(text, encoding="utf-8")
    missed = [record["name"] for record in records if record["ok"] is False]
    say(f"missed: {'; '.join(missed)}" if missed else "no goal is missed")
    if broken:
        say(f"broke: {', '.join(broken)}")
    return 1 if broken else 0


def line(record: Record) -> str:
    """One record as a line of the table."""
    goal, ok = record["goal"], record["ok"]
    shown = "" if goal is None else f"{goal if isinstance(goal, str) else f'{goal:g}x'}"
    verdict = "" if ok is None else ("  ok" if ok else "  MISSED")
    baseline = "" if record["baseline"] is None else f"{record['baseline']:g}"
    ratio = "" if record["ratio"] is None else f"{record['ratio']:g}"
    value = f"{record['value']:g} {record['unit']}"
    return row(record["name"], value, baseline, ratio, shown) + verdict


def row(*cells: str) -> str:
    """The cells in columns."""
    first, *others = zip(cells, _WIDTHS, strict=True)
    return f"{first[0]:{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in others)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
