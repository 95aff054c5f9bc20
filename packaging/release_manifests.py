"""The manifests for winget, Homebrew, the AUR and Flathub, with the hashes of a release's files.

They are packed into one archive, as each collection wants them to lie:

    winget/manifests/m/mjstudio/mjstudio/VERSION/…   schema 1.12.0: aka.ms/winget-manifest
    homebrew/Casks/mjstudio.rb                       https://docs.brew.sh/Cask-Cookbook
    aur/PKGBUILD, aur/.SRCINFO                       https://wiki.archlinux.org/title/PKGBUILD
    flathub/…                                        https://docs.flathub.org/docs/for-app-authors
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import identity
import pack
from dev_process import Refusal

WINGET = "1.12.0"
# Qt 6.11 runs on Windows 10 from 1809 on: https://doc.qt.io/qt-6/windows.html
WINDOWS = "10.0.17763.0"
# What Homebrew calls the releases of macOS.
MACOS_NAMES = {"13.0": "ventura", "14.0": "sonoma", "15.0": "sequoia", "26.0": "tahoe"}
# Arch's packages with what the Debian package depends on, by the machine's name in Debian.
ARCH = {"x86_64": "amd64", "aarch64": "arm64"}
DEPENDS = (
    "brotli", "bzip2", "dbus", "expat", "fontconfig", "freetype2", "glib2", "glibc",
    "hicolor-icon-theme", "krb5", "libffi", "libglvnd", "libx11", "libxcb", "libxkbcommon",
    "libxkbcommon-x11", "openssl", "sqlite", "ttf-font", "wayland", "xcb-util", "xcb-util-cursor",
    "xcb-util-image", "xcb-util-keysyms", "xcb-util-renderutil", "xcb-util-wm", "xz", "zlib",
    "zstd",
)  # fmt: skip
OPTIONAL = {
    "gnome-keyring": "keeps the token",
    "kwallet": "keeps the token, on Plasma",
    "libsm": "saves the work when the session ends",
    "noto-fonts-cjk": "Chinese, Japanese and Korean",
    "xdg-desktop-portal": "the file dialogs of the desktop",
}
LONG = (
    "Type a prompt, watch the grid come clear, upscale and vary what you like, paint a mask over"
    " the part that should be redrawn, and go on from there. Without an account the program works"
    " on a sandbox of its own."
)
SHORT_ZH = "用 Midjourney 创作图片的工作台"
LONG_ZH = "输入提示词，放大或生成变体，用蒙版重绘局部。没有账户时使用自带的沙盒。"

Fields = Mapping[str, str | list[str] | list[dict[str, str]]]


def pack_all(out: Path, version: str, day: str, commit: str) -> Path:
    """Pack all manifests of a release's files into one archive beside them; return its path.

    `day` is that of the release, YYYY-MM-DD, and `commit` what it was built from. Raises Refusal if
    a file is missing.
    """
    archive = out / f"mjstudio-{version}-manifests.zip"
    files = winget(out, version, day) | homebrew(out, version) | aur(out, version)
    files |= flathub(version, commit)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (*date.fromisoformat(day).timetuple()[:3], 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, files[name])
    return archive


def address(version: str, name: str) -> str:
    """Return where a file of a release can be fetched."""
    return f"{identity.HOMEPAGE}/releases/download/v{version}/{name}"


def checksum(out: Path, name: str) -> str:
    """Return the checksum of a release's file. Raises Refusal if there is no such file."""
    if not (out / name).is_file():
        raise Refusal(f"the release has no {name}")
    return pack.sha256(out / name)


def winget(out: Path, version: str, day: str) -> dict[str, str]:
    """Return winget's manifests, by their paths."""
    name = "mjstudio.mjstudio"
    folder = f"winget/manifests/m/{name.replace('.', '/')}/{version}"
    setup = f"mjstudio-{version}-windows-x64-setup.exe"
    page = f"{identity.HOMEPAGE}/releases/tag/v{version}"

    def manifest(kind: str, fields: Fields) -> str:
        head = {"PackageIdentifier": name, "PackageVersion": version}
        tail = {"ManifestType": kind, "ManifestVersion": WINGET}
        schema = f"https://aka.ms/winget-manifest.{kind}.{WINGET}.schema.json"
        return f"# yaml-language-server: $schema={schema}\n\n{_yaml({**head, **fields, **tail})}"

    installer: Fields = {
        "Platform": ["Windows.Desktop"],
        "MinimumOSVersion": WINDOWS,
        "InstallerType": "nullsoft",
        "Scope": "user",
        "InstallModes": ["interactive", "silent"],
        "UpgradeBehavior": "install",
        "ProductCode": "mjstudio",  # the key that the installer writes for the removal
        "ReleaseDate": day,
        "Installers": [
            {
                "Architecture": "x64",
                "InstallerUrl": address(version, setup),
                "InstallerSha256": checksum(out, setup).upper(),
            }
        ],
    }
    english: Fields = {
        "PackageLocale": "en-US",
        "Publisher": "The mjstudio authors",
        "PublisherUrl": identity.HOMEPAGE,
        "PublisherSupportUrl": f"{identity.HOMEPAGE}/issues",
        "PackageName": "mjstudio",
        "PackageUrl": identity.HOMEPAGE,
        "License": "MIT",
        "LicenseUrl": f"{identity.HOMEPAGE}/blob/v{version}/LICENSE",
        "ShortDescription": identity.SUMMARY,
        "Description": LONG,
        "Moniker": "mjstudio",
        "Tags": ["inpainting", "mask", "midjourney", "prompt"],
        "ReleaseNotesUrl": page,
    }
    chinese: Fields = {
        "PackageLocale": "zh-CN",
        "ShortDescription": SHORT_ZH,
        "Description": LONG_ZH,
        "ReleaseNotesUrl": page,
    }
    return {
        f"{folder}/{name}.yaml": manifest("version", {"DefaultLocale": "en-US"}),
        f"{folder}/{name}.installer.yaml": manifest("installer", installer),
        f"{folder}/{name}.locale.en-US.yaml": manifest("defaultLocale", english),
        f"{folder}/{name}.locale.zh-CN.yaml": manifest("locale", chinese),
    }


