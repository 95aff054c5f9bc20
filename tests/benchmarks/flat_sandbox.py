"""The sandbox of `mjstudio sandbox` with almost no painting time; used by `memory`.

Pictures have their usual sizes in pixels and in bytes. A few are painted once; each quarter is one
of them, turned over, so that hours of work take minutes.
"""

import sys
from functools import cache

from PIL import Image, ImageOps

from mjstudio.sandbox.__main__ import main
from mjstudio.sandbox.painting import Scene, View, paint, scene_for
from mjstudio.sandbox.work import painter

WORDS = ("a quiet lake", "a city in the rain", "a forest at dusk")


@cache
def painted(words: str, size: tuple[int, int]) -> Image.Image:
    """Return one of the few pictures."""
    return paint(scene_for(words, 7), size)


def quickly(scene: Scene, size: tuple[int, int], view: View | None = None) -> Image.Image:
    """Replace `paint`: choose a picture by the scene instead of painting it."""
    number = hash(scene)
    picture = painted(WORDS[number % len(WORDS)], size)
    return ImageOps.mirror(picture) if number // 8 % 2 else picture.copy()


if __name__ == "__main__":
    vars(painter)["paint"] = quickly
    sys.exit(main())
