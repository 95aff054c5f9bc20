"""Tools turn the pointer's path over the picture into edits of the mask.

base      the protocol, the pointer samples, and the surface
brush     brush and eraser: they edit while the pointer moves
outlines  lasso, polygon, rectangle, ellipse: they show an outline, and edit once it is closed
picks     fill and select by colour: one press
"""

from mjstudio.mask.tools.base import PointerSample, Surface, Tool
from mjstudio.mask.tools.brush import Brush, Eraser
from mjstudio.mask.tools.outlines import Ellipse, Lasso, Polygon, Rectangle
from mjstudio.mask.tools.picks import ColourPick, Fill

TOOLS: tuple[type[Tool], ...] = (
    Brush,
    Eraser,
    Lasso,
    Polygon,
    Rectangle,
    Ellipse,
    Fill,
    ColourPick,
)
"""All tools, in the order of the toolbar."""

__all__ = [
    "TOOLS",
    "Brush",
    "ColourPick",
    "Ellipse",
    "Eraser",
    "Fill",
    "Lasso",
    "PointerSample",
    "Polygon",
    "Rectangle",
    "Surface",
    "Tool",
]
