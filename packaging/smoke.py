"""Installs the Debian package into clean roots and sees whether it works there; run by root.

    python3 packaging/smoke.py [--release bookworm] [--release trixie] [--mirror URL] [--deb FILE]

For each release a minimal root is made by mmdebstrap, which holds nothing but what Debian itself
cannot do without. In it the package is installed with what it depends on and no more; an ordinary
user takes the tour on a virtual display. Whatever is amiss fails the run:

- an exit code other than 0, or a step of the tour that is not in order;
- any line of output that is not expected, from the program or from dpkg's own check of its files;
- a screenshot that is blank, or none at all;
- after the removal: a file of the program that stays, or one of the user's that does not.

The log of it all is build/smoke-RELEASE.log, the screenshots are in build/smoke-RELEASE. Standard
library only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ("bookworm", "trixie")
MIRROR = "http://deb.debian.org/debian"
USER, HOME = "artist", "home/artist"
OUT = f"{HOME}/tour"
# The smoke run's own tools in a root, which the package must not rely on. Installed last.
DISPLAY_PACKAGES = ("xvfb", "xauth")
PATIENCE = 900.0
FEWEST_COLOURS = 16
ENOUGH_COLOURS = 64  # stop counting here
EXPECTED: tuple[re.Pattern[str], ...] = ()
"""Lines that the tour may print: none."""


class Failed(Exception):
    """A check failed; the text says what."""


@dataclass
class Log:
    """Writes what was done and its results to the terminal and to a file."""

    path: Path
    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Write one line or more."""
        self.lines.append(text)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        self.path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Test every release; returns 0 if the package works in all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", action="append", choices=RELEASES, help="all if none")
    parser.add_argument("--mirror", default=MIRROR, help=f"of Debian; {MIRROR} if not given")
    parser.add_argument("--deb", type=Path, help="the package; else the one in build/dist")
    asked = parser.parse_args(argv)
    try:
        package = asked.deb or only_package(ROOT / "build" / "dist")
        check_tools()
    except Failed as failed:
        sys.stderr.write(f"{failed}\n")
        return 2
    broken = []
    for release in asked.release or RELEASES:
        log = Log(ROOT / "build" / f"smoke-{release}.log")
        log.path.parent.mkdir(exist_ok=True)
        begun = time.monotonic()
        log.say(f"== {package.name} on Debian {release}")
        try:
            with tempfile.TemporaryDirectory(prefix=f"mjstudio-{release}-") as folder:
                smoke(Path(folder, "root"), release, asked.mirror, package, log)
        except (Failed, OSError, ValueError) as failed:
            log.say(f"== FAILED on {release}: {failed}")
            broken.append(release)
        else:
            log.say(f"== passed on {release}, {time.monotonic() - begun:.0f} s")
    return 1 if broken else 0


def only_package(dist: Path) -> Path:
    """Return the only Debian package in a folder. Raises Failed if there is not exactly one."""
    found = sorted(dist.glob("mjstudio_*.deb"))
    if len(found) != 1:
        raise Failed(f"{dist} has {len(found)} Debian packages; make it: dev.py package")
    return found[0]


def check_tools() -> None:
    """Raise Failed, with what to do, if a tool or root's rights are missing."""
    if os.geteuid() != 0:
        raise Failed("A root is made and entered by root alone: run this with sudo.")
    names = {"mmdebstrap": "mmdebstrap", "unshare": "util-linux", "chroot": "coreutils"}
    missing = [package for tool, package in names.items() if not shutil.which(tool)]
    if missing:
        raise Failed(f"Missing here: sudo apt-get install -y {' '.join(missing)}")


def smoke(root: Path, release: str, mirror: str, package: Path, log: Log) -> None:
    """Make a root, install, take the tour, remove. Raises Failed."""
    log.say("-- a clean root")
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--quiet", release]
    done = subprocess.run(
        [*command, str(root), mirror], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"no root could be made: {done.stdout}{done.stderr}")
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    log.say(f"   Debian {(root / 'etc/debian_version').read_text().strip()}")
    inside(root, f"useradd --create-home --shell /bin/sh {USER}")
    before = set(files(root))

    log.say("-- install")
    shutil.copyfile(package, root / "tmp" / package.name)
    apt = "DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 --no-install-recommends"
    inside(root, f"apt-get -qq update && {apt} install -y /tmp/{package.name}")
    own = inside(root, "dpkg -L mjstudio").splitlines()
    asked = "dpkg-query -W -f '${Package} ${Version}, ${Installed-Size} KiB' mjstudio"
    log.say(f"   {inside(root, asked)}, {len(own)} paths")
    expect_silence("dpkg --verify", inside(root, "dpkg --verify mjstudio"))
    unresolved = inside(
        root,
        "find /usr/lib/mjstudio -name '*.so*' -type f -exec ldd {} + 2>/dev/null"
        " | grep 'not found' | sort -u || true",
    )
    expect_silence("libraries", unresolved)
    log.say("   every library finds what it needs; every file is as it was packed")

    log.say("-- the program says its version")
    told = inside(root, as_user("mjstudio --version")).strip()
    log.say(f"   {told}")
    if not re.fullmatch(r"mjstudio \d+\.\d+\.\d+", told):
        raise Failed(f"--version printed: {told}")

    log.say("-- the tour, by an ordinary user on a virtual display")
    inside(root, f"{apt} install -y {' '.join(DISPLAY_PACKAGES)}")
    display = "xvfb-run --auto-servernum --server-args='-screen 0 1440x900x24'"
    begun = time.monotonic()
    told = inside(root, as_user(f"{display} mjstudio tour --out /{OUT}"))
    expect_silence("mjstudio tour", told)
    pictures = log.path.with_suffix("")
    shutil.rmtree(pictures, ignore_errors=True)
    shutil.copytree(root / OUT, pictures)
    steps, colours = report(root / OUT)
    log.say(f"   {steps} steps in order, not a line of output, {time.monotonic() - begun:.0f} s")
    log.say(f"   {len(colours)} screenshots, each of at least {min(colours.values())} colours")

    log.say("-- remove")
    keepsake = root / HOME / ".local/share/mjstudio/pictures/mine.png"
    inside(root, as_user(f"mkdir -p /{keepsake.parent.relative_to(root)}"))
    inside(root, as_user(f"touch /{keepsake.relative_to(root)}"))
    of_user = {path for path in files(root) if path.startswith(HOME)}
    inside(root, f"{apt} purge -y mjstudio")
    after = set(files(root))
    left = left_over(own, after - before)
    if left:
        raise Failed(f"stays after the removal: {', '.join(left[:10])}")
    strays = [path for path in after - before if "mjstudio" in path and not path.startswith(HOME)]
    strays = [path for path in strays if not path.startswith(("tmp/", "var/log/", "var/lib/apt/"))]
    if strays:
        raise Failed(f"stays after the removal: {', '.join(sorted(strays)[:10])}")
    gone = of_user - after
    if gone:
        raise Failed(f"of the user's own is gone: {', '.join(sorted(gone)[:10])}")
    log.say(f"   nothing of the program stays, all {len(of_user)} files of the user do")


