"""The sea: sails under a low sun, a quay with lit houses, or a lighthouse on its rock."""

from PIL import Image

from mjstudio.sandbox.painting.boats import boats
from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.shore import headlands, houses, lighthouse
from mjstudio.sandbox.painting.sky import Sun
from mjstudio.sandbox.painting.sky_dome import heaven, sun_of
from mjstudio.sandbox.painting.water import glitter, mirrored


def paint_harbour(frame: Frame, scene: Scene) -> Image.Image:
    """Paint the sea or a harbour."""
    dice = frame.dice
    level = dice.between(0.52, 0.66, "level")
    plans = ("sails", "quay", "lighthouse", "sails")
    plan = dice.pick(plans, "plan")
    for feature, wanted in (
        (Feature.BOATS, "sails"),
        (Feature.LANTERNS, "quay"),
        (Feature.TOWER, "lighthouse"),
    ):
        plan = wanted if scene.has(feature) else plan
    stormy = scene.hour is Hour.STORM
    tower = frame.focus(0.18, 0.82, "tower")
    found: list[Sun] = []

    def above(part: Frame) -> Image.Image:
        sun = sun_of(part, scene, level - 0.05)
        found.append(sun)
        picture = heaven(part, scene, sun, level)
        picture = headlands(picture, part, level, dice.between(0.05, 0.2, "headlands"))
        if plan == "quay":
            return houses(picture, part, scene, level)
        return lighthouse(picture, part, level, tower) if plan == "lighthouse" else picture

    picture = mirrored(
        frame, level, above, rough=0.95 if stormy else dice.between(0.3, 0.7, "rough")
    )
    if found and not stormy:
        picture = glitter(picture, frame, found[0].x, level, 0.16, 0.9)
    plenty = 0.75 if scene.has(Feature.BOATS) else 0.55 if plan != "lighthouse" else 0.2
    return boats(picture, frame, scene, level, plenty)
