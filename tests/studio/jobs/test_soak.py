"""Many signals and paints leave no trace: this version of the binding keeps its references."""

import gc
import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.model.job import Job, State
from mjstudio.model.request import ImagineRequest
from mjstudio.studio.pictures.pyramid import build
from mjstudio.ui.canvas.picture_view import status_text
from mjstudio.ui.stage.grid_view import GridView
from tests.ui.registry import commands

ROUNDS = 100_000


class Teller(QObject):
    job_changed = Signal(object)
    progressed = Signal(int)
    switched = Signal(bool)


@pytest.mark.whole
def test_100_000_signals_and_paints_do_not_crash(qtbot) -> None:
    view = GridView(commands())
    qtbot.addWidget(view)
    view.resize(48, 48)
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(0)
    pyramid = build(image)
    job = Job(ImagineRequest("a cat"), state=State.RUNNING)
    target = QImage(48, 48, QImage.Format.Format_RGB32)
    heard = {"jobs": 0, "steps": 0, "on": 0}
    teller = Teller()

    def painted(_job: Job) -> None:
        heard["jobs"] += 1
        view.show_job(job, pyramid, status_text(job, 1, ""))
        view.render(target)

    def stepped(_step: int) -> None:
        heard["steps"] += 1

    def switched(on: bool) -> None:
        heard["on"] += on

    teller.job_changed.connect(painted)
    teller.progressed.connect(stepped)
    teller.switched.connect(switched)
    gc.collect()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for step in range(ROUNDS):
        teller.progressed.emit(step)
        teller.switched.emit(True)
        if step % 10 == 0:
            teller.job_changed.emit(job)
    for _ in range(ROUNDS - ROUNDS // 10):
        view.render(target)
    gc.collect()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert heard == {"jobs": ROUNDS // 10, "steps": ROUNDS, "on": ROUNDS}
    if sys.version_info < (3, 12):
        # From 3.12 on these objects are immortal, and their counts mean nothing.
        assert all(abs(b - a) < 1000 for a, b in zip(before, after, strict=True))
