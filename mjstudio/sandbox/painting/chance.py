"""Numbers by name: each random choice is a hash of the picture's seed and the choice's name.

Numbers are looked up by name rather than drawn from a stream, so that adding a tree never moves the
sun. A number can also mix several seeds, so a picture can drift gradually towards another.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import shake_128
from typing import TypeVar

T = TypeVar("T")
Key = str | int


def digest(seed: int, key: tuple[Key, ...], count: int) -> bytes:
    """Return `count` reproducible bytes for a seed and a name."""
    return shake_128(f"{seed}|{key}".encode()).digest(count)


@dataclass(frozen=True)
class Dice:
    """Mixed chance. `strains` are (seed, weight) pairs whose weights sum to one."""

    strains: tuple[tuple[int, float], ...]

    @cached_property
    def gain(self) -> float:
        """The factor (at least 1) that restores the spread lost by averaging seeds."""
        return float(sum(weight * weight for _, weight in self.strains) ** -0.5)

    @cached_property
    def leader(self) -> int:
        """The seed of the heaviest strain, which alone makes the choices that cannot be mixed."""
        return max(self.strains, key=lambda strain: strain[1])[0]

    def numbers(self, count: int, *key: Key) -> list[float]:
        """Return `count` numbers in 0..1."""
        if len(self.strains) == 1:
            return [v / 65536 for v in array("H", digest(self.leader, key, 2 * count))]
        mixed = [0.0] * count
        for seed, weight in self.strains:
            for i, value in enumerate(array("H", digest(seed, key, 2 * count))):
                mixed[i] += weight * (value / 65536 - 0.5)
        return [min(0.9999, max(0.0, 0.5 + v * self.gain)) for v in mixed]

    def number(self, *key: Key) -> float:
        """Return one number in 0..1."""
        return self.numbers(1, *key)[0]

    def between(self, low: float, high: float, *key: Key) -> float:
        """Return one number in low..high."""
        return low + (high - low) * self.number(*key)

    def pick(self, options: Sequence[T], *key: Key) -> T:
        """Pick an option; a subtle variation keeps the original's pick."""
        value = digest(self.leader, ("pick", *key), 4)
        return options[int.from_bytes(value, "big") % len(options)]

    def happens(self, chance: float, *key: Key) -> bool:
        """Return True with the given chance (0..1); a subtle variation keeps the answer."""
        value = digest(self.leader, ("happens", *key), 2)
        return int.from_bytes(value, "big") < chance * 65536
