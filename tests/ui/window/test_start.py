"""The start: what is imported and made before one can type, and what is typed before that."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QWidget

from mjstudio.ui.compare.parts import View
from mjstudio.ui.window.main_window import MainWindow
from tests import conftest
from tests.conftest import Programs
from tests.ui.hands import Key, find, press

ROOT = Path(__file__).resolve().parents[3]

BEFORE_ONE_CAN_TYPE = {
    "httpx", "httpcore", "h11", "keyring", "jeepney", "uvicorn", "starlette", "email", "PIL",
    "mjstudio.api", "mjstudio.mask.document", "mjstudio.ui.mask.mask_mode",
    "mjstudio.ui.compare.compare_view",
}  # fmt: skip
"""What is imported by its first use, however soon after the start that is."""
BEFORE_THE_FIRST_PAINT = BEFORE_ONE_CAN_TYPE | {
    "asyncio", "logging.handlers", "msgspec", "qasync", "sqlite3", "PySide6.QtSvg", "mjstudio.app",
    "mjstudio.api", "mjstudio.library", "mjstudio.mask", "mjstudio.studio",
}  # fmt: skip


def imported(statement: str) -> set[str]:
    """The modules of a new interpreter after a statement."""
    script = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["start", "cli", "desktop.instance", "ui.window.main_window"])
def test_little_is_imported_for_the_first_paint(module: str) -> None:
    loaded = imported(f"import mjstudio.{module}")
    assert f"mjstudio.{module}" in loaded
    assert not loaded & BEFORE_THE_FIRST_PAINT


def test_what_is_first_used_later_is_imported_then() -> None:
    furniture = "from mjstudio.ui.window import window_commands, after_redraw, desk"
    loaded = imported(f"import mjstudio.app, mjstudio.ui.stage.stage; {furniture}")
    assert {"mjstudio.studio.studio", "mjstudio.ui.stage.stage"} <= loaded
    assert not loaded & BEFORE_ONE_CAN_TYPE


class Impatient(MainWindow):
    """A window in which somebody types as soon as it is seen."""

    def showEvent(self, event: QShowEvent) -> None:
        """The window is empty yet."""
        super().showEvent(event)
        QTest.keyClicks(self, "a quiet Lake")
        for key in (Key.Key_Return, Key.Key_Escape, Key.Key_Delete):
            QTest.keyClick(self, key)


def test_what_is_typed_before_the_prompt_is_there_is_in_it(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conftest, "MainWindow", Impatient)
    studio = programs.start()
    assert studio.window.prompt_panel.edit.toPlainText() == "a quiet Lake"
    assert studio.draft.prompt.words == "a quiet Lake"
    assert studio.window.focusWidget() is studio.window.prompt_panel.edit
    assert not studio.runner.jobs


class Windows(QObject):
    """Names what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part that is shown before it is in its place flashes over the window."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            self.names += [watched.objectName()] * watched.isWindow()
        return False


def test_what_is_not_seen_at_the_start_is_made_when_it_is_wanted(
    programs: Programs, qapp: QApplication
) -> None:
    studio = programs.start()
    window = studio.window
    stage, after_redraw = window.stage, window.after_redraw
    studio.finish_a_single("a quiet lake")
    assert stage.first_mask.made is None
    assert after_redraw.first_compare.made is None
    assert window.findChild(QWidget, "mask_prompt") is None
    shown = Windows()
    qapp.installEventFilter(shown)
    window.commands["vary_region"].trigger()
    assert not shown.names
    assert stage.masking
    assert stage.first_mask.made is not None
    assert find(window, "mask_prompt").isVisible()
    assert find(window, "mask_coverage", QLabel).text() == "0.00 % of the picture"
    after_redraw.first_compare.get()
    assert not shown.names
    mode = stage.mask_mode
    press(Key.Key_Escape)
    window.commands["vary_region"].trigger()
    assert stage.mask_mode is mode
    assert mode.canvas.hasFocus()


def test_what_was_chosen_outlives_a_day_on_which_it_was_not_looked_at(programs: Programs) -> None:
    first = programs.start()
    first.window.after_redraw.compare.choose_view(View.SIDE)
    first.window.mask_panel.overlay_chosen.emit("#3fd0ff", 0.7)
    programs.close(first)
    second = programs.start()
    assert second.window.after_redraw.first_compare.made is None
    programs.close(second)
    third = programs.start()
    assert third.window.after_redraw.compare.chosen is View.SIDE
    assert find(third.window.mask_panel, "mask_opacity", QSlider).value() == 70
