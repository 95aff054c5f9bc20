"""The checks of the tour: properties of pixels, never golden files."""

from PIL import Image, ImageChops, ImageStat
from PySide6.QtGui import QColor, QImage

from mjstudio.model.geometry import quadrant_box


def to_pil(image: QImage) -> Image.Image:
    """A QImage as RGB."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombuffer(
        "RGB",
        (plain.width(), plain.height()),
        bytes(plain.constBits()),
        "raw",
        "RGB",
        plain.bytesPerLine(),
        1,
    )


def variety(image: QImage) -> float:
    """How much the pixels differ among themselves: mean standard deviation, 0–127."""
    return sum(ImageStat.Stat(to_pil(image)).stddev) / 3


def brightness(image: QImage) -> float:
    """The mean of all channels, 0–255."""
    return sum(ImageStat.Stat(to_pil(image)).mean) / 3


def redness(image: QImage) -> float:
    """How much more red than green there is: the mean difference, -255–255."""
    red, green, _blue = ImageStat.Stat(to_pil(image)).mean
    return red - green


def difference(first: QImage, second: QImage) -> float:
    """Mean absolute difference of two pictures, 0–255, at the size of the smaller one."""
    one, two = to_pil(first), to_pil(second)
    size = min(one.size, two.size)
    box = Image.Resampling.BOX
    one, two = (p if p.size == size else p.resize(size, box) for p in (one, two))
    return sum(ImageStat.Stat(ImageChops.difference(one, two)).mean) / 3


def quarter(image: QImage, quadrant: int) -> QImage:
    """A quarter 1–4 of a grid."""
    left, top, right, bottom = quadrant_box((image.width(), image.height()), quadrant)
    return image.copy(left, top, right - left, bottom - top)


def share_of(image: QImage, colour: str, tolerance: int = 40) -> float:
    """Which share of the pixels is near a colour, 0–1."""
    wanted = QColor(colour)
    near = Image.new("RGB", (1, 1), (wanted.red(), wanted.green(), wanted.blue()))
    picture = to_pil(image)
    off = ImageChops.difference(picture, near.resize(picture.size))
    worst = off.getchannel(0)
    for channel in (1, 2):
        worst = ImageChops.lighter(worst, off.getchannel(channel))
    counts = worst.histogram()
    return sum(counts[: tolerance + 1]) / max(1, sum(counts))


def changed_outside(before: QImage, after: QImage, mask: Image.Image) -> int:
    """How many pixels differ where the mask is black (below 128); all sizes equal."""
    moved = ImageChops.difference(to_pil(before), to_pil(after)).convert("L")
    moved = moved.point(lambda value: 255 if value else 0)
    outside = mask.point(lambda value: 0 if value >= 128 else 255)
    return ImageChops.multiply(moved, outside).histogram()[255]


def changed_inside(before: QImage, after: QImage, mask: Image.Image) -> float:
    """Which share of the pixels differs where the mask is white."""
    moved = ImageChops.difference(to_pil(before), to_pil(after)).convert("L")
    moved = moved.point(lambda value: 255 if value else 0)
    inside = mask.point(lambda value: 255 if value >= 128 else 0)
    white = inside.histogram()[255]
    return ImageChops.multiply(moved, inside).histogram()[255] / max(1, white)


def embedded(source: QImage, result: QImage, box: tuple[float, float, float, float]) -> float:
    """Mean difference between a source and its place inside a result (fractions of the result).

    A rim of a twentieth is left out: the seam is painted softly.
    """
    source_pil, result_pil = to_pil(source), to_pil(result)
    width, height = result_pil.size
    left, top = box[0] * width, box[1] * height
    scale_x = (box[2] - box[0]) * width / source_pil.width
    scale_y = (box[3] - box[1]) * height / source_pil.height
    inner = [
        max(left, 0.0) + 0.05 * width * (box[2] - box[0]),
        max(top, 0.0) + 0.05 * height * (box[3] - box[1]),
        min(box[2] * width, width) - 0.05 * width * (box[2] - box[0]),
        min(box[3] * height, height) - 0.05 * height * (box[3] - box[1]),
    ]
    shown = result_pil.crop(
        (round(inner[0]), round(inner[1]), round(inner[2]), round(inner[3]))
    ).resize((128, 128), _BOX)
    part = source_pil.resize(
        (128, 128),
        _BOX,
        box=(
            (round(inner[0]) - left) / scale_x,
            (round(inner[1]) - top) / scale_y,
            (round(inner[2]) - left) / scale_x,
            (round(inner[3]) - top) / scale_y,
        ),
    )
    return sum(ImageStat.Stat(ImageChops.difference(shown, part)).mean) / 3


_BOX = Image.Resampling.BOX
