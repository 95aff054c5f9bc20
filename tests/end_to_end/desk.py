"""A desk with the program on it: a display, a window manager, a keyboard, a pointer, a service.

The tests start the `mjstudio` command as a process, use it through the X server and close it as
people do. They know nothing of its inside: they find widgets as a screen reader does, read pixels
from the screen, and otherwise see only files, the exit code, stderr, and the requests to the
service. `MJSTUDIO_PROGRAM` names another program to start, such as the packaged one.

    def test_a_story(desk: Desk) -> None:
        with desk.start() as program:
            program.type("a red fox")
            program.key("Return")
            program.service_got(1)
            program.close()
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from PIL import Image, ImageGrab

from mjstudio.sandbox.service import Received, Sandbox
from mjstudio.sandbox.thread import SandboxThread
from tests.end_to_end.accessible import Bus, Gone, Widget, last, until
from tests.end_to_end.display import virtual_display
from tests.painted_once import painted_once

TOKEN = "desk-token-51c07be2"
NEEDED = ("Xvfb", "xdotool", "openbox", "dbus-daemon", "setxkbmap", "xrandr", "xmodmap")
EDIT = "prompt_edit"
_SPARE_KEY = 248
"""A keycode that keyboards do not use."""
_LOOK_AGAIN = 0.3
"""Seconds between two searches of the whole window for a widget; its own thread answers them."""
paused = threading.Event().wait
"""Pauses of a person that no signal ends: a held key, the time between two clicks."""


def command() -> list[str]:
    """Return the command that starts the program: `MJSTUDIO_PROGRAM`, or this environment's."""
    named = os.environ.get("MJSTUDIO_PROGRAM")
    if named:
        return [named]
    return [str(Path(sys.executable).with_name("mjstudio"))]


