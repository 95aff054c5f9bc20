"""A scene: everything that determines a picture, small enough to save with every task."""

from dataclasses import dataclass, replace

from mjstudio.sandbox.painting.chance import Dice
from mjstudio.sandbox.painting.colour import Colour
from mjstudio.sandbox.painting.palette import PALETTES, Hour, Palette
from mjstudio.sandbox.painting.prompt_words import Feature, Kind, read

_MOST_STRAINS = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that determines a picture, except its size and the part of the world it shows.

    `strains` are the mixed seeds (see `Dice`), `aspect` is the width of the home view for which the
    subject is placed, `drama` (0..1) is the strength of light and colour.
    """

    kind: Kind
    hour: Hour
    features: frozenset[Feature]
    palette: Palette
    strains: tuple[tuple[int, float], ...]
    aspect: float = 1.0
    drama: float = 0.3
    weird: float = 0.0

    @property
    def dice(self) -> Dice:
        """The scene's dice."""
        return Dice(self.strains)

    def has(self, feature: Feature) -> bool:
        """Return whether the prompt asked for a feature."""
        return feature in self.features

    def varied(self, degree: float, seed: int) -> "Scene":
        """Return a variation: degree 0.15 changes details, 0.7 the composition.

        Raises:
            ValueError: the degree is not above 0 and at most 1.
        """
        if not 0 < degree <= 1:
            message = f"degree must be above 0 and at most 1, not {degree}"
            raise ValueError(message)
        kept = [(own, weight * (1 - degree)) for own, weight in self.strains]
        # Each strain costs time, so long chains of variations drop their oldest ancestors.
        kept = sorted((s for s in kept if s[1] > 0.02), key=lambda s: -s[1])[: _MOST_STRAINS - 1]
        strains = [*kept, (seed, degree)]
        total = sum(weight for _, weight in strains)
        strains = [(own, weight / total) for own, weight in strains]
        fresh = Dice(((seed, 1.0),))
        turn = fresh.between(-16, 16, "turn") * degree
        return replace(self, strains=tuple(strains), palette=self.palette.turned(turn))

    def tinted(self, colour: Colour, weight: float) -> "Scene":
        """Return the scene tinted with a reference picture's colour, by its weight of 0..3."""
        return replace(self, palette=self.palette.tinted(colour, weight))


def scene_for(
    prompt: str,
    seed: int,
    *,
    stylize: int = 100,
    chaos: int = 0,
    weird: int = 0,
    aspect: float = 1.0,
) -> Scene:
    """Return the scene of a prompt.

    Args:
        prompt: any text; addresses in it are ignored.
        seed: each seed gives a different composition of the same idea.
        stylize: 0..1000, the strength of light and colour.
        chaos: 0..100, how far the pictures of one prompt may differ from each other.
        weird: 0..3000, how strange the colours become.
        aspect: width divided by height of the home view for which the subject is placed.
    """
    reading = read(prompt)
    dice = Dice(((seed, 1.0),))
    palettes = PALETTES[reading.hour]
    choice = reading.number >> 16
    stray = 0.3 + 0.006 * chaos
    if dice.happens(stray, "palette"):
        choice += dice.pick(range(1, len(palettes)), "other")
    palette = palettes[choice % len(palettes)]
    swing = 7 + 0.35 * chaos
    turn = dice.between(-swing, swing, "hue")
    turn += dice.between(-1, 1, "weird") * min(weird, 3000) * 0.05
    drama = min(1.0, max(0.0, stylize / 1000)) ** 0.5
    palette = palette.turned(turn, 0.84 + 0.4 * drama)
    for share, colour in zip((1.05, 0.5, 0.3), reading.colours, strict=False):
        palette = palette.tinted(colour, share)
    return Scene(
        kind=reading.kind,
        hour=reading.hour,
        features=reading.features,
        palette=palette,
        strains=((seed, 1.0),),
        aspect=aspect,
        drama=drama,
        weird=min(1.0, weird / 3000),
    )
