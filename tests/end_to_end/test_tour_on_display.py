"""The tour on a display."""

import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.display import virtual_display
from tests.end_to_end.test_process import PROGRAM, check_tour, environment


def on_display(home: Path, display: str, **more: str) -> dict[str, str]:
    return {**environment(home), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display, **more}


@pytest.mark.whole
@pytest.mark.timeout(900)
def test_the_tour_passes_on_a_display(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    with virtual_display() as display:
        done = subprocess.run(
            [*PROGRAM, "tour", "--out", str(out)],
            env=on_display(tmp_path, display),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    assert (done.returncode, done.stderr) == (0, "")
    check_tour(out)
