"""`dev.py package`: everything that is handed to artists, in build/dist.

    python3 packaging/dev.py package                        all of it
    python3 packaging/dev.py package --onedir               the folder alone, not compressed
    python3 packaging/dev.py package --tour                 and take the tour from the folder, in
                                                            Chinese and in longer words
    python3 packaging/dev.py package --check-reproducible   build twice, tell what differs

On Linux: mjstudio_VERSION-1_ARCH.deb (where Debian's tools are), mjstudio-VERSION-linux-ARCH.run,
which installs without root, mjstudio-VERSION.cdx.json (the parts it is made of, CycloneDX) and
SHA256SUMS. On Windows and macOS: the folder or the bundle, which packaging/windows and
packaging/macos make an installer of.

All times are that of the last commit, so the same checkout gives the same files on the same
machine.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import identity
import pack_archive
import pack_deb
import pack_onedir
import read_texts
from dev_process import Refusal, call, say
from dev_venv import Environment

ROOT = identity.ROOT
BUILD = ROOT / "build"
TOOLS = Environment(BUILD / "environment", ROOT / "packaging" / "build.lock")
DIST = BUILD / "dist"
MOST_FOLDER, MOST_DEB = 143_000_000, 60_000_000
TOUR_PATIENCE = 600.0
# AppStream before 1.0, as Debian 12 has it, calls "developer" unknown; from 1.0 on it is asked for.
APPSTREAM = ("appstreamcli", "validate", "--no-net", "--strict", "--override=unknown-tag=pedantic")
"""Validates a metainfo, whose path follows: any remark but a pedantic one fails."""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Build what the arguments ask for; returns 0 if everything, including all checks, passed."""
    parser = argparse.ArgumentParser(prog="dev.py package")
    parser.add_argument("--onedir", action="store_true", help="the folder alone")
    parser.add_argument("--tour", action="store_true", help="take the tour from the folder")
    parser.add_argument(
        "--check-reproducible", action="store_true", help="build twice and tell what differs"
    )
    asked = parser.parse_args(arguments)
    variables = {
        **environ,
        "SOURCE_DATE_EPOCH": str(epoch(ROOT, environ)),
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
    }
    begun = time.monotonic()
    folder = build(BUILD / "package", DIST, variables, only_folder=asked.onedir)
    where = folder if asked.onedir else DIST
    say(f"Built in {time.monotonic() - begun:.0f} s; what was made is in {where}")
    good = is_small_enough(folder)
    if not asked.onedir:
        good = passes_checks(folder.parents[1] / "made", variables) and good
    if asked.tour:
        good = take_tour(folder, BUILD / "tour", environ) and good
    if asked.check_reproducible:
        again = build(BUILD / "again", BUILD / "again" / "dist", variables, asked.onedir)
        found = differences(folder, again)
        if not asked.onedir:
            found += differences(DIST, BUILD / "again" / "dist")
        say("\n".join(found) if found else "Built twice: not a byte differs.")
        shutil.rmtree(BUILD / "again")
        good = good and not found
    return 0 if good else 1


