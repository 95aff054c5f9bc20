"""Midjourney's `--parameters`: which exist, what each accepts, and its name.

The ranges are those of Midjourney's public parameter list; the service answers
any other name with "Unrecognized argument(s)".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from mjstudio.texts import N_, _
from mjstudio.texts.phrases import listed

Check = Callable[[str], str | None]


class Arity(Enum):
    """How many words a parameter takes."""

    FLAG = 0
    ONE = 1
    OPTIONAL = 2
    MANY = 3
    ANY = 4
    """None, one or several."""


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One known parameter.

    `name` is the canonical name without dashes, `aliases` are the other spellings that the
    service takes. `check` returns what is wrong with a value, or None.
    """

    name: str
    label: str
    arity: Arity = Arity.ONE
    aliases: tuple[str, ...] = ()
    check: Check | None = None


def _whole(low: int, high: int) -> Check:
    def check(value: str) -> str | None:
        if re.fullmatch(r"\d{1,10}", value, re.ASCII) and low <= int(value) <= high:
            return None
        return _("a whole number from {low} to {high}").format(low=low, high=high)

    return check


def _number(low: float, high: float) -> Check:
    def check(value: str) -> str | None:
        if re.fullmatch(r"\d{0,4}\.?\d{1,4}", value, re.ASCII) and low <= float(value) <= high:
            return None
        return _("a number from {low:g} to {high:g}").format(low=low, high=high)

    return check


class OneOf:
    """Takes one of the values known today; Midjourney may add others tomorrow."""

    def __init__(self, *choices: str) -> None:
        self._choices = choices

    def __call__(self, value: str) -> str | None:
        """Return the allowed values, or None if the value is one of them."""
        if value in self._choices:
            return None
        return _("one of {choices}").format(choices=listed(self._choices))


def parse_ratio(value: str) -> tuple[int, int] | None:
    """`"16:9"` as (16, 9); None for anything that is no ratio of two positive whole numbers."""
    match = re.fullmatch(r"([1-9]\d{0,3}):([1-9]\d{0,3})", value, re.ASCII)
    return (int(match[1]), int(match[2])) if match else None


def _ratio(value: str) -> str | None:
    ratio = parse_ratio(value)
    if ratio is None:
        return _("width:height in whole numbers, such as 16:9")
    if not 1 / 14 <= ratio[0] / ratio[1] <= 14:
        return _("a ratio between 1:14 and 14:1")
    return None


def _last_frame(value: str) -> str | None:
    if value.lower().startswith(("http://", "https://")) or value == "loop":
        return None
    return _("the address of a picture, or loop")


VERSIONS = ("8.2", "8.1", "8", "7", "6.1", "6", "5.2", "5.1", "5", "4", "3", "2", "1")
"""The values of `--v`, newest first."""
DEFAULT_VERSION = "8.2"
"""What the service takes where a prompt names none, since August 2026."""
SERVICE_VERSIONS = VERSIONS[: VERSIONS.index("5.2") + 1]
"""The ones that the service documents, newest first."""
QUALITIES = (".25", ".5", "1", "2", "4")

SPECS: tuple[ParameterSpec, ...] = (
    ParameterSpec("ar", N_("Aspect"), aliases=("aspect",), check=_ratio),
    ParameterSpec("v", N_("Version"), aliases=("version",), check=OneOf(*VERSIONS)),
    ParameterSpec("stylize", N_("Stylize"), aliases=("s",), check=_whole(0, 1000)),
    ParameterSpec("chaos", N_("Chaos"), aliases=("c",), check=_whole(0, 100)),
    ParameterSpec("weird", N_("Weird"), aliases=("w",), check=_whole(0, 3000)),
    ParameterSpec("iw", N_("Image weight"), check=_number(0, 3)),
    ParameterSpec("no", N_("Without"), Arity.MANY),
    ParameterSpec("seed", N_("Seed"), check=_whole(0, 4294967295)),
    ParameterSpec("tile", N_("Tile"), Arity.FLAG),
    ParameterSpec("raw", N_("Raw"), Arity.FLAG),
    ParameterSpec(
        "style", N_("Style"), check=OneOf("raw", "cute", "expressive", "original", "scenic")
    ),
    ParameterSpec("quality", N_("Quality"), aliases=("q",), check=OneOf(*QUALITIES)),
    ParameterSpec("niji", N_("Niji"), Arity.OPTIONAL, check=OneOf("4", "5", "6", "7")),
    ParameterSpec("stop", N_("Stop"), check=_whole(10, 100)),
    ParameterSpec("repeat", N_("Repeat"), aliases=("r",), check=_whole(1, 40)),
    ParameterSpec("sref", N_("Style reference"), Arity.MANY),
    ParameterSpec("sw", N_("Style weight"), check=_whole(0, 1000)),
    ParameterSpec("sv", N_("Style version"), check=_whole(1, 8)),
    ParameterSpec("cref", N_("Character reference"), Arity.MANY),
    ParameterSpec("cw", N_("Character weight"), check=_whole(0, 100)),
    ParameterSpec("oref", N_("Omni reference")),
    ParameterSpec("ow", N_("Omni weight"), check=_whole(1, 1000)),
    ParameterSpec("profile", N_("Profile"), Arity.ANY, aliases=("p", "personalize")),
    ParameterSpec("exp", N_("Experimental"), check=_whole(0, 100)),
    ParameterSpec("hd", N_("HD"), Arity.FLAG),
    ParameterSpec("sd", N_("Standard definition"), Arity.FLAG),
    ParameterSpec("draft", N_("Draft"), Arity.FLAG),
    ParameterSpec("fast", N_("Fast"), Arity.FLAG),
    ParameterSpec("relax", N_("Relax"), Arity.FLAG),
    ParameterSpec("turbo", N_("Turbo"), Arity.FLAG),
    ParameterSpec("video", N_("Video"), Arity.FLAG),
    ParameterSpec("motion", N_("Motion"), check=OneOf("low", "high")),
    ParameterSpec("loop", N_("Loop"), Arity.FLAG),
    ParameterSpec("end", N_("Last frame"), check=_last_frame),
    ParameterSpec("bs", N_("Videos at once"), check=OneOf("1", "2", "4")),
    ParameterSpec("edit", N_("Edit"), Arity.OPTIONAL),
    ParameterSpec("public", N_("Public"), Arity.FLAG),
    ParameterSpec("stealth", N_("Stealth"), Arity.FLAG),
)

ENGLISH = frozenset(
    {"aspect", "version", "stylize", "chaos", "weird", "no", "tile", "raw", "style", "quality"}
    | {"stop", "repeat", "seed", "profile", "personalize", "draft", "fast", "relax", "turbo"}
    | {"video", "public", "stealth", "motion", "loop", "end", "edit"}
)
"""Names that are also English words: after a dash they may be meant as such."""

_BY_NAME = {name: spec for spec in SPECS for name in (spec.name, *spec.aliases)}


def find_spec(name: str) -> ParameterSpec | None:
    """The parameter of that name or alias (without dashes), in any case; None if unknown."""
    return _BY_NAME.get(name.lower())
