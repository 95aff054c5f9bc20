"""The libraries and programs of the system that dev.py needs, and how to install them.

What counts is whether the dynamic linker finds a library, not which package is installed. So each
is loaded by its soname, and packages are named only for missing ones. The table lists what `readelf
-d` shows for PySide6's own libraries and plugins (6.11). macOS and Windows need nothing.

Who may install is asked nothing: root, and who needs no password for sudo, gets what the command at
hand needs. Who may not is asked once: as soon as one command lacks something, the line to type
brings what all of them need.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev_process import Refusal, capture, say, without_leaks

OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "exiftool": "libimage-exiftool-perl",
}
# What a release is signed and checked with, and gpg's helper that holds the key.
SIGNERS = {"gpg": "gpg", "gpg-agent": "gpg-agent", "gpgconf": "gpgconf", "gpgv": "gpgv"}
# For the end-to-end stories: a window manager, a compositor, a session with assistive technology,
# keyboards, input methods and screens. fcitx5 is started by its test alone: it answers where ibus
# would, so the two never run at one desk.
DESK = {
    "openbox": "openbox",
    "weston": "weston",
    "dbus-daemon": "dbus-daemon",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "setxkbmap": "x11-xkb-utils",
    "xrandr": "x11-xserver-utils",
    "xmodmap": "x11-xserver-utils",
    "ibus": "ibus",
    "ibus-daemon": "ibus",
    "/usr/libexec/ibus-engine-libpinyin": "ibus-libpinyin",
    "fcitx5": "fcitx5",
    "/usr/share/fcitx5/inputmethod/pinyin.conf": "fcitx5-pinyin",
}
# Shells, whose completions the tests try.
SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish"}
# The session manager, for the stories, and for the program on desktops that have one.
SESSION = {"libSM.so.6": "libsm6"}
# Checkers for the desktop entry, the metainfo and the manual.
CHECKERS = {
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "groff": "groff-base",
}
# Compiles the Windows installer; other distributions have it under no name that is known here.
DEBIAN_CHECKERS = {"makensis": "nsis"}
# The .run unpacks itself with it.
UNPACKERS = {"xz": "xz-utils"}
GIT = {"git": "git"}
PACKERS = GIT | {"strip": "binutils", "readelf": "binutils", "objdump": "binutils"}
DEBIAN_PACKERS = {
    "dpkg-deb": "dpkg",
    "dpkg-shlibdeps": "dpkg-dev",
    "lintian": "lintian",
}
PACKAGES = (
    OFFSCREEN
    | WINDOW
    | WAYLAND
    | SESSION
    | PROGRAMS
    | SIGNERS
    | DESK
    | SHELLS
    | CHECKERS
    | DEBIAN_CHECKERS
    | UNPACKERS
    | PACKERS
    | DEBIAN_PACKERS
)

_SHARED_PYTHON = re.compile(r"(libpython3\.\d+)\.so")

COMMANDS = ("run", "check", "test", "bench", "package")
"""The commands of dev.py that need anything of the system."""

# pacman does not index sonames by default, and its packages are few and large.
ARCH = (
    "libglvnd glib2 fontconfig dbus krb5 libx11 libxkbcommon-x11 xcb-util-cursor xcb-util-image"
    " xcb-util-keysyms xcb-util-renderutil xcb-util-wm wayland xorg-server-xvfb xorg-xauth xdotool"
    " perl-image-exiftool openbox weston at-spi2-core xorg-setxkbmap xorg-xrandr"
    " xorg-xmodmap ibus ibus-libpinyin fcitx5 fcitx5-chinese-addons desktop-file-utils appstream"
    " zsh fish groff xz binutils git gnupg"
)


@dataclass(frozen=True)
class Lack:
    """What is missing. `ensurepip` is part of Python, but Debian has it in a separate package."""

    sonames: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    ensurepip: bool = False

    def __bool__(self) -> bool:
        return bool(self.sonames or self.programs or self.ensurepip)

    def __str__(self) -> str:
        python = ("ensurepip",) if self.ensurepip else ()
        return ", ".join((*self.sonames, *self.programs, *python))


def wanted(command: str, environ: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the sonames and the programs that a command of dev.py requires."""
    if command == "package":  # what is not here could not be found to be depended on
        packers = PACKERS | CHECKERS
        if shutil.which("apt-get"):  # elsewhere there is nothing to say what depends on what
            packers |= DEBIAN_PACKERS
        return OFFSCREEN | WINDOW | WAYLAND | shared_python(), packers
    if command == "test":
        programs = PROGRAMS | SIGNERS | DESK | SHELLS | CHECKERS | UNPACKERS | GIT
        if shutil.which("apt-get"):
            programs |= DEBIAN_CHECKERS
        return OFFSCREEN | WINDOW | WAYLAND | SESSION, programs
    if command == "check":  # no window is opened
        return OFFSCREEN, UNPACKERS
    if command != "run":  # benchmarks open real windows under Xvfb
        return OFFSCREEN | WINDOW, PROGRAMS
    sonames = dict(OFFSCREEN)
    if environ.get("DISPLAY"):
        sonames |= WINDOW
    if environ.get("WAYLAND_DISPLAY"):
        sonames |= WAYLAND
    return sonames, {}


