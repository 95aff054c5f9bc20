"""The apt repository: the releases themselves, with an index beside the packages.

apt asks for `latest/download/InRelease` below the page of the releases, and GitHub sends it on to
the newest release. The index there names each package by the address of its own release, so that it
is right however long ago it was fetched. No server has to be kept, and a release is a repository as
soon as it is published. The form is Debian's for a flat repository:
https://wiki.debian.org/DebianRepository/Format
"""

from __future__ import annotations

import gzip
from email.utils import formatdate
from pathlib import Path

import identity
import pack
from dev_process import Refusal
from pack_onedir import run
from release_key import Key

BASE = f"{identity.HOMEPAGE}/releases"
SUITE = "latest/download/"
SOURCES = "mjstudio.sources"
PUBLIC = "mjstudio.asc"


def make(out: Path, version: str, key: Key, now: float) -> None:
    """Write the signed index of a folder's packages beside them, the public key, and the source.

    `now` is the time of the release, in epoch seconds. It has no end: a release that stays the
    newest for years is no reason for apt to refuse it. Raises Refusal without a package.
    """
    debs = sorted(out.glob("mjstudio_*.deb"))
    if not debs:
        raise Refusal(f"{out} has no Debian package")
    (out / "Packages").write_text(
        "\n".join(entry(deb, version) for deb in debs), encoding="utf-8", newline="\n"
    )
    index = (out / "Packages").read_bytes()
    (out / "Packages.gz").write_bytes(gzip.compress(index, 9, mtime=0))
    machines = " ".join(sorted(deb.stem.rsplit("_", 1)[1] for deb in debs))
    text = release_text(out, ("Packages", "Packages.gz"), machines, now)
    (out / "Release").write_text(text, encoding="utf-8", newline="\n")
    key.clear_sign(out / "Release", out / "InRelease")
    public = key.public()
    (out / PUBLIC).write_text(public, encoding="utf-8", newline="\n")
    (out / SOURCES).write_text(sources(public), encoding="utf-8", newline="\n")


def entry(deb: Path, version: str) -> str:
    """Return a package's paragraph of the index."""
    control = run(["dpkg-deb", "--field", str(deb)]).strip()
    return (
        f"{control}\n"
        f"Filename: download/v{version}/{deb.name}\n"
        f"Size: {deb.stat().st_size}\n"
        f"SHA256: {pack.sha256(deb)}\n"
    )


def release_text(out: Path, files: tuple[str, ...], machines: str, now: float) -> str:
    """Return the file Release: which index files belong together, and their checksums."""
    lines = [
        "Origin: mjstudio",
        "Label: mjstudio",
        f"Suite: {SUITE.rstrip('/')}",  # apt warns if it is not what was asked for
        f"Architectures: {machines}",
        f"Date: {formatdate(now, usegmt=True)}",
        "Description: mjstudio, in its newest version",
        "SHA256:",
        *(f" {pack.sha256(out / name)} {(out / name).stat().st_size} {name}" for name in files),
    ]
    return "\n".join(lines) + "\n"


def sources(public: str, base: str = BASE) -> str:
    """Return what goes to /etc/apt/sources.list.d, with the public key in it.

    apt has read keys there since 2.4: Debian 12, Ubuntu 22.04.
    """
    key = "\n".join(f" {line or '.'}" for line in public.strip().splitlines())
    return f"Types: deb\nURIs: {base}\nSuites: {SUITE}\nSigned-By:\n{key}\n"
