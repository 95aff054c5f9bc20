"""The view of a picture: which part of the endless world it shows, and at what pixel size."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from mjstudio.sandbox.painting.chance import Dice
from mjstudio.sandbox.painting.palette import Palette

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the world; y points down. The home view of aspect a is `View(0, 0, a, 1)`."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A view at a pixel size, with the dice and the palette to paint it."""

    size: tuple[int, int]
    view: View
    dice: Dice
    palette: Palette
    aspect: float = 1.0

    @property
    def unit(self) -> float:
        """Pixels per world unit, vertically."""
        return self.size[1] / self.view.height

    @property
    def left(self) -> float:
        """World x of the left edge."""
        return self.view.x

    @property
    def right(self) -> float:
        """World x of the right edge."""
        return self.view.x + self.view.width

    @property
    def top(self) -> float:
        """World y of the top edge."""
        return self.view.y

    @property
    def bottom(self) -> float:
        """World y of the bottom edge."""
        return self.view.y + self.view.height

    def px(self, x: float) -> float:
        """Convert a world x to pixels."""
        return (x - self.view.x) * self.size[0] / self.view.width

    def py(self, y: float) -> float:
        """Convert a world y to pixels."""
        return (y - self.view.y) * self.size[1] / self.view.height

    def focus(self, low: float, high: float, *key: str | int) -> float:
        """Pick a world x in the home view, between two fractions of its width."""
        return self.dice.between(low, high, *key) * self.aspect

    def coarse(self, factor: int) -> "Frame":
        """Return the same view at a lower resolution, for soft things."""
        width, height = self.size
        return replace(self, size=(-(-width // factor), -(-height // factor)))

    def seen(self, top: float, bottom: float) -> "Frame":
        """Return a frame as wide as this one from world y `top` to `bottom`, at the same scale."""
        height = max(1, round((bottom - top) * self.unit))
        return replace(
            self,
            size=(self.size[0], height),
            view=View(self.view.x, top, self.view.width, height / self.unit),
        )

    def window(
        self, x: float, y: float, reach: float, rise: float | None = None
    ) -> tuple["Frame", tuple[int, int]] | None:
        """Return the part of this frame around a point and its pixel offset; None if out of view.

        The part extends `reach` world units to both sides and `rise` (by default the same) up and
        down.
        """
        rise = reach if rise is None else rise
        x0, x1 = max(0, math.floor(self.px(x - reach))), math.ceil(self.px(x + reach))
        y0, y1 = max(0, math.floor(self.py(y - rise))), math.ceil(self.py(y + rise))
        x1, y1 = min(self.size[0], x1), min(self.size[1], y1)
        if x1 <= x0 or y1 <= y0:
            return None
        step_x, step_y = self.view.width / self.size[0], self.view.height / self.size[1]
        view = View(
            self.left + x0 * step_x, self.top + y0 * step_y, (x1 - x0) * step_x, (y1 - y0) * step_y
        )
        return replace(self, size=(x1 - x0, y1 - y0), view=view), (x0, y0)

    def padded(self, share: float) -> "Frame":
        """Return this frame grown by a share of its size on every side, on the same pixel grid."""
        width, height = self.size
        dx, dy = math.ceil(width * share), math.ceil(height * share)
        step_x, step_y = self.view.width / width, self.view.height / height
        view = View(
            self.view.x - dx * step_x,
            self.view.y - dy * step_y,
            (width + 2 * dx) * step_x,
            (height + 2 * dy) * step_y,
        )
        return replace(self, size=(width + 2 * dx, height + 2 * dy), view=view)

    def slots(self, step: float, margin: float = 0.0) -> range:
        """Return the integers i for which i * step is in view, give or take a margin."""
        first = math.floor((self.left - margin) / step)
        return range(first, math.ceil((self.right + margin) / step) + 1)

    def column(self, value: Callable[[float], float]) -> Image.Image:
        """Return an "L" image of `value(world y)`, 0..1, constant along each row."""
        count = 192
        steps = (self.top + (i + 0.5) / count * self.view.height for i in range(count))
        data = bytes(max(0, min(255, round(255 * value(y)))) for y in steps)
        strip = Image.frombytes("L", (1, count), data)
        return strip.resize(self.size, Image.Resampling.BICUBIC)

    def mask(self, shapes: Iterable[Sequence[Point]]) -> Image.Image:
        """Return an antialiased "L" mask of polygons given in world units."""
        scale = 2 if max(self.size) > 400 else 4
        width, height = self.size[0] * scale, self.size[1] * scale
        mask = Image.new("L", (width, height))
        draw = ImageDraw.Draw(mask)
        fx, fy = width / self.view.width, height / self.view.height
        x0, y0 = self.view.x, self.view.y
        for shape in shapes:
            draw.polygon([((x - x0) * fx, (y - y0) * fy) for x, y in shape], fill=255)
        return mask.reduce(scale)
