"""Painting a scene: its kind's painter, then weather, brushwork, bloom and grain."""

from collections.abc import Callable

from PIL import Image

from mjstudio.sandbox.painting.abstract import paint_abstract
from mjstudio.sandbox.painting.cat import seat_cat
from mjstudio.sandbox.painting.city import paint_city
from mjstudio.sandbox.painting.desert import paint_desert
from mjstudio.sandbox.painting.finish import bloomed, brushed, grained, textured
from mjstudio.sandbox.painting.forest import paint_forest
from mjstudio.sandbox.painting.frame import Frame, View
from mjstudio.sandbox.painting.harbour import paint_harbour
from mjstudio.sandbox.painting.meadow import paint_meadow
from mjstudio.sandbox.painting.mountains import paint_mountains
from mjstudio.sandbox.painting.prompt_words import Feature, Kind
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.space import paint_space
from mjstudio.sandbox.painting.still_life import paint_still_life
from mjstudio.sandbox.painting.weather import weathered

_PAINTERS: dict[Kind, Callable[[Frame, Scene], Image.Image]] = {
    Kind.MOUNTAINS: paint_mountains,
    Kind.HARBOUR: paint_harbour,
    Kind.FOREST: paint_forest,
    Kind.DESERT: paint_desert,
    Kind.CITY: paint_city,
    Kind.MEADOW: paint_meadow,
    Kind.SPACE: paint_space,
    Kind.STILL_LIFE: paint_still_life,
    Kind.ABSTRACT: paint_abstract,
}


def paint(scene: Scene, size: tuple[int, int], view: View | None = None) -> Image.Image:
    """Paint a scene.

    Args:
        scene: what to paint.
        size: the picture's size in pixels, each side at least 1.
        view: the part of the world to show; by default the home view for the size's aspect.

    Returns:
        An "RGB" picture; the same arguments give the same pixels.
    """
    view = view or View(0.0, 0.0, size[0] / size[1], 1.0)
    frame = Frame(size, view, scene.dice, scene.palette, scene.aspect)
    picture = _PAINTERS[scene.kind](frame, scene)
    if scene.has(Feature.CAT):
        picture = seat_cat(picture, frame)
    picture = weathered(picture, frame, scene)
    picture = brushed(picture, frame, "brush", size=0.025, strength=0.36)
    picture = bloomed(picture, 0.25 + 0.35 * scene.drama)
    picture = textured(picture, frame)
    return grained(picture, scene.dice.leader)
