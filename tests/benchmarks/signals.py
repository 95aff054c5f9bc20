"""100,000 signals that carry a job, each followed by a paint: how long, and whether anything leaks.

There is no baseline. Besides time, this measures drift: of the references to True and None
(bindings that forget to count them crash after days) and of the memory in use. `python -m
tests.benchmarks.signals` measures in a separate process and prints JSON.
"""

import json
import sys
from collections.abc import Sequence

from tests.benchmarks.measure import Benchmark, Record, at_most, seconds, told, told_by

EMITS = 100_000
WARM_UP = 10_000
MOST_DRIFT = 100
MOST_MIB = 8.0


def signals() -> Sequence[Record]:
    """Measure time, references and memory."""
    found: dict[str, float] = told_by("signals")
    flat = f"at most {MOST_DRIFT}"
    return [
        told(f"signals and paints, {EMITS:,}", found["ms"], "ms"),
        at_most("signals: drift of references to True", found["true"], "refs", MOST_DRIFT, flat),
        at_most("signals: drift of references to None", found["none"], "refs", MOST_DRIFT, flat),
        at_most("signals: memory gained", found["mib"], "MiB", MOST_MIB, f"at most {MOST_MIB:g}"),
    ]


BENCHMARKS: dict[str, Benchmark] = {"signals": signals}


def measure() -> dict[str, float]:
    """Emit, receive and paint, after some rounds that fill every cache."""
    import gc
    from dataclasses import replace

    from PySide6.QtCore import QEvent, QObject, QSize, Signal
    from PySide6.QtWidgets import QApplication

    from mjstudio.model.job import Job, State
    from mjstudio.model.request import ImagineRequest
    from mjstudio.ui.stage.single_view import SingleView

    class Sender(QObject):
        """Sends jobs like the runner does."""

        job_changed = Signal(object)

    application = QApplication([])
    view = SingleView()
    view.resize(QSize(120, 120))
    view.show()
    application.processEvents()
    sender, jobs = Sender(), 0

    def shown(job: Job) -> None:
        nonlocal jobs
        jobs += 1
        view.show_job(job, None, f"{job.progress} %")

    sender.job_changed.connect(shown)
    job = Job(request=ImagineRequest(prompt="a quiet lake"), state=State.RUNNING)
    steps = [replace(job, progress=progress) for progress in range(100)]

    def emit(count: int) -> None:
        for number in range(count):
            sender.job_changed.emit(steps[number % 100])
            QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)

    emit(WARM_UP)
    gc.collect()
    before = sys.getrefcount(True), sys.getrefcount(None), memory()
    took = seconds(lambda: emit(EMITS))
    gc.collect()
    after = sys.getrefcount(True), sys.getrefcount(None), memory()
    if jobs != WARM_UP + EMITS:
        raise AssertionError
    return {
        "ms": took * 1000,
        "true": abs(after[0] - before[0]),
        "none": abs(after[1] - before[1]),
        "mib": max(0, after[2] - before[2]) / 2**20,
    }


def memory() -> int:
    """Return the memory in use in bytes, or the peak if the system reports no more."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) * 1024 for line in status if "VmRSS" in line)
    except (OSError, StopIteration):
        from tests.benchmarks.first_paint import peak_bytes

        return peak_bytes()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