class Desk:
    """A display with a window manager, its own session, and a service whose requests are recorded.

    `home` is the artist's home folder; the environment connects the program with `service`, unless
    it is started on its own sandbox.
    """

    def __init__(
        self, home: Path, display: str, session: str, served: SandboxThread, scale: float = 1.0
    ) -> None:
        self.home, self.display, self.session = home, display, session
        self.scale = scale
        self._served = served
        self.bus = Bus(session, scale)

    @property
    def service(self) -> Sandbox:
        """The service, which records requests and takes orders for faults."""
        return self._served.sandbox

    @property
    def address(self) -> str:
        """The service's base URL."""
        return self._served.base_url

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.data / "settings.json"

    @property
    def environ(self) -> dict[str, str]:
        """The program's environment variables on this desk, without an account."""
        kept = {name: value for name, value in os.environ.items() if not _private(name)}
        return {
            **kept,
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",  # otherwise xdotool types only ASCII
            "DISPLAY": self.display,
            "XAUTHORITY": str(self.home / "none"),
            "DBUS_SESSION_BUS_ADDRESS": self.session,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": str(self.scale),
            "MJSTUDIO_DATA_DIR": str(self.data),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def start(
        self,
        *words: str,
        sandbox: bool = False,
        accessible: bool = True,
        wait: bool = True,
        **variables: str,
    ) -> "Program":
        """Start the program and, if asked to `wait`, until a prompt can be typed.

        With `sandbox` it works on its own embedded service instead of `service`. Without
        `accessible` no widget can be found, as on most desktops.
        """
        environ = self.environ
        if sandbox:
            words = ("--sandbox", *words)
        else:
            environ["ACEDATACLOUD_API_TOKEN"] = TOKEN
            environ["ACEDATACLOUD_API_BASE_URL"] = self.address
        if accessible:
            environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        program = Program(self, [*command(), *words], {**environ, **variables})
        if wait:
            try:
                program.wait_until_connected()
                if accessible:
                    until(lambda: program.has_focus(EDIT), "the prompt to have the keyboard")
            except BaseException:
                program.give_up()
                raise
        return program

    def tool(self, *words: str) -> str:
        """Run a tool of the desktop and return what it printed."""
        done = subprocess.run(
            words, env=self.environ, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout.strip()

    def windows(self, process: int, name: str = "") -> set[str]:
        """Return the X ids of a process's visible windows with this title, including popups."""
        words = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(process)]
        words += ["--name", f"^{name}"]

        def search() -> subprocess.CompletedProcess[str] | None:
            done = subprocess.run(
                words, env=self.environ, capture_output=True, text=True, check=False, timeout=60
            )
            # xdotool ends with BadWindow where any window of the display goes while it looks.
            return None if "X Error" in done.stderr else done

        found: subprocess.CompletedProcess[str] = until(search, "the display's windows")
        return set(found.stdout.split())

    def key(self, *keys: str) -> None:
        """Press and release keys, by xdotool's names, with no modifier held."""
        self.tool("xdotool", "key", "--clearmodifiers", *keys)

    def strike(self, key: str) -> None:
        """Press and release a key while a button of the pointer, or a modifier, stays down.

        With `key` xdotool would release those first.
        """
        self.tool("xdotool", "key", key)

    def type(self, text: str) -> None:
        """Type a text. Characters that the layout lacks first get a key of their own."""
        for is_plain, run in groupby(text, str.isascii):
            if is_plain:
                self.tool("xdotool", "type", "--clearmodifiers", "--delay", "12", "".join(run))
                continue
            for letter in run:
                # xdotool would bind a key and press it at once, before any program knows the new
                # map.
                name = f"U{ord(letter):04X}"
                self.tool("xmodmap", "-e", f"keycode {_SPARE_KEY} = {name}")
                paused(0.3)
                self.tool("xdotool", "key", "--clearmodifiers", name)

    def hold(self, key: str, seconds: float) -> None:
        """Hold a key down, which the X server repeats after its usual delay."""
        self.tool("xdotool", "keydown", key)
        paused(seconds)
        self.tool("xdotool", "keyup", key)

    def move(self, x: int, y: int) -> None:
        """Move the pointer and wait for the X server to have done it."""
        # Not with --sync, which waits 15 s for a pointer that is already there.
        self.tool("xdotool", "mousemove", str(x), str(y))

    def click(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Click at a pixel of the screen; two times make a double click."""
        self.move(x, y)
        repeated = ["--repeat", str(times), "--delay", "60"] if times > 1 else []
        self.tool("xdotool", "click", *repeated, str(button))

    def drag(self, places: Iterable[tuple[int, int]], button: int = 1) -> None:
        """Press at the first place, move over the others, and release at the last."""
        first, *others = places
        self.move(*first)
        self.tool("xdotool", "mousedown", str(button))
        for place in others:
            self.move(*place)
        self.tool("xdotool", "mouseup", str(button))

    def layout(self, name: str) -> None:
        """Switch the keyboard to another layout: us, fr, de, cz…"""
        self.tool("setxkbmap", name)
        # The first key changes the server's map, and openbox releases and grabs all its keys again:
        # it misses keys pressed in that moment.
        self.key("Shift_L")
        paused(0.5)

    def screen(self) -> Image.Image:
        """Return the current screen, RGB."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def colour(self, x: int, y: int) -> tuple[int, int, int]:
        """Return the colour of a pixel of the screen."""
        pixel = self.screen().getpixel((x, y))
        assert isinstance(pixel, tuple)
        return pixel[0], pixel[1], pixel[2]

    def settled(self, box: tuple[int, int, int, int]) -> bytes:
        """Return the pixels of a part of the screen once they are stable for half a second."""
        seen: list[bytes] = []

        def same() -> bool:
            seen.append(self.screen().crop(box).tobytes())
            paused(0.1)
            return len(seen) >= 6 and len(set(seen[-6:])) == 1

        until(same, "the screen to settle")
        return seen[-1]

    def made(self) -> list[Received]:
        """The requests that cost something, as the service received them, oldest first."""
        paid = ("/midjourney/imagine", "/midjourney/edits", "/midjourney/videos")
        requests = list(self.service.requests)
        return [r for r in requests if r.method == "POST" and r.path in paid]

    def made_when_quiet(self, count: int, quiet: float = 0.6) -> list[Received]:
        """Wait for `count` paid requests, check whether more arrive, and return all."""
        until(lambda: len(self.made()) >= count, f"{count} paid requests")
        paused(quiet)
        return self.made()

    def close(self) -> None:
        """Remove the desk."""
        self.bus.close()


class Adopted:
    """A process that another one started, so its exit code is unknown here."""

    returncode = None

    def __init__(self, pid: int, args: object) -> None:
        self.pid, self.args = pid, args
        self.stdout = None

    def poll(self) -> int | None:
        """Return None while it runs."""
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
            return 0 if state == "Z" else None
        return 0

    def wait(self) -> None:
        """Wait until it has ended."""
        until(lambda: self.poll() is not None, "the process to end")

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)


class Program:
    """The running program. Leaving its `with` block kills it if it is still running."""

    process: "subprocess.Popen[bytes] | Adopted"

    def __init__(self, desk: Desk, words: list[str], environ: Mapping[str, str]) -> None:
        self.desk = desk
        self.log = desk.data / "logs" / "mjstudio.log"
        self._log_before = self.log.stat().st_size if self.log.exists() else 0
        self._found: dict[str, Widget] = {}
        self._looked: dict[str, float] = {}
        self._err = (desk.home / "stderr.txt").open("w+b")
        self.process = subprocess.Popen(
            words, env=environ, stdout=subprocess.PIPE, stderr=self._err, cwd=desk.home
        )
        self._in_progress = ""

    def successor(self) -> "Program":
        """Return the program that this one started as its successor, once a prompt can be typed."""
        instance = self.desk.data / "instance.json"

        def told() -> int:
            with contextlib.suppress(OSError, ValueError):
                pid = int(json.loads(instance.read_bytes())["pid"])
                return pid if pid != self.process.pid else 0
            return 0

        other = copy(self)
        other.process = Adopted(until(told, "another process"), self.process.args)
        other._found = {}
        until(lambda: other.has_focus(EDIT), "the prompt to have the keyboard")
        return other

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None and error is not None:
            self.give_up()
        self.end()

    # -- observing

    def logged(self) -> str:
        """Return this run's log."""
        with contextlib.suppress(OSError), self.log.open("rb") as log:
            log.seek(self._log_before)
            return log.read().decode("utf-8", "replace")
        return ""

    def windows(self, name: str = "") -> set[str]:
        """Return the X ids of its visible windows with this title, including popups."""
        return self.desk.windows(self.process.pid, name)

    def wait_until_connected(self) -> None:
        """Wait until the service can be used."""

        def connected() -> bool:
            assert self.process.poll() is None, self.errors()
            return "connected to" in self.logged()

        until(connected, "the service")

    def errors(self) -> str:
        """Return what the program wrote to stderr."""
        return Path(self._err.name).read_text(encoding="utf-8", errors="replace")

    def frames(self) -> list[Widget]:
        """Return the program's windows and dialogs."""
        bus = self.desk.bus
        for node in bus.applications():
            with contextlib.suppress(Gone):
                if self._is_own(node):
                    return Widget(bus, node).children
        return []

    def _is_own(self, node: tuple[str, str]) -> bool:
        number = self.desk.bus.call(
            ("org.freedesktop.DBus", "/org/freedesktop/DBus"),
            "org.freedesktop.DBus",
            "GetConnectionUnixProcessID",
            "s",
            node[0],
        )
        return int(number) == self.process.pid

    def find(self, name: str) -> Widget | None:
        """Return the widget with an object name, preferably a visible one; None without one."""
        known = self._found.get(name)
        if known is not None:
            with contextlib.suppress(Gone):
                if last(known.path) == name:
                    if known.showing:
                        return known
                    if time.monotonic() < self._looked.get(name, 0.0) + _LOOK_AGAIN:
                        return known
        self._looked[name] = time.monotonic()
        hidden: Widget | None = None
        self._found = {}
        for frame in self.frames():
            for seen, widget in frame.named():
                self._found.setdefault(seen, widget)  # the cells of a list have its name, too
                if seen == name:
                    with contextlib.suppress(Gone):
                        if widget.showing:
                            self._found[name] = widget
                            return widget
                        hidden = widget
        return hidden

    def __getitem__(self, name: str) -> Widget:
        """Return the widget with an object name. Raises Gone."""
        widget = self.find(name)
        if widget is None:
            raise Gone(name)
        return widget

    def shown(self, name: str) -> Widget:
        """Wait until a widget is on the screen."""

        def look() -> Widget | None:
            widget = self.find(name)
            return widget if widget is not None and widget.showing else None

        found: Widget = until(lambda: _or_none(look), f"{name} to be shown")
        return found

    def usable(self, name: str) -> Widget:
        """Wait until a widget is on the screen and enabled."""
        self.shown(name)
        until(lambda: _or_none(lambda: self[name].enabled), f"{name} to be enabled")
        return self[name]

    def is_shown(self, name: str) -> bool:
        """Whether a widget is on the screen now."""
        widget = self.find(name)
        return widget is not None and bool(_or_none(lambda: widget.showing))

    def has_focus(self, name: str) -> bool:
        """Return whether a widget has the keyboard focus."""
        widget = self.find(name)
        return widget is not None and bool(_or_none(lambda: widget.focused))

    def says(self, words: str) -> bool:
        """Return whether the words appear anywhere in the window, in a name or a label."""
        return any(words in said for frame in self.frames() for said in frame.said())

    # -- acting

    def click(self, name: str, *, times: int = 1, button: int = 1) -> None:
        """Click in the middle of a widget, once it can be used."""
        self.desk.click(*self.usable(name).box.at(), button=button, times=times)

    def focus_prompt(self) -> None:
        """Focus the prompt with its key."""
        self.desk.key("ctrl+l")
        until(lambda: self.has_focus(EDIT), "the prompt to have the keyboard")

    def write_prompt(self, text: str) -> None:
        """Replace the prompt's text with the keyboard."""
        self.focus_prompt()
        self.desk.key("ctrl+a")
        self.desk.type(text)
        until(lambda: self[EDIT].text == text, f"the prompt to read {text!r}")

    def imagine(self, text: str) -> None:
        """Write a prompt and send it with Enter; its picture takes the stage."""
        before = len(self.desk.made())
        self.write_prompt(text)
        self.desk.key("Return")
        if "--sandbox" not in self.process.args:  # type: ignore[operator]
            until(lambda: len(self.desk.made()) > before, "the request")

    def finish_grid(self, text: str) -> None:
        """Make a grid and wait until its actions can be pressed."""
        self.imagine(text)
        self.usable("action_reroll")

    def focus_stage(self) -> None:
        """Focus the picture."""
        self.desk.key("ctrl+g")
        until(lambda: not self.has_focus(EDIT), "the picture to have the keyboard")

    # -- ending

    def close(self, how: "Callable[[Program], None] | None" = None) -> None:
        """Close the program, by default through the window manager, and check that it ended well.

        That is: exit code 0, nothing on stderr, the settings written, the database closed.
        """
        (how or by_window_manager)(self)
        self.wait_for_end()

    def wait_for_end(self, *, settings: bool = True) -> None:
        """Wait until the process has ended, and check that it ended well.

        Without `settings`, no settings file is expected: the program ended before it had any to
        write.
        """
        until(lambda: self.process.poll() is not None, "the program to end")
        assert self.errors() == ""
        assert self.process.returncode in (0, None)
        if settings:
            assert self.desk.settings.is_file(), "no settings were written"
        left = [path.name for path in self.desk.data.glob("library.sqlite3-*")]
        assert left == [], "the database was not closed"
        assert "Traceback" not in self.logged()
        assert not (self.desk.data / "logs" / "fault.txt").exists()

    def kill(self) -> None:
        """Kill the process with SIGKILL."""
        self.process.kill()
        self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self) -> None:
        """Kill the process if it still runs, and close its pipes. Safe to call twice."""
        self.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self._err.close()

    def give_up(self) -> None:
        """Save the screen and the log for whoever reads the failure, then end the program."""
        with contextlib.suppress(Exception):
            self.desk.screen().save(self.desk.home / "failed.png")
            sys.stdout.write(f"screen: {self.desk.home / 'failed.png'}\n")
        sys.stdout.write(self.errors() + self.logged()[-4000:])
        self.end()


