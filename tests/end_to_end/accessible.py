"""The window as a screen reader sees it: widgets found by their object names over AT-SPI.

Nothing of the program is imported, so the packaged program can be tested in the same way. For each
widget Qt reports its object names from the window down (`main_window.Stage.action_bar`), which are
a contract, and its role, name, position, states and text.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATIENCE = 60.0
"""Seconds until a wait fails: far more than a loaded machine needs."""

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_AT_ONCE = 100
"""The most calls in flight at the same time, below the limit of a bus."""
_pause = threading.Event().wait

# AtspiStateType, of at-spi2-core's atspi-constants.h.
_STATES = {
    "active": 1,
    "checked": 4,
    "enabled": 8,
    "focused": 12,
    "sensitive": 24,
    "showing": 25,
    "visible": 30,
}


class Gone(Exception):
    """The widget, or the whole program, no longer exists."""


def until(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> Any:
    """Call `condition` until its result is true, and return that."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        _pause(0.03)
    return found


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the screen, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    def at(self, x: float = 0.5, y: float = 0.5) -> tuple[int, int]:
        """Return the pixel at a fraction of the width and height."""
        return round(self.x + x * self.width), round(self.y + y * self.height)

    def inside(self, other: "Box") -> bool:
        """Return whether all of it is inside another box."""
        return (
            other.x <= self.x
            and other.y <= self.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


class Bus:
    """The accessibility bus of one session.

    `scale` is the desktop's factor: Qt reports positions in its own pixels, which must be
    multiplied by it.
    """

    def __init__(self, session: str, scale: float = 1.0) -> None:
        self.scale = scale
        with open_dbus_connection(session) as connection:
            address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            answer = connection.send_and_get_reply(new_method_call(address, "GetAddress"))
        self._connection: DBusConnection = open_dbus_connection(answer.body[0])

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()

    def call(
        self,
        node: tuple[str, str],
        interface: str,
        method: str,
        signature: str | None = None,
        *words: object,
    ) -> Any:
        """Call a method of an accessible object. Raises Gone."""
        (answer,) = self.call_all([node], interface, method, signature, *words)
        if isinstance(answer, Gone):
            raise answer
        return answer

    def call_all(
        self,
        nodes: Sequence[tuple[str, str]],
        interface: str,
        method: str,
        signature: str | None = None,
        *words: object,
    ) -> list[Any]:
        """Call the same method of many objects without waiting for each; Gone for those without it.

        Two thousand calls one after the other would take most of a story's time.
        """
        answers: list[Any] = []
        for start in range(0, len(nodes), _AT_ONCE):
            waiting: dict[int, int] = {}
            for node in nodes[start : start + _AT_ONCE]:
                message = new_method_call(
                    DBusAddress(node[1], node[0], interface), method, signature, words
                )
                serial = next(self._connection.outgoing_serial)
                waiting[serial] = len(answers)
                answers.append(None)
                self._connection.send(message, serial=serial)
            while waiting:
                reply = self._connection.receive(timeout=PATIENCE)
                place = waiting.pop(reply.header.fields.get(HeaderFields.reply_serial, 0), None)
                if place is None:
                    continue
                if reply.header.message_type is MessageType.error:
                    answers[place] = Gone(f"{method} of an object: {reply.body}")
                else:
                    answers[place] = reply.body[0] if reply.body else None
        return answers

    def applications(self) -> list[tuple[str, str]]:
        """Return every program on the bus."""
        return list(self.call(_ROOT, _ACCESSIBLE, "GetChildren"))


class Widget:
    """One widget in its current state: properties are never cached."""

    def __init__(self, bus: Bus, node: tuple[str, str]) -> None:
        self._bus, self.node = bus, node

    def _property(self, name: str, interface: str = _ACCESSIBLE) -> Any:
        return self._bus.call(self.node, _PROPERTIES, "Get", "ss", interface, name)[1]

    @property
    def path(self) -> str:
        """The object names from the application down."""
        return str(self._property("AccessibleId"))

    @property
    def name(self) -> str:
        """The name that a screen reader speaks."""
        return str(self._property("Name"))

    @property
    def role(self) -> str:
        """What it is: `push button`, `text`, `list item`…"""
        return str(self._bus.call(self.node, _ACCESSIBLE, "GetRoleName"))

    @property
    def states(self) -> set[str]:
        """Its states: see _STATES."""
        low, high = self._bus.call(self.node, _ACCESSIBLE, "GetState")
        bits = low | high << 32
        return {name for name, bit in _STATES.items() if bits >> bit & 1}

    @property
    def showing(self) -> bool:
        """Whether it is on the screen and has a size."""
        return "showing" in self.states and self.box.width > 0

    @property
    def enabled(self) -> bool:
        """Whether it is enabled."""
        return "enabled" in self.states

    @property
    def focused(self) -> bool:
        """Whether it has the keyboard focus."""
        return "focused" in self.states

    @property
    def box(self) -> Box:
        """Its rectangle on the screen."""
        told = self._bus.call(self.node, _COMPONENT, "GetExtents", "u", 0)
        return Box(*(round(edge * self._bus.scale) for edge in told))

    @property
    def text(self) -> str:
        """The text of a field."""
        return str(self._bus.call(self.node, "org.a11y.atspi.Text", "GetText", "ii", 0, -1))

    @property
    def caret(self) -> int:
        """The position of a field's caret, in characters."""
        return int(self._property("CaretOffset", "org.a11y.atspi.Text"))

    @property
    def value(self) -> float:
        """The value of a slider or a number field."""
        return float(self._property("CurrentValue", "org.a11y.atspi.Value"))

    def write(self, text: str) -> None:
        """Replace a field's text, as assistive technology does."""
        self._bus.call(self.node, "org.a11y.atspi.EditableText", "SetTextContents", "s", text)

    def press(self) -> None:
        """Press it, as assistive technology does."""
        action = "org.a11y.atspi.Action"
        names = [name for name, *_ in self._bus.call(self.node, action, "GetActions")]
        self._bus.call(self.node, action, "DoAction", "i", names.index("Press"))

    @property
    def children(self) -> "list[Widget]":
        """Return its children in order."""
        nodes = self._bus.call(self.node, _ACCESSIBLE, "GetChildren")
        return [Widget(self._bus, (bus, path)) for bus, path in nodes]

    def descendants(self) -> "Iterator[Widget]":
        """Yield everything below it, parents before children; skips what disappears meanwhile."""
        for level in self._levels():
            if level != [self.node]:
                yield from (Widget(self._bus, node) for node in level)

    def named(self) -> "Iterator[tuple[str, Widget]]":
        """Yield object names and widgets, this one and all below, parents before children."""
        for level in self._levels():
            paths = self._bus.call_all(level, _PROPERTIES, "Get", "ss", _ACCESSIBLE, "AccessibleId")
            for node, path in zip(level, paths, strict=True):
                if not isinstance(path, Gone):
                    yield last(str(path[1])), Widget(self._bus, node)

    def said(self) -> Iterator[str]:
        """Yield what a screen reader says about everything visible below it."""
        for level in self._levels():
            names = self._bus.call_all(level, _PROPERTIES, "Get", "ss", _ACCESSIBLE, "Name")
            for node, name in zip(level, names, strict=True):
                with contextlib.suppress(Gone):
                    if not isinstance(name, Gone) and name[1] and Widget(self._bus, node).showing:
                        yield str(name[1])

    def _levels(self) -> Iterator[list[tuple[str, str]]]:
        level = [self.node]
        while level:
            yield level
            answers = self._bus.call_all(level, _ACCESSIBLE, "GetChildren")
            level = [
                (bus, path)
                for children in answers
                if not isinstance(children, Gone)
                for bus, path in children
            ]


def last(path: str) -> str:
    """The object name at the end of a widget's path."""
    return path.rpartition(".")[2]
