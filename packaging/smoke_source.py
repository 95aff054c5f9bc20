"""The checkout on bare machines: smoke.py --source.

In a clean root that has Python and nothing else, a user runs the commands of the README, one after
another: `run`, `test`, `package`.

- root is asked nothing: each command installs what it needs.
- An ordinary user may install nothing. The first command names one line to type; root types it, and
  after that no command may ask for anything more.

A test that is skipped because something is not installed fails the run.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import smoke_root
from smoke_root import HOME, USER, Failed, Log, as_user
from smoke_tour import report

ROOT = Path(__file__).resolve().parent.parent
USERS = ("root", USER)
PYTHON = ("python3",)
PATIENCE = 3 * 3600.0
_TO_TYPE = re.compile(r"^\s+(sudo apt-get update && sudo apt-get install .+)$", re.MULTILINE)
_LACKING = re.compile(
    # No test needs a Chinese font.
    r"^SKIPPED (?!.*\bNoto\b)"
    r".*(?:not installed|is not here|there is no \w+ here|no mount program"
    r"|makes the environment).*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Case:
    """One release, and who uses it. `tests` are arguments for pytest; without any, every check."""

    release: str
    mirror: str
    user: str
    tests: Sequence[str]

    def run(self, root: Path, log: Log) -> None:
        """Go through the commands in a new root. Raises Failed."""
        log.say(f"-- a clean root with {' '.join(PYTHON)}")
        log.say(f"   Debian {smoke_root.make(root, self.release, self.mirror, PYTHON)}")
        home = HOME if self.user == USER else "root"
        checkout = root / home / "mjstudio"
        number = copy_checkout(ROOT, checkout)
        smoke_root.inside(root, f"chown -R {self.user} /{home}/mjstudio")
        log.say(f"   {number} files of the checkout, which belong to {self.user}")
        variables = smoke_root.take_pip_along(root)
        if self.user == USER:
            self._type(root, log, variables)
        failed = []
        for words in (["run"], ["test", *self.tests], ["package"]):
            try:
                self._command(root, log, words, variables)
            except Failed as reason:  # what the others do is worth knowing
                log.keep(str(reason))
                log.say(f"   FAILED: {last_line(str(reason))}")
                failed.append(words[0])
        if failed:
            raise Failed(f"dev.py {', '.join(failed)}; the log says why: {log.path}")
        steps, colours = report(checkout / "build" / "tour")
        log.say(f"   a tour of {steps} steps in order, {len(colours)} screenshots")
        made = sorted((checkout / "build" / "dist").iterdir())
        log.say(
            "".join(f"   {path.stat().st_size:>12,} bytes  {path.name}\n" for path in made)[:-1]
        )

    def line(self, words: Sequence[str]) -> str:
        """Return the shell's line for a command of dev.py by this user."""
        home = HOME if self.user == USER else "root"
        typed = f"cd /{home}/mjstudio && python3 packaging/dev.py {shlex.join(words)}"
        return as_user(typed, login=False) if self.user == USER else typed

    def _type(self, root: Path, log: Log, variables: Mapping[str, str]) -> None:
        log.say("-- dev.py run, which names what to type")
        code, told = smoke_root.attempt(root, self.line(["run"]), variables=variables)
        log.keep(told)
        typed = to_type(code, told)
        log.say(f"-- root types it: {typed}")
        log.keep(smoke_root.inside(root, typed, variables={"DEBIAN_FRONTEND": "noninteractive"}))

    def _command(
        self, root: Path, log: Log, words: Sequence[str], variables: Mapping[str, str]
    ) -> None:
        log.say(f"-- dev.py {shlex.join(words)}")
        begun = time.monotonic()
        told = smoke_root.inside(root, self.line(words), variables=variables, patience=PATIENCE)
        log.keep(told)
        expect_whole(told)
        log.say(f"   done, {time.monotonic() - begun:.0f} s; {last_line(told)}")


def to_type(code: int, told: str) -> str:
    """Return the line that a refusal names, as root types it. Raises Failed if it names none."""
    found = _TO_TYPE.findall(told)
    if code != 1 or len(found) != 1:
        raise Failed(f"exit code {code}, and {len(found)} lines to type:\n{told}")
    return str(found[0]).replace("sudo ", "")


def expect_whole(told: str) -> None:
    """Raise Failed if a test was left out because something is not installed."""
    lacking = _LACKING.findall(told)
    if lacking:
        raise Failed("tests were left out:\n" + "\n".join(lacking))


def last_line(told: str) -> str:
    """Return the last line that holds anything."""
    return next((line for line in reversed(told.splitlines()) if line.strip()), "no output")


def copy_checkout(source: Path, target: Path) -> int:
    """Copy what git knows or would add, and no .git; return the number of files."""
    command = ["git", "-C", str(source), "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Failed(f"git names no files: {done.stderr.decode(errors='replace')}")
    names = [name for name in done.stdout.decode().split("\0") if name]
    there = [name for name in names if (source / name).exists()]
    for name in there:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, target / name)
    return len(there)
