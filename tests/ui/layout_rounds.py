"""Run as a script: windows that save their layout, one after the other; prints measurements.

`python -m tests.ui.layout_rounds FOLDER [[WIDTH, HEIGHT]…]` prints a list of pairs: what the first
window was given, and what each of the later ones measured.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.studio.studio import Studio
from mjstudio.ui.look.theme import Theme
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.window_commands import WindowCommands

ROUNDS = 4
DOCKS = (331, 287)


class Rounds:
    """Opens windows on one empty library."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._theme = Theme(application)
        self._settings = SettingsStore(folder / "settings.json")
        journal = Journal(Database(folder / "library.sqlite3"), folder / "pictures")
        thumbnails = ThumbnailStore(folder / "thumbnails")
        self._studio = Studio.build(
            Settings(),
            journal,
            thumbnails,
            folder / "masks",
            folder / "draft.json",
            folder / "dragged",
        )

    def window(self, kept: tuple[str, str]) -> MainWindow:
        """A window as the program opens it: placed, shown empty, furnished, restored."""
        window = MainWindow()
        window.take_place(kept[0])
        window.show()
        assert QTest.qWaitForWindowExposed(window)
        window.build(self._studio, self._theme)
        WindowCommands(window, self._settings)
        window.restore_layout(*kept)
        QApplication.processEvents()
        return window

    def run(self, size: list[int], *, maximised: bool) -> list[Any]:
        """Set sizes in one window; what the later ones have of them."""
        first = self.window(("", ""))
        first.resize(*size)
        first.move(40, 60)
        first.library_dock.set_width(DOCKS[0])
        first.details_dock.set_width(DOCKS[1])
        if maximised:
            first.showMaximized()
        QApplication.processEvents()
        wanted = {
            "docks": [first.library_dock.width(), first.details_dock.width()],
            "size": [first.width(), first.height()],
        }
        seen = [_measured(first)]
        kept = first.save_layout()
        first.deleteLater()
        for _ in range(ROUNDS):
            window = self.window(kept)
            seen.append(_measured(window))
            kept = window.save_layout()
            window.deleteLater()
        return [wanted, seen]


def _measured(window: MainWindow) -> dict[str, int | bool]:
    place = window.geometry()
    return {
        "x": place.x(),
        "y": place.y(),
        "width": place.width(),
        "height": place.height(),
        "maximised": window.isMaximized(),
        "library": window.library_dock.width(),
        "details": window.details_dock.width(),
        "stage": window.stage.width(),
        "prompt": window.prompt_panel.height(),
    }


def main() -> int:
    """All sizes, and the last one maximised as well."""
    folder, sizes = Path(sys.argv[1]), json.loads(sys.argv[2])
    rounds = Rounds(QApplication([]), folder)
    told = [rounds.run(size, maximised=False) for size in sizes]
    told.append(rounds.run(sizes[-1], maximised=True))
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
