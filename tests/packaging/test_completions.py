"""Completions and manuals: they have every option, and shells complete with them."""

import contextlib
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mjstudio import cli

ROOT = Path(__file__).resolve().parents[2]
Import = Callable[[str], ModuleType]
MANUALS = ("mjstudio.1", "mjstudio.zh_CN.1")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the scripts, as a build makes them."""
    folder = tmp_path_factory.mktemp("completions")
    command = [sys.executable, str(ROOT / "packaging" / "completions.py"), str(folder)]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Where somebody completes: pictures, one with a blank in its name, a text, a folder."""
    for name in ("fox.png", "Owl.JPG", "red fox.webp", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "drawings").mkdir()
    return tmp_path


def told(module: Import) -> set[str]:
    """Every option that the program's help tells, with those of its commands."""
    found = module("completions").commands(cli.argument_parser())
    assert [command.name for command in found] == ["", *cli.COMMANDS]
    return {name for command in found for option in command.options for name in option.names}


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_has_every_option_and_no_other(module: Import, name: str) -> None:
    text = (ROOT / "resources" / "desktop" / name).read_text(encoding="utf-8")
    written = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text.replace("\\-", "-")))
    assert written == told(module)
    for command in cli.COMMANDS:
        assert re.search(rf'^\.BI "?{command} ', text, re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_script_has_every_option(module: Import, scripts: Path, shell: str) -> None:
    script = (scripts / shell).read_text(encoding="utf-8")
    for name in told(module):
        written = f"-l {name[2:]}" if shell == "fish" and name.startswith("--") else name
        assert re.search(rf"(?<![a-z-])(?:-s )?{written.replace('-h', '-?h')}\b", script), name
    assert "until-stdin-closes" not in script
    assert "@" not in script.replace("${COMP_WORDS[@]}", "")


CASES = {
    "mjstudio to": "mjstudio tour ",
    "mjstudio sandb": "mjstudio sandbox ",
    "mjstudio --sandbox sandb": "mjstudio --sandbox sandbox ",
    "mjstudio --data": "mjstudio --data-dir ",
    "mjstudio --data-dir dr": "mjstudio --data-dir drawings/",
    "mjstudio --log-level w": "mjstudio --log-level warning ",
    "mjstudio fo": "mjstudio fox.png ",
    "mjstudio red": r"mjstudio red\ fox.webp ",
    "mjstudio O": "mjstudio Owl.JPG ",
    "mjstudio fox.png O": "mjstudio fox.png Owl.JPG ",
    "mjstudio not": "mjstudio not",
    "mjstudio tour --o": "mjstudio tour --out ",
    "mjstudio tour --out dr": "mjstudio tour --out drawings/",
    "mjstudio tour --data": "mjstudio tour --data",
    "mjstudio sandbox --po": "mjstudio sandbox --port ",
    "mjstudio sandbox --ke": "mjstudio sandbox --keep ",
    "mjstudio sandbox fo": "mjstudio sandbox fo",
}
"""What is typed before the tab, and what stands there after it."""

# Ctrl+T writes the line to a file, by which the test reads it; the name comes last, so that nobody
# reads half of it.
_BASH = """\
PS1='ready> '
bind 'set bell-style none'
bind 'set show-all-if-ambiguous off'
bind 'set enable-bracketed-paste off'
told() { printf '%s' "$READLINE_LINE" > told.new; mv told.new told; READLINE_LINE=; }
bind -x '"\\C-t": told'
source '@SCRIPT@'
"""
_ZSH = """\
PS1='ready> '
unsetopt beep prompt_cr prompt_sp
fpath=('@FOLDER@' $fpath)
autoload -U compinit && compinit -u -D
told() { printf '%s' "$BUFFER" > told.new; mv told.new told; BUFFER=; }
zle -N told
bindkey '^T' told
bindkey '^I' complete-word
"""


@contextlib.contextmanager
def terminal(command: list[str], folder: Path) -> Iterator[Callable[[str], str]]:
    """A shell at a terminal. Yields what types a line, a tab and Ctrl+T, and returns the line."""
    mine, its = pty.openpty()
    settings = termios.tcgetattr(its)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(its, termios.TCSANOW, settings)
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    seen = ""

    def wait_for(done: Callable[[], bool]) -> None:
        nonlocal seen
        while not done():
            # Its output has to be read, or it stops; that also tells when something has changed.
            assert process.poll() is None, seen
            if select.select([mine], [], [], 0.05)[0]:
                seen += os.read(mine, 4096).decode(errors="replace")

    def completed(line: str) -> str:
        os.write(mine, f"{line}\t\x14".encode())
        answer = folder / "told"
        wait_for(answer.exists)
        text = answer.read_text(encoding="utf-8")
        answer.unlink()
        return text

    try:
        wait_for(lambda: "ready>" in seen)
        yield completed
    finally:
        process.kill()
        process.wait()
        os.close(mine)


def test_bash_completes(scripts: Path, desk: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("bash is not here")
    (desk / ".setup").write_text(_BASH.replace("@SCRIPT@", str(scripts / "bash")))
    with terminal(["bash", "--rcfile", ".setup", "-i"], desk) as completed:
        assert {line: completed(line) for line in CASES} == CASES
        assert completed("mjstudio --log-level=err") == "mjstudio --log-level=error "
        assert completed("mjstudio --data-dir=dr") == "mjstudio --data-dir=drawings/"


def test_zsh_completes(scripts: Path, desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    if not shutil.which("zsh"):
        pytest.skip("zsh is not here")
    functions = tmp_path_factory.mktemp("functions")
    shutil.copyfile(scripts / "zsh", functions / "_mjstudio")
    (desk / ".zshrc").write_text(_ZSH.replace("@FOLDER@", str(functions)))
    with terminal(["zsh", "-d", "-i"], desk) as completed:
        # Where no picture begins so, zsh goes on to other files, as everywhere.
        wanted = CASES | {"mjstudio not": "mjstudio notes.txt "}
        assert {line: completed(line) for line in CASES} == wanted


def test_fish_completes(scripts: Path, desk: Path) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not here")
    lines = {
        "mjstudio to": ["tour"],
        "mjstudio --data": ["--data-dir"],
        "mjstudio --data-dir dr": ["drawings/"],
        "mjstudio --log-level w": ["warning"],
        "mjstudio --sandbox sandb": ["sandbox"],
        "mjstudio fo": ["fox.png"],
        "mjstudio fox.png sandb": [],
        "mjstudio tour --o": ["--out"],
        "mjstudio tour --data": [],
        "mjstudio sandbox --po": ["--port"],
        "mjstudio sandbox fo": [],
    }
    asked = "; ".join(f"echo '>'; complete -C '{line}'" for line in lines)
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source '{scripts / 'fish'}'; {asked}"],
        cwd=desk,
        env={"PATH": os.environ["PATH"], "HOME": str(desk), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    answers = [answer.split("\n")[1:-1] for answer in done.stdout.split(">")[1:]]
    found = [[line.split("\t")[0] for line in answer] for answer in answers]
    assert dict(zip(lines, found, strict=True)) == lines
