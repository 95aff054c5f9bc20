"""Installs the Debian package into clean roots and sees whether it works there; run by root.

    python3 packaging/smoke.py [--release bookworm] [--release trixie] [--mirror URL] [--deb FILE]
    python3 packaging/smoke.py --source [--tests "ARGS of pytest"] [--user root] [--user artist]

For each release a minimal root is made by mmdebstrap, which holds nothing but what Debian itself
cannot do without. In it the package is installed with what it depends on and no more; an ordinary
user takes the tour on a virtual display, then starts the program, closes its window, and starts it
again. At last the package is upgraded while the program runs, and so is the .run beside it, see
smoke_upgrade.py. Whatever is amiss fails the run:

- an exit code other than 0, or a step of the tour that is not in order;
- any line of output that is not expected, from the program or from dpkg's own check of its files;
- a screenshot that is blank, or none at all;
- after the removal: a file of the program that stays, or one of the user's that does not.

With --source the checkout is tested instead, see smoke_source.py.

The log of it all is build/smoke-RELEASE.log, the screenshots are in build/smoke-RELEASE. Standard
library only.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import smoke_source
import smoke_upgrade
from smoke_root import HOME, Failed, Log, as_user, check_tools, files, inside, make
from smoke_tour import report

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ("bookworm", "trixie")
MIRROR = "http://deb.debian.org/debian"
OUT = f"{HOME}/tour"
# The smoke run's own tools in a root, which the package must not rely on. Installed last.
DISPLAY_PACKAGES = ("xvfb", "xauth", "openbox", "wmctrl")
WINDOW_SCRIPT = Path(__file__).with_name("smoke_window.sh")
STARTS = 2
EXPECTED: tuple[re.Pattern[str], ...] = ()
"""Lines that the program may print: none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Test every release; returns 0 if everything works in all of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--release", action="append", choices=RELEASES, help="all if none")
    parser.add_argument("--mirror", default=MIRROR, help=f"of Debian; {MIRROR} if not given")
    parser.add_argument("--deb", type=Path, help="the package; else the one in build/dist")
    parser.add_argument("--source", action="store_true", help="the commands of the README instead")
    parser.add_argument("--user", action="append", choices=smoke_source.USERS, help="all if none")
    parser.add_argument("--tests", default="", help="arguments for pytest; every check if none")
    asked = parser.parse_args(argv)
    try:
        package = None if asked.source else asked.deb or only_package(ROOT / "build" / "dist")
        check_tools()
    except Failed as failed:
        sys.stderr.write(f"{failed}\n")
        return 2
    good = True
    for release in asked.release or RELEASES:
        if package is not None:
            good = passes(release, release, _of_package(release, asked.mirror, package)) and good
            continue
        for user in asked.user or smoke_source.USERS:
            case = smoke_source.Case(release, asked.mirror, user, shlex.split(asked.tests))
            good = passes(f"source-{release}-{user}", release, case.run) and good
    return 0 if good else 1


def _of_package(release: str, mirror: str, package: Path) -> Callable[[Path, Log], None]:
    return lambda root, log: smoke(root, release, mirror, package, log)


def passes(name: str, release: str, work: Callable[[Path, Log], None]) -> bool:
    """Run some work in a folder for a root and with a log, and log how it ended."""
    log = Log(ROOT / "build" / f"smoke-{name}.log")
    log.path.parent.mkdir(exist_ok=True)
    begun = time.monotonic()
    log.say(f"== {name}")
    try:
        with tempfile.TemporaryDirectory(prefix=f"mjstudio-{release}-") as folder:
            # An ordinary user must be able to pass through the folder above the root.
            Path(folder).chmod(0o755)
            work(Path(folder, "root"), log)
    except (Failed, OSError, ValueError) as failed:
        log.say(f"== FAILED on {release}: {failed}")
        return False
    log.say(f"== passed on {release}, {time.monotonic() - begun:.0f} s")
    return True


def only_package(dist: Path) -> Path:
    """Return the only Debian package in a folder. Raises Failed if there is not exactly one."""
    found = sorted(dist.glob("mjstudio_*.deb"))
    if len(found) != 1:
        raise Failed(f"{dist} has {len(found)} Debian packages; make it: dev.py package")
    return found[0]


def smoke(root: Path, release: str, mirror: str, package: Path, log: Log) -> None:
    """Make a root, install, take the tour, open and close the window, remove. Raises Failed."""
    log.say(f"-- a clean root, for {package.name}")
    log.say(f"   Debian {make(root, release, mirror)}")
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

    log.say("-- the window, closed and opened again")
    shutil.copyfile(WINDOW_SCRIPT, root / "tmp" / WINDOW_SCRIPT.name)
    begun = time.monotonic()
    told = inside(root, as_user(f"sh /tmp/{WINDOW_SCRIPT.name} {STARTS} mjstudio"))
    expect_silence("mjstudio", without_closings(told))
    log.say(f"   {STARTS} times in order, not a line of output, {time.monotonic() - begun:.0f} s")

    inside(root, f"{apt} install -y {' '.join(smoke_upgrade.TOOLS)}")
    smoke_upgrade.upgrade_deb(root, package, apt, log)
    archives = sorted(package.parent.glob("mjstudio-*.run"))
    if archives:
        smoke_upgrade.upgrade_run(root, archives[-1], log)
    else:
        log.say(f"-- NOT TRIED: the update by the .run, of which there is none in {package.parent}")

    log.say("-- remove")
    keepsake = root / HOME / ".local/share/mjstudio/pictures/mine.png"
    inside(root, as_user(f"mkdir -p /{keepsake.parent.relative_to(root)}"))
    inside(root, as_user(f"touch /{keepsake.relative_to(root)}"))
    of_user = {path for path in files(root) if path.startswith(HOME)}
    inside(root, f"{apt} purge -y mjstudio")
    after = set(files(root))
    # The smoke run's own tools put files into some of the same folders.
    lists = (root / "var/lib/dpkg/info").glob("*.list")
    others = {line for path in lists for line in path.read_text("utf-8").splitlines()}
    left = left_over(own, after - before, others)
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


def without_closings(told: str) -> str:
    """Return what a program printed, of the output of smoke_window.sh.

    Raises Failed if its window was not closed in order as often as was asked.
    """
    closed = re.findall(r"^closed after its window 0x[0-9a-f]+: exit code 0$", told, re.MULTILINE)
    if len(closed) != STARTS:
        raise Failed(f"the window was closed {len(closed)} times, not {STARTS}:\n{told}")
    return "\n".join(line for line in told.splitlines() if line not in closed)


def expect_silence(what: str, told: str) -> None:
    """Raise Failed with any unexpected output."""
    lines = [line for line in told.splitlines() if line.strip()]
    unexpected = [line for line in lines if not any(rule.search(line) for rule in EXPECTED)]
    if unexpected:
        raise Failed(f"{what} printed:\n" + "\n".join(unexpected[:40]))


def left_over(own: Sequence[str], new: set[str], others: set[str]) -> list[str]:
    """Return the package's paths that are in a root but were not before the installation.

    Those that other packages have, too, are theirs.
    """
    return sorted(path for path in own if path.lstrip("/") in new and path not in others)


if __name__ == "__main__":
    sys.exit(main())
