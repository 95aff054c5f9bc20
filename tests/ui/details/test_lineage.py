"""The line of pictures in the details: each as it stands now, also the one being made."""

import math
from dataclasses import replace

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton

from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.look.tokens import DARK
from tests.conftest import PATIENCE, Workbench
from tests.ui.hands import click, seen


def line(studio: Workbench) -> list[QPushButton]:
    """The thumbnails, first ancestor first."""
    buttons = studio.window.details.findChildren(QPushButton)
    found = [b for b in buttons if b.accessibleName().startswith("Go to:") and not b.isHidden()]
    return sorted(found, key=lambda button: (button.y(), button.x()))


def swept(button: QPushButton) -> int:
    """How many degrees of its ring have the accent's colour, clockwise from the top."""
    image, accent = seen(button), QColor(DARK.accent)
    middle = button.rect().center()
    degrees = 0
    for angle in range(0, 360, 4):
        turned = math.radians(angle)
        x = middle.x() + 0.5 + 21 * math.sin(turned)
        y = middle.y() + 0.5 - 21 * math.cos(turned)
        colour = image.pixelColor(round(x), round(y))
        near = abs(colour.red() - accent.red()) + abs(colour.blue() - accent.blue())
        degrees += 4 if near < 60 else 0
    return degrees


def test_the_picture_being_made_shows_how_far_it_is(studio: Workbench) -> None:
    studio.finish_a_single()
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.session.act("variation_subtle")
    assert job is not None
    studio.session.show(job.id)
    studio.until(State.RUNNING, job.id)
    studio.qtbot.waitUntil(lambda: len(line(studio)) == 3, timeout=PATIENCE)
    # What is asked for now and then tells how far it is, and brings no picture.
    further = replace(studio.job(job.id), progress=62)
    studio.runner.job_changed.emit(further)
    studio.qtbot.waitUntil(lambda: abs(swept(line(studio)[-1]) - 62 * 3.6) < 30)
    studio.runner.cancel(job.id)


def test_an_ancestor_that_was_deleted_leaves_the_line(studio: Workbench) -> None:
    studio.finish_a_grid()
    grid = studio.session.current
    assert grid is not None
    single = studio.act("upscale1")
    studio.session.show(single.id)
    studio.qtbot.waitUntil(lambda: len(line(studio)) == 2, timeout=PATIENCE)
    studio.runner.delete(grid.id)
    studio.qtbot.waitUntil(lambda: len(line(studio)) == 1, timeout=PATIENCE)
    click(line(studio)[0])
    assert studio.session.current == studio.job(single.id)
