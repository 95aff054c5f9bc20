"""A crash leaves something behind, and what of it may be handed on."""

import io
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from mjstudio.desktop.crash_report import build_report, without_prompts, without_tokens
from mjstudio.desktop.crash_watch import CrashWatch
from mjstudio.library.settings import Settings
from mjstudio.model.secret import Token
from mjstudio.options import Options
from tests.conftest import PATIENCE, TOKEN
from tests.desktop.processes import TOLD, environment

SECRET = "tok-3n-51a7b2"
PROMPT = 'a fox "in" a très red coat --seed 7'

# Dies as soon as it is connected, by a fault that Python cannot catch.
DIES = 'self.connection.connected.connect(lambda _account: __import__("faulthandler")._sigsegv())'
# An exception that nobody catches, in Qt's own call, and one in a thread.
RAISES = """self.connection.connected.connect(lambda _account: fail("a quiet lake in a slot"))
        self.connection.connected.connect(lambda _account: threading.Thread(
            target=fail, args=("a quiet lake in a thread",)).start())"""
FAIL = """
import threading
def fail(words):
    raise RuntimeError(words)
"""


def run_until_it_dies(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TOLD.replace("{extra}", DIES), "--sandbox"],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as report:
        return {name: report.read(name).decode() for name in report.namelist()}


@pytest.fixture
def watched(tmp_path):
    """Watches beside pytest's own hooks, which are put back."""
    watches = []

    def watch():
        watches.append(CrashWatch(tmp_path / "logs"))
        watches[-1].begin()
        return watches[-1]

    import faulthandler

    yield watch
    for one in watches:
        one.end()
    faulthandler.enable()


def test_a_real_crash_is_offered_as_a_report_at_the_next_start(programs, tmp_path, watched):
    died = run_until_it_dies(tmp_path)
    assert died.returncode == -signal.SIGSEGV
    logs = tmp_path / "data" / "logs"
    assert "Segmentation fault" in (logs / "fault.txt").read_text()
    with (logs / "mjstudio.log").open("a") as log:
        log.write(f"2026-01-01 00:00:00,000 INFO x: Bearer {SECRET} {TOKEN} for {PROMPT}\n")
    crashes = CrashWatch(logs)
    crashes.begin()
    crashes.end()
    assert crashes.left_behind is not None
    bench = programs.start(Options(programs.paths), crashes=crashes)
    bench.imagine(PROMPT)
    offered = bench.window.stage.notices
    assert "quit unexpectedly" in offered.texts[0]
    button = next(b for b in offered.findChildren(QPushButton) if b.text() == "Save report…")
    button.click()
    assert offered.texts == []
    dialog = bench.window.findChild(object, "report_dialog")
    for wanted in (False, True):
        path = tmp_path / f"report-{wanted}.zip"
        bench.app.desktop.save_report(path, wanted)
        bench.qtbot.waitUntil(path.exists, timeout=PATIENCE)
        texts = contents(path)
        assert sorted(texts) == ["fault.txt", "log.txt", "settings.json", "versions.txt"]
        everything = "\n".join(texts.values())
        assert "Segmentation fault" in texts["fault.txt"]
        assert "connected to the sandbox" in texts["log.txt"]
        assert SECRET not in everything
        assert TOKEN not in everything
        assert (PROMPT in texts["log.txt"]) is wanted
        assert ("red coat" in everything) is wanted
        assert "prompt_history" not in texts["settings.json"]
        for named in ("mjstudio 0.", "Python 3.", "Qt 6.", "system "):
            assert named in texts["versions.txt"]
    dialog.reject()


def test_a_report_that_cannot_be_saved_is_told_and_can_be_saved_elsewhere(
    programs, watched, tmp_path
):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "fault.txt").write_text("Fatal Python error: Aborted\n")
    crashes = watched()
    bench = programs.start(Options(programs.paths), crashes=crashes)
    texts = bench.window.stage.notices.texts
    bench.app.desktop.save_report(Path("/dev/null/report.zip"), False)
    bench.qtbot.waitUntil(lambda: len(bench.window.stage.notices.texts) > len(texts))
    assert "could not be saved" in bench.window.stage.notices.texts[-1]


