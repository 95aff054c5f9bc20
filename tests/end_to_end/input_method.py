"""Input methods at the desk, with engines for Chinese, as the session of a desktop starts them."""

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk

NEEDED = ("ibus", "ibus-daemon", "/usr/libexec/ibus-engine-libpinyin")
VARIABLES = {"QT_IM_MODULE": "ibus"}
"""What a program finds in its environment there."""
FCITX_NEEDED = ("fcitx5", "fcitx5-remote")
FCITX_PINYIN = Path("/usr/share/fcitx5/inputmethod/pinyin.conf")
FCITX_VARIABLES = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}
"""What desktops set for fcitx5: its own plugin, which is for another Qt than the program's."""
_FCITX_PROFILE = """\
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""
# Without its windows, which belong to the desktop, and without what asks the net. "ibusfrontend" is
# what the program talks to.
_FCITX_ADDONS = "dbus,ibusfrontend,keyboard,pinyin,punctuation"


@contextlib.contextmanager
def pinyin(desk: Desk) -> Iterator[None]:
    """Whatever is typed goes through ibus now, and what is pinyin becomes Chinese.

    Its window of candidates is not there: it belongs to the desktop.
    """
    if any(shutil.which(name) is None for name in NEEDED):
        pytest.skip("ibus or its engine for pinyin is not installed")
    # Its settings last as long as the desk does.
    environ = {**desk.environ, "GSETTINGS_BACKEND": "memory"}
    words = ["ibus-daemon", "--panel", "disable", "--emoji-extension", "disable"]

    def chosen(ask: Callable[..., str]) -> bool:
        # It fails, too, where only the layout of the keyboard could not be set along.
        if ask("ibus", "engine") != "libpinyin":
            ask("ibus", "engine", "libpinyin")
        return ask("ibus", "engine") == "libpinyin"

    with _running(words, environ, chosen):
        yield


@contextlib.contextmanager
def fcitx_pinyin(desk: Desk) -> Iterator[Callable[[], None]]:
    """The same through fcitx5, where no ibus runs.

    Call what is yielded when a program is there: it waits until fcitx5 writes pinyin for it.
    """
    if any(shutil.which(name) is None for name in FCITX_NEEDED) or not FCITX_PINYIN.is_file():
        pytest.skip("fcitx5 or its engine for pinyin is not installed")
    settings = desk.home / ".config" / "fcitx5"
    settings.mkdir(parents=True)
    (settings / "profile").write_text(_FCITX_PROFILE, encoding="utf-8")
    (settings / "config").write_text("[Behavior]\nActiveByDefault=True\n", encoding="utf-8")
    words = ["fcitx5", "--disable", "all", "--enable", _FCITX_ADDONS, "--keep"]
    # Where the program looks for ibus, and finds fcitx5.
    bus, number = desk.home / ".config" / "ibus" / "bus", desk.display.removeprefix(":")

    def there(_ask: Callable[..., str]) -> bool:
        return any(path.stat().st_size for path in bus.glob(f"*-unix-{number}"))

    with _running(words, desk.environ, there) as ask:
        yield lambda: until(lambda: ask("fcitx5-remote", "-n") == "pinyin", "pinyin")


@contextlib.contextmanager
def _running(
    words: Sequence[str],
    environ: Mapping[str, str],
    ready: Callable[[Callable[..., str]], bool],
) -> Iterator[Callable[..., str]]:
    """Run an input method's daemon, from when it is `ready`; yields what asks one of its tools."""
    process = subprocess.Popen(
        words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def ask(*more: str) -> str:
        assert process.poll() is None, f"{words[0]} has died"
        done = subprocess.run(
            more, env=environ, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout.strip()

    try:
        until(lambda: ready(ask), "the engine")
        yield ask
    finally:
        process.terminate()
        process.wait()
