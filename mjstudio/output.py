"""What is printed: tracebacks, warnings, a library's own words, without the tokens of this run."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

from mjstudio.model.secret import redacted


class RedactedStream:
    """Wraps a text stream and removes tokens from everything written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text without its tokens, and return the length of the original."""
        self._stream.write(redacted(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write texts, each as `write` does."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def redacted_output() -> Iterator[None]:
    """Remove tokens from everything printed while this lasts."""
    before = sys.stdout, sys.stderr
    # On Windows, a program without a console has no streams at all.
    sys.stdout, sys.stderr = (
        cast("TextIO", RedactedStream(stream)) if stream is not None else stream
        for stream in before
    )
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
