"""The scripts that sign on macOS, run here with tools that only say what they were asked to do."""

import base64
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
Import = Callable[[str], ModuleType]
# PySide6's wheel of the version that is pinned, and its hash.
WHEEL = "pyside6_essentials-6.11.3-cp310-abi3-macosx_13_0_universal2.whl"
WHEEL_HASH = "e153290e03ef5bae4b29c584db0193e14d291a21c32030f6953fe98879b3202c"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are shell scripts")


class Mac:
    """A checkout with a bundle in it, and a folder of tools that write down how they are called."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.told = folder / "told"
        self.tools = folder / "tools"
        self.temp = folder / "temp"
        scripts = self.root / "packaging" / "macos"
        for path in (scripts, self.tools, self.temp, self.root / "mjstudio"):
            path.mkdir(parents=True)
        for path in (ROOT / "packaging" / "macos").iterdir():
            (scripts / path.name).write_bytes(path.read_bytes())
        (self.root / "mjstudio" / "__init__.py").write_text('__version__ = "1.2.3"\n')
        self.bundle = self.root / "build/package/onedir/mjstudio.app/Contents/MacOS"
        self.bundle.mkdir(parents=True)
        (self.bundle / "mjstudio-first-paint").touch()
        for name in ("codesign", "xcrun", "spctl", "security"):
            self.tool(self.tools / name)
        self.tool(self.tools / "uname", "echo arm64")
        self.tool(self.tools / "shasum", 'shift 2; exec sha256sum "$@"')
        dmgbuild = self.root / "build/environment/bin/dmgbuild"
        dmgbuild.parent.mkdir(parents=True)
        self.tool(dmgbuild, 'touch "$4"')

    def tool(self, path: Path, does: str = "") -> None:
        path.write_text(f'#!/bin/sh\necho "{path.name} $*" >>"{self.told}"\n{does}\n')
        path.chmod(0o755)

    def run(
        self, script: str, *arguments: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(self.root / "packaging" / "macos" / script), *arguments],
            env={
                "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(self.temp),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self, tool: str) -> list[str]:
        lines = self.told.read_text().splitlines() if self.told.exists() else []
        return [line.removeprefix(f"{tool} ") for line in lines if line.startswith(f"{tool} ")]


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


def test_the_certificate_goes_into_a_keychain_of_its_own(mac: Mac) -> None:
    kept = mac.temp / "seen"
    mac.tool(
        mac.tools / "security",
        f'case $1 in import) cp "$2" "{kept}" ;; list-keychains)'
        ' [ "$4" = -s ] || printf \'    "/Users/runner/login.keychain-db"\\n\' ;; esac',
    )
    given = base64.b64encode(b"a certificate").decode()
    done = mac.run(
        "keychain.sh", "make", MACOS_CERTIFICATE=given, MACOS_CERTIFICATE_PASSWORD="open sesame"
    )
    assert (done.returncode, done.stderr) == (0, "")
    calls = mac.calls("security")
    assert [call.split()[0] for call in calls] == [
        "create-keychain", "set-keychain-settings", "unlock-keychain", "import",
        "set-key-partition-list", "list-keychains", "list-keychains", "find-identity",
    ]  # fmt: skip
    keychain = f"{mac.temp}/mjstudio-signing.keychain-db"
    assert all(keychain in call for call in calls if call != "list-keychains -d user")
    assert calls[6] == f"list-keychains -d user -s {keychain} /Users/runner/login.keychain-db"
    assert kept.read_bytes() == b"a certificate"
    assert "-P open sesame -T /usr/bin/codesign" in calls[3]
    assert list(mac.temp.iterdir()) == [kept]  # the certificate itself is gone
    assert "sesame" not in done.stdout


def test_without_a_certificate_there_is_no_keychain(mac: Mac) -> None:
    for what in ("make", "remove"):
        assert mac.run("keychain.sh", what).returncode == 0
    assert mac.calls("security") == []
    assert mac.run("keychain.sh").returncode == 2


def test_the_keychain_goes(mac: Mac) -> None:
    keychain = mac.temp / "mjstudio-signing.keychain-db"
    keychain.touch()
    assert mac.run("keychain.sh", "remove").returncode == 0
    assert mac.calls("security") == [f"delete-keychain {keychain}"]


def test_with_an_identity_bundle_and_image_are_signed_and_noted(mac: Mac) -> None:
    done = mac.run(
        "finish.sh", "--hardened",
        MACOS_CERTIFICATE="it", MACOS_IDENTITY="Developer ID Application: M (T)",
        APPLE_ID="a@b", APPLE_TEAM="T", APPLE_PASSWORD="p",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    bundle, verified, image = mac.calls("codesign")
    assert "--options runtime --timestamp" in bundle
    assert "--sign Developer ID Application: M (T)" in bundle
    assert verified.startswith("--verify --deep --strict")
    assert image.endswith("build/dist/mjstudio-1.2.3-macos-arm64.dmg")
    assert [call.split()[:2] for call in mac.calls("xcrun")] == [
        ["notarytool", "submit"],
        ["stapler", "staple"],
    ]
    assert "SKIPPED" not in done.stdout
    assert not (mac.bundle / "mjstudio-first-paint").exists()
    sums = (mac.root / "build/dist/SHA256SUMS").read_text()
    assert sums.endswith("  mjstudio-1.2.3-macos-arm64.dmg\n")


@pytest.mark.parametrize("hardened", [True, False])
def test_without_one_the_image_is_made_all_the_same_and_that_is_said(
    mac: Mac, hardened: bool
) -> None:
    done = mac.run("finish.sh", *(["--hardened"] if hardened else []))
    assert done.returncode == 0, done.stderr
    signed, _ = mac.calls("codesign")
    assert "--sign - " in signed
    assert ("--options runtime --entitlements" in signed) == hardened
    assert mac.calls("xcrun") == []
    assert done.stdout.count("SKIPPED") == 2
    assert (mac.root / "build/dist/mjstudio-1.2.3-macos-arm64.dmg").is_file()


def test_a_certificate_without_a_name_stops_the_build(mac: Mac) -> None:
    done = mac.run("finish.sh", "--hardened", MACOS_CERTIFICATE="it")
    assert done.returncode == 1
    assert "MACOS_IDENTITY" in done.stderr
    assert mac.calls("codesign") == []


def test_the_entitlements_are_a_property_list() -> None:
    told = plistlib.loads((ROOT / "packaging/macos/entitlements.plist").read_bytes())
    assert told == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


def test_the_oldest_macos_is_the_one_that_the_wheels_are_for(module: Import) -> None:
    minimum = module("pack_desktop").minimum_macos
    pyside = "Wheel-Version: 1.0\nTag: cp310-abi3-macosx_13_0_universal2\n"
    pillow = "Tag: cp311-cp311-macosx_11_0_arm64\nTag: cp311-cp311-macosx_10_13_x86_64\n"
    plain = "Tag: py3-none-any\n"
    assert minimum([plain, pillow, pyside]) == "13.0"
    with pytest.raises(ValueError, match=r"need macOS 11\.0"):
        minimum([plain, "Tag: cp311-cp311-macosx_11_0_arm64\n"])
    spec = (ROOT / "packaging/mjstudio.spec").read_text(encoding="utf-8")
    assert '"LSMinimumSystemVersion": pack_desktop.minimum_macos(pack_desktop.wheels()),' in spec


def test_the_wheel_that_decides_is_the_one_that_is_pinned(module: Import) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    _, version, _, _, platform = WHEEL.removesuffix(".whl").split("-")
    pin = re.search(rf"^pyside6-essentials=={version} \\\n(?:    --hash=.+\n)+", lock, re.MULTILINE)
    assert pin is not None
    assert WHEEL_HASH in pin[0]
    assert platform.removeprefix("macosx_")[:4].replace("_", ".") == module("identity").MACOS
