"""Makes the raster icons from the two SVGs: `python packaging/icons.py FOLDER`.

Up to 24 pixels it uses the small drawing, whose edges are on whole pixels; above, the large one.
Writes mjstudio-SIZE.png, mjstudio.ico and mjstudio.icns into FOLDER.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

import identity

DRAWINGS = Path(__file__).resolve().parent.parent / "resources" / "desktop"
LARGE, SMALL = DRAWINGS / f"{identity.ID}.svg", DRAWINGS / "small.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
SMALL_UP_TO = 24
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_SIZES = (16, 32, 64, 128, 256, 512)


def drawing(size: int) -> Path:
    """The SVG for an icon of `size` pixels."""
    return SMALL if size <= SMALL_UP_TO else LARGE


def png(size: int) -> bytes:
    """The icon at `size` x `size` pixels. Needs a QGuiApplication."""
    from PySide6.QtCore import QBuffer, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing(size))).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def make(folder: Path) -> None:
    """Write every icon into a folder."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    files = {size: png(size) for size in SIZES}
    for size, content in files.items():
        (folder / f"mjstudio-{size}.png").write_bytes(content)
    pictures = {size: Image.open(BytesIO(content)) for size, content in files.items()}
    for name, sizes in (("mjstudio.ico", ICO_SIZES), ("mjstudio.icns", ICNS_SIZES)):
        first, *others = [pictures[size] for size in reversed(sizes)]
        options = {"sizes": [(size, size) for size in sizes]} if name.endswith(".ico") else {}
        first.save(folder / name, append_images=others, **options)


def main(arguments: list[str]) -> int:
    """Make the icons in the folder given."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(sys.argv[:1])
    make(Path(arguments[0]))
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