def inside(root: Path, command: str) -> str:
    """Run a shell command as root in a root; return its output, including errors.

    Its processes have their own namespace, so that none outlives it. Raises Failed.
    """
    variables = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
    # Pass only what the system needs to reach its mirror, and nothing else of ours.
    variables |= {name: os.environ[name] for name in os.environ if name.endswith("_proxy")}
    mounts = "mount -t proc proc /proc && mount -t tmpfs tmpfs /dev/shm && "
    script = f"{mounts}{{ {command}; }}"
    isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--"]
    done = subprocess.run(
        [*isolated, "chroot", str(root), "/bin/sh", "-c", script],
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise Failed(f"exit code {done.returncode} of: {command}\n{done.stdout.strip()}")
    return done.stdout


def as_user(command: str) -> str:
    """Return a command run as the ordinary user in a login shell, with a desktop's language."""
    quoted = f"export LANG=C.UTF-8; {command}".replace("'", "'\\''")
    return f"su - {USER} -c '{quoted}'"


def expect_silence(what: str, told: str) -> None:
    """Raise Failed with any unexpected output."""
    lines = [line for line in told.splitlines() if line.strip()]
    unexpected = [line for line in lines if not any(rule.search(line) for rule in EXPECTED)]
    if unexpected:
        raise Failed(f"{what} printed:\n" + "\n".join(unexpected[:40]))


def report(folder: Path) -> tuple[int, dict[str, int]]:
    """Return the number of tour steps, and each screenshot's number of colours.

    Raises Failed if a step failed, or a screenshot is missing or blank.
    """
    told = json.loads((folder / "tour.json").read_text(encoding="utf-8"))
    wrong = [step["name"] for step in told["steps"] if not step["ok"]]
    if wrong or not told["ok"] or not told["steps"]:
        raise Failed(f"the tour is not in order: {', '.join(wrong) or told}")
    colours = {path.name: count_colours(path.read_bytes()) for path in folder.glob("*.png")}
    if not colours:
        raise Failed("the tour left no screenshot")
    blank = [name for name, number in colours.items() if number < FEWEST_COLOURS]
    if blank:
        raise Failed(f"blank screenshots: {', '.join(sorted(blank))}")
    return len(told["steps"]), colours


def count_colours(png: bytes, most: int = ENOUGH_COLOURS) -> int:
    """Count the different pixels in a PNG with 8 bits per channel, up to `most`."""
    width, _height, depth, kind = *_two(png, 16), png[24], png[25]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    if depth != 8:
        raise Failed(f"a PNG with {depth} bits a channel")
    raw = zlib.decompress(b"".join(_data(png)))
    length = width * channels
    before, found = bytes(length), set()
    for start in range(0, len(raw), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        before = _unfiltered(raw[start], row, before, channels)
        found.update(before[at : at + channels] for at in range(0, length, channels))
        if len(found) >= most:
            break
    return len(found)


def left_over(own: Sequence[str], new: set[str]) -> list[str]:
    """Return the package's paths that are in a root but were not before the installation."""
    return sorted(path for path in own if path.lstrip("/") in new)


def files(root: Path) -> Iterator[str]:
    """Yield the paths of all files and folders in a root."""
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            yield os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118


def _two(png: bytes, at: int) -> tuple[int, int]:
    return int.from_bytes(png[at : at + 4]), int.from_bytes(png[at + 4 : at + 8])


def _data(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(kind: int, row: bytearray, above: bytes, step: int) -> bytes:
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[at]
        elif kind == 3:
            guess = (left + above[at]) // 2
        else:
            near = left + above[at] - corner
            guess = min((left, above[at], corner), key=lambda value: abs(near - value))
        row[at] = (row[at] + guess) & 255
    return bytes(row)


if __name__ == "__main__":
    sys.exit(main())
