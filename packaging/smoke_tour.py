"""What a tour left behind: its report, and screenshots that show something."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from smoke_root import Failed

FEWEST_COLOURS = 16
ENOUGH_COLOURS = 64  # stop counting here


def report(folder: Path) -> tuple[int, dict[str, int]]:
    """Return the number of tour steps, and each screenshot's number of colours.

    Raises Failed if a step failed, or a screenshot is missing or blank.
    """
    told = json.loads((folder / "tour.json").read_text(encoding="utf-8"))
    wrong = [step["name"] for step in told["steps"] if not step["ok"]]
    if wrong or not told["ok"] or not told["steps"]:
        raise Failed(f"the tour is not in order: {', '.join(wrong) or told}")
    colours = {path.name: count_colours(path.read_bytes()) for path in folder.glob("*.png")}
    if not colours:
        raise Failed("the tour left no screenshot")
    blank = [name for name, number in colours.items() if number < FEWEST_COLOURS]
    if blank:
        raise Failed(f"blank screenshots: {', '.join(sorted(blank))}")
    return len(told["steps"]), colours


def count_colours(png: bytes, most: int = ENOUGH_COLOURS) -> int:
    """Count the different pixels in a PNG with 8 bits per channel, up to `most`."""
    width, _height, depth, kind = *_two(png, 16), png[24], png[25]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    if depth != 8:
        raise Failed(f"a PNG with {depth} bits a channel")
    raw = zlib.decompress(b"".join(_data(png)))
    length = width * channels
    before, found = bytes(length), set()
    for start in range(0, len(raw), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        before = _unfiltered(raw[start], row, before, channels)
        found.update(before[at : at + channels] for at in range(0, length, channels))
        if len(found) >= most:
            break
    return len(found)


def _two(png: bytes, at: int) -> tuple[int, int]:
    return int.from_bytes(png[at : at + 4]), int.from_bytes(png[at + 4 : at + 8])


def _data(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(kind: int, row: bytearray, above: bytes, step: int) -> bytes:
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[at]
        elif kind == 3:
            guess = (left + above[at]) // 2
        else:
            near = left + above[at] - corner
            guess = min((left, above[at], corner), key=lambda value: abs(near - value))
        row[at] = (row[at] + guess) & 255
    return bytes(row)
