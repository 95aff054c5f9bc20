"""Fixtures for the tests of the window."""

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
    """Start the program again after this run."""
    return Later(programs, studio)
