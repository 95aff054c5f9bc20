"""The command line speaks the language of its terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio import cli, texts
from mjstudio.texts.languages import ENGLISH, SIMPLIFIED_CHINESE

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    texts.use(ENGLISH)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, ENGLISH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, SIMPLIFIED_CHINESE),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, ENGLISH),
        ({"LANG": "de_DE", "LC_MESSAGES": "en_US", "LC_ALL": "zh_SG.utf8"}, SIMPLIFIED_CHINESE),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, SIMPLIFIED_CHINESE),
    ],
)
def test_the_terminal_says_the_language(
    environment: dict[str, str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert texts.spoken() == language
    assert capsys.readouterr().out.startswith("mjstudio ")


def test_what_is_no_command_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with pytest.raises(SystemExit):
        cli.main(["--data-dir", str(tmp_path), "paint"])
    said = capsys.readouterr().err
    assert "“paint” is neither a command (tour, sandbox) nor a picture" in said
