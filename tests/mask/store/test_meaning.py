"""What the pictures mean that artists bring as masks from other programs.

The pictures are drawn here with the properties of those that people have tried: a hole as GIMP and
DALL-E's users cut it, one colour at 46 % over nothing, a soft stroke over nothing, a photograph.
"""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from PySide6.QtGui import QImage

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.store.files import MaskUnreadable, mask_from, mask_from_image, save_mask

SIZE = (256, 192)
BOX = (60, 40, 160, 120)


def encoded(image, form="PNG", **more):
    out = BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def shape(inside=255, outside=0) -> Image.Image:
    """An ellipse, as an L image."""
    image = Image.new("L", SIZE, outside)
    ImageDraw.Draw(image).ellipse(BOX, fill=inside)
    return image


def photograph() -> Image.Image:
    """Light and dark parts of every colour, with grain."""
    red, green = Image.linear_gradient("L"), Image.radial_gradient("L")
    blue = red.transpose(Image.Transpose.ROTATE_90)
    image = Image.merge("RGB", (red, green, blue)).resize(SIZE)
    grain = Image.effect_noise(SIZE, 20).convert("RGB")
    return Image.blend(image, grain, 0.2)


def with_alpha(image, alpha) -> Image.Image:
    full = image.convert("RGB")
    full.putalpha(alpha)
    return full


def mask_of(bitmap: MaskBitmap) -> Image.Image:
    return bitmap.to_pillow()


def same(bitmap: MaskBitmap, wanted: Image.Image) -> bool:
    return ImageChops.difference(mask_of(bitmap), wanted).getbbox() is None


def read(image, form="PNG", **more):
    return mask_from(encoded(image, form, **more), SIZE, "mask.png")


@pytest.mark.parametrize("hidden", ["kept", "white", "black"])
def test_the_transparent_hole_of_a_photograph_is_the_mask(hidden):
    picture = photograph()
    if hidden != "kept":
        picture.paste(hidden, (0, 0), shape())
    loaded = read(with_alpha(picture, shape(0, 255)))
    assert same(loaded.bitmap, shape())
    assert loaded.words == "Read the transparent part of mask.png as the mask."


def test_a_hole_that_was_only_half_erased_is_the_mask_too():
    soft = shape(90, 255).filter(ImageFilter.GaussianBlur(3))
    loaded = read(with_alpha(photograph(), soft))
    assert same(loaded.bitmap, soft.point(lambda value: 255 if 2 * (255 - value) > 165 else 0))


@pytest.mark.parametrize("opacity", [2, 46, 117, 255])
@pytest.mark.parametrize("colour", ["black", "white", (255, 61, 127)])
def test_of_one_colour_over_nothing_what_is_there_is_the_mask(colour, opacity):
    loaded = read(with_alpha(Image.new("RGB", SIZE, colour), shape(opacity)))
    assert same(loaded.bitmap, shape())
    assert loaded.words == "Read everything in mask.png that is not transparent as the mask."


@pytest.mark.parametrize("ground", ["red", "black", "white"])
def test_a_soft_stroke_over_nothing_is_the_mask_where_it_covers_half_of_its_peak(ground):
    """The colour of its edge is what the program had under it: its own, black, or white."""
    soft = shape(128).filter(ImageFilter.GaussianBlur(6))
    strength = shape().filter(ImageFilter.GaussianBlur(6))
    colours = Image.composite(*(Image.new("RGB", SIZE, c) for c in ("red", ground)), strength)
    peak = max(value for value, count in enumerate(soft.histogram()) if count)
    loaded = read(with_alpha(colours, soft))
    assert same(loaded.bitmap, soft.point([255 if 2 * value > peak else 0 for value in range(256)]))
    assert 0.1 < loaded.bitmap.coverage() < 0.2


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_photograph_is_refused_in_words(form, mode):
    with pytest.raises(
        MaskUnreadable, match=r"^mask\.png looks like a photograph, not like a mask"
    ):
        read(photograph().convert(mode), form)


def test_a_photograph_stays_one_where_its_opacity_says_nothing():
    for level in (128, 255):
        with pytest.raises(MaskUnreadable, match="photograph"):
            read(with_alpha(photograph(), Image.new("L", SIZE, level)))