def epoch(root: Path, environ: Mapping[str, str]) -> int:
    """Return the time stamp of everything built: the last commit's, or else the last release's."""
    if environ.get("SOURCE_DATE_EPOCH", "").isdigit():
        return int(environ["SOURCE_DATE_EPOCH"])
    if (root / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip().isdigit():
            return int(done.stdout)
    day = datetime.strptime(identity.all_releases(root)[0].day, "%Y-%m-%d")  # noqa: DTZ007
    return int(day.replace(tzinfo=UTC).timestamp())


def build(work: Path, dist: Path, variables: Mapping[str, str], only_folder: bool) -> Path:
    """Build everything; return the folder with the program."""
    shutil.rmtree(work, ignore_errors=True)
    say("Drawing the icons, gathering the program")
    folder = pack_onedir.build(ROOT, work, TOOLS.python, variables)
    if only_folder:
        return folder
    shutil.rmtree(dist, ignore_errors=True)  # the previous build stays until here
    dist.mkdir(parents=True)
    name = f"mjstudio-{identity.version()}"
    shutil.copyfile(work / "made" / "bill.cdx.json", dist / f"{name}.cdx.json")
    if sys.platform.startswith("linux"):
        made = work / "made"
        with ThreadPoolExecutor() as pool:  # each compresses on one core
            say("Packing the Debian package and the archive")
            deb = None
            lacking = pack_deb.lacking()
            if lacking:
                say(f"NO DEBIAN PACKAGE: {', '.join(lacking)} not found on this system")
            else:
                deb = pool.submit(pack_deb.build, ROOT, folder, made, work, dist, variables)
            archive = pool.submit(pack_archive.build, ROOT, folder, made, dist, variables)
            archive.result()
            package = deb.result() if deb else None
        if package is not None and package.stat().st_size > MOST_DEB:
            raise Refusal(f"{package.name} has {package.stat().st_size:,} bytes; too large")
    sums(dist)
    for path in sorted(dist.iterdir()):
        say(f"  {path.stat().st_size:>12,} bytes  {path.name}")
    return folder


def sums(dist: Path) -> None:
    """Write SHA256SUMS in the format of `sha256sum --check`."""
    lines = [
        f"{sha256(path)}  {path.name}\n"
        for path in sorted(dist.iterdir())
        if path.name != "SHA256SUMS"
    ]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """Return a file's checksum, in hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_small_enough(folder: Path) -> bool:
    """Print the folder's size; False if it is above the limit for a package."""
    size = pack_onedir.size(folder)
    say(f"The folder has {size:,} bytes; {MOST_FOLDER:,} are the most.")
    return size <= MOST_FOLDER or not sys.platform.startswith("linux")


def passes_checks(made: Path, variables: Mapping[str, str]) -> bool:
    """Check the results by the rules of desktops and of Debian; report missing checkers."""
    entry = str(ROOT / "resources" / "desktop" / f"{identity.ID}.desktop")
    metainfo = str(made / f"{identity.ID}.metainfo.xml")
    checks = [
        ["desktop-file-validate", entry],
        [*APPSTREAM, metainfo],
    ]
    checks += [
        [
            "lintian",
            "--allow-root",
            "--fail-on",
            "error,warning",
            "--tag-display-limit",
            "0",
            str(deb),
        ]
        for deb in DIST.glob("*.deb")
    ]
    good = True
    for check in checks if sys.platform.startswith("linux") else []:
        if not shutil.which(check[0]):
            say(f"NOT CHECKED by {check[0]}: it is not here")
            continue
        passed = call(check, None, variables) == 0
        say(f"{check[0]}: {'passed' if passed else 'FAILED'}")
        good = good and passed
    return good


def take_tour(folder: Path, out: Path, environ: Mapping[str, str]) -> bool:
    """Take the tour with the program in the folder, offscreen without a display.

    On Linux, where variables choose the language, it uses the language of pseudo.py, and Chinese:
    truncated, glued or untranslated text fails it.
    """
    shutil.rmtree(out, ignore_errors=True)
    if not sys.platform.startswith("linux"):
        return _tour(folder, out, environ)
    variables = dict(environ)
    if not environ.get("DISPLAY"):
        variables["QT_QPA_PLATFORM"] = "offscreen"
    longer = out / "locale"
    pack_onedir.run([str(TOOLS.python), str(ROOT / "packaging" / "pseudo.py"), str(longer)])
    tours = {
        "pseudo": {"LC_ALL": "C.UTF-8", "MJSTUDIO_LOCALE_DIR": str(longer)},
        # The locale itself need not be installed.
        "zh_CN": {"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.UTF-8"},
    }

    def taken(language: str) -> bool:
        own = variables | tours[language]
        if not _tour(folder, out / language, own, "--read"):
            return False
        found = read_texts.problems(language, out / language)
        for problem in found:
            say(problem)
        return not found

    # Side by side: a tour mostly waits.
    with ThreadPoolExecutor() as threads:
        return all(list(threads.map(taken, tours)))


def _tour(folder: Path, out: Path, variables: Mapping[str, str], *options: str) -> bool:
    begun = time.monotonic()
    command = [str(pack_onedir.program(folder)), "tour", *options, "--out", str(out)]
    code = call(command, None, variables)
    verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
    say(f"The tour of the package {verdict}, {time.monotonic() - begun:.0f} s: {out}")
    return code == 0


def differences(one: Path, other: Path) -> list[str]:
    """Return the differences between two folders, one line per file."""
    found: list[str] = []
    names = {path.relative_to(root) for root in (one, other) for path in root.rglob("*")}
    for name in sorted(names):
        first, second = one / name, other / name
        if not (os.path.lexists(first) and os.path.lexists(second)):
            found.append(f"{name}: only in one of the two")
        elif first.is_symlink() or second.is_symlink():
            if not (first.is_symlink() and second.is_symlink()) or (
                first.readlink() != second.readlink()
            ):
                found.append(f"{name}: another link")
        elif first.is_file():
            if first.stat().st_mode != second.stat().st_mode:
                found.append(f"{name}: other permissions")
            if first.read_bytes() != second.read_bytes():
                found.append(f"{name}: other bytes")
    return found
