"""Receives the calls of later starts, so that this window opens what they were given."""

import asyncio
import hmac
import logging
import secrets

from PySide6.QtCore import QObject, Signal

from mjstudio.desktop.instance import ANSWER, LOOPBACK, Instance, OpenRequest, from_line
from mjstudio.files.atomic import NotSaved
from mjstudio.studio.core.spawner import Tasks

_log = logging.getLogger(__name__)

_LONGEST_CALL = 1024 * 1024
_PATIENCE = 2.0


class InstanceServer(QObject):
    """Listens on loopback from `begin` until the tasks are shut down.

    Signals:
        called(Call): another start was made; it waits until all receivers have returned.
    """

    called = Signal(object)

    def __init__(self, instance: Instance, tasks: Tasks) -> None:
        super().__init__()
        self._instance = instance
        self._tasks = tasks
        self._secret = secrets.token_hex(16)

    def begin(self) -> None:
        """Start accepting calls."""
        self._tasks.spawn(self._listen(), "listen to later starts")

    async def _listen(self) -> None:
        try:
            server = await asyncio.start_server(self._came, LOOPBACK, 0, limit=_LONGEST_CALL)
        except OSError as error:
            _log.warning("later starts cannot call: %s", error)
            return
        port = server.sockets[0].getsockname()[1]
        try:
            await asyncio.to_thread(self._instance.publish, port, self._secret)
            # Runs until the program ends.
            await asyncio.get_running_loop().create_future()
        except NotSaved as error:
            _log.warning("later starts cannot call: %s", error.message)
        finally:
            self._instance.withdraw()
            server.close()

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tasks.spawn(self._answer(reader, writer), "answer a later start") is None:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                line = await reader.readline()
                self.called.emit(self._read(line))
                writer.write(ANSWER)
                await writer.drain()
        except (OSError, ValueError, RecursionError) as error:
            _log.info("a call was not taken: %s", type(error).__name__)
        finally:
            writer.close()

    def _read(self, line: bytes) -> OpenRequest:
        secret, call = from_line(line)
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            raise ValueError("a wrong secret")
        return call
