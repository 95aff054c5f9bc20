"""A picture with an EXIF turn is one size everywhere, and its mask has the size that was told."""

import base64
import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mjstudio.api.imagefile import verify
from mjstudio.library.export import exported
from mjstudio.model.geometry import Size
from mjstudio.model.job import Job
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.pictures.images import decode
from mjstudio.studio.pictures.pixels import as_told, open_picture, picture_size
from tests.conftest import Workbench
from tests.ui.hands import CTRL, Key, press
from tests.ui.regions import document, paint

STORED, UPRIGHT = (1024, 512), (512, 1024)


def turned(orientation: int = 6, form: str = "JPEG", size: Size = STORED) -> bytes:
    """A file of red above green and white on the left, and of blue on the right."""
    image = Image.new("RGB", size, "blue")
    half = (0, 0, size[0] // 2, size[1])
    image.paste("white", half)
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    exif, out = Image.Exif(), BytesIO()
    exif[0x010F] = "a camera"
    exif[0x0112] = orientation
    image.save(out, form, quality=95, exif=exif)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def is_red(image: Image.Image, at: Size) -> bool:
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 > 60 > max(pixel[1:])


@pytest.mark.parametrize(
    ("form", "orientation"),
    [
        *(("JPEG", turn) for turn in range(1, 9)),
        ("PNG", 6),
        ("WEBP", 6),
    ],
)
def test_every_reader_sees_the_pixels_as_they_are_stored(
    tmp_path: Path, form: str, orientation: int
) -> None:
    path = tmp_path / f"picture.{form.lower()}"
    path.write_bytes(turned(orientation, form))
    assert verify(path.read_bytes())[1] == STORED
    assert picture_size(str(path)) == STORED
    assert open_picture(str(path)).size == STORED
    for source in (path, path.read_bytes()):
        image = decode(source)
        assert (image.width(), image.height()) == STORED
        for x, y in ((20, 20), (20, 500), (1000, 20)):
            found = image.pixelColor(x, y)
            assert (found.red() > 200, found.green() > 200) == ((x, y) != (1000, 20), y == 500)


def kept(studio: Workbench, like: Job, data: bytes, told: Size) -> Job:
    """A finished picture of the service, whose file is `data`, like one that it made."""
    assert like.picture is not None
    folder = Path(like.file).parent
    file = folder / f"{hashlib.sha256(data).hexdigest()}.jpg"
    file.write_bytes(data)
    picture = replace(like.picture, raw_size=told)
    job = replace(like, id="f" * 32, file=str(file), picture=picture)
    studio.runner.add_finished(job)
    studio.images.know(job.id, file)
    studio.session.show(job.id)
    studio.wait_for(lambda: studio.images.picture(job.id) is not None, studio.images.changed)
    return job


def enter(studio: Workbench) -> None:
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert studio.window.stage.masking


def mask_of(request: ImagineRequest) -> Image.Image:
    return opened(base64.b64decode(request.mask or "", validate=True))


def send(studio: Workbench) -> Image.Image:
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    return mask_of(caught.args[0].request)


def test_the_mask_of_a_turned_jpeg_has_the_size_that_the_service_told(studio: Workbench) -> None:
    kept(studio, studio.finish_a_single(), turned(), STORED)
    enter(studio)
    document(studio).set_size(60)
    paint(studio, (100, 100), (300, 100))
    mask = send(studio)
    assert mask.size == STORED
    assert mask.getpixel((200, 100)) == 255
    assert mask.getpixel((200, 300)) == 0


@pytest.mark.parametrize("queued", [False, True])
def test_the_mask_has_the_size_that_was_told_where_the_file_has_another(
    studio: Workbench, queued: bool
) -> None:
    """GIVEN a service that gives a picture at half of the size that it tells."""
    kept(studio, studio.finish_a_single(), turned(1, size=(512, 256)), STORED)
    enter(studio)
    document(studio).set_size(60)
    paint(studio, (50, 50), (150, 50))
    if queued:
        press(Key.Key_Return, CTRL)
        with studio.qtbot.waitSignal(studio.runner.job_added) as caught:
            press(Key.Key_Return)
        mask = mask_of(caught.args[0].request)
    else:
        mask = send(studio)
    assert mask.size == STORED
    assert mask.getpixel((200, 100)) == 255
    assert mask.getpixel((200, 300)) == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_leaves_as_it_was_seen(tmp_path: Path, form: str) -> None:
    suffix = ".jpg" if form == "JPEG" else f".{form.lower()}"
    file = tmp_path / f"kept{suffix}"
    file.write_bytes(turned(6, form))
    data = exported(Job(ImagineRequest("a red boat"), file=str(file)), suffix)
    left = opened(data)
    assert left.size == STORED
    assert left.getexif().get(0x0112, 1) == 1
    assert left.getexif()[0x010F] == "a camera"
    assert left.convert("RGB").tobytes() == opened(turned(6, form)).convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("told", "size", "at"),
    [
        (UPRIGHT, UPRIGHT, (500, 20)),
        ((256, 512), UPRIGHT, (500, 20)),
        (STORED, STORED, (20, 20)),
        ((0, 0), STORED, (20, 20)),
    ],
)
def test_a_picture_is_kept_as_the_service_counts_its_pixels(told: Size, size: Size, at: Size):
    data, suffix = as_told(turned(), ".jpg", told)
    assert (opened(data).size, is_red(opened(data), at)) == (size, True)
    assert opened(data).getexif().get(0x0112, 1) == (6 if size == STORED else 1)
    assert suffix == (".jpg" if size == STORED else ".png")
    plain = turned(1)
    assert as_told(plain, ".jpg", UPRIGHT) == (plain, ".jpg")


@pytest.mark.parametrize("turn", [5, 6, 7, 8])
def test_odd_words_beside_the_mark_cost_no_picture(turn: int) -> None:
    """GIVEN a tag for a number that holds a text, the picture is turned as any other."""
    whole = turned(turn)
    at = whole.index(b"Exif\0\0") + 6 + 11
    odd, plain = whole[:at] + b"\0" + whole[at + 1 :], as_told(whole, ".jpg", UPRIGHT)
    assert plain[1] == ".png"
    assert as_told(odd, ".jpg", UPRIGHT) == plain
