"""A session manager (XSMP) for the tests, on the other side of libSM.

It runs as a process: it reads `save`, `shutdown` and `die` as lines from its standard input and
sends them to all clients. It reports events as lines on its standard output: the address for
SESSION_MANAGER, then `joined`, `saved`, `left`.
"""

import ctypes
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int
_NEW = ctypes.CFUNCTYPE(_NUMBER, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_REGISTER = ctypes.CFUNCTYPE(_NUMBER, _POINTER, _POINTER, ctypes.c_char_p)
_ALLOW = ctypes.CFUNCTYPE(_NUMBER, ctypes.c_char_p)
_ANY = ctypes.CFUNCTYPE(None, _POINTER, _POINTER)
_BROKEN = ctypes.CFUNCTYPE(None, _POINTER)
_ALL = 0x3FF
_LOCAL, _BOTH, _ANYTHING = 1, 2, 2
_NAMES = (
    "register",
    "interact_request",
    "interact_done",
    "save_request",
    "phase2_request",
    "save_done",
    "close",
    "set_properties",
    "delete_properties",
    "get_properties",
)


class _Callbacks(ctypes.Structure):
    _fields_ = [
        pair
        for name in _NAMES
        for pair in ((name, _REGISTER if name == "register" else _ANY), (f"{name}_data", _POINTER))
    ]


class Manager:
    """The process, from the side of a test."""

    def __init__(self, home: Path, environ: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.session"],
            env={**os.environ, **(environ or {}), "ICEAUTHORITY": str(home / "ICEauthority")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self._line()
        if not self.address:
            pytest.skip("libSM is not installed")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def end(self) -> None:
        """End at once, without a word to anybody."""
        self._process.kill()
        self._process.wait()

    def order(self, what: str) -> None:
        """Have all clients `save`, save for a `shutdown`, or `die`."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()

    def hear(self, what: str) -> None:
        """Wait until it tells this."""
        while (line := self._line()) != what:
            assert line, f"the session manager ended before {what}"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Served:
    """The manager itself."""

    def __init__(self) -> None:
        self._ice, self._sm = ctypes.CDLL("libICE.so.6"), ctypes.CDLL("libSM.so.6")
        self._clients: list[int] = []
        nothing = _ANY(lambda *_: None)
        self._callbacks = _Callbacks(**dict.fromkeys(_NAMES[1:], nothing))
        self._callbacks.register = _REGISTER(self._register)
        self._callbacks.save_done = _ANY(lambda *_: tell("saved"))
        self._callbacks.close = _ANY(self._left)
        self._new_proc, self._allow = _NEW(self._new), _ALLOW(lambda _host: 1)
        self._broken = _BROKEN(lambda _connection: None)

    def serve(self) -> None:
        """Until standard input ends."""
        doors = self._listen()
        rooms: dict[int, ctypes.c_void_p] = {}
        while True:
            ready, _, _ = select.select([*doors, *rooms, 0], [], [])
            for number in ready:
                if number == 0:
                    orders = os.read(0, 4096).decode()
                    if not orders:
                        return
                    for order in orders.split():
                        self._obey(order)
                elif number in doors:
                    self._let_in(doors[number], rooms)
                elif self._ice.IceProcessMessages(rooms[number], None, None) != 0:
                    del rooms[number]

    def _new(self, client: int, _data: int, mask: int, callbacks: int, _reason: int) -> int:
        self._clients.append(client)
        ctypes.cast(mask, ctypes.POINTER(ctypes.c_ulong))[0] = _ALL
        ctypes.memmove(callbacks, ctypes.byref(self._callbacks), ctypes.sizeof(_Callbacks))
        return 1

    def _register(self, client: int, _data: int, previous: bytes | None) -> int:
        self._sm.SmsRegisterClientReply(_POINTER(client), previous or b"client-1")
        if not previous:
            self._sm.SmsSaveYourself(_POINTER(client), _LOCAL, 0, 0, 0)
        tell("joined")
        return 1

    def _left(self, client: int, _data: int) -> None:
        self._clients.remove(client)
        tell("left")

    def _listen(self) -> dict[int, ctypes.c_void_p]:
        ice, sm = self._ice, self._sm
        ice.IceAcceptConnection.restype = _POINTER
        ice.IceComposeNetworkIdList.restype = ctypes.c_char_p
        told = ctypes.create_string_buffer(256)
        assert sm.SmsInitialize(b"test", b"1", self._new_proc, None, self._allow, 256, told)
        ice.IceSetIOErrorHandler(self._broken)
        count, listeners = _NUMBER(), ctypes.POINTER(_POINTER)()
        listening = ice.IceListenForConnections(
            ctypes.byref(count), ctypes.byref(listeners), 256, told
        )
        assert listening, told.value
        objects = [_POINTER(listeners[index]) for index in range(count.value)]
        for each in objects:
            ice.IceSetHostBasedAuthProc(each, self._allow)
        tell(ice.IceComposeNetworkIdList(count, listeners).decode())
        return {ice.IceGetListenConnectionNumber(each): each for each in objects}

    def _let_in(self, door: ctypes.c_void_p, rooms: dict[int, ctypes.c_void_p]) -> None:
        status = _NUMBER()
        connection = self._ice.IceAcceptConnection(door, ctypes.byref(status))
        if connection:
            held = _POINTER(connection)
            rooms[self._ice.IceConnectionNumber(held)] = held

    def _obey(self, order: str) -> None:
        for client in map(_POINTER, self._clients):
            if order == "die":
                self._sm.SmsDie(client)
            else:
                ending = int(order == "shutdown")
                self._sm.SmsSaveYourself(client, _BOTH, ending, _ANYTHING, 0)


def tell(what: str) -> None:
    """Say a line."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        served = Served()
    except OSError:
        sys.exit(0)
    served.serve()
