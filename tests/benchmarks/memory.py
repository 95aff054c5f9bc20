"""What hours of ordinary work take of the memory, and whether the second hour takes more.

Baseline of what is held: the process when its window has connected, before anything was made. That
of the growth: the first rounds, which fill the budget of decoded pictures; after that a round may
leave behind what is known of its jobs, and no pixels. A round makes 80 MiB of them.
"""

import statistics
from collections.abc import Sequence

from tests.benchmarks.measure import Benchmark, Record, at_most, told_by

ROUNDS = 85
PATIENCE = 2400.0
HELD_MIB = 450.0
DECODED_MIB = 256.0
GROWTH_MIB = 0.4
FIRST = 4


def memory() -> Sequence[Record]:
    """The process and its decoded pictures, over many rounds."""
    found: dict[str, list[float]] = told_by("long_work", str(ROUNDS), patience=PATIENCE)
    held = found["held"]
    first = (held[FIRST] - held[0]) / FIRST
    return [
        at_most("memory: process, most", max(held), "MiB", HELD_MIB, "<= 450 MiB", held[0]),
        at_most("memory: kept decoded, most", max(found["decoded"]), "MiB", DECODED_MIB, "<= 256"),
        at_most(
            "memory: growth a round, second half",
            slope(held[len(held) // 2 :]),
            "MiB",
            GROWTH_MIB,
            f"<= {GROWTH_MIB}",
            first,
        ),
    ]


def slope(values: Sequence[float]) -> float:
    """By how much values grow from one to the next, as a line laid through them."""
    return statistics.linear_regression(range(len(values)), values).slope


BENCHMARKS: dict[str, Benchmark] = {"memory": memory}
