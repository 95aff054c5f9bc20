"""Plant silhouettes: firs, round trees and bare trunks, as polygons in world units."""

import math

from mjstudio.sandbox.painting.chance import Dice, Key
from mjstudio.sandbox.painting.frame import Point


def fir(dice: Dice, x: float, base: float, height: float, *key: Key) -> list[Point]:
    """Return a fir rooted at (x, base): ragged tiers that widen downwards."""
    tiers = 9
    wild = dice.numbers(4 * tiers, "fir", *key)
    slim = 0.15 + 0.09 * wild[0]
    left: list[Point] = []
    right: list[Point] = []
    for i in range(tiers):
        share = (i + 0.9) / tiers
        y = base - height * (1 - share * 0.93)
        reach = height * slim * share**0.8
        droop = height * 0.028
        one = reach * (0.72 + 0.5 * wild[4 * i])
        two = reach * (0.72 + 0.5 * wild[4 * i + 1])
        left += [(x - one, y + droop * (1 + wild[4 * i + 2])), (x - one * 0.38, y)]
        right += [(x + two, y + droop * (1 + wild[4 * i + 3])), (x + two * 0.38, y)]
    trunk = height * 0.014
    return [
        (x, base - height),
        *right,
        (x + trunk, base - height * 0.05),
        (x + trunk, base + 0.01),
        (x - trunk, base + 0.01),
        (x - trunk, base - height * 0.05),
        *reversed(left),
    ]


def blob(
    dice: Dice, x: float, y: float, radius: float, *key: Key, flat: float = 0.8
) -> list[Point]:
    """Return a leafy blob around (x, y)."""
    count = 22
    wild = dice.numbers(count, "blob", *key)
    return [
        (
            x + math.cos(i / count * math.tau) * radius * (0.78 + 0.4 * wild[i]),
            y + math.sin(i / count * math.tau) * radius * flat * (0.78 + 0.4 * wild[i]),
        )
        for i in range(count)
    ]


def tree(dice: Dice, x: float, base: float, height: float, *key: Key) -> list[list[Point]]:
    """Return a broad-leaved tree rooted at (x, base): trunk, boughs and clumps of leaves."""
    wild = dice.numbers(30, "tree", *key)
    lean = (wild[0] - 0.5) * 0.16 * height
    wide = 0.022 * height
    fork = base - height * 0.42
    shapes: list[list[Point]] = [
        [
            (x - wide * 1.7, base + 0.01),
            (x - wide, base - height * 0.12),
            (x + lean * 0.6 - wide * 0.6, fork),
            (x + lean * 0.6 + wide * 0.6, fork),
            (x + wide, base - height * 0.12),
            (x + wide * 1.7, base + 0.01),
        ]
    ]
    for i in range(9):
        angle = (i / 8 - 0.5) * 2.5 + (wild[3 * i + 1] - 0.5) * 0.3
        reach = height * (0.27 + 0.14 * wild[3 * i + 2])
        tip_x = x + lean + math.sin(angle) * reach * 1.05
        tip_y = fork - math.cos(angle) * reach * 0.95 - height * 0.05
        thin = wide * 0.35
        shapes.append(
            [(x + lean * 0.6 - thin, fork), (tip_x, tip_y), (x + lean * 0.6 + thin, fork + thin)]
        )
        size = height * (0.13 + 0.08 * wild[3 * i + 3])
        for k in range(4):
            u, v, w = dice.numbers(3, "leaf", i, k, *key)
            shapes.append(
                blob(
                    dice,
                    tip_x + (u - 0.5) * size * 1.9,
                    tip_y + (v - 0.5) * size * 1.5,
                    size * (0.34 + 0.4 * w),
                    i,
                    k,
                    *key,
                    flat=0.82,
                )
            )
    return shapes


def trunk(
    dice: Dice, x: float, base: float, top: float, width: float, *key: Key
) -> list[list[Point]]:
    """Return a tall bare trunk from world y `base` up to `top`, with a few branches."""
    wild = dice.numbers(40, "trunk", *key)
    lean = (wild[0] - 0.5) * 0.1
    steps = 9
    left: list[Point] = []
    right: list[Point] = []
    for i in range(steps + 1):
        share = i / steps
        y = base + (top - base) * share
        middle = x + lean * share + (wild[1 + i] - 0.5) * width * 0.5
        half = width * (0.5 - 0.3 * share) * (1.7 - 0.7 * min(1.0, share * 9))
        left.append((middle - half, y))
        right.append((middle + half, y))
    shapes: list[list[Point]] = [left + right[::-1]]
    for k in range(7):
        u, v, w = wild[12 + 3 * k : 15 + 3 * k]
        share = 0.3 + 0.65 * u
        y = base + (top - base) * share
        side = 1.0 if v > 0.5 else -1.0
        reach = width * (2.0 + 6.0 * w) * (1.15 - share * 0.5)
        start = x + lean * share
        thick = width * 0.13
        rise = reach * (0.25 + 0.5 * abs(v - 0.5))
        shapes.append(
            [
                (start, y + thick),
                (start + side * reach * 0.55, y - rise * 0.4 + thick * 0.5),
                (start + side * reach, y - rise),
                (start + side * reach * 0.5, y - rise * 0.55),
                (start, y - thick),
            ]
        )
    return shapes
