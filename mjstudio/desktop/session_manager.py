"""The X session manager, which announces the session's end (XSMP), through libSM.

Qt's own support for it is not compiled into the PySide6 of PyPI, and desktops on X11 that speak it
(Plasma, Xfce, MATE, LXQt) cut a program that does not from its display when the session ends.
Where libSM is not installed, or no manager is named in the environment, nothing happens here: such
sessions send SIGTERM. The protocol is X.Org's “X Session Management Protocol”, version 1.0, the
calls are those of its “X Session Management Library”.

Weighed: an own implementation of ICE and XSMP would be ten times this; libSM is on every desktop
that has such a manager, and is loaded only there.
"""

import asyncio
import ctypes
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_log = logging.getLogger(__name__)

_MAJOR, _MINOR = 1, 0
_SAVE, _DIE, _COMPLETE, _CANCELLED = 1, 2, 4, 8
_IF_RUNNING = b"\0"
_DONE = 0
"""IceProcessMessagesSuccess."""

_SAVE_PROC = ctypes.CFUNCTYPE(
    None,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_int,
)
_PLAIN_PROC = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
_IO_ERROR_PROC = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Callbacks(ctypes.Structure):
    _fields_ = [
        ("save", _SAVE_PROC),
        ("save_data", ctypes.c_void_p),
        ("die", _PLAIN_PROC),
        ("die_data", ctypes.c_void_p),
        ("complete", _PLAIN_PROC),
        ("complete_data", ctypes.c_void_p),
        ("cancelled", _PLAIN_PROC),
        ("cancelled_data", ctypes.c_void_p),
    ]


class _Value(ctypes.Structure):
    _fields_ = [("length", ctypes.c_int), ("value", ctypes.c_char_p)]


class _Property(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("type", ctypes.c_char_p),
        ("count", ctypes.c_int),
        ("values", ctypes.POINTER(_Value)),
    ]


class SessionManager(QObject):
    """The connection to the session manager.

    Signals:
        save_asked(): save everything; answer with `saved`.
        end_asked(): the session ends; close now.
    """

    save_asked = Signal()
    end_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sm: Any = None
        self._ice: Any = None
        self._connection: int | None = None
        self._notifier: QSocketNotifier | None = None
        # Referenced for as long as the libraries may call them.
        self._callbacks = _Callbacks(
            save=_SAVE_PROC(lambda *_: self.save_asked.emit()),
            die=_PLAIN_PROC(lambda *_: self.end_asked.emit()),
            complete=_PLAIN_PROC(lambda *_: None),
            cancelled=_PLAIN_PROC(lambda *_: None),
        )
        # libICE's default handler ends the process.
        self._io_error = _IO_ERROR_PROC(lambda _connection: None)

    async def join(self, command: Sequence[str]) -> bool:
        """Connect to the manager named in the environment; False without one.

        `command` starts the program again when the session is restored.
        """
        if not os.environ.get("SESSION_MANAGER") or not sys.platform.startswith("linux"):
            return False
        connection = await asyncio.to_thread(self._open)
        if connection is None:
            return False
        self._connection = connection
        self._tell(command)
        number = self._ice.IceConnectionNumber(self._sm.SmcGetIceConnection(connection))
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_: self._read())
        _log.info("the session manager tells when the session ends")
        return True

    def saved(self) -> None:
        """Report that everything is saved, in reply to `save_asked`."""
        if self._connection is not None:
            self._sm.SmcSaveYourselfDone(self._connection, 1)

    def leave(self) -> None:
        """Disconnect, because the program ends."""
        if (connection := self._connection) is not None:
            self._forget()
            self._sm.SmcCloseConnection(connection, 0, None)

    def _open(self) -> int | None:
        """Blocks until the manager has answered: call it in a worker."""
        try:
            self._ice = ctypes.CDLL("libICE.so.6")
            self._sm = ctypes.CDLL("libSM.so.6")
        except OSError as error:
            _log.info("no session management: %s", error)
            return None
        self._declare()
        self._ice.IceSetIOErrorHandler(self._io_error)
        told = ctypes.create_string_buffer(256)
        name = ctypes.c_char_p()
        connection = self._sm.SmcOpenConnection(
            None,
            None,
            _MAJOR,
            _MINOR,
            _SAVE | _DIE | _COMPLETE | _CANCELLED,
            ctypes.byref(self._callbacks),
            None,
            ctypes.byref(name),
            len(told),
            told,
        )
        if not connection:
            _log.info("no session management: %s", told.value.decode("utf-8", "replace"))
            return None
        return int(connection)

    def _declare(self) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int
        sm, ice = self._sm, self._ice
        sm.SmcOpenConnection.restype = pointer
        sm.SmcOpenConnection.argtypes = [
            ctypes.c_char_p,
            pointer,
            number,
            number,
            ctypes.c_ulong,
            pointer,
            ctypes.c_char_p,
            pointer,
            number,
            ctypes.c_char_p,
        ]
        sm.SmcGetIceConnection.restype, sm.SmcGetIceConnection.argtypes = pointer, [pointer]
        sm.SmcSetProperties.restype = None
        sm.SmcSetProperties.argtypes = [pointer, number, pointer]
        sm.SmcSaveYourselfDone.restype = None
        sm.SmcSaveYourselfDone.argtypes = [pointer, number]
        sm.SmcCloseConnection.argtypes = [pointer, number, pointer]
        ice.IceConnectionNumber.argtypes = [pointer]
        ice.IceProcessMessages.argtypes = [pointer, pointer, pointer]
        ice.IceSetIOErrorHandler.restype = pointer
        ice.IceSetIOErrorHandler.argtypes = [_IO_ERROR_PROC]

    def _tell(self, command: Sequence[str]) -> None:
        """Set the properties that XSMP requires, and the command that starts the program again."""
        words = [word.encode() for word in command]
        told = (
            _property(b"Program", b"ARRAY8", words[:1]),
            _property(b"UserID", b"ARRAY8", [str(os.getuid()).encode()]),
            _property(b"CloneCommand", b"LISTofARRAY8", words),
            _property(b"RestartCommand", b"LISTofARRAY8", words),
            _property(b"RestartStyleHint", b"CARD8", [_IF_RUNNING]),
            _property(b"ProcessID", b"ARRAY8", [str(os.getpid()).encode()]),
        )
        pointers = (ctypes.POINTER(_Property) * len(told))(*map(ctypes.pointer, told))
        self._sm.SmcSetProperties(self._connection, len(told), pointers)

    def _read(self) -> None:
        if self._connection is None:
            return
        connection = self._sm.SmcGetIceConnection(self._connection)
        if self._ice.IceProcessMessages(connection, None, None) != _DONE:
            self._forget()

    def _forget(self) -> None:
        self._connection = None
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None


def _property(name: bytes, kind: bytes, values: Sequence[bytes]) -> _Property:
    kept = (_Value * len(values))(*(_Value(len(value), value) for value in values))
    return _Property(name, kind, len(values), kept)
