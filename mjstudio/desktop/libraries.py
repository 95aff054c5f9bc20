"""The system's libraries that a window on Linux needs, and the packages that have them.

Packages bring Qt, but neither X11's libraries nor the graphics drivers' entry points. Whether one
is there is asked of the dynamic linker, which also finds those that a package brings along.
`packaging/dev_system.py` has the same table for machines that build; a test compares them.
"""

import ctypes
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mjstudio.texts import _
from mjstudio.texts.phrases import listed, sentences

_QT = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libzstd.so.1": ("libzstd1", "zstd"),
}
_X11 = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
NEEDED = _QT | _X11
"""Each library by its soname, with its packages in Debian 12 and in Arch. RPM packages provide
sonames by name."""
_FAMILIES = {
    "debian": ("debian", "ubuntu"),
    "fedora": ("fedora", "rhel", "centos"),
    "suse": ("suse", "opensuse"),
    "arch": ("arch",),
}
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
"""Debian's names since 13, and Ubuntu's since 24.04, for packages whose ABI changed."""
_RELEASE = Path("/etc/os-release")


def is_there(soname: str) -> bool:
    """Return whether the dynamic linker finds a library and everything that it needs in turn."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing(is_there: Callable[[str], bool] = is_there) -> list[str]:
    """Return the sonames that a window lacks here; other systems than Linux bring everything."""
    if not sys.platform.startswith("linux"):
        return []
    return [soname for soname in NEEDED if not is_there(soname)]


def release() -> dict[str, str]:
    """Return the fields of /etc/os-release; none if there is no such file."""
    try:
        text = _RELEASE.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    pairs = (line.partition("=")[::2] for line in text.splitlines())
    return {name: value.strip("\"'") for name, value in pairs if value}


def install_command(sonames: Iterable[str], system: Mapping[str, str]) -> str:
    """Return the command that installs libraries; empty for a distribution that is not known.

    `system` has the fields of its os-release.
    """
    words = f"{system.get('ID', '')} {system.get('ID_LIKE', '')}".split()
    family = next((name for name, ids in _FAMILIES.items() if set(ids) & set(words)), "")
    if family == "debian":
        names = {NEEDED[soname][0] for soname in sonames}
        if _has_new_names(system):
            names = {_RENAMED.get(name, name) for name in names}
        return f"sudo apt-get install {' '.join(sorted(names))}"
    if family == "arch":
        return f"sudo pacman -S {' '.join(sorted({NEEDED[soname][1] for soname in sonames}))}"
    if family:
        suffix = "()(64bit)" if sys.maxsize > 2**32 else ""
        installer = "dnf install" if family == "fedora" else "zypper install"
        return " ".join([f"sudo {installer}", *(f"'{soname}{suffix}'" for soname in sonames)])
    return ""


def _has_new_names(system: Mapping[str, str]) -> bool:
    number = system.get("VERSION_ID", "").partition(".")[0]
    first = 24 if "ubuntu" in (system.get("ID"), system.get("ID_LIKE")) else 13
    # Debian's unstable release has no number.
    return not number.isdigit() or int(number) >= first


def why_no_window(environ: Mapping[str, str], missing: list[str], said: list[str]) -> str:
    """Return why there is no window.

    `missing` are sonames, `said` are Qt's messages, of which the last is the fatal one.
    """
    chosen = environ.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    displays = [environ[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if environ.get(name)]
    if sys.platform.startswith("linux") and not displays and chosen in ("", "xcb", "wayland"):
        return _("mjstudio needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    if missing:
        return lacks(missing)
    if displays:
        words = _("mjstudio cannot open a window on the display {display}.")
        return words.format(display=listed(displays))
    words = _("mjstudio cannot open a window: {reason}")
    return words.format(reason=" ".join(said[-1].split()))


def lacks(missing: list[str]) -> str:
    """Return which libraries are missing and how to install them."""
    words = _("mjstudio cannot open a window, because this system lacks {libraries}.").format(
        libraries=listed(missing)
    )
    command = install_command(missing, release())
    if not command:
        return words
    return sentences(words, _("Install with: {command}").format(command=command))
