"""What the service knows about a picture: what it shows, and the order it was painted for."""

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
"""Every variation repaints each patch, so older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A redrawn region: where `mask`, which covers `view`, is white, the picture shows `scene`."""

    mask: Stencil
    view: View
    scene: Scene


@dataclass(frozen=True, slots=True)
class Quarter:
    """What one picture shows, so that variations, zooms and pans can continue from it."""

    scene: Scene
    view: View
    patches: tuple[Patch, ...] = ()

    def varied(self, degree: float, seed: int) -> "Quarter":
        """Return the same view of a varied world."""
        patches = tuple(
            replace(patch, scene=patch.scene.varied(degree, seed)) for patch in self.patches
        )
        return replace(self, scene=self.scene.varied(degree, seed), patches=patches)

    def patched(self, patch: Patch) -> "Quarter":
        """Return the same picture with one more region redrawn."""
        return replace(self, patches=(*self.patches, patch)[-_MOST_PATCHES:])


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One finished picture. A grid has four quarters, a single picture one.

    `quarter_size` is the size in pixels of each quarter in grids made from it; `base` is the
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
        """Whether the picture is a 2x2 grid."""
        return len(self.quarters) == 4


@dataclass(frozen=True, slots=True)
class Commission:
    """One order for pictures.

    `tints` are the colours of image prompts, each with its weight 0..3. `mask` is white where the
    picture is to be redrawn; `picture` is the one that an edit works on. `scale` is the sandbox's
    picture scale.
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
        """Return the seed of the picture in quadrant `index` + 1."""
        return (self.seed + index * _STEP) % _SEEDS

    def again(self, seed: int, prompt: Prompt | None = None) -> "Commission":
        """Return the same order for four new pictures."""
        return replace(self, seed=seed, prompt=prompt or self.prompt)
