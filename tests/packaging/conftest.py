"""The modules of packaging/, each under its own name."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of packaging/ by name.

    The folder is put on the path, never its parent: `packaging` is a package of PyPI, too.
    """
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module