def shared_python() -> dict[str, str]:
    """Return the library of this Python, which every package includes, and Debian's package of it.

    Debian's own Python does without it; other Pythons have it in their folder, where the dynamic
    linker need not look. Empty if it is there, or if this Python was built without it.
    """
    soname = str(sysconfig.get_config_var("INSTSONAME") or "")
    named = _SHARED_PYTHON.match(soname)
    if named is None:
        return {}
    folders = (sysconfig.get_config_var("LIBDIR") or "", Path(sys.base_prefix, "lib"))
    if any(Path(folder, soname).exists() for folder in folders):
        return {}
    return {soname: named[1]}


def loads(soname: str) -> bool:
    """Return whether the dynamic linker finds a library and everything that it needs in turn."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def is_there(program: str) -> bool:
    """Return whether a program can be found, or exists if it is a whole path: some are data."""
    return Path(program).exists() if program.startswith("/") else bool(shutil.which(program))


def lacking(commands: Sequence[str], environ: Mapping[str, str], *, makes_venv: bool) -> Lack:
    """Return what this machine lacks for some commands of dev.py."""
    ensurepip = makes_venv and not importlib.util.find_spec("ensurepip")
    if not sys.platform.startswith("linux"):
        return Lack(ensurepip=ensurepip)
    sonames: dict[str, str] = {}
    programs: dict[str, str] = {}
    for command in commands:
        libraries, tools = wanted(command, environ)
        sonames |= libraries
        programs |= tools
    return Lack(
        tuple(soname for soname in sonames if not loads(soname)),
        tuple(program for program in programs if not is_there(program)),
        ensurepip,
    )


def debian_packages(lack: Lack, minor: int) -> list[str]:
    """Return the Debian packages with what is missing, by their names in bookworm."""
    names = set()
    for item in (*lack.sonames, *lack.programs):
        python = _SHARED_PYTHON.match(item)
        names.add(python[1] if python else PACKAGES[item])
    if lack.ensurepip:
        names.add(f"python3.{minor}-venv")
    return sorted(names)


def present_names(packages: Iterable[str], known: Callable[[str], bool]) -> list[str]:
    """Return the same packages by their names in this release.

    Ubuntu 24.04 and Debian 13 added "t64" to those whose ABI has a 64-bit time_t.
    """
    return [f"{name}t64" if not known(name) and known(f"{name}t64") else name for name in packages]


def command_to_type(lack: Lack, distribution: str, packages: Sequence[str]) -> str:
    """Return the one command that installs what is missing, for a user who has to type it."""
    if distribution == "debian":
        install = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        return f"sudo apt-get update && {install}"
    if distribution == "arch":
        return f"sudo pacman -S --needed {ARCH}"
    if distribution in ("fedora", "suse"):  # rpm packages provide sonames and files by name
        suffix = "()(64bit)" if sys.maxsize > 2**32 else ""
        names = [f"'{soname}{suffix}'" for soname in lack.sonames]
        names += [str(Path("/usr/bin", program)) for program in lack.programs]
        installer = "dnf install" if distribution == "fedora" else "zypper install"
        return f"sudo {installer} {' '.join(names)}"
    return f"the package manager of this system, for: {lack}"


def distribution(release: str) -> str:
    """Return a Linux's family, from the text of /etc/os-release."""
    fields = dict(line.split("=", 1) for line in release.splitlines() if "=" in line)
    words = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    families = {
        "debian": ("debian", "ubuntu"),
        "fedora": ("fedora", "rhel", "centos"),
        "suse": ("suse", "opensuse"),
        "arch": ("arch",),
    }
    return next((name for name, ids in families.items() if set(ids) & set(words)), "")


