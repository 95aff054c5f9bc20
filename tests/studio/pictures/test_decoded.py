"""All that is kept decoded fits one budget, and what made room comes back when it is shown."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage

from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.pictures.decoded import Decoded
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.pictures.pyramid import Pyramid, build
from mjstudio.ui.look.tokens import DARK
from tests.conftest import PATIENCE, Programs, Workbench

MIB = 1024 * 1024
MOST = 256 * MIB


def saved(path: Path, side: int, colour: Qt.GlobalColor = Qt.GlobalColor.darkGreen) -> Path:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return path


class Loader:
    """Decoded pictures without a window."""

    def __init__(self, loop, folder: Path, qtbot) -> None:
        self._loop, self._qtbot = loop, qtbot
        self.tasks = Tasks()
        self.thumbnails = ThumbnailStore(folder / "thumbnails")
        self.images = Images(self.tasks, self.thumbnails)

    def load(self, key: str, path: Path) -> None:
        loading = self._loop.create_task(self.images.load(key, path))
        self._qtbot.waitUntil(loading.done, timeout=PATIENCE)
        loading.result()

    def spawn(self, work: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        return self._loop.create_task(work)

    def close(self) -> None:
        for end in (self.tasks.shutdown, self.images.settle):
            ending = self._loop.create_task(end())
            self._qtbot.waitUntil(ending.done, timeout=PATIENCE)


@pytest.fixture
def loader(loop, tmp_path, qtbot):
    loader = Loader(loop, tmp_path, qtbot)
    yield loader
    loader.close()


@pytest.mark.slow
def test_many_pictures_large_and_small_fit_the_budget(loader: Loader, tmp_path: Path) -> None:
    large, small = saved(tmp_path / "large.png", 2048), saved(tmp_path / "small.png", 300)
    keys = []
    for number in range(30):
        keys += [f"large {number}", f"small {number}"]
        loader.load(keys[-2], large)
        loader.load(keys[-1], small)
    there = [loader.images.picture(key) for key in keys]
    thumbnails = [loader.images.thumbnail(key) for key in keys]
    kept = sum(one.bytes for one in there if one) + sum(t.sizeInBytes() for t in thumbnails if t)
    assert MOST / 2 < kept <= MOST
    assert there[-2] is not None
    assert all(thumbnail is not None for thumbnail in thumbnails)


def test_a_picture_that_made_room_comes_back_when_it_is_asked_for(
    loader: Loader, tmp_path: Path, qtbot
) -> None:
    first = saved(tmp_path / "first.png", 2048, Qt.GlobalColor.red)
    other = saved(tmp_path / "other.png", 2048)
    loader.load("first", first)
    for number in range(24):
        loader.load(f"other {number}", other)
    assert loader.images.picture("first") is None
    qtbot.waitUntil(lambda: loader.images.picture("first") is not None, timeout=PATIENCE)
    again = loader.images.picture("first")
    assert again is not None
    assert again.full.size() == QImage(str(first)).size()
    assert again.full.pixelColor(9, 9) == QColor(Qt.GlobalColor.red)


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


def picture(side: int) -> Pyramid:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(0)
    return build(image)


def test_a_picture_whose_file_is_gone_keeps_its_thumbnail(
    loader: Loader, tmp_path: Path, qtbot
) -> None:
    path = saved(tmp_path / "gone.png", 600)
    loader.load("gone", path)
    loader.images.decoded.drop("gone")
    path.unlink()

    trying = loader.spawn(loader.images.borrow("child", "gone"))
    qtbot.waitUntil(trying.done, timeout=PATIENCE)
    qtbot.waitUntil(lambda: loader.images.thumbnail("gone") is not None, timeout=PATIENCE)
    assert loader.images.picture("gone") is None
    stand_in = loader.images.stand_in("gone")
    assert stand_in is not None
    assert stand_in.full.width() == 256


def test_a_picture_deleted_while_it_is_asked_for_is_no_fault(
    loader: Loader, tmp_path: Path, qtbot
) -> None:
    faults: list[object] = []
    loader.tasks.failed.connect(lambda *fault: faults.append(fault))
    path = saved(tmp_path / "deleted.png", 60)
    loader.images.know("deleted", path)
    assert loader.images.picture("deleted") is None
    loader.images.forget("deleted")
    qtbot.waitUntil(lambda: not len(loader.tasks), timeout=PATIENCE)
    assert faults == []
    assert loader.images.thumbnail("deleted") is None


def test_a_thumbnail_goes_with_its_picture_though_the_program_ends_at_once(
    loader: Loader, tmp_path: Path
) -> None:
    path = saved(tmp_path / "deleted.png", 60)
    loader.load("deleted", path)
    assert loader.thumbnails.path(path).exists()
    loader.images.forget("deleted")
    loader.close()
    assert not loader.thumbnails.path(path).exists()


def test_a_thumbnail_that_was_being_written_as_its_picture_was_deleted_goes_too(
    loader: Loader, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "deleted.png", 60)
    begun, go_on, keep = Event(), Event(), loader.thumbnails.keep

    def keep_slowly(picture: Path, data: bytes) -> None:
        begun.set()
        assert go_on.wait(PATIENCE / 1000)
        keep(picture, data)
        assert loader.thumbnails.path(path).exists()

    monkeypatch.setattr(loader.thumbnails, "keep", keep_slowly)
    loading = loader.spawn(loader.images.load("deleted", path))
    qtbot.waitUntil(begun.is_set, timeout=PATIENCE)
    loader.images.forget("deleted")
    go_on.set()
    qtbot.waitUntil(loading.done, timeout=PATIENCE)
    loading.result()
    assert not loader.thumbnails.path(path).exists()


def test_what_is_held_elsewhere_counts_and_is_taken_back_without_decoding() -> None:
    one = picture(512)
    decoded = Decoded(budget=int(one.bytes * 2.5))
    decoded.keep_picture("shown", one)
    for number in range(5):
        decoded.keep_picture(f"other {number}", picture(512))
    assert decoded.picture("other 3") is None
    assert decoded.bytes == one.bytes * 2
    assert decoded.picture("shown") is one
    del one
    decoded.keep_picture("another", picture(512))
    decoded.keep_picture("and another", picture(512))
    assert decoded.picture("shown") is None


def test_what_is_claimed_goes_first_and_the_newest_picture_stays() -> None:
    size = picture(512).bytes
    decoded = Decoded(budget=size * 3)
    for name in ("first", "second", "third"):
        decoded.keep_picture(name, picture(512))
    decoded.claim("masks", size * 2)
    assert decoded.bytes == size * 3
    assert [decoded.picture(name) is None for name in ("first", "second")] == [True, True]
    decoded.claim("masks", size * 9)
    assert decoded.picture("third") is not None
    decoded.claim("masks", 0)
    assert decoded.bytes == size


def test_a_large_picture_does_not_empty_the_library_of_thumbnails() -> None:
    small = QImage(64, 64, QImage.Format.Format_RGB32)
    decoded = Decoded(budget=picture(512).bytes + 20 * small.sizeInBytes(), thumbnails=16 * 20_000)
    for number in range(40):
        decoded.keep_thumbnail(str(number), small.copy())
    decoded.keep_picture("large", picture(1024))
    assert decoded.thumbnail("39") is not None
    assert decoded.thumbnail("25") is not None
    assert decoded.thumbnail("0") is None


def test_masks_that_are_closed_sleep_and_pictures_get_their_room(studio: Workbench) -> None:
    job = studio.finish_a_single()
    studio.window.commands["vary_region"].trigger()
    region = studio.app.studio.masking.current
    assert region is not None
    bitmap = region.document.bitmap
    bitmap.fill_rectangle(QRectF(10, 10, 30, 20))
    before, held = bitmap.to_pillow().tobytes(), studio.images.decoded.bytes
    studio.app.studio.masking.close()
    studio.qtbot.waitUntil(lambda: not bitmap.awake, timeout=PATIENCE)
    assert bitmap.memory < bitmap.width * bitmap.height / 10
    assert studio.images.decoded.bytes < held
    assert not bitmap.awake
    studio.window.commands["vary_region"].trigger()
    assert studio.app.studio.masking.current is region
    assert bitmap.to_pillow().tobytes() == before
    assert studio.images.picture(job.id) is not None
