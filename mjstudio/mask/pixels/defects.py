"""Finds probable mistakes in a mask (islands, pinholes, specks), and mends them.

Runs are joined with those of the row above: painted ones also at corners, unpainted ones only along
sides. So a thin slanted line is one island, and what it encloses is a hole. Small means fewer than
64 pixels, or less than 0.01 % of the picture. A mask of noise has millions of runs, so counting
stops at a limit and the findings say so. Everything may run in any thread.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from mjstudio.mask.pixels.flood import NotWantedError
from mjstudio.mask.pixels.snapshot import PAINTED, painted_pixels

MOST_RUNS = 300_000
"""The limit of runs; about a second in plain Python."""
_LEAST_AREA = 64
_LEAST_SHARE = 0.0001
_ASK_EVERY = 64
"""Rows between two checks whether the result is still wanted."""
_PAINTED_RUN = re.compile(b"\xff+")
_OTHER_RUN = re.compile(b"[^\xff]+")

Wanted = Callable[[], bool]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; the last two exclusive."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A connected area: its number of pixels and its bounding box."""

    area: int
    box: Box


@dataclass(frozen=True, slots=True)
class Findings:
    """The mistakes found in one mask. Spots are sorted from top to bottom."""

    size: tuple[int, int]
    painted: int
    islands: int
    pinholes: tuple[Spot, ...]
    specks: tuple[Spot, ...]
    complete: bool = True
    """False if counting stopped at its limit, so there may be more of everything."""

    @property
    def coverage(self) -> float:
        """The painted share of the mask, 0..1."""
        return self.painted / (self.size[0] * self.size[1])


def small_below(width: int, height: int) -> int:
    """Return the size in pixels below which an area is a pinhole or a speck."""
    return max(_LEAST_AREA, round(width * height * _LEAST_SHARE))


def inspect(
    mask: Image.Image, wanted: Wanted = lambda: True, most_runs: int = MOST_RUNS
) -> Findings:
    """Inspect a mask, an L image of 0 and 255. Raises NotWantedError once it is not wanted."""
    painted, other = _areas(mask, wanted, most_runs)
    return Findings(
        mask.size,
        painted_pixels(mask),
        len(painted.whole()),
        tuple(Spot(other.area[at], other.box(at)) for at in _pinholes(other)),
        tuple(Spot(painted.area[at], painted.box(at)) for at in _specks(painted)),
        complete=painted.complete,
    )


def without_pinholes(
    mask: Image.Image, wanted: Wanted = lambda: True, most_runs: int = MOST_RUNS
) -> Image.Image:
    """Return a copy with the pinholes that `inspect` finds painted over."""
    _painted, other = _areas(mask, wanted, most_runs)
    return other.filled(mask, _pinholes(other), PAINTED)


def without_specks(
    mask: Image.Image, wanted: Wanted = lambda: True, most_runs: int = MOST_RUNS
) -> Image.Image:
    """Return a copy with the specks that `inspect` finds erased."""
    painted, _other = _areas(mask, wanted, most_runs)
    return painted.filled(mask, _specks(painted), 0)


def _pinholes(other: "_Areas") -> list[int]:
    """Return small unpainted areas that are completely surrounded by paint."""
    return [at for at in other.small() if not other.at_edge(at)]


def _specks(painted: "_Areas") -> list[int]:
    """Return small islands beside a larger one; a mask of nothing but dots is intentional."""
    small = painted.small()
    return small if len(small) < len(painted.whole()) else []


def _areas(mask: Image.Image, wanted: Wanted, most_runs: int) -> "tuple[_Areas, _Areas]":
    painted, other = _Areas(mask.size, _PAINTED_RUN, reach=1), _Areas(mask.size, _OTHER_RUN)
    last = b""
    for y in range(mask.height):
        if y % _ASK_EVERY == 0 and not wanted():
            raise NotWantedError
        row = mask.crop((0, y, mask.width, y + 1)).tobytes()
        for areas in (painted, other):
            areas.add_row(row, same=row == last)
        last = row
        if len(painted.starts) + len(other.starts) > most_runs and y + 1 < mask.height:
            painted.complete = other.complete = False
            break
    return painted, other


