"""A sandbox that paints the same picture once, for tests that are about something else.

Most of them ask for the same quiet lake, and painting is the larger part of what a grid costs.
"""

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from unittest.mock import patch

from PIL import Image

from mjstudio.sandbox.painting import Scene, View, paint
from mjstudio.sandbox.work import painter

_paint = lru_cache(maxsize=128)(paint)


def _painted(scene: Scene, size: tuple[int, int], view: View) -> Image.Image:
    return _paint(scene, size, view).copy()  # it may be painted over


@contextlib.contextmanager
def painted_once() -> Iterator[None]:
    """Have every sandbox of this process remember what it has painted."""
    with patch.object(painter, "paint", _painted):
        yield
