"""Makes a release of the packages: one folder with every file that is uploaded.

    python3 packaging/release.py PARTS OUT NOTES.md

PARTS has one folder for each system's build, as the workflow hands them over: package-linux-x86_64,
package-linux-aarch64, package-windows, package-macos. OUT is made anew:

- the packages, and their bills of materials, named by system;
- mjstudio.json, the news that running programs read (release_news.py);
- mjstudio-VERSION-manifests.zip, for winget, Homebrew, the AUR and Flathub
  (release_manifests.py);
- Packages, Packages.gz, Release, InRelease and mjstudio.sources, by which apt installs and updates
  (release_apt.py), SHA256SUMS.asc, and the public key in mjstudio.asc: only with a key in the
  variable RELEASE_KEY;
- SHA256SUMS of all these but its own signature.

NOTES.md, the notes on the release's page, is written beside them. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import identity
import pack
import release_apt
import release_manifests
import release_news
from dev_process import Refusal, say
from pack_onedir import run
from release_key import Key

SYSTEMS = ("linux-x86_64", "linux-aarch64", "windows", "macos")
_PREFIX = "package-"


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Make the release in OUT; returns 0, or 2 for wrong arguments. Raises Refusal."""
    if len(arguments) != 3:
        sys.stderr.write("usage: release.py PARTS OUT NOTES.md\n")
        return 2
    parts, out, notes = map(Path, arguments)
    commit = environ.get("GITHUB_SHA") or run(
        ["git", "-C", str(identity.ROOT), "rev-parse", "HEAD"]
    )
    make(parts, out, notes, environ.get("RELEASE_KEY", ""), commit.strip(), time.time())
    for path in sorted(out.iterdir()):
        say(f"  {path.stat().st_size:>12,} bytes  {path.name}")
    return 0


def make(parts: Path, out: Path, notes: Path, key: str, commit: str, now: float) -> None:
    """Make all files of a release.

    Args:
        parts: the folder of the builds' folders.
        out: the folder to make; one that is there goes.
        notes: the file for the notes on the release's page.
        key: an armoured OpenPGP secret key without password; empty for a release without apt.
        commit: the hash of the commit that the release was built from.
        now: the time of the release, in epoch seconds.
    """
    version = identity.version()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    gather(parts, out)
    (out / "mjstudio.json").write_bytes(release_news.feed(identity.ROOT))
    notes.write_text(release_news.notes(identity.ROOT), encoding="utf-8", newline="\n")
    release_manifests.pack_all(out, version, identity.all_releases()[0].day, commit)
    if not key:
        pack.sums(out)
        say("SKIPPED: the apt repository and SHA256SUMS.asc, for RELEASE_KEY is not set")
        return
    with (
        tempfile.TemporaryDirectory(prefix="mjstudio-key-") as home,
        Key(Path(home), key) as signer,
    ):
        release_apt.make(out, version, signer, now)
        pack.sums(out)
        signer.sign(out / "SHA256SUMS", out / "SHA256SUMS.asc")


def gather(parts: Path, out: Path) -> None:
    """Copy what each system's build made. Raises Refusal if a build, or a file of it, is missing.

    Each folder's own SHA256SUMS is checked and stays behind; bills get their system's name.
    """
    for system in SYSTEMS:
        folder = parts / f"{_PREFIX}{system}"
        listed = folder / "SHA256SUMS"
        if not listed.is_file():
            raise Refusal(f"{folder} has no SHA256SUMS; the build of {system} is missing")
        sums = [line.split("  ", 1) for line in listed.read_text(encoding="utf-8").splitlines()]
        found = {path.name for path in folder.iterdir()} - {listed.name}
        if {name for _, name in sums} != found:
            raise Refusal(f"{listed} lists other files than there are")
        for expected, name in sums:
            if pack.sha256(folder / name) != expected.lower():
                raise Refusal(f"{folder / name} is not what was built")
            target = name.replace(".cdx.json", f"-{system}.cdx.json")
            if (out / target).exists():
                raise Refusal(f"two builds have made {target}")
            shutil.copyfile(folder / name, out / target)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except Refusal as refusal:
        sys.exit(str(refusal))
