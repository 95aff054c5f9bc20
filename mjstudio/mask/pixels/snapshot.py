"""An immutable copy of the mask, cheap to take and safe to read in any thread."""

from dataclasses import dataclass, field

from PIL import Image

PAINTED = 255


def painted_pixels(image: Image.Image) -> int:
    """Return the number of painted pixels in an L image."""
    return image.histogram()[PAINTED]


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class MaskSnapshot:
    """The mask at one moment: `height` rows of `stride` bytes, of which `width` are used.

    Shares the bitmap's memory until the bitmap is edited; the bitmap then moves to a copy. So
    taking a snapshot costs nothing, and the first edit during its life costs one copy of the
    memory.
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
        """Return an L image on the same memory. Valid only while this snapshot is referenced."""
        return Image.frombuffer("L", self.size, self.data, "raw", "L", self.stride, 1)

    def to_pillow(self) -> Image.Image:
        """Return an independent L image with values 0 and 255."""
        return self.view().copy()

    def coverage(self) -> float:
        """Return the painted share of the mask, 0..1."""
        return painted_pixels(self.view()) / (self.width * self.height)