class _Areas:
    """Connected areas of one kind, found row by row: union-find over runs.

    `reach` 1 also joins runs whose corners touch. Uses lists with one entry per label or per run,
    rather than one object each.
    """

    def __init__(self, size: tuple[int, int], run: re.Pattern[bytes], *, reach: int = 0) -> None:
        self.complete = True
        self.rows = 0
        self._width, self._height = size
        self._run, self._reach = run, reach
        self._parent: list[int] = []
        self.area: list[int] = []
        self._left: list[int] = []
        self._top: list[int] = []
        self._right: list[int] = []
        self._bottom: list[int] = []
        # Per run: its start and end, counted over the whole picture, and its label.
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.labels: list[int] = []
        self._above: Sequence[tuple[int, int, int]] = ()

    def add_row(self, row: bytes, *, same: bool) -> None:
        """Process the next row; `same` if it equals the row above."""
        spans: Iterator[tuple[int, int]]
        y = self.rows
        here: list[tuple[int, int, int]] = []
        if same:
            here = [(start, end, self._root(label)) for start, end, label in self._above]
            for start, end, label in here:
                self._extend(label, start, end, y)
        else:
            spans = (found.span() for found in self._run.finditer(row))
            above, at, reach = self._above, 0, self._reach
            for start, end in spans:
                label = -1
                while at < len(above) and above[at][1] + reach <= start:
                    at += 1
                look = at
                while look < len(above) and above[look][0] < end + reach:
                    label = self._join(label, above[look][2])
                    look += 1
                if label < 0:
                    label = self._new(start, end, y)
                else:
                    self._extend(label, start, end, y)
                # The last run above may overlap the next run too.
                at = max(at, look - 1)
                here.append((start, end, label))
        before = y * self._width
        for start, end, label in here:
            self.starts.append(before + start)
            self.ends.append(before + end)
            self.labels.append(label)
        self._above = here
        self.rows += 1

    def whole(self) -> list[int]:
        """Return the label of each area."""
        return [at for at, parent in enumerate(self._parent) if at == parent]

    def small(self) -> list[int]:
        """Return the small areas, except those that may continue below where counting stopped."""
        limit = small_below(self._width, self._height)
        cut = self._height if self.complete else self.rows - 1
        return [at for at in self.whole() if self.area[at] < limit and self._bottom[at] <= cut]

    def box(self, label: int) -> Box:
        """Return an area's bounds."""
        return (self._left[label], self._top[label], self._right[label], self._bottom[label])

    def at_edge(self, label: int) -> bool:
        """Return whether an area touches the picture's edge."""
        left, top, right, bottom = self.box(label)
        return not left or not top or right == self._width or bottom == self._height

    def filled(self, mask: Image.Image, labels: list[int], shade: int) -> Image.Image:
        """Return a copy of the mask with some areas in one shade."""
        wanted = set(labels)
        data = bytearray(mask.tobytes())
        ink = bytes([shade])
        for start, end, label in zip(self.starts, self.ends, self.labels, strict=True):
            if self._root(label) in wanted:
                data[start:end] = ink * (end - start)
        return Image.frombytes("L", mask.size, bytes(data))

    def _root(self, label: int) -> int:
        parent = self._parent
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    def _new(self, start: int, end: int, y: int) -> int:
        self._parent.append(len(self._parent))
        self.area.append(end - start)
        self._left.append(start)
        self._top.append(y)
        self._right.append(end)
        self._bottom.append(y + 1)
        return len(self._parent) - 1

    def _extend(self, label: int, start: int, end: int, y: int) -> None:
        self.area[label] += end - start
        self._left[label] = min(self._left[label], start)
        self._right[label] = max(self._right[label], end)
        self._bottom[label] = y + 1

    def _join(self, one: int, other: int) -> int:
        """Merge two areas; `one` may be -1 for none."""
        other = self._root(other)
        if one in (-1, other):
            return other
        one = self._root(one)
        if one == other:
            return one
        kept, gone = min(one, other), max(one, other)
        self._parent[gone] = kept
        self.area[kept] += self.area[gone]
        self._left[kept] = min(self._left[kept], self._left[gone])
        self._top[kept] = min(self._top[kept], self._top[gone])
        self._right[kept] = max(self._right[kept], self._right[gone])
        self._bottom[kept] = max(self._bottom[kept], self._bottom[gone])
        return kept
