"""The tour on a display, in Chinese."""

import importlib
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.display import virtual_display
from tests.end_to_end.test_process import PROGRAM, ROOT, check_tour, environment

# The locale itself need not be installed.
CHINESE = {"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.UTF-8"}


def on_display(home: Path, display: str, **more: str) -> dict[str, str]:
    return {**environment(home), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display, **more}


@pytest.mark.whole
@pytest.mark.timeout(900)
def test_the_tour_passes_on_a_display_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "tour"
    with virtual_display() as display:
        done = subprocess.run(
            [*PROGRAM, "tour", "--read", "--out", str(out)],
            env=on_display(tmp_path, display, **CHINESE),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    assert (done.returncode, done.stderr) == (0, "")
    check_tour(out)
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    assert importlib.import_module("read_texts").problems("zh_CN", out) == []
