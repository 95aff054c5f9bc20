"""The parts a package is made of: `python packaging/pack_bill.py FOLDER`, by the building Python.

Writes bill.cdx.json (a software bill of materials, CycloneDX 1.5) into FOLDER, and the parts'
licence texts into FOLDER/licences. The parts are the packages that pyproject.toml requires, with
their own requirements on this system, Python, Qt, and PyInstaller's loader.
"""

from __future__ import annotations

import importlib.metadata as metadata
import json
import os
import platform
import re
import shutil
import sys
import tomllib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import identity

LICENCE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors)[^/]*$|/licenses/")
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, identity.HOMEPAGE)


def parts(wanted: Iterable[str]) -> dict[str, metadata.Distribution]:
    """Return the distributions that the requirements lead to, by name."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, metadata.Distribution] = {}
    todo = [Requirement(text) for text in wanted]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = metadata.distribution(name)
        todo += [Requirement(text) for text in found[name].requires or []]
    return dict(sorted(found.items()))


def bill(found: dict[str, metadata.Distribution], time: int, version: str) -> dict[str, Any]:
    """Return the bill in CycloneDX's format."""
    components = [
        component("library", name, part.version, licence(part), f"pkg:pypi/{name}@{part.version}")
        for name, part in found.items()
    ]
    qt = found["pyside6-essentials"].version
    loader = metadata.version("pyinstaller")
    components += [
        component("framework", "qt", qt, "LGPL-3.0-only", f"pkg:generic/qt@{qt}"),
        component(
            "platform",
            "cpython",
            platform.python_version(),
            "PSF-2.0",
            f"pkg:generic/python@{platform.python_version()}",
        ),
        component(
            "library",
            "pyinstaller-bootloader",
            loader,
            "GPL-2.0-or-later WITH Bootloader-exception",
            f"pkg:pypi/pyinstaller@{loader}",
        ),
        component("library", "inter", "", "OFL-1.1", "pkg:generic/inter"),
        component("library", "lucide", "", "ISC", "pkg:generic/lucide"),
    ]
    product = component(
        "application", identity.NAME, version, "MIT", f"pkg:generic/mjstudio@{version}"
    )
    told = json.dumps([product, components], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, told)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": product,
            "properties": [{"name": "platform", "value": f"{sys.platform}-{platform.machine()}"}],
        },
        "components": components,
        "dependencies": [
            {"ref": product["bom-ref"], "dependsOn": sorted(c["bom-ref"] for c in components)}
        ],
    }


def component(kind: str, name: str, version: str, terms: str, purl: str) -> dict[str, Any]:
    """Return one part; unknown facts (the version, the terms) are left out."""
    made: dict[str, Any] = {"type": kind, "bom-ref": purl, "name": name}
    if version:
        made["version"] = version
    if terms:
        is_expression = " " not in terms or re.search(" (OR|AND|WITH) ", terms)
        made["licenses"] = [
            {"expression": terms} if is_expression else {"license": {"name": terms}}
        ]
    return made | {"purl": purl}


def licence(part: metadata.Distribution) -> str:
    """Return what a distribution says about its licence; empty if it says nothing."""
    told = part.metadata
    text = told.get("License-Expression") or told.get("License") or ""
    if not text or "\n" in text or len(text) > 80:
        classes = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
        text = classes[0].rsplit(" :: ", 1)[-1] if classes else ""
    return text


def keep_licences(found: dict[str, metadata.Distribution], folder: Path) -> None:
    """Copy the licence texts of all parts."""
    for name, part in found.items():
        for file in part.files or []:
            if ".dist-info/" in str(file) and LICENCE.search(str(file).split(".dist-info", 1)[1]):
                target = folder / name / Path(str(file)).name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(part.locate_file(file), target)


def main(arguments: list[str]) -> int:
    """Write the bill and the licences."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    project = tomllib.loads((identity.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = parts(project["project"]["dependencies"])
    made = bill(found, int(os.environ.get("SOURCE_DATE_EPOCH", "0")), identity.version())
    text = json.dumps(made, indent=2, sort_keys=True) + "\n"
    (folder / "bill.cdx.json").write_text(text, encoding="utf-8", newline="\n")
    keep_licences(found, folder / "licences")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
