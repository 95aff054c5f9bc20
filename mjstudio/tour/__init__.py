"""`mjstudio tour`: the whole main job in a real window, with screenshots and checks on pixels.

It runs on the sandbox in a separate data folder, and is the self-test of every packaged build: it
writes `NN-name.png` and `tour.json` to the given folder and returns exit code 0 if every check
passed. No text may be cut, in any language. With `--read` every step is also read in smaller
windows, and `texts.json` contains all visible texts.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize

from mjstudio.app import App
from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.child import SandboxChild
from mjstudio.start import run
from mjstudio.tour.acting import Acting
from mjstudio.tour.compare import CompareSession
from mjstudio.tour.guide import CheckFailed, Guide
from mjstudio.tour.library import Library
from mjstudio.tour.making import Making
from mjstudio.tour.mask_autosave import MaskAutosave
from mjstudio.tour.masking import Masking
from mjstudio.tour.mishaps import Mishaps
from mjstudio.tour.restarting import Restarting

SPEED = 8.0
SIZE = QSize(1440, 900)
SMALLER = (QSize(1280, 720), QSize(880, 440))
"""A common laptop's screen, and the space left on one of 1366x768 at 150 %."""


def run_tour(out: str, *, reads: bool = False, level: str | None = None) -> int:
    """Take the tour; returns 0 if every check passed.

    The program is started as its command starts it, and ends as its window is closed.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    # The tour's own, so that it outlives a restart of the program.
    sandbox = SandboxChild(speed=SPEED)
    with tempfile.TemporaryDirectory(prefix="mjstudio-tour-") as data:
        options = Options(Paths(Path(data), Path(data)), force_sandbox=True)
        try:
            return run(
                options, level, guest=partial(_visit, folder, sandbox, reads), sandbox=sandbox
            )
        finally:
            sandbox.stop()


async def _visit(folder: Path, sandbox: SandboxChild, reads: bool, app: App) -> tuple[App, int]:
    def again(before: App) -> App:
        after = App(before.application, before.options, sandbox=sandbox)
        after.window.resize(SIZE)
        return after

    guide = Guide(app, folder, SMALLER if reads else ())
    app.window.resize(SIZE)
    error = ""
    try:
        await take(guide, Restarting(guide, again))
    except CheckFailed as failed:
        error = str(failed)
    await guide.close()
    return guide.app, _report(guide, folder, error, reads=reads)


def _report(guide: Guide, folder: Path, error: str, *, reads: bool) -> int:
    """Write tour.json, print what failed, and return the exit code."""
    report = guide.report()
    if error:
        report |= {"ok": False, "error": error}
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    (folder / "tour.json").write_text(text, encoding="utf-8")
    if reads:
        pages = json.dumps([asdict(page) for page in guide.texts], ensure_ascii=False, indent=1)
        (folder / "texts.json").write_text(pages + "\n", encoding="utf-8")
    for step in guide.steps:
        if step.problem:
            sys.stderr.write(f"{step.name}: {step.problem}\n")
    if error:
        sys.stderr.write(f"after {len(guide.steps)} steps: {error}\n")
    return 0 if report["ok"] else 1


async def take(guide: Guide, restarting: Restarting) -> None:
    """Take the steps in the order in which an artist would meet them."""
    making, acting = Making(guide), Acting(guide)
    await making.begin()
    grid = await making.first_grid()
    await making.quarters(grid)
    single = await making.upscale(grid)
    redrawn = await Masking(guide).mask(single)
    await MaskAutosave(guide).show(single)
    comparing = CompareSession(guide)
    await comparing.compare(single, redrawn)
    await comparing.queue(single)
    await acting.single_actions(single)
    await acting.grid_actions(grid)
    await acting.other_actions()
    await Library(guide).keeping(grid)
    await restarting.restart()
    mishaps = Mishaps(guide)
    await mishaps.troubles()
    await mishaps.looks()
