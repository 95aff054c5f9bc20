"""Compiles the catalogues of translations into every wheel, also into an editable one.

hatchling runs this with the packages of `build-system.requires`; its sources contain the catalogues
as their translators saved them.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes `mjstudio.mo` of every language."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and put them into a wheel; a source archive needs none."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        made = _catalogues(root).compile_all(root / "resources" / "locale")
        if version == "standard":  # an editable one finds them in the checkout
            for path in made:
                name = path.relative_to(root).as_posix()
                build_data["force_include"][str(path)] = f"mjstudio/{name}"


def _catalogues(root: Path) -> Any:
    """Load the module beside this one: hatchling does not put this folder on the path."""
    spec = importlib.util.spec_from_file_location(
        "catalogues", root / "packaging" / "catalogues.py"
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError("packaging/catalogues.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
