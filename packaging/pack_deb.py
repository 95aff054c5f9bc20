"""The Debian package: the folder in /usr/lib/mjstudio, and the files for desktops.

Libraries that the folder has from the build system are left out; the package depends on Debian's
own instead. dpkg-shlibdeps finds these dependencies from the folder's libraries.

A second, thin package on Debian 13's own PySide6 was weighed, in November 2026, and is not made:

- Versions. Debian 13 has PySide6 6.8.2.1 where 6.11.3 is needed; qasync 0.27.1 (0.28), h11 0.14
  (0.16), starlette 0.46.1 (0.47), uvicorn 0.32 (0.35) and Pillow 11.1 (11.3). The rest would do:
  httpx 0.28.1, msgspec 0.19, keyring 25.6, jeepney 0.9, platformdirs 4.3, python-multipart 0.0.20.
  The program would have to work, and be tested, on two versions of Qt and of all of these.
- Size. In a bare root its 249 packages are 135 MB to fetch and 561 MB on disk, against 39 MB and
  135 MB; on a desktop with Qt 6 less.
- Security. Debian mends its libraries without a new version of the program, which is better. Here,
  too, what faces the net are Python's modules with Debian's OpenSSL, and SQLite, FreeType and zlib
  are Debian's; what decodes pictures, Qt's and Pillow's, is mended by a release, which the apt
  repository brings.
- Input methods. fcitx5's own plugin (fcitx5-frontend-qt6) could be loaded. Through ibus's protocol
  the bundled Qt reaches fcitx5 as well: tests/end_to_end/test_input_method.py types through both.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import completions
import icons
import identity
import pack_desktop
import pack_onedir
import trim
from dev_process import Refusal
from pack_onedir import run

TOOLS = ("dpkg-deb", "dpkg-shlibdeps", "dpkg", "strip")
# No library requires these, but Qt shows no text without fontconfig's settings and a font.
BESIDES = ("fontconfig-config", "fonts-dejavu-core | fonts-noto-core | fonts-liberation")
RECOMMENDED = "gnome-keyring | kwalletmanager | keepassxc, libsm6, xdg-utils, xdg-desktop-portal"
HOME = Path("usr/lib/mjstudio")


def lacking() -> list[str]:
    """Return the tools that are missing."""
    return [tool for tool in TOOLS if not shutil.which(tool)]


def build(
    root: Path, folder: Path, made: Path, work: Path, dist: Path, variables: Mapping[str, str]
) -> Path:
    """Build the package out of the folder; return its path."""
    tree = work / "deb" / "tree"
    lay_out(root, folder, made, tree)
    control = tree / "DEBIAN"  # before dpkg-shlibdeps, which takes it for the top of the tree
    control.mkdir()
    depends = dependencies(tree, work / "deb", variables)
    architecture = run(["dpkg", "--print-architecture"], variables).strip()
    version = f"{identity.version(root)}-1"
    kib = sum(-(-path.lstat().st_size // 1024) for path in tree.rglob("*") if path.is_file())
    _write(control / "control", control_text(version, architecture, depends, kib))
    _write(control / "md5sums", md5sums(tree))
    pack_onedir.settle(tree, int(variables["SOURCE_DATE_EPOCH"]))
    package = dist / f"mjstudio_{version}_{architecture}.deb"
    # One thread, because the number of cores must not affect the file.
    command = ["dpkg-deb", "-Zxz", "--threads-max=1", "--root-owner-group", "--build"]
    run([*command, str(tree), str(package)], variables)
    return package


def lay_out(root: Path, folder: Path, made: Path, tree: Path) -> None:
    """Put every file in its place in the package."""
    shutil.copytree(folder, tree / HOME, symlinks=True, ignore=pack_onedir.without_benchmark)
    for path in sorted((tree / HOME / "_internal").iterdir()):
        if trim.is_lent(path.name):
            path.unlink()
    binary = tree / "usr/bin/mjstudio"
    binary.parent.mkdir(parents=True)
    binary.symlink_to("../lib/mjstudio/mjstudio")
    for source, target in desktop_files(root, made).items():
        _copy(source, tree / "usr/share" / target)
    documents = tree / "usr/share/doc/mjstudio"
    _copy(root / "packaging/debian/copyright", documents / "copyright")
    _write(documents / "changelog.Debian.gz", zipped(made / "changelog.Debian"))
    _write(documents / "changelog.gz", zipped(root / "CHANGELOG.md"))
    manuals = tree / "usr/share/man"
    _write(manuals / "man1/mjstudio.1.gz", zipped(made / "mjstudio.1"))
    for language, path in pack_desktop.manuals(root).items():
        _write(manuals / language / "man1/mjstudio.1.gz", zipped(made / path.name))
    overrides = root / "packaging/debian/lintian-overrides"
    _copy(overrides, tree / "usr/share/lintian/overrides/mjstudio")


def desktop_files(root: Path, made: Path) -> dict[Path, str]:
    """Return the entry, metainfo, icons and completions: each source, its destination in share/."""
    hicolor = "icons/hicolor"
    files = {
        root / f"resources/desktop/{identity.ID}.desktop": f"applications/{identity.ID}.desktop",
        made / f"{identity.ID}.metainfo.xml": f"metainfo/{identity.ID}.metainfo.xml",
        icons.LARGE: f"{hicolor}/scalable/apps/{identity.ID}.svg",
    }
    for size in icons.SIZES:
        name = f"{hicolor}/{size}x{size}/apps/{identity.ID}.png"
        files[made / "icons" / f"mjstudio-{size}.png"] = name
    files |= {made / "completions" / shell: name for shell, name in completions.NAMES.items()}
    return files


def dependencies(tree: Path, work: Path, variables: Mapping[str, str]) -> str:
    """Return the package's dependencies: those of its libraries, and fixed ones."""
    (work / "debian").mkdir(parents=True, exist_ok=True)
    _write(
        work / "debian" / "control", "Source: mjstudio\n\nPackage: mjstudio\nArchitecture: any\n"
    )
    libraries = [*pack_onedir.libraries(tree), tree / HOME / "mjstudio"]
    own = sorted({str(path.parent) for path in libraries})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
    command += [f"-l{folder}" for folder in own]
    command += [f"-e{path}" for path in libraries]
    told = run(["env", "-C", str(work), *command], variables)  # it reads debian/control
    found = re.search(r"^shlibs:Depends=(.+)$", told, re.MULTILINE)
    if found is None:
        raise Refusal(f"{told}\ndpkg-shlibdeps named no package at all.")
    return ", ".join([*sorted(found[1].split(", ")), *BESIDES])


def control_text(version: str, architecture: str, depends: str, kib: int) -> str:
    """The control file of the package."""
    return f"""\
Package: mjstudio
Version: {version}
Architecture: {architecture}
Maintainer: {identity.MAINTAINER}
Installed-Size: {kib}
Depends: {depends}
Recommends: {RECOMMENDED}
Suggests: fonts-noto-cjk
Section: graphics
Priority: optional
Homepage: {identity.HOMEPAGE}
Description: studio for pictures made with Midjourney
 Type a prompt, watch the grid come clear, upscale and vary what you like,
 paint a mask over the part that should be redrawn, and go on from there.
 .
 Any number of jobs run at once, each with its progress, cancel and retry.
 Masks are painted with brush, lasso, polygon, fill and select by colour, and
 a redraw is compared with what was there before.
 .
 Without an account the program works on a sandbox of its own, whose pictures
 are painted on this computer. For pictures by Midjourney itself an account
 with AceData Cloud is needed.
"""


def md5sums(tree: Path) -> str:
    """Return the checksums of all files except the package's own, as dpkg --verify reads them."""
    lines = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(tree).as_posix()}\n"
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    return "".join(lines)


def zipped(path: Path) -> bytes:
    """Return a file compressed by gzip, without name and time."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
