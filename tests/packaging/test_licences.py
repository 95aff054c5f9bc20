"""Everything in a package has an owner, a licence text, and a line in the bill of materials."""

import hashlib
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "package" / "onedir" / "mjstudio"
Import = Callable[[str], ModuleType]
ELF = b"\x7fELF"


def wheel(site: Path, name: str, files: list[str], *, licence: bool = True) -> Any:
    """An installed distribution with these files."""
    info = site / f"{name.replace('-', '_')}-6.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 6.0\n")
    if licence:
        (info / "licenses" / "LICENSE").write_text(f"the terms of {name}")
        files = [*files, f"{info.name}/licenses/LICENSE"]
    if name == "pillow":
        (info / "sboms").mkdir()
        part = {"type": "library", "name": "Little CMS 2", "version": "2.19"}
        (info / "sboms" / "pillow.cdx.json").write_text(json.dumps({"components": [part]}))
        files = [*files, f"{info.name}/sboms/pillow.cdx.json"]
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))
    for file in files:  # since 3.12 what is not there is not named
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).touch()
    return importlib.metadata.Distribution.at(info)


FILES = {
    "mjstudio": ELF + b"loader",
    "mjstudio-first-paint": ELF + b"never handed out",
    "_internal/PySide6/QtCore.abi3.so": ELF,
    "_internal/PySide6/Qt/lib/libQt6Core.so.6": ELF + b"10.49 2026-09-28",
    "_internal/PySide6/Qt/lib/libQt6Gui.so.6": ELF + b"libpng version 1.6.59",
    "_internal/PySide6/Qt/lib/libicuuc.so.73": ELF,
    "_internal/PySide6/Qt/plugins/imageformats/libqwebp.so": ELF,
    "_internal/shiboken6/Shiboken.abi3.so": ELF,
    "_internal/PIL/_imaging.cpython-311-x86_64-linux-gnu.so": ELF,
    "_internal/pillow.libs/libpng16-1d1b.so.16": ELF + b"libpng version 1.6.58",
    "_internal/pillow.libs/liblcms2-88ea.so.2": ELF,
    "_internal/libpython3.11.so.1.0": ELF,
    "_internal/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so": ELF,
    "_internal/libcrypto-3.dll": b"MZ OpenSSL 3.0.15 3 Sep 2024",
    "_internal/libxcb-cursor.so.0": ELF,
    "_internal/resources/icons/x.svg": b"<svg/>",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built folder, small, with a little of everything."""
    folder = tmp_path / "onedir" / "mjstudio"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "_internal" / "libQt6Core.so.6").symlink_to("PySide6/Qt/lib/libQt6Core.so.6")
    return folder


@pytest.fixture
def wheels(tmp_path: Path) -> dict[str, Any]:
    """What the folder was built from."""
    inside = [name.removeprefix("_internal/") for name in FILES]
    owned = {
        "pyside6-essentials": [name for name in inside if name.startswith("PySide6/")],
        "shiboken6": [name for name in inside if name.startswith("shiboken6/")],
        "pillow": [name for name in inside if name.startswith(("PIL/", "pillow.libs/"))],
    }
    bare = ("pyside6-essentials", "shiboken6")
    return {
        name: wheel(tmp_path / "site", name, files, licence=name not in bare)
        for name, files in owned.items()
    }


def test_every_native_file_is_somebodys_and_libraries_inside_others_are_found(
    module: Import, folder: Path, wheels: dict[str, Any]
) -> None:
    seen = module("pack_licences").survey(folder, wheels)
    owned = {owner: [path.name for path in files] for owner, files in seen.owned.items()}
    assert owned == {
        "pyinstaller": ["mjstudio"],
        "pyside6-essentials": ["QtCore.abi3.so"],
        "qt": ["libQt6Core.so.6", "libQt6Gui.so.6", "libqwebp.so"],
        "shiboken6": ["Shiboken.abi3.so"],
        "pillow": ["_imaging.cpython-311-x86_64-linux-gnu.so"],
        "python": ["libpython3.11.so.1.0", "_ssl.cpython-311-x86_64-linux-gnu.so"],
    }
    native = {(part.name, part.version): [path.name for path in part.files] for part in seen.native}
    assert native == {
        ("double-conversion", ""): ["libQt6Core.so.6"],
        ("icu", ""): ["libicuuc.so.73"],
        ("lcms2", "2.19"): ["liblcms2-88ea.so.2"],
        ("libpng", "1.6.58"): ["libpng16-1d1b.so.16"],
        ("libpng", "1.6.59"): ["libQt6Gui.so.6"],
        ("libwebp", ""): ["libqwebp.so"],
        ("openssl", "3.0.15"): ["libcrypto-3.dll"],
        ("pcre2", "10.49"): ["libQt6Core.so.6"],
        ("tinycbor", ""): ["libQt6Core.so.6"],
        ("xcb-util-cursor", ""): ["libxcb-cursor.so.0"],
    }


@pytest.mark.parametrize(
    "name",
    [
        "_internal/libnobody.so.1",
        "_internal/pillow.libs/libsomebody-1234.so.1",
        "_internal/PySide6/Qt/lib/libavcodec.so.61",
        "_internal/PySide6/avcodec-61.dll",
        "_internal/libstranger.dylib",
    ],
)
def test_a_library_of_nobody_fails_the_build(
    module: Import, folder: Path, wheels: dict[str, Any], tmp_path: Path, name: str
) -> None:
    (folder / name).write_bytes(ELF)
    if "pillow" in name:
        record = next((tmp_path / "site").glob("pillow*/RECORD"))
        record.write_text(f"{record.read_text()}{name.removeprefix('_internal/')},,\n")
    refusal = module("dev_process").Refusal
    with pytest.raises(refusal, match=Path(name).name):
        module("pack_licences").survey(folder, wheels)


def test_a_wheel_without_its_terms_fails_the_build(
    module: Import, folder: Path, wheels: dict[str, Any], tmp_path: Path
) -> None:
    pack_licences = module("pack_licences")
    bare = wheel(tmp_path / "site", "bare", ["bare.py"], licence=False)
    seen = pack_licences.survey(folder, wheels | {"bare": bare})
    loader = {name: wheel(tmp_path / "tools", name, []) for name in LOADER}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_licences.metadata, "distribution", loader.__getitem__)
        with pytest.raises(module("dev_process").Refusal, match="bare"):
            pack_licences.all_texts(seen)


LOADER = ("pyinstaller", "pyinstaller-hooks-contrib")


def test_the_texts_the_notice_and_the_bill_tell_of_all(
    module: Import,
    folder: Path,
    wheels: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pack_licences, pack_bill = module("pack_licences"), module("pack_bill")
    loader = {name: wheel(tmp_path / "tools", name, []) for name in LOADER}
    monkeypatch.setattr(importlib.metadata, "distribution", loader.__getitem__)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: loader[name].version)
    seen = pack_licences.survey(folder, wheels)
    texts = pack_licences.all_texts(seen)
    bill, terms = pack_bill.bill(seen, folder, 0, "1.2.3")
    (folder.with_suffix(".app") / "Contents" / "Frameworks").mkdir(parents=True)
    notice = pack_licences.notice(seen, {name: terms[name] for name in texts})
    for place in pack_licences.places(folder):
        pack_licences.write(texts, notice, place)

    kept = folder / "_internal" / "licences"
    there = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert {
        "NOTICE.txt",
        "qt/LGPL-3.0.txt",
        "qt/GPL-3.0.txt",
        "pyside6-essentials/LGPL-3.0.txt",
        "shiboken6/LGPL-3.0.txt",
        "python/LICENSE.txt",
        "python/python-incorporated.txt",
        "pyinstaller/LICENSE",
        "mjstudio/LICENSE",
        "inter/OFL.txt",
        "lucide/LICENSE",
        "openssl/Apache-2.0.txt",
        "icu/icu.txt",
        "libpng/libpng.txt",
        "pillow/LICENSE",
    } <= there
    bundle = folder.with_suffix(".app") / "Contents" / "Frameworks" / "licences"
    assert (bundle / "qt" / "LGPL-3.0.txt").read_bytes() == (
        kept / "qt" / "LGPL-3.0.txt"
    ).read_bytes()
    assert "Qt 6.0" in notice
    assert "https://download.qt.io/" in notice
    assert "openssl: Apache-2.0" in notice

    (openssl,) = (one for one in bill["components"] if one["name"] == "openssl")
    content = FILES["_internal/libcrypto-3.dll"]
    assert openssl["version"] == "3.0.15"
    assert openssl["components"] == [
        {
            "type": "file",
            "name": "_internal/libcrypto-3.dll",
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()}],
        }
    ]
    assert {one["name"] for one in bill["components"]} == texts.keys() - {"mjstudio"}
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))


def test_every_library_that_may_be_found_has_its_text(module: Import) -> None:
    pack_licences = module("pack_licences")
    named = {one.text or f"{one.name}.txt" for one in pack_licences.NATIVE} - {"Python"}
    kept = {path.name for path in (ROOT / "packaging" / "licences").iterdir()}
    assert named <= kept
    gnu = {"LGPL-3.0.txt": "GNU LESSER GENERAL", "GPL-3.0.txt": "GNU GENERAL", "GPL-2.0.txt": "GNU"}
    for name, words in gnu.items():
        text = (ROOT / "packaging" / "licences" / name).read_text(encoding="utf-8")
        assert words in text[:400]
        assert "END OF TERMS AND CONDITIONS" in text or name.startswith("LGPL")


def test_a_module_of_an_unknown_package_fails_the_build(module: Import) -> None:
    no_strangers = module("pack_bill").no_strangers
    no_strangers(["json.decoder", "mjstudio.cli", "pyi_rth_pkgutil", "httpx._api"], ["httpx"])
    with pytest.raises(module("dev_process").Refusal, match=r"pytest \(pytest\)"):
        no_strangers(["pytest"], ["httpx"])


@pytest.mark.skipif(not (BUILT / "_internal").is_dir(), reason="nothing was built here")
def test_the_folder_that_was_built_here_has_the_terms_of_its_parts() -> None:
    bill = json.loads((BUILT.parents[1] / "made" / "bill.cdx.json").read_text(encoding="utf-8"))
    kept = BUILT / "_internal" / "licences"
    for part in bill["components"]:
        if not part["purl"].startswith("pkg:cargo/"):
            assert any((kept / part["name"]).iterdir())
        for file in part.get("components", []):
            content = (BUILT / file["name"]).read_bytes()
            assert file["hashes"][0]["content"] == hashlib.sha256(content).hexdigest()
    done = subprocess.run([BUILT / "mjstudio", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"mjstudio ")
    assert sys.platform in bill["metadata"]["properties"][0]["value"]
