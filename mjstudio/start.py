"""The start: a window on the screen at once, everything else after its first paint.

An empty window with the last colours and position appears in a fraction of the time that importing
the program takes. So this module imports hardly anything, and only glances at the settings: errors
in them are reported later, when they are read properly.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from mjstudio import APP_ID
from mjstudio.desktop.crash_watch import CrashWatch
from mjstudio.desktop.display import refusal_instead_of_abort
from mjstudio.desktop.ending import Ending
from mjstudio.desktop.glance import glance
from mjstudio.desktop.input_method import wanted_modules
from mjstudio.desktop.instance import Instance
from mjstudio.model.secret import TOKEN_VARIABLE, remember
from mjstudio.options import Options
from mjstudio.output import redacted_output
from mjstudio.ui.look.lettering import keep_strokes_even
from mjstudio.ui.look.tokens import DARK, LIGHT
from mjstudio.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from mjstudio.app import Guest
    from mjstudio.sandbox.child import SandboxChild


def make_application(arguments: list[str]) -> QApplication:
    """Create the QApplication, named, and set not to quit by itself."""
    _name_to_taskbar()
    keep_strokes_even()
    if modules := wanted_modules(os.environ):
        os.environ["QT_IM_MODULES"] = modules
    application = QApplication([arguments[0] if arguments else "mjstudio"])
    application.setApplicationName("mjstudio")
    application.setDesktopFileName(APP_ID)
    application.setQuitOnLastWindowClosed(False)
    return application


def run(
    options: Options,
    level: str | None,
    instance: Instance | None = None,
    *,
    guest: "Guest | None" = None,
    sandbox: "SandboxChild | None" = None,
) -> int:
    """Open the window; return the exit code when it was closed.

    `instance` takes later starts, `guest` uses the program in the artist's stead, and a `sandbox`
    that is given stays its owner's to stop.
    """
    # Also a token that cannot be used is most of a secret.
    remember(os.environ.get(TOKEN_VARIABLE, ""))
    with redacted_output():
        crashes = CrashWatch(options.paths.logs)
        ending = Ending()
        crashes.begin()
        try:
            code = _run(options, level, ending, instance, crashes, guest, sandbox)
        finally:
            crashes.end()
    if ending.is_restart:
        from mjstudio.desktop.restart import start_again

        if instance is not None:
            instance.release()
        on_sandbox = ("--sandbox",) * ending.wants_sandbox
        start_again((*on_sandbox, *options.again))
    return code


def _run(
    options: Options,
    level: str | None,
    ending: Ending,
    instance: Instance | None,
    crashes: CrashWatch,
    guest: "Guest | None",
    sandbox: "SandboxChild | None",
) -> int:

    def leave() -> None:
        crashes.end()
        if instance is not None:
            instance.release()

    with refusal_instead_of_abort(leave):
        application = make_application(sys.argv)
    window = MainWindow()
    kept = glance(options.paths.settings)
    _apply_theme(window, kept)
    window.closed.connect(ending.ask)
    with ending.on_signals():
        _show(application, window, ending)
        if ending.is_asked:
            return 0
        # Before whatever shows a text is made.
        from mjstudio.desktop.language import language_of, speak

        speak(application, language_of(kept.get("language")))
        from mjstudio.app import run as run_program
        from mjstudio.ui.look.app_icon import app_icon

        application.setWindowIcon(app_icon())
        return run_program(
            application,
            window,
            options,
            level,
            ending,
            sandbox=sandbox,
            instance=instance,
            crashes=crashes,
            guest=guest,
        )


def _show(application: QApplication, window: MainWindow, ending: Ending) -> None:
    """Qt's own loop, until the first paint or an end; asyncio's is not even imported yet."""
    # `exit`, not `quit`: that one would close the window. Neither may outlive this loop: they
    # would stop asyncio's in the middle of the program's shutting down.
    window.painted_once.connect(application.exit)
    ending.asked.connect(application.exit)
    window.show()
    application.exec()
    window.painted_once.disconnect(application.exit)
    ending.asked.disconnect(application.exit)


def _name_to_taskbar() -> None:
    """Windows groups windows and pins by this name; without it they would be the interpreter's."""
    if sys.platform == "win32":
        import contextlib
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)


def _system_is_light() -> bool:
    from PySide6.QtCore import Qt

    return QApplication.styleHints().colorScheme() is Qt.ColorScheme.Light


def _apply_theme(window: MainWindow, kept: Mapping[str, Any]) -> None:
    """Apply the last colours and window position, as far as a glance at the settings tells."""
    theme = kept.get("theme")
    light = theme == "light" or (theme == "system" and _system_is_light())
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor((LIGHT if light else DARK).background))
    window.setPalette(palette)
    window.take_place(str(kept.get("window_geometry") or ""))
