"""The command line speaks the language of its terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio import assets, cli, texts
from mjstudio.texts.languages import ENGLISH, SIMPLIFIED_CHINESE
from tests.texts.test_texts import ONE_FORM, write

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


CHINESE = {
    "usage: ": "用法: ",
    "options": "选项",
    "commands": "命令",
    "show this help and end": "显示此帮助并退出",
    "the embedded service alone": "单独运行内置服务",
    "{program}: error: {message}": "{program}：错误：{message}",
}


def test_help_and_errors_are_in_the_language_of_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "locale", "zh_CN", CHINESE, ONE_FORM)
    monkeypatch.setattr(assets, "resources", lambda: tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert told.startswith("用法: mjstudio ")
    assert all(
        words in told for words in ("选项:", "命令:", "显示此帮助并退出", "单独运行内置服务")
    )
    assert "show this" not in told
    with pytest.raises(SystemExit) as ended:
        cli.main(["sandbox"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("用法: mjstudio sandbox ")
    assert "mjstudio sandbox：错误：" in said
