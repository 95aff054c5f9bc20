"""Logging: to a rotating file and, from `--log-level` on, to stderr; Qt's words included.

The tokens of this run, and whatever else looks like one, are cut out of every record before it is
written.
"""

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from mjstudio.model.secret import redacted

_TOKEN_LIKE = re.compile(r"(?i)(bearer\s+|authorization['\": =]+)\S+")


class RedactingFormatter(logging.Formatter):
    """Formats a record and removes tokens, also from tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return _TOKEN_LIKE.sub(r"\1[redacted]", redacted(super().format(record)))


def start_logging(folder: Path, level: str | None = None) -> None:
    """Log to `folder`/mjstudio.log (1 MB, three kept) and to stderr if a level was asked for.

    A folder that cannot be written is no reason not to start: the log is then left out.
    """
    root = logging.getLogger()
    root.setLevel(getattr(logging, (level or "info").upper()))
    formatter = RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handlers: list[logging.Handler] = []
    if level:
        handlers.append(logging.StreamHandler(sys.stderr))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "mjstudio.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
        )
    except OSError:
        handlers = handlers or [logging.NullHandler()]
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    # The transport logs each request's URL at info; a signed URL is a key to a picture.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)


def stop_logging() -> None:
    """Close and remove the handlers that `start_logging` added."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler.formatter, RedactingFormatter):
            root.removeHandler(handler)
            handler.close()
