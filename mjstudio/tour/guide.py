"""The hands and eyes of the tour: real key and mouse events, waits on signals, screenshots.

Events are sent from outside any task: delivering one lets Qt handle what is waiting, which may
continue another task, and asyncio forbids that inside a running one.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QCursor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mjstudio.model.job import Job, State
from mjstudio.tour.reading import Page, read

if TYPE_CHECKING:
    from mjstudio.app import App

_TURNS = 5
"""Turns of the loop that layouts inside layouts take at most."""
PATIENCE = 60.0
"""Time limit of a step's wait, in seconds."""

_QUICK = 80
"""PNG quality for Qt: compressing a screenshot well takes longer than most steps."""
_Widget = TypeVar("_Widget", bound=QWidget)


class CheckFailed(AssertionError):
    """A step did not show the expected result."""


@dataclass(slots=True)
class Step:
    """One step as in tour.json; `check` describes what was checked."""

    name: str
    ok: bool
    seconds: float
    screenshot: str
    check: str
    problem: str = ""


class Guide:
    """Drives one window."""

    def __init__(self, app: "App", out: Path, sizes: Sequence[QSize] = ()) -> None:
        """Drive the window of `app`; every step is also read in windows of these sizes."""
        self.app = app
        self._sizes = sizes
        self.texts: list[Page] = []
        self.window = app.window
        self._out = out
        self.steps: list[Step] = []
        self._begun = time.monotonic()

    def take(self, app: "App") -> None:
        """Go on in another program's window."""
        self.app = app
        self.window = app.window

    async def close(self) -> None:
        """Close the window as an artist does; the program is then to be closed in order."""
        await self.do(self.window.close)
        await self.app.ended.wait()

    # -- hands

    async def do(self, action: Callable[[], object]) -> None:
        """Do something with the window from outside any task."""
        done = asyncio.get_running_loop().create_future()

        def run() -> None:
            try:
                action()
            except BaseException as error:  # noqa: BLE001 (raised where it is awaited)
                done.set_exception(error)
            else:
                done.set_result(None)

        QTimer.singleShot(0, run)
        await done

    async def take_keyboard(self) -> None:
        """Give the keyboard to the window; without a window manager nobody else does."""
        await self.do(self.window.activateWindow)
        await self.until(
            self.window.isActiveWindow,
            self.app.application.focusWindowChanged,
            what="the keyboard",
        )

    async def write(self, name: str, text: str) -> None:
        """Click into a field, empty it and type."""
        field = self.find(name, QWidget)
        await self.do(lambda: QTest.mouseClick(_target(field), Qt.MouseButton.LeftButton))
        await self.press(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        await self.do(lambda: QTest.keyClicks(field, text))

    async def press(
        self,
        widget: QWidget,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press and release a key while a widget has the keyboard."""
        await self.do(lambda: QTest.keyClick(widget, key, modifiers))

    async def click(self, name: str, within: QWidget | None = None) -> None:
        """Click a control by its object name, in the window or in a part of it."""
        # A layout shows new children in the next turn of the loop.
        await self.do(lambda: None)
        widget = self.find(name, QWidget, within)
        if not widget.isVisible() or not widget.isEnabled():
            raise CheckFailed(f"{name} cannot be clicked")
        await self.do(lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))

    async def point(self, widget: QWidget, place: QPointF) -> None:
        """Move the pointer to a place in a widget, and wait until the window knows of it."""
        spot = widget.mapToGlobal(place.toPoint())
        if QCursor.pos() == spot:
            return
        arrival = _Arrival(spot)
        self.app.application.installEventFilter(arrival)
        try:
            await self.do(lambda: QTest.mouseMove(widget, place.toPoint()))
            # The display server reports it at some later time.
            await self.until(lambda: arrival.seen, arrival.arrived, what="the pointer")
        finally:
            self.app.application.removeEventFilter(arrival)

    async def drag(self, widget: QWidget, places: list[QPointF], *, drop: bool = True) -> None:
        """Press at the first place, move through the others, release at the last.

        Without `drop` the button stays down, for `drop_at`.
        """
        points = [place.toPoint() for place in places]
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        await self.do(lambda: QTest.mousePress(widget, left, none, points[0]))
        for point in points[1:]:
            await self.do(lambda p=point: QTest.mouseMove(widget, p))  # type: ignore[misc]
        if drop:
            await self.drop_at(widget, places[-1])

    async def drop_at(self, widget: QWidget, place: QPointF) -> None:
        """Release the left button."""
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        await self.do(lambda: QTest.mouseRelease(widget, left, none, place.toPoint()))

    def find(self, name: str, kind: type[_Widget], within: QWidget | None = None) -> _Widget:
        """A control by its object name. Raises CheckFailed if it is not there."""
        found = (within or self.window).findChild(kind, name)
        if found is None:
            raise CheckFailed(f"there is no {name}")
        return found

    # -- patience

    async def until(
        self, condition: Callable[[], bool], *signals: SignalInstance, what: str
    ) -> None:
        """Wait until a condition is true, checking it whenever one of the signals arrives."""
        changed = asyncio.Event()

        def wake(*_: object) -> None:
            changed.set()

        for signal in signals:
            signal.connect(wake)
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            raise CheckFailed(f"waited in vain for {what}") from None
        finally:
            for signal in signals:
                signal.disconnect(wake)

    async def finished(self, job_id: str | None = None) -> Job:
        """Wait until a job (by default the newest) is finished and on the stage."""
        studio = self.app.studio
        wanted = job_id or studio.runner.jobs[-1].id

        def done() -> bool:
            job = studio.runner.job(wanted)
            if job is not None and job.state.ended and job.state is not State.FINISHED:
                raise CheckFailed(f"{job.request.action}: {job.error}")
            current = studio.session.current
            return current is not None and current.id == wanted and bool(current.file)

        session = studio.session
        await self.until(done, session.current_changed, studio.runner.job_changed, what=wanted)
        job = studio.runner.job(wanted)
        if job is None:
            raise CheckFailed("the job is gone")
        return job

    # -- eyes

    def picture(self, job: Job) -> QImage:
        """The decoded picture of a finished job."""
        pyramid = self.app.studio.images.picture(job.id)
        if pyramid is None:
            raise CheckFailed("the picture is not decoded")
        return pyramid.full

    async def shoot(
        self,
        name: str,
        check: str,
        passed: Callable[[QImage], bool],
        over: QWidget | None = None,
    ) -> None:
        """Take a screenshot of the window, and record whether its check passed.

        It includes a popup, and a dialog `over` the window if one is given.
        """
        await self.do(lambda: None)
        shot = self.window.grab()
        image = shot.toImage()
        popup = over or self.app.application.activePopupWidget()
        self._save(name, check, image, popup, passed)
        resizable = popup is None and not self.window.stage.held
        await self._read(self.steps[-1], resizable=resizable)

    async def _read(self, step: Step, *, resizable: bool) -> None:
        """Note every text that is seen, and a problem with the step if one is cut.

        With a popup or a dialog open, the window keeps its size, or they would close; with a button
        down on a mask, too, when its parts keep their places.
        """
        usual = self.window.size()
        for size in (usual, *self._sizes) if resizable else (usual,):
            await self._resize(size)
            await self.do(lambda: self.texts.append(self._page(step.name)))
            if self.texts[-1].cut and not step.problem:
                step.problem, step.ok = f"cut: {self.texts[-1].cut}", False
        await self._resize(usual)

    def _page(self, name: str) -> Page:
        # What just said something else has not asked for its room yet.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return Page(name, self.window.width(), self.window.height(), read(self.window))

    async def _resize(self, size: QSize) -> None:
        """Resize the window, and wait until its layout has settled."""
        await self.do(partial(self.window.resize, size))
        for _turn in range(_TURNS):
            await self.do(lambda: None)

    def _save(
        self,
        name: str,
        check: str,
        image: QImage,
        popup: QWidget | None,
        passed: Callable[[QImage], bool],
    ) -> None:
        if popup is not None:
            image = _with_popup(image, self.window, popup)
        file = f"{len(self.steps) + 1:02d}-{name}.png"
        problem = ""
        if not image.save(str(self._out / file), quality=_QUICK):
            problem = "the screenshot was not saved"
        elif not passed(image):
            problem = f"not so: {check}"
        now = time.monotonic()
        self.steps.append(
            Step(name, not problem, round(now - self._begun, 3), file, check, problem)
        )
        self._begun = now

    def report(self) -> dict[str, object]:
        """Return the content of tour.json."""
        return {
            "ok": bool(self.steps) and all(step.ok for step in self.steps),
            "steps": [asdict(step) for step in self.steps],
        }


class _Arrival(QObject):
    """Waits for the pointer to arrive at a position on the screen."""

    arrived = Signal()

    def __init__(self, spot: QPoint) -> None:
        super().__init__()
        self._spot = spot
        self.seen = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let everything pass."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseMove
            # Where a desktop is scaled, the server rounds.
            and (event.globalPosition().toPoint() - self._spot).manhattanLength() <= 2
        ):
            self.seen = True
            self.arrived.emit()
        return False


def _target(field: QWidget) -> QWidget:
    viewport = getattr(field, "viewport", None)
    return viewport() if viewport is not None else field


def _with_popup(image: QImage, window: QWidget, popup: QWidget) -> QImage:
    from PySide6.QtGui import QPainter

    result = QImage(image)
    result.setDevicePixelRatio(window.devicePixelRatioF())
    painter = QPainter(result)
    painter.drawPixmap(popup.pos() - window.mapToGlobal(QPoint(0, 0)), popup.grab())
    painter.end()
    return result


def region(image: QImage, window: QWidget, widget: QWidget, rect: QRect) -> QImage:
    """A part of a screenshot: a rectangle of a widget, in the screenshot's own pixels."""
    ratio = window.devicePixelRatioF()
    corner = widget.mapTo(window, rect.topLeft())
    return image.copy(
        round(corner.x() * ratio),
        round(corner.y() * ratio),
        round(rect.width() * ratio),
        round(rect.height() * ratio),
    )