def provide(command: str, environ: Mapping[str, str], *, makes_venv: bool) -> None:
    """Install what a command lacks; where that is not permitted, raise Refusal.

    Its text has the line to type, which installs what this and every other command lacks.
    """
    if command == "package" and sys.platform.startswith("linux"):
        _need_shared_python()
    lack = lacking([command], environ, makes_venv=makes_venv)
    if not lack:
        return
    # Debian's package has the ensurepip of Debian's own Python only.
    if lack.ensurepip and not _is_the_systems():
        raise Refusal(f"This Python ({sys.executable}) has no ensurepip; use another one.")
    family = distribution(_text(Path("/etc/os-release")))
    minor = sys.version_info.minor
    is_debian = family == "debian" and bool(shutil.which("apt-get"))
    admin = _administrator(environ) if is_debian else None
    if admin is not None:
        _install(admin, debian_packages(lack, minor), environ)
        lack = lacking([command], environ, makes_venv=makes_venv)
        if not lack:
            return
    every = lacking(COMMANDS, environ, makes_venv=_is_the_systems())
    packages = debian_packages(every, minor)
    if is_debian:
        packages = present_names(packages, _known_to_apt)
    raise Refusal(
        f"This needs {lack}, which are not here. Install them, and what the other commands of"
        f" dev.py need, with:\n\n  {command_to_type(every, family, packages)}\n"
    )


def _is_the_systems() -> bool:
    """Return whether this Python came with the system, and its parts in the system's packages."""
    return sys.base_prefix == "/usr"


def _need_shared_python() -> None:
    """Raise Refusal if this Python cannot be packed."""
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        raise Refusal(
            f"This Python ({sys.executable}) was built without --enable-shared, so no package can"
            " include it; use another one."
        )


def _administrator(environ: Mapping[str, str]) -> list[str] | None:
    """Return the prefix that runs a command as root; None if that is not permitted."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and capture(["sudo", "-n", "true"], environ)[0] == 0:
        return ["sudo", "-n"]
    return None


def _install(admin: list[str], packages: Sequence[str], environ: Mapping[str, str]) -> None:
    say(f"Installing packages of the system: {' '.join(packages)}")
    # env, because sudo passes no variables on. The timeout is for another apt that is running.
    apt = [*admin, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    apt += ["-o", "DPkg::Lock::Timeout=300"]
    _, told = capture([*apt, "update"], environ)  # an outdated list may still do
    names = present_names(packages, _known_to_apt)
    code, output = capture([*apt, "install", "-y", "--no-install-recommends", *names], environ)
    if code:
        say(told + output)
        raise Refusal("apt-get could not install them; what it said stands above.")
    importlib.invalidate_caches()


def _known_to_apt(package: str) -> bool:
    # For a name that only other packages provide, apt-cache says so and shows no record.
    _, output = capture(["apt-cache", "show", package], without_leaks(os.environ))
    return f"Package: {package}\n" in output


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
