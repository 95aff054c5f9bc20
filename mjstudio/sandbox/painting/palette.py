"""Palettes by the hour: ten colours each, chosen by hand to go together."""

import math
from collections.abc import Callable
from dataclasses import astuple, dataclass
from enum import StrEnum

from mjstudio.sandbox.painting.colour import Colour, leaned, mix, parse, shifted


class Hour(StrEnum):
    """The light of a picture, by time of day and weather."""

    DAWN = "dawn"
    DAY = "day"
    SUNSET = "sunset"
    DUSK = "dusk"
    NIGHT = "night"
    STORM = "storm"


# The hours at which lamps are lit.
DARK_HOURS = (Hour.DUSK, Hour.NIGHT, Hour.STORM)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a picture, from the zenith down to the ground at the viewer's feet."""

    zenith: Colour
    sky: Colour
    horizon: Colour
    glow: Colour
    disc: Colour
    far: Colour
    middle: Colour
    near: Colour
    accent: Colour
    light: Colour

    def each(self, change: Callable[[Colour], Colour]) -> "Palette":
        """Return the palette with `change` applied to every colour."""
        return Palette(*(change(colour) for colour in astuple(self)))

    def turned(self, degrees: float, chroma: float = 1.0) -> "Palette":
        """Rotate every hue and scale every chroma."""
        return self.each(lambda colour: shifted(colour, hue=degrees, chroma=chroma))

    def tinted(self, colour: Colour, weight: float) -> "Palette":
        """Pull every hue towards a colour. Weight 0 changes nothing, 3 nearly everything."""
        share = 1.0 - math.exp(-0.55 * max(0.0, weight))
        tinted = self.each(lambda own: leaned(own, colour, share))
        # The lights keep more of their own hue: a picture in a single hue looks dull.
        return Palette(
            tinted.zenith,
            tinted.sky,
            tinted.horizon,
            mix(self.glow, tinted.glow, 0.6),
            mix(self.disc, tinted.disc, 0.5),
            tinted.far,
            tinted.middle,
            tinted.near,
            mix(self.accent, tinted.accent, 0.45),
            mix(self.light, tinted.light, 0.5),
        )

    def depth(self, share: float) -> Colour:
        """Return the ground's colour at a depth: 0 in the distant haze, 1 at the viewer's feet."""
        if share < 0.5:
            return mix(self.far, self.middle, round(share * 2, 3))
        return mix(self.middle, self.near, round(min(1.0, share * 2 - 1), 3))


def _read(line: str) -> Palette:
    return Palette(*(parse(word) for word in line.split()))


# zenith sky horizon | glow disc | far middle near | accent light
PALETTES: dict[Hour, tuple[Palette, ...]] = {
    Hour.DAWN: (
        _read("16284a 42719a d9d2bd ffd596 fff2d0 a3bdc6 4c7087 0d1a2b f2a65a f8ecd2"),
        _read("39417a a57fae f9c9ab ffc08f fff0d6 cfabb9 72608c 211b38 ff8b6c ffe8d2"),
        _read("22505f 86b8b1 f7e2b8 ffe0a0 fff6da b0ccc0 527f80 12292f f0b35e fbf0d2"),
        _read("2a3560 6f86bd f3bfb6 ffcda8 fff3e0 aab1d0 596a98 171d3a f59a86 fde9de"),
    ),
    Hour.DAY: (
        _read("1f63ad 77b4e2 e3efe8 fff2c8 fffbe8 a5c6d6 5b8d96 16383c f2c14e fff7dd"),
        _read("5293bd aed3dc f8ead2 fff0cf fffaea b9cfcc 7a9d92 2b4740 ef9f6e fff3df"),
        _read("0f6b84 5cb7bf f1ecd0 fff0bd fffbe4 9ccbc4 4a8f8c 0f3a40 f6b553 fdf5dc"),
    ),
    Hour.SUNSET: (
        _read("2a1c52 9c4069 ff9c5c ffc566 fff0c0 d88a76 7e3f5e 1c1028 ffb144 ffe0a2"),
        _read("331d66 bb4488 ffb48c ffcf94 fff1d4 d996a4 7d4585 1e1236 ff7d7d ffe2c6"),
        _read("123e57 6f9490 ffbb6e ffcf7a fff3cb cfa283 706469 141b28 ff8f45 ffe7b8"),
        _read("40304f b5716a ffd083 ffdc8c fff5d0 dcae8c 8c5d5c 22161f e9683f ffedc0"),
        _read("4b1735 c23b3f ff9d4f ffc35a ffefba d77659 86333f 1d0a18 ffd05e ffe1a4"),
    ),
    Hour.DUSK: (
        _read("111c45 454a8c e39a92 ffb98e ffeccd 8a84ac 43467a 0c1026 ffb45c fbdcc4"),
        _read("0d2238 34647f edb58a ffc88d fff0cb 86a0a6 37586a 0a1620 ffa552 fbe3c0"),
        _read("1f1648 664292 f695a6 ffb3a0 ffebd6 a583b4 573c7d 140c2a ffc06a fde0d6"),
        _read("1a2a3f 5d6d8c e8b9a4 ffc9a0 fff0d8 9ea3b4 505f7c 111724 ff9a64 fae6d6"),
    ),
    Hour.NIGHT: (
        _read("050d24 143056 3f6d8c a9cbe4 f6f2dc 37597a 182f4b 040a16 ffc56b dcebf4"),
        _read("0b0b2a 2a2463 6a60a2 c3b8f0 f8f0e2 544f88 29265a 070717 ffb37a e6e2fa"),
        _read("03171e 0d434c 3c8a82 a4e2cc f4f6dc 2f6e6c 123c42 030f14 ffcf74 d8f4ea"),
        _read("0a1020 22304f 6f7794 d6d2cf fbf3dd 4e5a7a 252f4a 06090f ff9d5c ece7e0"),
    ),
    Hour.STORM: (
        _read("161e29 47566a a9b4b4 d8dcc8 f4f2dc 7d8b94 3f4c5a 0c1219 d9a25c e6e8dc"),
        _read("1b1b30 4c4b74 b7a5b2 e6cfbe f8ecd8 887f9c 443f62 0f0d1c e88f6c ece2e2"),
        _read("142425 476260 b9c0a0 e4dfb0 f6f2d0 7f9488 3b5654 0a1616 e2b04c eaead0"),
    ),
}

_COLOURS = """
red:d8382f crimson:c21f3a scarlet:e23a24 orange:f08229 amber:f0a020 gold:e8b23a golden:e8b23a
yellow:f1cf3c lime:a4d037 green:3f9a52 emerald:1d9a6c jade:3aa583 olive:85873a mint:86d6b0
teal:168a8c turquoise:2cb9b4 cyan:34c3dc aqua:44c8cc blue:2f6fd0 azure:3b8fe6 navy:1f3a78
indigo:463aa8 violet:7d46c4 purple:8a3fb4 lavender:a893dc lilac:b89ad8 magenta:c8349c pink:ee82ac
rose:e5718c coral:f47c64 peach:f8b48c brown:8d5c3c sepia:9a7448 copper:b8703c bronze:a0783a
ochre:c8923a
"""
COLOUR_WORDS: dict[str, Colour] = {
    word: parse(value) for word, _, value in (pair.partition(":") for pair in _COLOURS.split())
}
