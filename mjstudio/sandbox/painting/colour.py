"""Colours, mixed and hue-shifted in OKLab so that blends stay bright and saturated."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

Colour = tuple[int, int, int]
Lab = tuple[float, float, float]


def parse(text: str) -> Colour:
    """Parse six hexadecimal digits."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


@lru_cache(maxsize=4096)
def to_lab(colour: Colour) -> Lab:
    """Convert sRGB 0..255 to OKLab."""
    r, g, b = (c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_lab(lab: Lab) -> Colour:
    """Convert OKLab to sRGB 0..255, clipped to the gamut."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (
        round(255 * (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055))
        for v in (min(1.0, max(0.0, c)) for c in linear)
    )
    return red, green, blue


@lru_cache(maxsize=8192)
def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour at `share` (0..1) of the way from the first to the second."""
    one, two = to_lab(first), to_lab(second)
    return from_lab(
        (
            one[0] + (two[0] - one[0]) * share,
            one[1] + (two[1] - one[1]) * share,
            one[2] + (two[2] - one[2]) * share,
        )
    )


def shifted(colour: Colour, *, light: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> Colour:
    """Add to the lightness (0..1 scale), scale the chroma, rotate the hue (degrees)."""
    lightness, a, b = to_lab(colour)
    turn = math.radians(hue)
    cos, sin = math.cos(turn) * chroma, math.sin(turn) * chroma
    return from_lab((min(1.0, max(0.0, lightness + light)), a * cos - b * sin, a * sin + b * cos))


def lightness(colour: Colour) -> float:
    """Return the OKLab lightness, 0..1."""
    return to_lab(colour)[0]


def leaned(colour: Colour, tint: Colour, share: float) -> Colour:
    """Pull a colour's hue and chroma towards a tint's, nearly keeping its lightness."""
    light, a, b = to_lab(colour)
    tint_light, tint_a, tint_b = to_lab(tint)
    # Full chroma near black or white would glow like neon, so it fades out there.
    room = min(1.0, 0.25 + 3.0 * light * (1.0 - light))
    return from_lab(
        (
            light + (tint_light - light) * 0.12 * share,
            a + (tint_a * room - a) * share,
            b + (tint_b * room - b) * share,
        )
    )


@lru_cache(maxsize=512)
def ramp(*stops: tuple[float, Colour]) -> bytes:
    """Return a Pillow palette of 256 RGB triples through the stops (position 0..1, colour)."""
    # Interpolate in OKLab at a few positions; straight lines in between are not visible.
    parts = 64 if len(stops) > 6 else 16
    places = [at(stops, i / parts) for i in range(parts + 1)]
    table = bytearray()
    for value in range(256):
        exact = value / 255 * parts
        i = min(parts - 1, int(exact))
        low, high = places[i], places[i + 1]
        table += bytes(round(a + (b - a) * (exact - i)) for a, b in zip(low, high, strict=True))
    return bytes(table)


def at(stops: Sequence[tuple[float, Colour]], place: float) -> Colour:
    """Return the colour at a position; beyond the outer stops, the outer stop's colour."""
    if place <= stops[0][0]:
        return stops[0][1]
    for (start, low), (end, high) in pairwise(stops):
        if place <= end:
            return mix(low, high, round((place - start) / max(1e-6, end - start), 4))
    return stops[-1][1]
