"""A picture and its halves, made in a worker."""

import threading

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from mjstudio.studio.pictures import images
from mjstudio.studio.pictures.pyramid import SMALLEST, Pyramid, build
from tests.conftest import Workbench

BLUE = QColor(40, 80, 120)


def blue(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    return image


def test_a_picture_is_halved_until_it_is_small() -> None:
    pyramid = build(blue(2100, 1300))
    sizes = [level.size() for level in pyramid.levels]
    assert sizes == [QSize(2100, 1300), QSize(1050, 650), QSize(525, 325)]
    assert min(sizes[-1].width(), sizes[-1].height()) < 2 * SMALLEST
    for level in pyramid.levels:
        assert level.pixelColor(level.width() - 1, level.height() - 1) == BLUE


def test_a_half_is_the_mean_of_four_pixels() -> None:
    image = blue(800, 800)
    for x, y in ((0, 0), (1, 0), (0, 1)):
        image.setPixelColor(x, y, QColor(200, 80, 120))
    half = build(image).levels[1]
    assert half.pixelColor(0, 0) == QColor(160, 80, 120)
    assert half.pixelColor(1, 0) == BLUE


@pytest.mark.parametrize(
    ("scale", "width"),
    [(0.1, 525), (0.25, 525), (0.26, 1050), (0.5, 1050), (0.51, 2100), (5, 2100)],
)
def test_no_level_is_enlarged_while_a_larger_one_is_there(scale: float, width: int) -> None:
    assert build(blue(2100, 1300)).level_for(scale).width() == width


def test_a_picture_without_halves_is_its_own_level_everywhere() -> None:
    pyramid = Pyramid((blue(2100, 1300),))
    assert pyramid.level_for(0.05) is pyramid.full


def test_mask_mode_shows_the_halves_that_were_made_off_the_window(
    studio: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a picture decoded in a worker, the canvas halves nothing anew."""
    made: list[threading.Thread] = []

    def watched(image: QImage) -> Pyramid:
        made.append(threading.current_thread())
        return build(image)

    monkeypatch.setattr(images, "build", watched)
    job = studio.finish_a_single()
    assert made
    assert threading.main_thread() not in made
    before = len(made)
    studio.window.commands["vary_region"].trigger()
    canvas = studio.window.stage.mask_mode.canvas
    assert canvas.picture is studio.images.picture(job.id)
    assert not canvas.grab().isNull()
    assert len(made) == before