def test_a_run_that_ends_well_leaves_nothing(watched, tmp_path):
    watch = watched()
    assert watch.left_behind is None
    watch.end()
    assert list((tmp_path / "logs").iterdir()) == []
    assert watched().left_behind is None


@pytest.mark.whole
def test_uncaught_exceptions_are_written_also_those_of_threads(tmp_path):
    script = FAIL + TOLD.replace("{extra}", RAISES)
    with subprocess.Popen(
        [sys.executable, "-c", script, "--sandbox"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        heard = ""
        while not ("in a slot" in heard and "in a thread" in heard):
            line = process.stderr.readline()
            assert line, heard
            heard += line
        process.terminate()
        process.communicate(timeout=30)
    left = (tmp_path / "data" / "logs" / "fault.txt").read_text()
    assert left.count("RuntimeError: a quiet lake") == 2
    scrubbed = without_prompts(left, ())
    assert "quiet lake" not in scrubbed
    assert scrubbed.count("RuntimeError: [left out]") == 2
    assert scrubbed.count("Traceback (most recent call last):") == 2


def test_only_the_newest_crashes_are_kept(watched, tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(9):
        (logs / f"crash-2020010{number}T000000.txt").write_text("old")
    (logs / "fault.txt").write_text("new")
    left = watched().left_behind
    assert left is not None
    assert left.read_text() == "new"
    kept = sorted(path.name for path in logs.glob("crash-*.txt"))
    assert kept[:4] == [f"crash-2020010{number}T000000.txt" for number in (5, 6, 7, 8)]
    assert kept[4:] == [left.name]


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path):
    (tmp_path / "file").write_text("")
    watch = CrashWatch(tmp_path / "file" / "logs")
    watch.begin()
    watch.end()
    assert watch.left_behind is None
    assert threading.excepthook is threading.__excepthook__


@pytest.mark.parametrize(
    "text",
    [
        f"2026-01-01 00:00:00,000 INFO x: {PROMPT}",
        f"ValueError: what is {PROMPT!r}?",
        "RuntimeError: something of A FOX “in” with a très red coat that nobody knows",
        "    a line of source or of a message: a très red coat",
        "a très red coat",
        'KeyError: "a fox \\"in\\" a tr\\u00e8s red coat --seed 7"',
    ],
)
def test_prompts_are_cut_out_however_they_are_spelt(text):
    assert "red coat" not in without_prompts(f"{text}\n", (PROMPT,))


def test_stacks_stay_readable():
    stack = (
        "Fatal Python error: Segmentation fault\n\n"
        "Current thread 0x00007f (most recent call first):\n"
        '  File "x.py", line 7 in run\n'
        "Traceback (most recent call last):\n"
        '  File "x.py", line 7, in run\n'
        "mjstudio.model.errors.StudioError: [left out]\n"
    )
    assert without_prompts(stack, (PROMPT, "run")) == stack


def test_a_token_is_cut_out_and_so_is_what_looks_like_one():
    Token(SECRET)
    assert without_tokens(f"x {SECRET} y") == "x [redacted] y"
    assert "abc" not in without_tokens("Authorization: abc, bearer abc")


def test_a_log_that_is_gone_is_left_out(tmp_path):
    settings = Settings(prompt_history=(PROMPT,), unknown={"later": PROMPT})
    data = build_report(tmp_path / "a", tmp_path / "b", {"Qt": "6"}, settings, ())
    with zipfile.ZipFile(io.BytesIO(data)) as report:
        assert report.namelist() == ["versions.txt", "settings.json"]
        assert b"red coat" not in report.read("settings.json")


def test_of_a_long_log_the_end_is_taken(tmp_path):
    log = tmp_path / "log"
    lines = [f"2026-01-01 00:00:00,000 INFO x: line {number}\n" for number in range(20_000)]
    log.write_text("".join(lines))
    data = build_report(tmp_path / "none", log, {}, Settings(), ())
    with zipfile.ZipFile(io.BytesIO(data)) as report:
        taken = report.read("log.txt").decode()
    assert taken.endswith(lines[-1])
    assert taken.splitlines(keepends=True)[0] in lines
    assert len(taken) < 200_001
