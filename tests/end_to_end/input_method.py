"""ibus at the desk, with its engine for Chinese, as the session of a desktop starts it."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk

NEEDED = ("ibus", "ibus-daemon", "/usr/libexec/ibus-engine-libpinyin")
VARIABLES = {"QT_IM_MODULE": "ibus"}
"""What a program finds in its environment there."""


@contextlib.contextmanager
def pinyin(desk: Desk) -> Iterator[None]:
    """Whatever is typed goes through ibus now, and what is pinyin becomes Chinese.

    Its window of candidates is not there: it belongs to the desktop.
    """
    if any(shutil.which(name) is None for name in NEEDED):
        pytest.skip("ibus or its engine for pinyin is not installed")
    # Its settings last as long as the desk does.
    environ = {**desk.environ, "GSETTINGS_BACKEND": "memory"}
    words = ["ibus-daemon", "--panel", "disable", "--emoji-extension", "disable"]
    process = subprocess.Popen(
        words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def ask(*more: str) -> str:
        assert process.poll() is None, "ibus has died"
        done = subprocess.run(
            ["ibus", "engine", *more],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout.strip()

    def chosen() -> bool:
        # It fails, too, where only the layout of the keyboard could not be set along.
        if ask() != "libpinyin":
            ask("libpinyin")
        return ask() == "libpinyin"

    try:
        until(chosen, "the engine")
        yield
    finally:
        process.terminate()
        process.wait()
