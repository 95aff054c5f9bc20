"""The main job in a real window, with real input events, and the tour there."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.display import virtual_display
from tests.end_to_end.test_process import PROGRAM, check_tour, environment


def on_display(home: Path, display: str, **more: str) -> dict[str, str]:
    return {**environment(home), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display, **more}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scale", ["1", "2"])
def test_the_main_job_with_real_keys_and_pointer(tmp_path: Path, scale: str) -> None:
    size = "1440x900x24" if scale == "1" else "2880x1800x24"
    with virtual_display(size) as display:
        done = subprocess.run(
            [sys.executable, "-m", "tests.end_to_end.real_window"],
            env=on_display(tmp_path, display, QT_SCALE_FACTOR=scale),
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


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
