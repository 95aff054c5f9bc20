"""Clean roots for smoke.py: minimal systems made by mmdebstrap, and commands run inside them.

How this machine reaches its mirrors (name servers, proxies, apt's transport, pip's index) is read
from its own configuration when a root is made, and is written nowhere but into that root.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

USER, HOME = "artist", "home/artist"
PATIENCE = 900.0
# What every system has at work, terminals too. 5 is the group tty, as Debian numbers it.
MOUNTS = (
    "mount -t proc proc /proc && mount -t tmpfs tmpfs /dev/shm && mkdir -p /dev/pts"
    " && mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts /dev/pts"
)
CERTIFICATES = Path("etc/smoke-certificates.pem")
"""In a root: the authorities that this machine's pip trusts."""

_PIP = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "timeout")
_PIP_SAID = re.compile(r"(?:global|install|:env:)\.(?:default-)?([a-z-]+)=('.*')")
_APT = re.compile(r"Acquire::(?:https?::|Check-|Retries|ForceIPv)")


class Failed(Exception):
    """A check failed; the text says what."""


@dataclass
class Log:
    """Writes what was done and its results to the terminal and to a file."""

    path: Path
    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Write one line or more."""
        self.keep(text)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def keep(self, text: str) -> None:
        """Write one line or more to the file alone."""
        self.lines.append(text)
        self.path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def check_tools() -> None:
    """Raise Failed, with what to do, if a tool or root's rights are missing."""
    if os.geteuid() != 0:
        raise Failed("A root is made and entered by root alone: run this with sudo.")
    names = {"mmdebstrap": "mmdebstrap", "unshare": "util-linux", "chroot": "coreutils"}
    missing = [package for tool, package in names.items() if not shutil.which(tool)]
    if missing:
        raise Failed(f"Missing here: sudo apt-get install -y {' '.join(missing)}")


def make(root: Path, release: str, mirror: str, include: Sequence[str] = ()) -> str:
    """Make a root that holds what Debian cannot do without, some packages, and an ordinary user.

    Returns Debian's version. Raises Failed.
    """
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--quiet"]
    command += [f"--include={name}" for name in include]
    command += [f"--aptopt={option}" for option in apt_options(_told(["apt-config", "dump"]))]
    done = subprocess.run(
        [*command, release, str(root), mirror], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"no root could be made: {done.stdout}{done.stderr}")
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    # Nobody needs the root after a power cut, and waiting for the disk takes most of the time.
    (root / "etc/dpkg/dpkg.cfg.d/smoke").write_text("force-unsafe-io\n", encoding="utf-8")
    inside(root, f"useradd --create-home --shell /bin/sh {USER}")
    return (root / "etc/debian_version").read_text().strip()


def apt_options(told: str) -> list[str]:
    """Return how this machine's apt fetches, of what `apt-config dump` told."""
    return [line for line in told.splitlines() if _APT.match(line)]


def pip_variables(told: str) -> dict[str, str]:
    """Return how this machine's pip fetches, as variables, of what `pip config list` told.

    What lies in a folder of this machine is left out, because no root has it.
    """
    found: dict[str, str] = {}
    for line in sorted(told.splitlines(), key=lambda line: line.startswith(":env:")):
        option = _PIP_SAID.fullmatch(line.strip())
        if option and option[1] in _PIP:
            words = str(ast.literal_eval(option[2])).split()
            value = " ".join(word for word in words if not word.startswith("file:"))
            if value:
                found[f"PIP_{option[1].upper().replace('-', '_')}"] = value
    return found


def take_pip_along(root: Path) -> dict[str, str]:
    """Return the variables for pip in a root, and put there the authorities that it trusts."""
    variables = pip_variables(_told([sys.executable, "-m", "pip", "config", "list"]))
    trusted = variables.get("PIP_CERT")
    if trusted:
        shutil.copyfile(trusted, root / CERTIFICATES)
        variables["PIP_CERT"] = f"/{CERTIFICATES}"
    return variables


def inside(
    root: Path,
    command: str,
    *,
    variables: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> str:
    """Run a shell command as root in a root; return its output, including errors.

    Its processes have their own namespace, so that none outlives it. Raises Failed.
    """
    code, told = attempt(root, command, variables=variables, patience=patience)
    if code:
        raise Failed(f"exit code {code} of: {command}\n{told.strip()}")
    return told


def attempt(
    root: Path,
    command: str,
    *,
    variables: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> tuple[int, str]:
    """Do as `inside`, but return the exit code and the output, whatever they are."""
    own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
    # Pass only what the system needs to reach its mirror, and nothing else of ours.
    own |= {name: os.environ[name] for name in os.environ if name.endswith("_proxy")}
    script = f"{MOUNTS} && {{ {command}; }}"
    isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--"]
    try:
        done = subprocess.run(
            [*isolated, "chroot", str(root), "/bin/sh", "-c", script],
            env=own | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        told = late.stdout.decode(errors="replace") if late.stdout else ""
        raise Failed(f"not done after {patience:.0f} s: {command}\n{told.strip()}") from None
    return done.returncode, done.stdout


def as_user(command: str, *, login: bool = True) -> str:
    """Return a command run as the ordinary user, with a desktop's language.

    Without a login shell it keeps the variables of whoever runs it.
    """
    quoted = f"export LANG=C.UTF-8; {command}".replace("'", "'\\''")
    return f"su {'- ' if login else ''}{USER} -c '{quoted}'"


def files(root: Path) -> Iterator[str]:
    """Yield the paths of all files and folders in a root."""
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            yield os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118


def _told(command: Sequence[str]) -> str:
    """Return a command's output; nothing if it is not here or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout
