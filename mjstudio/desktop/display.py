"""Why there can be no window, in one sentence, instead of Qt's abort.

Qt ends the process where it finds no display or cannot load what draws on it: it writes several
lines and aborts, which leaves a core. Its message about that comes here first.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler


@contextmanager
def refusal_instead_of_abort(clean_up: Callable[[], None]) -> Iterator[None]:
    """While this lasts, Qt's fatal messages end the process with one sentence and exit code 1.

    `clean_up` is called before. What Qt said before that is part of the diagnosis and printed only
    if there is none.
    """
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            said.append(text)
            return
        from mjstudio.desktop.libraries import missing, why_no_window

        sys.stderr.write(f"{why_no_window(os.environ, missing(), [*said, text])}\n")
        sys.stderr.flush()
        clean_up()
        # Nothing else ends it here: Qt aborts when this returns.
        os._exit(1)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for text in said:
        sys.stderr.write(f"{text}\n")
