"""A scene's complete sky: where the sun is at its hour, with clouds, stars and aurora."""

from PIL import Image

from mjstudio.sandbox.painting.frame import Frame
from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.prompt_words import Feature
from mjstudio.sandbox.painting.scene import Scene
from mjstudio.sandbox.painting.sky import Sun, aurora, clouds, gradient, shine, stars


def sun_of(frame: Frame, scene: Scene, horizon: float) -> Sun:
    """Place the sun (or the moon, at night) above or at a horizon (world y)."""
    dice = frame.dice
    moon = scene.hour is Hour.NIGHT or scene.has(Feature.MOON)
    low, high = {
        Hour.DAY: (0.24, 0.42),
        Hour.NIGHT: (0.2, 0.42),
        Hour.STORM: (0.15, 0.35),
    }.get(scene.hour, (-0.01, 0.2))
    radius = dice.between(0.045, 0.075, "disc") * (1.15 if moon else 1.0)
    x = frame.focus(0.24, 0.76, "sun x")
    return Sun(x, horizon - dice.between(low, high, "sun y"), radius, moon)


def heaven(frame: Frame, scene: Scene, sun: Sun, horizon: float) -> Image.Image:
    """Paint the whole sky down to a horizon: gradient, stars, light, aurora, clouds."""
    dice = frame.dice
    picture = gradient(frame, horizon)
    night = scene.hour is Hour.NIGHT
    if night or scene.has(Feature.STARS) or (scene.hour is Hour.DUSK and dice.happens(0.6, "st")):
        picture = stars(picture, frame, horizon - 0.05, 1.0 if night else 0.45)
    if scene.has(Feature.AURORA):
        picture = aurora(picture, frame, horizon)
        return shine(picture, frame, sun, 0.25)
    stormy = scene.hour is Hour.STORM
    picture = shine(picture, frame, sun, 0.25 if stormy else 0.8 if night else 1.0)
    cover = dice.between(0.2, 0.6, "cover") - (0.14 if night else 0.0) + (0.3 if stormy else 0.0)
    picture = clouds(
        picture,
        frame,
        sun,
        "high",
        cell=0.2,
        stretch=3.4,
        cover=cover,
        band=(horizon - 0.52, 0.6, 0.3),
        opacity=0.6 if not stormy else 0.85,
    )
    return clouds(
        picture,
        frame,
        sun,
        "low",
        cell=0.16,
        stretch=2.1,
        cover=cover + 0.08,
        band=(horizon - 0.2, 0.2, 0.16),
        opacity=0.82,
    )
