"""The sandbox's painter: turns a prompt and a seed into a picture, with no network and no model.

A picture is a view of an endless world. Everything in that world is a function of its coordinates
and the scene's seeds, so zooming out and panning show more of the same place.

Map, from the ground up:
    chance     numbers by name, from mixed seeds        colour   mixing in OKLab
    palette    colours by the hour and by word          frame    view, size, world <-> pixels
    noise      fields, lines and warping                tone     colouring, layering, lighting
    prompt_words chinese_words    a prompt's kind, hour and features
    scene      everything that determines a picture
    sky sky_dome ridges water plants lights weather     parts of landscapes
    shore boats vessels bouquet cat                     objects
    mountains harbour forest desert city meadow space still_life abstract    the kinds
    finish     brushwork, bloom, grain                  picture  paint
    compose rework harmony                              pictures made from pictures

Rejected: numpy (a heavy dependency for a stand-in service; Pillow's own operations are fast
enough) and bundled photographs (they would not follow a prompt, a seed or a zoom).
"""

from mjstudio.sandbox.painting.compose import average_colour, compose_grid, preview
from mjstudio.sandbox.painting.frame import View
from mjstudio.sandbox.painting.harmony import harmonised
from mjstudio.sandbox.painting.picture import paint
from mjstudio.sandbox.painting.rework import outpainted, redrawn, upscaled
from mjstudio.sandbox.painting.scene import Scene, scene_for

__all__ = [
    "Scene",
    "View",
    "average_colour",
    "compose_grid",
    "harmonised",
    "outpainted",
    "paint",
    "preview",
    "redrawn",
    "scene_for",
    "upscaled",
]
