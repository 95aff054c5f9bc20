"""How much memory hours of ordinary work take, and whether the second hour takes more.

The baseline of the memory is the process when its window has connected, before any picture was
made. The baseline of the growth is the first rounds, which fill the budget of decoded pictures;
after that a round may add what is known about its jobs, but no pixels. A round makes 80 MiB of
pixels.
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
    """Measure the process and its decoded pictures over many rounds."""
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
    """Return how much values grow from one to the next, by a fitted line."""
    return statistics.linear_regression(range(len(values)), values).slope


BENCHMARKS: dict[str, Benchmark] = {"memory": memory}
