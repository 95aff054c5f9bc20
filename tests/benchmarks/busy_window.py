"""The whole program at work, with its GUI thread's timer gaps; started by `beat`.

`python -m tests.benchmarks.busy_window` prints one line of JSON: for each case the gaps between the
ticks of a 1 ms timer, in order and in milliseconds.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter_ns

from PySide6.QtCore import Qt, QTimer

from mjstudio.app import App, run_with
from mjstudio.mask.store.encode import encode_mask
from mjstudio.model.job import Job, State
from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.child import SandboxChild
from mjstudio.start import make_application
from mjstudio.tour.guide import Guide
from tests.benchmarks.mask import scribbled

IDLE_SECONDS = 4.0
SPEED = 2.0
RIVALS = 5
"""As many processes compute beside the idle window as threads work in the busy one."""

DECODING = 4
SIDE = 2048
PROMPTS = ("a harbour at dawn --seed 3", "a city in the rain --seed 4", "a desert --seed 5")

Gaps = dict[str, list[float]]


class LargePreviews(SandboxChild):
    """The sandbox of `large_previews` instead of the usual one."""

    def start(self) -> str:
        """Start it and return its base URL."""
        options = ("--port", "0", "--speed", str(self._speed), "--until-stdin-closes")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.large_previews", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        self.base_url = line.strip().removeprefix("listening on ")
        return self.base_url


class Beat:
    """Records the ticks of a timer; created and read in the GUI thread."""

    def __init__(self) -> None:
        self._times = array("q")
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def _tick(self) -> None:
        self._times.append(perf_counter_ns())

    def gaps(self) -> list[float]:
        """Stop, and return the milliseconds from each tick to the next."""
        self._timer.stop()
        return [(after - before) / 1e6 for before, after in pairwise(self._times)]


class Cases:
    """The cases: what the window does while its timer is recorded."""

    def __init__(self, app: App, folder: Path) -> None:
        self._app = app
        self._studio = app.studio
        self._guide = Guide(app, folder)

    async def take(self) -> Gaps:
        """Run all cases, one after the other."""
        connection = self._app.connection
        await self._guide.until(
            lambda: connection.service is not None, connection.connected, what="the sandbox"
        )
        await asyncio.sleep(1)
        found: Gaps = {}
        found["idle"] = await self._idle()
        rivals = [rival() for _ in range(RIVALS)]
        try:
            found["machine"] = await self._idle()
        finally:
            for one in rivals:
                one.kill()
                one.wait()
        streams = Beat()
        jobs = await self._three_grids()
        found["streams"] = streams.gaps()
        found["crowd"] = await self._crowd([Path(job.file) for job in jobs])
        return found

    async def _idle(self) -> list[float]:
        beat = Beat()
        await asyncio.sleep(IDLE_SECONDS)
        return beat.gaps()

    async def _three_grids(self) -> list[Job]:
        """Have three grids made at the same time, and wait until they are finished."""
        runner = self._studio.runner
        before = len(runner.jobs)
        for prompt in PROMPTS:
            await self._guide.do(self._submitting(prompt))

        def made() -> list[Job]:
            return runner.jobs[before:]

        await self._guide.until(
            lambda: all(job.state.ended for job in made()), runner.job_changed, what="three grids"
        )
        if any(job.state is not State.FINISHED for job in made()):
            raise RuntimeError(f"not made: {[str(job.error) for job in made()]}")
        return made()

    def _submitting(self, prompt: str) -> Callable[[], object]:
        def submit() -> None:
            self._studio.draft.load(prompt)
            self._app.window.prompt_panel.submit()

        return submit

    async def _crowd(self, kept: list[Path]) -> list[float]:
        """Make three grids, decoding pictures and encoding a mask until they are finished."""
        mask = scribbled(SIDE, SIDE)
        beat = Beat()
        grids = asyncio.ensure_future(self._three_grids())

        async def decode(number: int) -> None:
            while not grids.done():
                await self._studio.images.load(f"kept {number}", kept[number % len(kept)])

        async def export() -> None:
            while not grids.done():
                await asyncio.to_thread(encode_mask, mask.snapshot())

        await asyncio.gather(grids, export(), *(decode(number) for number in range(DECODING)))
        return beat.gaps()


def rival() -> "subprocess.Popen[bytes]":
    """Start a process that only computes."""
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])


def measure() -> Gaps:
    """Run the program with all cases, and close it."""
    application = make_application(sys.argv)
    found: Gaps = {}
    with tempfile.TemporaryDirectory(prefix="mjstudio-beat-") as name:
        folder = Path(name)

        async def main() -> int:
            app = App(application, Options(Paths(folder, folder), force_sandbox=True))
            app.sandbox = LargePreviews(speed=SPEED)
            app.window.resize(1440, 900)
            app.window.show()
            try:
                found.update(await Cases(app, folder).take())
            finally:
                await app.close()
            return 0

        run_with(application, main)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
