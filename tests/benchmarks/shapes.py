"""Whole-mask operations at 4096x4096: their duration, and the longest block of the window.

A MaskDocument performs each as in mask mode: computed in its thread, applied to the mask. The gaps
are those of a 1 ms timer in the GUI thread from the start to the step. The goals are absolute: 300
ms for an operation by 32 px, 2 ms to undo or redo a stroke across the mask, 100 ms for a fill.
"""

import statistics
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance

from mjstudio.mask.document import MaskDocument
from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.defects import inspect
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.mask.tools import PointerSample
from tests.benchmarks.mask import application, scribbled
from tests.benchmarks.measure import Benchmark, Record, at_most, told

SIDE = 4096
AMOUNT = 32
MOST_MS, MOST_UNDO_MS, MOST_FILL_MS = 300.0, 2.0, 100.0
TIMES, UNDO_TIMES = 5, 25


def mask_shapes() -> list[Record]:
    """Measure grow, shrink, smooth and feather by 32 px, with preflight and undo."""
    application()
    records: list[Record] = []
    document = MaskDocument(spotted())
    document.set_amount(AMOUNT)
    for name, work in (
        ("grow", document.grow),
        ("shrink", document.shrink),
        ("smooth", document.smooth),
    ):
        spent, gaps = timed(work, document.history_changed, before=document.undo)
        records += lines(name, spent, gaps)
    spent, gaps = timed(
        lambda: document.set_feather(AMOUNT),
        document.softness.changed,
        before=lambda: document.set_feather(0),
    )
    records += lines("feather", spent, gaps)
    mask = document.bitmap.to_pillow()
    records.append(told(f"mask preflight {SIDE}", median_ms(lambda: inspect(mask)), "ms"))
    undos = median_ms(document.undo, document.redo)
    records.append(told(f"mask undo of a whole-mask step {SIDE}", undos, "ms"))
    return records


def mask_undo() -> list[Record]:
    """Measure undo and redo of a stroke from corner to corner."""
    application()
    document = MaskDocument(scribbled(SIDE, SIDE))
    document.set_size(100)
    document.begin(PointerSample(60, 60))
    document.extend(PointerSample(SIDE - 60, SIDE - 400))
    document.end(PointerSample(SIDE - 60, SIDE - 400))
    undo = median_ms(document.undo, document.redo, UNDO_TIMES)
    document.undo()
    redo = median_ms(document.redo, document.undo, UNDO_TIMES)
    goal = "<= 2 ms"
    return [
        at_most(f"mask undo {SIDE}", undo, "ms", MOST_UNDO_MS, goal),
        at_most(f"mask redo {SIDE}", redo, "ms", MOST_UNDO_MS, goal),
    ]


def mask_fill() -> list[Record]:
    """Measure filling a ring's hole with one click, during which the window waits."""
    application()
    document = MaskDocument(MaskBitmap(SIDE, SIDE))
    for low, high, alt in ((100, SIDE - 100, False), (200, SIDE - 200, True)):
        _use(document, "ellipse", (low, low), (high, high), alt=alt)
    centre = (SIDE // 2, SIDE // 2)
    spent = median_ms(lambda: _use(document, "fill", centre), document.undo)
    return [at_most(f"mask fill {SIDE}", spent, "ms", MOST_FILL_MS, "<= 100 ms")]


def _use(document: MaskDocument, tool: str, *points: tuple[int, int], alt: bool = False) -> None:
    """Press a tool at the first point and release it at the last."""
    document.set_tool(tool)
    document.begin(PointerSample(*points[0], alt=alt))
    document.end(PointerSample(*points[-1], alt=alt))


def spotted() -> MaskBitmap:
    """Return a mask with some sixty painted and erased discs, so that every band has edges."""
    bitmap = scribbled(SIDE, SIDE)
    for at in range(60):
        x, y = at * 2477 % SIDE, at * 1531 % SIDE
        bitmap.stroke(Stroke(x, y, x + 90, y + 30, 60 + at * 7 % 300, add=at % 3 > 0))
    return bitmap


def timed(
    work: Callable[[], object], done: SignalInstance, *, before: Callable[[], object]
) -> tuple[float, float]:
    """Return the median milliseconds from a call to its signal, and the longest gap of all runs."""
    spent: list[float] = []
    longest = 0.0
    loop, timer = QEventLoop(), QTimer()
    last = 0.0

    def beat() -> None:
        nonlocal last, longest
        now = perf_counter()
        longest, last = max(longest, now - last), now

    timer.timeout.connect(beat)
    for turn in range(TIMES + 1):
        if turn:
            before()
        done.connect(loop.quit)
        start = last = perf_counter()
        timer.start(1)
        work()
        loop.exec()
        beat()
        timer.stop()
        done.disconnect(loop.quit)
        spent.append(perf_counter() - start)
    return statistics.median(spent[1:]) * 1000, longest * 1000


def lines(name: str, spent: float, gap: float) -> list[Record]:
    """Return the records of one operation."""
    title = f"mask {name} {AMOUNT} px {SIDE}"
    return [
        at_most(title, spent, "ms", MOST_MS, "<= 300 ms"),
        told(f"{title}: longest gap of the window", gap, "ms"),
    ]


def median_ms(
    work: Callable[[], object], between: Callable[[], object] = int, times: int = TIMES
) -> float:
    """Return the median of some runs."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        work()
        spent.append(perf_counter() - start)
        between()
    return statistics.median(spent) * 1000


BENCHMARKS: dict[str, Benchmark] = {
    "mask_shapes": mask_shapes,
    "mask_undo": mask_undo,
    "mask_fill": mask_fill,
}
