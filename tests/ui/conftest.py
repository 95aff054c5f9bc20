"""Fixtures of the window's tests."""

import pytest
from PySide6.QtCore import Qt

from mjstudio.model.job import Job
from tests.conftest import Programs, Workbench
from tests.ui.hands import press
from tests.ui.later import Later


@pytest.fixture
def single(studio: Workbench) -> Job:
    """A single picture in mask mode; the canvas has the keyboard."""
    job = studio.finish_a_single("a quiet lake")
    studio.window.stage.single_view.setFocus()
    press(Qt.Key.Key_M)
    assert studio.window.stage.masking
    return job


@pytest.fixture
def later(programs: Programs, studio: Workbench) -> Later:
    """What comes after this run."""
    return Later(programs, studio)