@pytest.mark.parametrize(("share", "refused"), [(0.019, False), (0.021, True)])
def test_two_parts_of_a_hundred_that_are_neither_black_nor_white_make_a_photograph(share, refused):
    image = Image.new("RGB", (100, 100))
    image.paste("white", (0, 0, 100, 50))
    far = round(share * 10000)
    for at in range(far):
        image.putpixel((at % 100, at // 100), (255, 0, at % 7))
    said = ""
    try:
        loaded = mask_from(encoded(image), (100, 100), "mask.png")
    except MaskUnreadable as error:
        said = str(error)
    assert bool(said) is refused
    if not refused:
        assert loaded.bitmap.row(40) == b"\xff" * 100


def test_what_shows_nothing_at_all_is_refused_or_said():
    with pytest.raises(MaskUnreadable, match=r"mask\.png is entirely transparent"):
        read(with_alpha(photograph(), Image.new("L", SIZE, 0)))
    with pytest.raises(MaskUnreadable, match=r"mask\.png is entirely dark"):
        read(photograph().convert("L").point(lambda value: value // 5))
    assert (
        read(Image.new("L", SIZE, 0)).words == "mask.png is entirely black: the mask is empty now."
    )
    white = "mask.png is entirely white: the mask covers the whole picture now."
    assert read(Image.new("1", SIZE, 1)).words == white


def test_of_two_shades_the_lighter_is_the_mask_however_dark_it_is():
    image = Image.composite(*(Image.new("RGB", SIZE, c) for c in ((120, 0, 0), "black")), shape())
    assert same(read(image).bitmap, shape())


def test_where_most_is_light_it_is_said_what_to_do_if_the_dark_part_was_meant():
    loaded = read(shape(0, 255))
    assert same(loaded.bitmap, shape(0, 255))
    assert loaded.words == (
        "Read the light part of mask.png as the mask: 87 % of the picture. "
        "Invert the mask if you meant the dark part."
    )
    assert read(shape()).words == ""


def deep(image) -> Image.Image:
    return image.convert("I").point(lambda value: value * 257).convert("I;16")


def cut(image) -> Image.Image:
    """In a palette, with one entry transparent."""
    paletted = image.convert("RGB").quantize(8)
    paletted.info["transparency"] = paletted.getpixel((0, 0))
    return paletted


@pytest.mark.parametrize(
    "image",
    [
        shape(),
        shape().convert("1"),
        shape().convert("P"),
        shape().convert("RGB"),
        shape().convert("LA"),
        deep(shape()),
        with_alpha(shape(), Image.new("L", SIZE, 255)),
        Image.merge("LA", (Image.new("L", SIZE, 40), shape(90))),
        cut(Image.composite(*(Image.new("RGB", SIZE, c) for c in ("teal", "gold")), shape())),
    ],
    ids=["L", "1", "P", "RGB", "LA", "I;16", "RGBA", "LA soft", "P cut"],
)
def test_every_depth_and_palette_is_read_alike(image):
    assert same(read(image).bitmap, shape())


@pytest.mark.parametrize("quality", [30, 95])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_the_noise_of_a_jpeg_is_no_photograph(mode, quality):
    loaded = read(shape().convert("RGB").convert(mode), "JPEG", quality=quality)
    wrong = ImageChops.difference(mask_of(loaded.bitmap), shape()).histogram()[255]
    assert wrong < 300  # (along the edge alone)


@pytest.mark.parametrize("lossless", [True, False])
def test_webp_says_the_same_as_png(lossless):
    holed = read(with_alpha(photograph(), shape(0, 255)), "WEBP", lossless=lossless)
    assert same(holed.bitmap, shape())
    stroke = with_alpha(Image.new("RGB", SIZE, (200, 30, 60)), shape(117))
    assert same(read(stroke, "WEBP", lossless=lossless).bitmap, shape())


def test_the_clipboard_is_read_by_the_same_rules():
    def on_clipboard(image, form):
        full = image.convert("RGBA")
        data = full.tobytes()
        shown = QImage(data, *full.size, 4 * full.width, QImage.Format.Format_RGBA8888)
        return shown.convertToFormat(form)

    form = QImage.Format.Format_ARGB32_Premultiplied
    holed = mask_from_image(on_clipboard(with_alpha(photograph(), shape(0, 255)), form), SIZE)
    assert same(holed.bitmap, shape())
    assert holed.words == "Read the transparent part of the picture as the mask."
    stroke = with_alpha(Image.new("RGB", SIZE, (200, 30, 60)), shape(117))
    assert same(mask_from_image(on_clipboard(stroke, form), SIZE).bitmap, shape())
    with pytest.raises(MaskUnreadable, match=r"^The picture looks like a photograph"):
        mask_from_image(on_clipboard(photograph(), QImage.Format.Format_RGB32), SIZE)


@pytest.mark.parametrize("drawn", [shape(), shape(0, 255), shape(0), shape(255, 255)])
def test_a_mask_of_ours_comes_back_bit_for_bit(tmp_path, drawn):
    save_mask(MaskBitmap.from_pillow(drawn).snapshot(), tmp_path / "mask.png")
    data = (tmp_path / "mask.png").read_bytes()
    assert same(mask_from(data, SIZE, "mask.png").bitmap, drawn)


def test_another_size_and_another_shape_are_told_with_how_it_was_read():
    holed = with_alpha(photograph(), shape(0, 255))
    loaded = mask_from(encoded(holed), (512, 384), "hole.png")
    assert loaded.words == (
        "Read the transparent part of hole.png as the mask. "
        "hole.png was scaled from 256 × 192 to the picture’s 512 × 384 pixels."
    )
    loaded = mask_from(encoded(shape()), (512, 512), "mask.png")
    assert loaded.words == (
        "mask.png was stretched from 256 × 192 to the picture’s 512 × 512 pixels."
    )
