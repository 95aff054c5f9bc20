"""A restart: the same command again, without the pictures that are open already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mjstudio import cli, start
from mjstudio.desktop.ending import Ending
from mjstudio.desktop.restart import start_again, start_command
from mjstudio.options import Options


def test_a_restart_is_an_end_that_is_asked_for_once() -> None:
    ending, asked = Ending(), []
    ending.asked.connect(lambda: asked.append(ending.is_restart))
    ending.restart()
    ending.ask()
    assert asked == [True]
    assert Ending().is_restart is False
    assert ending.wants_sandbox is False
    ending.restart_on_sandbox()
    assert ending.wants_sandbox is True


def test_what_was_asked_for_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Options] = []

    def run(options: Options, *_: object) -> int:
        given.append(options)
        return 0

    monkeypatch.setattr(start, "run", run)
    picture = (tmp_path / "a lake.png").as_uri()
    words = ["--data-dir", str(tmp_path), "--log-level", "debug", "--new-prompt"]
    words += ["fox.png", picture]
    assert cli.main(words) == 0
    assert given[0].again == ("--data-dir", str(tmp_path), "--log-level", "debug")
    assert given[0].new_prompt is True
    assert [file.name for file in given[0].files] == ["fox.png", "a lake.png"]


@pytest.mark.parametrize("packaged", [False, True])
def test_the_program_is_started_by_what_it_was_started_by(
    packaged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def popen(command: list[str], env: dict[str, str], **_: object) -> None:
        started.append((command, env))

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(sys, "frozen", packaged, raising=False)
    start_again(["--sandbox"])
    module = [] if packaged else ["-m", "mjstudio"]
    assert started[0][0] == [sys.executable, *module, "--sandbox"] == start_command(["--sandbox"])
    assert ("PYINSTALLER_RESET_ENVIRONMENT" in started[0][1]) is packaged
    assert "PYINSTALLER_RESET_ENVIRONMENT" not in os.environ
