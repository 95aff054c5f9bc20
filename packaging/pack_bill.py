"""The parts a package is made of: `pack_bill.py FOLDER MADE`, run by the building Python.

Writes MADE/bill.cdx.json (a software bill of materials, CycloneDX 1.5), and the licence texts of
all parts into the built FOLDER. The parts are the packages that pyproject.toml requires, with their
own requirements on this system, Python, Qt, PyInstaller's loader, and the libraries in C that came
inside these. Native files stand below the part that they belong to, with their SHA-256; on Windows
and macOS that of the file before it was signed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata as metadata
import json
import os
import platform
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import identity
import pack_licences
from dev_process import Refusal

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, identity.HOMEPAGE)
_PYINSTALLER = re.compile(r"^(pyi_|_pyi_|pyimod)")
_LOADER = "GPL-2.0-or-later WITH Bootloader-exception"


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


def no_strangers(names: Iterable[str], found: Iterable[str]) -> None:
    """Raise Refusal if one of a program's modules, by name, is of a distribution not in `found`."""
    from packaging.utils import canonicalize_name

    owners = metadata.packages_distributions()
    known = {*found, "mjstudio", "pyinstaller"}
    tops = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)
    unknown = sorted(
        f"{top} ({owner})"
        for top in tops
        if not _PYINSTALLER.match(top)
        for owner in owners.get(top, ())
        if canonicalize_name(owner) not in known
    )
    if unknown:
        raise Refusal(f"Nothing requires these, but the program has them: {', '.join(unknown)}")


def modules(program: Path) -> set[str]:
    """Return the names of the Python modules in a program made by PyInstaller."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    inner = next(name for name in archive.toc if name.endswith((".pyz", ".PYZ")))
    return set(archive.open_embedded_archive(inner).toc)


def bill(
    seen: pack_licences.Survey, folder: Path, time: int, version: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the bill in CycloneDX's format, and the terms of each part by its name."""
    found, owned = seen.distributions, seen.owned
    qt = found["pyside6-essentials"].version
    python, loader = platform.python_version(), metadata.version("pyinstaller")
    components = [
        component(
            "library",
            name,
            part.version,
            licence(part),
            f"pkg:pypi/{name}@{part.version}",
            hashed(owned.get(name, ()), folder),
        )
        for name, part in found.items()
    ]
    for kind, name, number, terms, purl in (
        ("framework", "qt", qt, "LGPL-3.0-only", f"pkg:generic/qt@{qt}"),
        ("platform", "python", python, "PSF-2.0", f"pkg:generic/python@{python}"),
        ("library", "pyinstaller", loader, _LOADER, f"pkg:pypi/pyinstaller@{loader}"),
        ("library", "inter", "", "OFL-1.1", "pkg:generic/inter"),
        ("library", "lucide", "", "ISC", "pkg:generic/lucide"),
    ):
        files = hashed(owned.get(name, ()), folder)
        components.append(component(kind, name, number, terms, purl, files))
    for native in seen.native:
        purl = f"pkg:generic/{native.name}" + (f"@{native.version}" if native.version else "")
        files = hashed(native.files, folder)
        made_of = (native.name, native.version, native.terms, purl, files)
        components.append(component("library", *made_of))
    terms = {one["name"]: _terms(one) for one in components} | {"mjstudio": "MIT"}
    # Parts in Rust, which no file shows.
    components += [
        part
        for one in found.values()
        for part in pack_licences.in_wheel(one)
        if part.get("purl", "").startswith("pkg:cargo/")
    ]
    product = component(
        "application", identity.NAME, version, "MIT", f"pkg:generic/mjstudio@{version}"
    )
    text = json.dumps([product, components], sort_keys=True)
    made = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, text)}",
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
    return made, terms


def hashed(files: Sequence[Path], folder: Path) -> list[dict[str, Any]]:
    """Return files as components, by their path in the folder, with the SHA-256 of each."""
    return [
        {
            "type": "file",
            "name": path.relative_to(folder).as_posix(),
            "hashes": [
                {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}
            ],
        }
        for path in files
    ]


def _terms(made: dict[str, Any]) -> str:
    chosen = made.get("licenses", [{}])[0]
    return chosen.get("expression") or chosen.get("license", {}).get("name") or "see its text"


def component(
    kind: str,
    name: str,
    version: str,
    terms: str,
    purl: str,
    files: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return one part with its files; unknown facts (the version, the terms) are left out."""
    made: dict[str, Any] = {"type": kind, "bom-ref": purl, "name": name}
    if version:
        made["version"] = version
    if terms:
        is_expression = " " not in terms or re.search(" (OR|AND|WITH) ", terms)
        made["licenses"] = [
            {"expression": terms} if is_expression else {"license": {"name": terms}}
        ]
    if files:
        made["components"] = list(files)
    return made | {"purl": purl}


def licence(part: metadata.Distribution) -> str:
    """Return what a distribution says about its licence; empty if it says nothing."""
    told = part.metadata
    text = told.get("License-Expression") or told.get("License") or ""
    if text in ("", "UNKNOWN") or "\n" in text or len(text) > 80:
        classes = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
        text = classes[0].rsplit(" :: ", 1)[-1] if classes else ""
    return text


def main(arguments: list[str]) -> int:
    """Write the bill and the licences; 1 if a part is of nobody, or has no text."""
    folder, made = (Path(word) for word in arguments)
    project = tomllib.loads((identity.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = parts(project["project"]["dependencies"])
    name = f"{identity.NAME}.exe" if sys.platform == "win32" else identity.NAME
    try:
        no_strangers(modules(folder / name), found)
        seen = pack_licences.survey(folder, found)
        texts = pack_licences.all_texts(seen)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    time = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    told, terms = bill(seen, folder, time, identity.version())
    text = json.dumps(told, indent=2, sort_keys=True) + "\n"
    (made / "bill.cdx.json").write_text(text, encoding="utf-8", newline="\n")
    words = pack_licences.notice(seen, {name: terms[name] for name in texts})
    for place in pack_licences.places(folder):
        pack_licences.write(texts, words, place)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
