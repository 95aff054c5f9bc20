"""The cost of a mouse move while painting, and of sending a mask.

The floor of a stroke copies the rectangles that it touches, once in the mask and once on the
screen, row by row between images of their sizes; the naive way repaints a picture-size overlay,
scaled, for each move.
"""

import base64
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from io import BytesIO
from itertools import pairwise
from time import perf_counter
from typing import TypedDict, cast

from PIL import Image
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.store.encode import encode_mask
from mjstudio.ui.mask.canvas import MaskCanvas

VIEW = 900
SIZES = (1024, 4096, 8192)
BRUSHES = (50, 400)
MOVES = 300
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Result(TypedDict):
    """One line of the report; `ok` says whether the ratio meets the goal."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    goal: float
    ok: bool


def result(name: str, value: float, baseline: float, goal: float, *, least: bool = False) -> Result:
    """Return a line in milliseconds; the goal limits the ratio from above, or below if `least`."""
    ratio = baseline / value if least else value / baseline
    ok = ratio >= goal if least else ratio <= goal
    return Result(
        name=name,
        value=round(value, 4),
        unit="ms",
        baseline=round(baseline, 4),
        ratio=round(ratio, 2),
        goal=goal,
        ok=ok,
    )


def application() -> QApplication:
    """Return the process's only application."""
    return cast("QApplication", QApplication.instance() or QApplication([]))


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median of some runs."""
    work()
    spent = []
    for _ in range(times):
        start = perf_counter()
        work()
        spent.append(perf_counter() - start)
    return statistics.median(spent) * 1000


def floor_ms(size: int, brush: int) -> float:
    """Return the median time to copy what one move touches: rows of mask, then of screen.

    The rectangles follow the stroke, in images as large as the mask and the screen, and are copied
    from one such image into another.
    """
    spent = []
    with ExitStack() as still_painting:
        mask, to_mask = _pair(size, QImage.Format.Format_Grayscale8, still_painting)
        screen, to_screen = _pair(VIEW, QImage.Format.Format_RGB32, still_painting)
        off, room = max(0, (size - VIEW) // 2), brush / 2
        for one, other in pairwise(way(MOVES)):
            box = QRectF(one, other).normalized().adjusted(-room, -room, room, room)
            shown = box.toAlignedRect().intersected(screen.rect())
            masked = shown.translated(off, off).intersected(mask.rect())
            shown_at, masked_at = shown.topLeft(), masked.topLeft()
            start = perf_counter()
            to_mask.drawImage(masked_at, mask, masked)
            to_screen.drawImage(shown_at, screen, shown)
            spent.append(perf_counter() - start)
    return statistics.median(spent) * 1000


def _pair(side: int, form: QImage.Format, until: ExitStack) -> tuple[QImage, QPainter]:
    """Return an image to copy from, and a painter that copies rows into another one."""
    source, target = QImage(side, side, form), QImage(side, side, form)
    source.fill(0)
    target.fill(0)
    painter = QPainter(target)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    until.callback(target.isNull)  # keeps the image alive until the painter has ended
    until.callback(painter.end)
    return source, painter


def naive_ms(size: int, brush: int, moves: int = 8) -> float:
    """Time a picture-size overlay that is scaled smoothly on every paint."""
    overlay = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    overlay.fill(0)
    picture = QImage(VIEW, VIEW, QImage.Format.Format_RGB32)
    screen = QImage(VIEW, VIEW, QImage.Format.Format_RGB32)

    def move() -> None:
        painter = QPainter(overlay)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 61, 127, 117), brush))
        painter.drawLine(300, 300, 308, 305)
        painter.end()
        painter = QPainter(screen)
        painter.drawImage(0, 0, picture)
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = overlay.scaled(VIEW, VIEW, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        painter.drawImage(0, 0, shown)
        painter.end()

    return median_ms(move, moves)


def way(moves: int) -> list[QPointF]:
    """Return a lively path over the view, some 9 pixels per move."""
    points = []
    for at in range(moves):
        along = at * 9
        row, column = divmod(along, 700)
        x = column if row % 2 == 0 else 700 - column
        points.append(QPointF(100 + x, 150 + row * 60 + (at % 7)))
    return points


def stroke_times(size: int, brush: int) -> list[float]:
    """Return the milliseconds to handle and paint each move, sorted; zoom 1:1."""
    app = application()
    picture = QImage(size, size, QImage.Format.Format_RGB32)
    picture.fill(0x446688)
    canvas = MaskCanvas()
    canvas.resize(VIEW, VIEW)
    document = MaskDocument(MaskBitmap(size, size), canvas)
    document.set_size(brush)
    canvas.set_picture(picture)
    canvas.set_document(document)
    canvas.pan_zoom.actual_size()
    canvas.show()
    settled = perf_counter() + 0.5
    while perf_counter() < settled:
        app.sendPostedEvents()
        app.processEvents()

    def event(kind: QEvent.Type, at: QPointF, button: Qt.MouseButton) -> QMouseEvent:
        held = _NONE if kind == QEvent.Type.MouseButtonRelease else _LEFT
        return QMouseEvent(
            kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier
        )

    points = way(MOVES)
    moves = [event(QEvent.Type.MouseMove, point, _NONE) for point in points[1:]]
    app.sendEvent(canvas, event(QEvent.Type.MouseButtonPress, points[0], _LEFT))
    app.processEvents()
    spent = []
    for move in moves:
        start = perf_counter()
        app.sendEvent(canvas, move)
        app.sendPostedEvents(canvas, QEvent.Type.UpdateRequest.value)
        spent.append((perf_counter() - start) * 1000)
    app.sendEvent(canvas, event(QEvent.Type.MouseButtonRelease, points[-1], _LEFT))
    canvas.close()
    return sorted(spent)


def mask_stroke() -> list[Result]:
    """One mouse move while painting: against the floor, the naive way and the smallest picture.

    Each size is measured between two runs of the smallest, and the best of three counts: the
    machine's own speed changes from second to second.
    """
    results: list[Result] = []
    application()
    for brush in BRUSHES:
        for size in SIZES:
            medians, p95s, smalls, floors = [], [], [], []
            for _ in range(3):
                floors.append(floor_ms(size, brush))
                smalls.append(statistics.median(stroke_times(SIZES[0], brush)))
                spent = stroke_times(size, brush)
                medians.append(statistics.median(spent))
                p95s.append(spent[int(len(spent) * 0.95)])
            median, name = min(medians), f"mask stroke {brush} px at {size}"
            results.append(result(f"{name} / floor", median, min(floors), 6.0))
            results.append(result(f"{name} p95 / 2 ms", min(p95s), 2.0, 1.0))
            if size == 4096:
                naive = naive_ms(size, brush)
                results.append(result(f"{name} / naive", median, naive, 100.0, least=True))
            if size == 8192:
                results.append(result(f"{name} / at 1024", median, min(smalls), 1.3))
    return results


def scribbled(width: int, height: int) -> MaskBitmap:
    """Return a mask like those that people paint."""
    bitmap = MaskBitmap(width, height)
    unit = width / 16
    points = [(2, 3), (11, 4), (13, 9), (6, 12), (3, 7), (9, 8)]
    for (x0, y0), (x1, y1) in pairwise(points):
        bitmap.stroke(Stroke(x0 * unit, y0 * unit, x1 * unit, y1 * unit, min(unit, 1024)))
    return bitmap


def mask_export(sizes: Sequence[int] = (1024, 2048, 4096, 8192)) -> list[Result]:
    """Time encoding the mask for sending, against Pillow's JPEG and base64 in memory."""
    results: list[Result] = []
    for size in sizes:
        bitmap = scribbled(size, size)
        plain = bitmap.to_pillow()

        def baseline(image: Image.Image = plain) -> bytes:
            out = BytesIO()
            image.save(out, "JPEG", quality=95)
            return base64.b64encode(out.getvalue())

        def ours(mask: MaskBitmap = bitmap) -> str:
            return encode_mask(mask.snapshot())

        times = 15 if size < 4096 else 5
        results.append(
            result(f"mask export {size}", median_ms(ours, times), median_ms(baseline, times), 1.3)
        )
    for width, height in ((1023, 769), (4095, 2731)):
        bitmap = scribbled(width, height)
        back = Image.open(BytesIO(base64.b64decode(encode_mask(bitmap.snapshot()))))
        again = MaskBitmap.from_pillow(back).to_pillow().tobytes()
        wrong = sum(a != b for a, b in zip(again, bitmap.to_pillow().tobytes(), strict=True))
        results.append(
            Result(
                name=f"mask export wrong pixels {width}x{height}",
                value=wrong,
                unit="pixels",
                baseline=0,
                ratio=wrong,
                goal=0,
                ok=wrong == 0,
            )
        )
    return results


BENCHMARKS: dict[str, Callable[[], list[Result]]] = {
    "mask_stroke": mask_stroke,
    "mask_export": mask_export,
}
