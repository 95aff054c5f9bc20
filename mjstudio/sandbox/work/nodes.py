"""What is known of a picture: what it shows, and the order that it was painted for."""

from dataclasses import dataclass, replace

from PIL import Image

from mjstudio.model.geometry import Size
from mjstudio.model.prompt import Prompt
from mjstudio.sandbox.painting import Scene, View
from mjstudio.sandbox.work.masks import Stencil
from mjstudio.sandbox.work.urls import Place

Colour = tuple[int, int, int]

_STEP = 0x9E3779B1
_SEEDS = 2**32
_MOST_PATCHES = 3
"""Each patch is painted again with every variation: older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A region that was redrawn: the white of `mask`, which covers `view`, shows `scene`."""

    mask: Stencil
    view: View
    scene: Scene


@dataclass(frozen=True, slots=True)
class Quarter:
    """What one picture shows, so that variations, zooms and pans can continue it."""

    scene: Scene
    view: View
    patches: tuple[Patch, ...] = ()

    def varied(self, degree: float, seed: int) -> "Quarter":
        """The same view of a world that differs."""
        patches = tuple(
            replace(patch, scene=patch.scene.varied(degree, seed)) for patch in self.patches
        )
        return replace(self, scene=self.scene.varied(degree, seed), patches=patches)

    def patched(self, patch: Patch) -> "Quarter":
        """The same with one region redrawn."""
        return replace(self, patches=(*self.patches, patch)[-_MOST_PATCHES:])


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One finished picture. A grid has four quarters, a single picture one.

    `quarter_size` is the size in pixels of a quarter of the grids made from it; `base` is the
    picture that an upscaled one was made from.
    """

    image_id: str
    place: Place
    size: Size
    quarter_size: Size
    quarters: tuple[Quarter, ...]
    prompt: Prompt
    seed: int
    actions: tuple[str, ...]
    commission: "Commission"
    base: "Node | None" = None

    @property
    def is_grid(self) -> bool:
        """Whether it is a 2x2 grid."""
        return len(self.quarters) == 4


@dataclass(frozen=True, slots=True)
class Commission:
    """One order for pictures.

    `tints` are the colours that image prompts lend, each with its weight 0..3. `mask` is white
    where something is redrawn; `picture` is what an edit works on. `scale` is the sandbox's own.
    """

    action: str
    prompt: Prompt
    seed: int
    source: Node | None = None
    mask: Stencil | None = None
    picture: Image.Image | None = None
    tints: tuple[tuple[Colour, float], ...] = ()
    scale: float = 1.0

    def seed_of(self, index: int) -> int:
        """The seed of the picture in quadrant `index` + 1."""
        return (self.seed + index * _STEP) % _SEEDS

    def again(self, seed: int, prompt: Prompt | None = None) -> "Commission":
        """The same order for four new pictures."""
        return replace(self, seed=seed, prompt=prompt or self.prompt)
