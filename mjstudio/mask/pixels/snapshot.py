"""An unchanging picture of the mask, cheap to take and safe to read in any thread."""

from dataclasses import dataclass, field

from PIL import Image

PAINTED = 255


def painted_pixels(image: Image.Image) -> int:
    """How many pixels of an L image are painted."""
    return image.histogram()[PAINTED]


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class MaskSnapshot:
    """The mask at one moment: `height` rows of `stride` bytes, of which `width` count.

    It shares the bitmap's memory until the bitmap is edited; the bitmap then moves to a copy. So
    taking one costs nothing, and an edit while it lives costs one copy of the memory.
    """

    width: int
    height: int
    stride: int
    data: bytearray = field(repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return (self.width, self.height)

    def view(self) -> Image.Image:
        """An L image on the same memory. Valid only while this snapshot is referenced."""
        return Image.frombuffer("L", self.size, self.data, "raw", "L", self.stride, 1)

    def to_pillow(self) -> Image.Image:
        """An L image of its own, with values 0 and 255."""
        return self.view().copy()

    def coverage(self) -> float:
        """The share that is painted, 0..1."""
        return painted_pixels(self.view()) / (self.width * self.height)
