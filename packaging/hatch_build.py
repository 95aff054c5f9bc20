"""Compiles the catalogues into every wheel, also an editable one; makes PyPI's text of README.md.

hatchling runs this with the packages of `build-system.requires`; its sources contain the catalogues
as their translators saved them.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<path>[^):]+)\)")


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


class ReadmeHook(MetadataHookInterface):
    """Makes the long description, which is read on PyPI, far from the repository."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Take README.md, with addresses for what it shows and links to."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        home = metadata["urls"]["Homepage"]
        tag = f"v{metadata['version']}" if "version" in metadata else "main"
        described = with_addresses(text, home, tag)
        metadata["readme"] = {"content-type": "text/markdown", "text": described}


def with_addresses(text: str, home: str, tag: str) -> str:
    """Return Markdown whose links to files of the repository are addresses at GitHub.

    `home` is the repository's page; pictures are shown as they are in `tag`.
    """
    raw = home.replace("https://github.com/", "https://raw.githubusercontent.com/")

    def address(match: re.Match[str]) -> str:
        path = match["path"]
        if path.startswith("#"):  # PyPI gives headings no anchors
            where = home
        elif match["picture"]:
            where = f"{raw}/{tag}/"
        else:
            where = f"{home}/blob/{tag}/"
        return f"{match['picture']}[{match['text']}]({where}{path})"

    return _LINK.sub(address, text)


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
