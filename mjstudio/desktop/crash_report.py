"""A crash report that people can save and pass on: one zip file, readable before it is given away.

    fault.txt       stacks and exceptions, written by the dying process
    log.txt         the end of the log
    versions.txt    mjstudio, Python, Qt, the system
    settings.json   the settings without history, window and unknown ones

It never contains a token or the history of prompts. Unless the artist includes prompts, they are
removed from fault and log: known ones everywhere, and the message of every exception, which may
contain an unknown one.
"""

import io
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from mjstudio.library.settings import Settings
from mjstudio.model.prompt import Prompt
from mjstudio.model.secret import REDACTED, redacted

LOG_END = 200_000
"""How many bytes from the log's end are included."""

_LEFT_OUT = "[left out]"
_PROMPT = "[prompt]"
_SHORTEST = 4
"""Shorter texts occur in every line, so they are not searched for as prompts."""

_LEAVES_OUT = frozenset({"prompt_history", "window_geometry", "window_state", "unknown"})
_BEARER = re.compile(r"(?i)(bearer\s+|authorization['\": =]+)\S+")
_LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_FAULT_LINE = re.compile(
    r"Fatal Python error: [\w ]+$|(?:Current t|T)hread 0x|Extension modules: |"
    r"Traceback \(most|During handling|The above exception|<no Python frame>|Windows fatal "
)
_FRAME = re.compile(r"\s+(?:File \"|\.\.\.|\[Previous line)")
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(?=:|$)")


def build_report(
    fault: Path,
    log: Path,
    versions: Mapping[str, str],
    settings: Settings,
    prompts: Collection[str],
    *,
    with_prompts: bool = False,
) -> bytes:
    """Build the zip, without the given prompts unless they are to be included.

    Blocks on the disk: call it in worker threads. Missing files are left out.
    """
    texts = {
        "fault.txt": _scrubbed(_end_of(fault), prompts, with_prompts=with_prompts),
        "log.txt": _scrubbed(_end_of(log), prompts, with_prompts=with_prompts),
        "versions.txt": "".join(f"{name} {version}\n" for name, version in versions.items()),
        "settings.json": json.dumps(_shown(settings), indent=2) + "\n",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            if text:
                archive.writestr(name, without_tokens(text))
    return out.getvalue()


def without_tokens(text: str) -> str:
    """Return a text without this run's tokens and anything that looks like one."""
    return _BEARER.sub(rf"\1{REDACTED}", redacted(text))


def without_prompts(text: str, prompts: Iterable[str]) -> str:
    """Return a log or fault text without these prompts, their words, and exception messages."""
    for known in sorted(_spellings(prompts), key=len, reverse=True):
        text = re.sub(re.escape(known), _PROMPT, text, flags=re.IGNORECASE)
    return "".join(_bare(line) for line in text.splitlines(keepends=True))


def _scrubbed(text: str, prompts: Collection[str], *, with_prompts: bool) -> str:
    text = text.replace(str(Path.home()), "~")
    return text if with_prompts else without_prompts(text, prompts)


def _spellings(prompts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for prompt in prompts:
        words = Prompt.parse(prompt).words
        for text in (prompt.strip(), words):
            if len(text) >= _SHORTEST:
                found |= {text, repr(text)[1:-1], json.dumps(text)[1:-1]}
    return found


def _bare(line: str) -> str:
    """Return a line without any part that may contain a prompt."""
    text = line.rstrip("\r\n")
    if not text or _LOG_LINE.match(text) or _FAULT_LINE.match(text) or _FRAME.match(text):
        return line
    if text[0].isspace():
        return ""  # a line of source or of a message: the frame above it says where
    name = _EXCEPTION.match(text)
    return f"{name[0]}: {_LEFT_OUT}\n" if name else f"{_LEFT_OUT}\n"


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(max(0, size - LOG_END))
            data = file.read(LOG_END)
    except OSError:
        return ""
    if size > LOG_END:
        # The first line is cut off, and half a token would not be recognised.
        data = data.partition(b"\n")[2]
    return data.decode("utf-8", "replace")


def _shown(settings: Settings) -> dict[str, object]:
    return {name: value for name, value in vars(settings).items() if name not in _LEAVES_OUT}
