"""Run under a real display: the main job with the X server's own key and pointer events.

Everything goes through the server: keys and pointer come from xdotool, pixels are read from the
root window, so what is checked is what an artist would see. Prints `ok` at the end.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from mjstudio.app import App, run_with
from mjstudio.model.job import Job, State
from mjstudio.paths import Paths
from mjstudio.start import Options, make_application
from mjstudio.tour.checks import changed_inside, changed_outside, difference, quarter
from mjstudio.tour.guide import Guide


class Hand:
    """xdotool, waited for in a worker."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def tool(self, *words: str) -> None:
        await asyncio.to_thread(subprocess.run, ["xdotool", *words], check=True, timeout=20)

    async def key(self, *keys: str) -> None:
        await self.tool("key", "--clearmodifiers", *keys)

    async def move(self, widget: QWidget, place: QPointF) -> None:
        spot = widget.mapToGlobal(place.toPoint()) * self._app.window.devicePixelRatioF()
        await self.tool("mousemove", "--sync", str(round(spot.x())), str(round(spot.y())))

    def seen(self, widget: QWidget, place: QPointF) -> QColor:
        """The colour on the screen at a place of a widget."""
        window = self._app.window
        shot: QImage = window.screen().grabWindow(0).toImage()
        spot = widget.mapToGlobal(place.toPoint()) * window.devicePixelRatioF()
        return shot.pixelColor(round(spot.x()), round(spot.y()))


async def job(app: App) -> None:
    guide, hand = Guide(app, Path(tempfile.mkdtemp())), Hand(app)
    studio, window = app.studio, app.window
    await guide.until(
        lambda: app.connection.service is not None, app.connection.connected, what="the sandbox"
    )
    await hand.tool("windowfocus", "--sync", str(int(window.winId())))
    await hand.tool("type", "--delay", "5", "1 mountain lake, mist --seed 12")
    await guide.until(
        lambda: studio.draft.text.endswith("--seed 12"), studio.draft.changed, what="the text"
    )
    assert studio.draft.text == "1 mountain lake, mist --seed 12"
    assert not studio.runner.jobs, "a key fired while text was typed"
    await hand.key("Return")
    await guide.until(lambda: bool(studio.runner.jobs), studio.runner.job_added, what="the job")
    grid = await guide.finished()

    view = window.stage.grid_view
    await hand.move(view, view.quadrant_rect(2).center())
    await guide.until(lambda: view.quadrant == 2, view.quadrant_changed, what="a lit quarter")
    await hand.key("Escape")
    await hand.key("2")
    await guide.until(
        lambda: len(studio.runner.jobs) == 2, studio.runner.job_added, what="the upscale"
    )
    single = await guide.finished()
    assert single.request.action == "upscale2"
    source = guide.picture(single)
    assert difference(source, quarter(guide.picture(grid), 2)) == 0

    await hand.key("m")
    await guide.until(
        lambda: studio.masking.current is not None, studio.masking.opened, what="mask mode"
    )
    region, canvas = studio.masking.current, window.stage.mask_mode.canvas
    assert region is not None
    document = region.document
    document.set_size(round(source.width() * 0.12))

    def at(x: float, y: float) -> QPointF:
        return canvas.picture_to_widget(QPointF(x * source.width(), y * source.height()))

    clean = hand.seen(canvas, at(0.5, 0.5))
    await hand.move(canvas, at(0.35, 0.5))
    await hand.tool("mousedown", "1")
    for step in range(1, 7):
        await hand.move(canvas, at(0.35 + 0.05 * step, 0.5))
    await hand.tool("mouseup", "1")
    await guide.until(document.can_undo, document.history_changed, what="the stroke")
    mask = document.bitmap.snapshot().to_pillow()
    for x in (0.35, 0.42, 0.5, 0.58, 0.65):
        assert mask.getpixel((round(x * mask.width), round(0.5 * mask.height))) == 255, x
    assert mask.getpixel((round(0.5 * mask.width), round(0.7 * mask.height))) == 0
    pink = hand.seen(canvas, at(0.5, 0.5))
    assert pink.red() - pink.green() > clean.red() - clean.green() + 30, (clean, pink)

    await hand.key("ctrl+z")
    await guide.until(
        lambda: document.coverage() == 0, document.history_changed, what="the undone stroke"
    )
    await hand.key("ctrl+shift+z")
    await guide.until(
        lambda: document.coverage() > 0, document.history_changed, what="the redone stroke"
    )
    sent: list[Job] = []
    studio.masking.submitted.connect(sent.append)
    await hand.key("Return")
    await guide.until(lambda: bool(sent), studio.masking.submitted, what="the redraw")
    redrawn = guide.picture(await guide.finished(sent[0].id))
    for quadrant in range(1, 5):
        assert changed_outside(source, quarter(redrawn, quadrant), mask) == 0
        assert changed_inside(source, quarter(redrawn, quadrant), mask) > 0.5

    await hand.key("Escape")
    await hand.key("shift+3")
    await guide.until(
        lambda: studio.runner.jobs[-1].request.action == "variation3",
        studio.runner.job_added,
        what="Shift+3",
    )
    studio.runner.cancel(studio.runner.jobs[-1].id)
    await guide.until(
        lambda: studio.runner.jobs[-1].state is State.CANCELLED,
        studio.runner.job_changed,
        what="the cancelled job",
    )


def main() -> int:
    application = make_application(sys.argv)
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder), Path(folder))

        async def run() -> int:
            app = App(application, Options(paths, force_sandbox=True, sandbox_speed=4))
            app.window.resize(QSize(1280, 720))
            app.window.move(0, 0)
            app.window.show()
            try:
                await job(app)
            finally:
                await app.close()
            sys.stdout.write("ok\n")
            return 0

        return run_with(application, run)


if __name__ == "__main__":
    sys.exit(main())
