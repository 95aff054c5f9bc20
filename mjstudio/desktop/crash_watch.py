"""Records crashes in `logs/fault.txt`, which the dying process itself writes.

faulthandler writes the stacks when Python cannot run any more; the hooks write uncaught exceptions.
A run without either removes the file. The next start renames a file it finds to `crash-….txt` and
offers a report. Nothing is sent anywhere.
"""

import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import threading
    from types import TracebackType

_FAULT = "fault.txt"
_KEPT = 5
"""How many old crash files are kept."""


class CrashWatch:
    """Watches this process from `begin` to `end`. One at a time: the hooks are the process's."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._file: TextIO | None = None
        self.left_behind: Path | None = None
        """The file that a crashed run left; None if the last run ended well."""

    def begin(self) -> None:
        """Move an old file aside, and start watching. Does nothing without a writable folder."""
        import faulthandler
        import threading

        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            self.left_behind = self._put_aside()
            self._file = (self._logs / _FAULT).open("w", encoding="utf-8")
        except OSError:
            return
        faulthandler.enable(self._file)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def end(self) -> None:
        """Stop watching; keep a file with content for the next start, delete an empty one."""
        if self._file is None:
            return
        import faulthandler
        import threading

        faulthandler.disable()
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        self._file.close()
        self._file = None
        path = self._logs / _FAULT
        with contextlib.suppress(OSError):
            if not path.stat().st_size:
                path.unlink()

    def _put_aside(self) -> Path | None:
        fault = self._logs / _FAULT
        if not fault.exists() or not fault.stat().st_size:
            return None
        older = sorted(self._logs.glob("crash-*.txt"))
        for path in older[: max(0, len(older) - _KEPT + 1)]:
            path.unlink()
        aside = self._logs / f"crash-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.txt"
        return fault.replace(aside)

    def _uncaught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: "TracebackType | None",
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        import logging
        import traceback

        from mjstudio.model.secret import redacted

        text = redacted("".join(traceback.format_exception(kind, error, trace)))
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):
                self._file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
                self._file.flush()
        logging.getLogger(__name__).error("nobody caught this", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)

    def _uncaught_in_thread(self, told: "threading.ExceptHookArgs") -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            self._uncaught(told.exc_type, told.exc_value, told.exc_traceback)
