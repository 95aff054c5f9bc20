"""Hours of ordinary work in the real program; started by `memory`.

`python -m tests.benchmarks.long_work ROUNDS` prints one line of JSON: the process's memory at the
start and after each round, in MiB, and how much of that is decoded pictures. A round is a prompt,
an upscale to 1024² and to 2048², a mask, its redraw, a comparison, and a look at an old picture.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from mjstudio.app import App, run_with
from mjstudio.mask.tools import PointerSample
from mjstudio.model.job import Job
from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.child import SandboxChild
from mjstudio.start import make_application
from mjstudio.tour.guide import Guide

MIB = 1024 * 1024


class QuickSandbox(SandboxChild):
    """The sandbox of `flat_sandbox` instead of the usual one."""

    def start(self) -> str:
        """Start it and return its base URL."""
        if self._process is not None:
            return self.base_url
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.benchmarks.flat_sandbox",
                *("--speed", "0", "--until-stdin-closes"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        self.base_url = line.strip().removeprefix("listening on ")
        return self.base_url


def resident() -> float:
    """Return the resident memory of the process, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class Artist:
    """Works in the window."""

    def __init__(self, app: App, folder: Path) -> None:
        self._app, self._studio = app, app.studio
        self._guide = Guide(app, folder)
        self._chance = random.Random(3)

    async def work(self, rounds: int) -> dict[str, list[float]]:
        """Work some rounds; return the memory before the first and after each."""
        connection = self._app.connection
        await self._guide.until(
            lambda: connection.service is not None, connection.connected, what="the sandbox"
        )
        held, decoded = [resident()], [0.0]
        for number in range(rounds):
            await self._round(number)
            held.append(round(resident(), 1))
            decoded.append(round(self._studio.images.decoded.bytes / MIB, 1))
        return {"held": held, "decoded": decoded}

    async def _round(self, number: int) -> None:
        studio, guide = self._studio, self._guide
        await guide.do(lambda: studio.draft.load(f"a quiet lake, number {number}"))
        await guide.do(self._app.window.prompt_panel.submit)
        await self._shown(await guide.finished())
        for action in (f"upscale{number % 4 + 1}", "upscale_subtle"):
            await guide.do(lambda name=action: studio.session.act(name))  # type: ignore[misc]
            await self._shown(await guide.finished())
        await self._shown(await self._redrawn())
        await guide.do(studio.comparing.open)
        await guide.do(self._app.window.repaint)
        await guide.do(studio.comparing.close)
        older = self._chance.choice(studio.runner.jobs)
        await guide.do(lambda: studio.session.show(older.id))
        await self._shown(older)

    async def _redrawn(self) -> Job:
        studio, guide = self._studio, self._guide
        await guide.do(self._app.window.commands["vary_region"].trigger)
        region = studio.masking.current
        if region is None:
            raise RuntimeError("mask mode did not open")
        document = region.document
        await guide.do(lambda: document.set_size(300))
        across = self._chance.randrange(500, 1500)
        for y in (600, 900, 1200):
            await guide.do(lambda y=y: document.begin(_sample(across, y)))  # type: ignore[misc]
            await guide.do(lambda y=y: document.extend(_sample(across + 300, y)))  # type: ignore[misc]
            await guide.do(lambda y=y: document.end(_sample(across + 300, y)))  # type: ignore[misc]
        sent: list[Job] = []
        studio.masking.submitted.connect(sent.append)
        await guide.do(studio.masking.submit)
        await guide.until(lambda: bool(sent), studio.masking.submitted, what="the redraw")
        studio.masking.submitted.disconnect(sent.append)
        return await guide.finished(sent[0].id)

    async def _shown(self, job: Job) -> None:
        """Wait until the full picture is on the stage, and paint it."""
        images = self._studio.images
        await self._guide.until(
            lambda: images.picture(job.id) is not None, images.changed, what="the picture"
        )
        await self._guide.do(self._app.window.repaint)


def _sample(x: float, y: float) -> PointerSample:
    return PointerSample(x, y)


def measure(rounds: int) -> dict[str, list[float]]:
    """Run the program, work in it, and close it."""
    application = make_application(sys.argv)
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="mjstudio-memory-") as name:
        folder = Path(name)

        async def main() -> int:
            app = App(application, Options(Paths(folder, folder), force_sandbox=True))
            app.sandbox = QuickSandbox(speed=0.0)
            app.window.resize(1440, 900)
            app.window.show()
            try:
                found.update(await Artist(app, folder).work(rounds))
            finally:
                await app.close()
                app.sandbox.stop()
            return 0

        run_with(application, main)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