def by_window_manager(program: Program) -> None:
    """Press Alt+F4, which openbox turns into WM_DELETE_WINDOW."""
    program.desk.tool("xdotool", "key", "--clearmodifiers", "alt+F4")


def by_title_bar(program: Program) -> None:
    """Click the close button in the frame that the window manager draws."""
    frame = program["main_window"].box
    program.desk.click(frame.x + frame.width - 12, frame.y - 10)


def by_ctrl_q(program: Program) -> None:
    """Press the key of the menu's Quit."""
    program.desk.key("ctrl+q")


def by_signal(number: signal.Signals) -> Callable[[Program], None]:
    """Send the signal of an ending session, a closed terminal or `kill`."""
    return lambda program: program.signal(number)


def _or_none(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except Gone:
        return None


def _private(name: str) -> bool:
    """Return whether a variable of the tester's own environment must be hidden from the program."""
    own = ("ACEDATACLOUD_", "MJSTUDIO_", "QT_", "WAYLAND_", "XDG_", "SESSION_MANAGER", "AT_SPI_")
    return name.startswith(own) or name.lower().endswith("_proxy")


@contextlib.contextmanager
def session_bus(home: Path) -> Iterator[str]:
    """Start a D-Bus session of its own, with assistive technology; yields its address."""
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address", "--nofork", "--nopidfile"],
        env={**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def window_manager(display: str, home: Path) -> Iterator[None]:
    """Run openbox on a display, with its default keys and themes."""
    environ = {**os.environ, "DISPLAY": display, "HOME": str(home)}
    process = subprocess.Popen(
        ["openbox", "--sm-disable"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def tool(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=environ, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def answers() -> bool:
        # The first key changes the display's map, and openbox releases and grabs all its keys
        # again: it misses keys pressed in that moment.
        tool("key", "ctrl+alt+Right")
        return tool("get_desktop") not in ("", "0")

    def is_back() -> bool:
        tool("set_desktop", "0")
        return tool("get_desktop") == "0"

    try:
        # A window that exists before openbox gets neither frame nor keyboard focus.
        until(lambda: tool("get_num_desktops"), "the window manager")
        until(answers, "the window manager's keys")
        until(is_back, "the first desktop")
        yield
        assert process.poll() is None, "the window manager has died"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def set_up(
    home: Path, size: str = "1440x900x24", *, speed: float = 0.0, scale: float = 1.0
) -> Iterator[Desk]:
    """Set up a desk, and remove it at the end. By default the service makes small pictures at once.

    `size` is the screen's size in pixels and its depth, `scale` the desktop's factor for all
    windows.
    """
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if lacking:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    with (
        virtual_display(size) as display,
        window_manager(display, home),
        session_bus(home) as session,
        painted_once(),
        SandboxThread(Sandbox(speed=speed, picture_scale=0.25)) as served,
        contextlib.closing(Desk(home, display, session, served, scale)) as desk,
    ):
        yield desk
