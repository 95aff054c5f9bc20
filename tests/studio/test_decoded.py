"""All that is kept decoded fits one budget, and what made room comes back when it is shown."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.studio.images import Images
from mjstudio.studio.tasks import Tasks
from mjstudio.ui.tokens import DARK
from tests.conftest import PATIENCE, Programs, Workbench

MIB = 1024 * 1024
MOST = 256 * MIB


def saved(path: Path, side: int, colour: Qt.GlobalColor = Qt.GlobalColor.darkGreen) -> Path:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return path


class Shelf:
    """Decoded pictures without a window."""

    def __init__(self, loop, folder: Path, qtbot) -> None:
        self._loop, self._qtbot = loop, qtbot
        self.tasks = Tasks()
        self.images = Images(self.tasks, ThumbnailStore(folder / "thumbnails"))

    def load(self, key: str, path: Path) -> None:
        loading = self._loop.create_task(self.images.load(key, path))
        self._qtbot.waitUntil(loading.done, timeout=PATIENCE)
        loading.result()

    def close(self) -> None:
        closing = self._loop.create_task(self.tasks.shutdown())
        self._qtbot.waitUntil(closing.done, timeout=PATIENCE)


@pytest.fixture
def shelf(loop, tmp_path, qtbot):
    shelf = Shelf(loop, tmp_path, qtbot)
    yield shelf
    shelf.close()


@pytest.mark.xfail(strict=True, reason="512 MiB of pictures are kept, and thumbnails besides")
def test_many_pictures_large_and_small_fit_the_budget(shelf: Shelf, tmp_path: Path) -> None:
    large, small = saved(tmp_path / "large.png", 2048), saved(tmp_path / "small.png", 300)
    keys = []
    for number in range(30):
        keys += [f"large {number}", f"small {number}"]
        shelf.load(keys[-2], large)
        shelf.load(keys[-1], small)
    there = [shelf.images.picture(key) for key in keys]
    thumbnails = [shelf.images.thumbnail(key) for key in keys]
    kept = sum(one.bytes for one in there if one) + sum(t.sizeInBytes() for t in thumbnails if t)
    assert MOST / 2 < kept <= MOST
    assert there[-2] is not None
    assert all(thumbnail is not None for thumbnail in thumbnails)


def test_a_picture_that_made_room_comes_back_when_it_is_asked_for(
    shelf: Shelf, tmp_path: Path, qtbot
) -> None:
    first = saved(tmp_path / "first.png", 2048, Qt.GlobalColor.red)
    other = saved(tmp_path / "other.png", 2048)
    shelf.load("first", first)
    for number in range(24):
        shelf.load(f"other {number}", other)
    assert shelf.images.picture("first") is None
    qtbot.waitUntil(lambda: shelf.images.picture("first") is not None, timeout=PATIENCE)
    again = shelf.images.picture("first")
    assert again is not None
    assert again.full.size() == QImage(str(first)).size()
    assert again.full.pixelColor(9, 9) == QColor(Qt.GlobalColor.red)


@pytest.mark.xfail(strict=True, reason="an empty place is shown while the picture is decoded")
def test_the_thumbnail_stands_in_while_a_picture_is_decoded(
    programs: Programs, studio: Workbench
) -> None:
    first, _second = studio.finish_a_grid("a fox --seed 3"), studio.finish_a_grid()
    programs.close(studio)
    later = programs.start()
    later.wait_for(lambda: later.images.thumbnail(first.id) is not None, later.images.changed)
    later.session.show(first.id)
    view = later.window.stage.grid_view
    assert view.job is not None
    assert view.job.id == first.id
    shown = view.grab().toImage()
    place = view.quadrant_rect(1).center().toPoint()
    assert shown.pixelColor(place) != QColor(DARK.surface)
    size = view.picture_rect.size()
    later.wait_for(lambda: later.images.picture(first.id) is not None, later.images.changed)
    assert view.picture_rect.size() == size
    assert view.grab().toImage().pixelColor(place) != QColor(DARK.surface)
