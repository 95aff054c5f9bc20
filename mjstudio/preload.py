"""Loads beforehand what a process would read from the program's own files at a later moment.

An update replaces those files under the running program: what it imports after that would be
another version's, or nothing at all. So once a process is at rest, everything is loaded.

- A package of PyInstaller on Linux keeps its Python code inside the program file, and
  `packaging/entry.py` reads that from the running file itself, which stays until the process ends.
  What is beside it is loaded here: extension modules, and the few modules in `base_library.zip`.
- Everything else has its code in files: every module of mjstudio is imported. That takes half a
  second and 26 MB, which the packages are spared.

Rejected: a copy of the files, because they are 140 MB; hard links, which systems forbid for files
of root's.
"""

import importlib
import logging
import pkgutil
import sys
import zipfile
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path, PurePosixPath

import mjstudio

_log = logging.getLogger(__name__)

NOT_OF_WINDOW = ("mjstudio.tour", "mjstudio.sandbox", "mjstudio.__main__", "PySide6.QtTest")
"""What a window never imports: the self-test, the service, and the module that starts it."""
NOT_OF_SERVICE = ("PySide6", "shiboken6", "cryptography", "_cffi_backend")
"""What the embedded service never imports of a package: Qt, and what reads keyrings."""
_DYNAMIC = "lib-dynload"


def window_modules() -> list[str]:
    """Return the modules that the window's process may need. Blocks on the disk."""
    beside = _packaged()
    names = list(modules_beside(beside)) if beside else []
    if not (beside and sys.platform.startswith("linux")):
        names += [found.name for found in pkgutil.walk_packages(mjstudio.__path__, "mjstudio.")]
    return _without(names, NOT_OF_WINDOW)


def load_service() -> None:
    """Load what the embedded service's process may need; in a checkout it has everything."""
    beside = _packaged()
    for name in _without(modules_beside(beside), NOT_OF_SERVICE) if beside else ():
        load(name)


def load(name: str) -> None:
    """Import a module, if this system has it."""
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 (modules of other systems fail in their own ways)
        _log.debug("%s was not loaded beforehand: %s", name, type(error).__name__)


def modules_beside(folder: Path) -> Iterator[str]:
    """Yield the modules that lie in a package's folder: in its zip and as extension modules."""
    with zipfile.ZipFile(folder / "base_library.zip") as library:
        yield from (module_name(PurePosixPath(name)) for name in library.namelist())
    for suffix in EXTENSION_SUFFIXES:
        for path in sorted(folder.rglob(f"*{suffix}")):
            inside = PurePosixPath(path.relative_to(folder).as_posix().removesuffix(suffix))
            if "." not in inside.name and "plugins" not in inside.parts:
                yield module_name(inside)


def module_name(path: PurePosixPath) -> str:
    """Return the name of the module at a path in a package's folder, whatever its suffix."""
    parts = list(path.with_suffix("").parts)
    if _DYNAMIC in parts:
        parts = parts[parts.index(_DYNAMIC) + 1 :]
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def _packaged() -> Path | None:
    folder = getattr(sys, "_MEIPASS", None)
    return Path(folder) if folder else None


def _without(names: "list[str] | Iterator[str]", others: tuple[str, ...]) -> list[str]:
    return [name for name in names if name not in sys.modules and not name.startswith(others)]