def homebrew(out: Path, version: str) -> dict[str, str]:
    """Return Homebrew's cask, by its path.

    Pictures and settings are no rubbish: `brew uninstall --zap` leaves them where they are.
    """
    image = f"mjstudio-{version}-macos-arm64.dmg"
    source = address(version, image).replace(version, "#{version}")
    text = f"""\
cask "mjstudio" do
  version "{version}"
  sha256 "{checksum(out, image)}"

  url "{source}"
  name "mjstudio"
  desc "{identity.SUMMARY}"
  homepage "{identity.HOMEPAGE}"

  livecheck do
    url :url
    strategy :github_latest
  end

  depends_on arch: :arm64
  depends_on macos: ">= :{MACOS_NAMES[identity.MACOS]}"

  app "mjstudio.app"

  zap trash: "~/Library/Saved Application State/{identity.ID}.savedState"
end
"""
    return {"homebrew/Casks/mjstudio.rb": text}


def aur(out: Path, version: str) -> dict[str, str]:
    """Return the recipe for Arch, which lays out the Debian package, and its summary."""
    debs = {machine: f"mjstudio_{version}-1_{debian}.deb" for machine, debian in ARCH.items()}
    sums = {machine: checksum(out, deb) for machine, deb in debs.items()}
    fields: list[tuple[str, list[str]]] = [
        ("arch", list(ARCH)),
        ("url", [identity.HOMEPAGE]),
        ("license", ["MIT"]),
        ("depends", list(DEPENDS)),
        ("optdepends", [f"{name}: {what}" for name, what in OPTIONAL.items()]),
        ("provides", ["mjstudio"]),
        ("conflicts", ["mjstudio"]),
        ("options", ["!strip"]),
        *((f"source_{machine}", [address(version, deb)]) for machine, deb in debs.items()),
        *((f"sha256sums_{machine}", [digest]) for machine, digest in sums.items()),
    ]
    recipe = [
        f"# Maintainer: {identity.MAINTAINER}",
        "pkgname=mjstudio-bin",
        f"pkgver={version}",
        "pkgrel=1",
        f"pkgdesc='{identity.SUMMARY}'",
    ]
    for name, values in fields:
        quoted = " ".join(f"'{value}'" for value in values)
        recipe.append(f"{name}={quoted}" if name == "url" else f"{name}=({quoted})")
    recipe += [
        "",
        "package() {",
        '  bsdtar -xf data.tar.xz -C "$pkgdir"',
        '  rm -r "$pkgdir/usr/share/lintian"',
        '  install -Dm644 "$pkgdir/usr/share/doc/mjstudio/copyright" \\',
        '    "$pkgdir/usr/share/licenses/$pkgname/LICENSE"',
        "}",
        "",
    ]
    summary = [
        "pkgbase = mjstudio-bin",
        f"\tpkgdesc = {identity.SUMMARY}",
        f"\tpkgver = {version}",
        "\tpkgrel = 1",
        *(f"\t{name} = {value}" for name, values in fields for value in values),
        "",
        "pkgname = mjstudio-bin",
        "",
    ]
    return {"aur/PKGBUILD": "\n".join(recipe), "aur/.SRCINFO": "\n".join(summary)}


def flathub(version: str, commit: str) -> dict[str, str]:
    """Return the Flatpak's manifest, with the release's commit in the place of the checkout."""
    folder = identity.ROOT / "packaging" / "flatpak"
    name = f"{identity.ID}.yml"
    text = (folder / name).read_text(encoding="utf-8")
    checkout = "      - type: dir\n        path: ../..\n"
    if text.count(checkout) != 1:
        raise Refusal(f"{name} does not build the checkout")
    source = (
        "      - type: git\n"
        f"        url: {identity.HOMEPAGE}.git\n"
        f"        tag: v{version}\n"
        f"        commit: {commit}\n"
    )
    manifest = text[text.index("id: ") :]  # the comment above it is for this repository
    return {
        f"flathub/{name}": manifest.replace(checkout, source),
        "flathub/python.json": (folder / "python.json").read_text(encoding="utf-8"),
    }


def _yaml(fields: Fields) -> str:
    """Return fields as YAML, in which a text of JSON is one of its own."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{name}: {_scalar(value)}")
            continue
        lines.append(f"{name}:")
        for item in value:
            if isinstance(item, str):
                lines.append(f"- {_scalar(item)}")
                continue
            pairs = [f"{key}: {_scalar(text)}" for key, text in item.items()]
            lines += [f"- {pairs[0]}", *(f"  {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
