"""A virtual display of one's own."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def virtual_display(size: str = "1440x900x24") -> Iterator[str]:
    """Start an X server on a free number and give its name; the test is skipped without one."""
    server = shutil.which("Xvfb")
    if server is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb or xdotool is not installed")
    reader, writer = os.pipe()
    # Without -noreset it restarts when its last client leaves, and drops clients that are just
    # connecting.
    options = ["-noreset", "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(
        [server, "-displayfd", str(writer), *options],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()
