"""The start: what is imported and made before one can type, and what is typed before that."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest

from mjstudio.ui.window.main_window import MainWindow
from tests import conftest
from tests.conftest import Programs
from tests.ui.hands import Key

ROOT = Path(__file__).resolve().parents[3]

OF_THE_NETWORK = {"httpx", "httpcore", "h11", "keyring", "jeepney", "uvicorn", "starlette", "email"}
OF_PICTURES = {"PIL"}
BEFORE_ONE_CAN_TYPE = OF_THE_NETWORK | OF_PICTURES
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


@pytest.mark.parametrize(
    ("module", "not_needed"),
    [("app", OF_THE_NETWORK), ("studio.studio", BEFORE_ONE_CAN_TYPE)],
)
def test_what_is_first_used_later_is_imported_then(module: str, not_needed: set[str]) -> None:
    loaded = imported(f"import mjstudio.{module}")
    assert {f"mjstudio.{module}", "mjstudio.studio.masking.masking"} <= loaded
    assert not loaded & not_needed


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
