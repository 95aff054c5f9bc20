"""Callbacks: the receiver, started for the first job that needs it, and the posts for each job."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mjstudio.model.address import is_loopback
from mjstudio.model.errors import CannotDeliver
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.api.posts import Letterbox, Post
    from mjstudio.api.roundtrip import Proof
    from mjstudio.api.webhook import Receiver

SILENCE = 120.0
"""Seconds without a post after which the service is asked instead."""


class Callbacks:
    """Receives the posts of all jobs that are delivered by callback."""

    def __init__(self) -> None:
        self.address = ""
        self.port = 0
        self.steps = True
        self._turn = asyncio.Lock()
        self._receiver: Receiver | None = None
        self._letterbox: Letterbox | None = None

    def configure(self, address: str, port: int, *, steps: bool) -> None:
        """Set the artist's public address, the receiver's port (0: any), and posts per step."""
        self.address, self.port, self.steps = address, port, steps

    @asynccontextmanager
    async def line(self, service_url: str, path: str = "") -> AsyncIterator["Line"]:
        """Open one job's callback line, before its request is sent.

        With the `path` that an earlier run gave to the service, posts to that path are accepted
        too. Raises CannotDeliver if there is no line; nothing was sent then.
        """
        local = is_loopback(service_url)
        if not (self.address or local):
            raise CannotDeliver(
                _("Callbacks need the public address of your tunnel or proxy. Nothing was sent.")
            )
        receiver, letterbox = await self._listening(self.port)
        if path:
            receiver.admit(path)
        # A service on this computer reaches loopback directly.
        address = self.address or f"http://127.0.0.1:{receiver.port}"
        line = Line(address, receiver.path, letterbox, steps=self.steps)
        letterbox.expect()
        try:
            yield line
        finally:
            line.close()

    async def prove(self, address: str, port: int) -> "Proof":
        """Return whether a post to that public address arrives here. Raises CannotDeliver."""
        from mjstudio.api.roundtrip import prove

        receiver, _letterbox = await self._listening(port)
        return await prove(receiver, address)

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        async with self._turn:
            if self._receiver is not None:
                await asyncio.to_thread(self._receiver.stop)

    async def _listening(self, port: int) -> "tuple[Receiver, Letterbox]":
        from mjstudio.api.posts import Letterbox
        from mjstudio.api.webhook import Receiver

        async with self._turn:
            if self._receiver is None or self._letterbox is None:
                self._letterbox = Letterbox()
                self._receiver = Receiver(self._letterbox)
            receiver = self._receiver
            if receiver.running and port not in (0, receiver.port):
                # Jobs that wait at the old port are looked up once it stays silent.
                await asyncio.to_thread(receiver.stop)
            if not receiver.running:
                try:
                    await asyncio.to_thread(receiver.start, port)
                except OSError as error:
                    words = _("Can't listen for callbacks: {reason}. Nothing was sent.")
                    if port:
                        words = _(
                            "Can't listen for callbacks on port {port}: {reason}. Nothing was sent."
                        )
                    reason = error.strerror or _("the port is taken")
                    raise CannotDeliver(words.format(port=port, reason=reason)) from error
            return receiver, self._letterbox


class Line:
    """One job's callbacks: the address for the service, and the posts that arrive there."""

    def __init__(self, address: str, path: str, letterbox: "Letterbox", *, steps: bool) -> None:
        self.url = address + path
        self.path = path
        self.steps = steps
        self.silence = SILENCE
        self._letterbox = letterbox
        self._loop = asyncio.get_running_loop()
        self._task_id = ""
        self._expecting = True
        self._post: Post | None = None
        self._came = asyncio.Event()

    def open(self, task_id: str) -> "Line":
        """Accept posts about this task, including those that arrived earlier."""
        self._task_id = task_id
        self._letterbox.open(task_id, self._wake)
        self._settle()
        return self

    def close(self) -> None:
        """Stop accepting posts."""
        self._settle()
        self._letterbox.close(self._task_id)

    async def next(self, seconds: float) -> "Post | None":
        """Return the posts since the last call, merged; None if none arrives in that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return None
        self._came.clear()
        post, self._post = self._post, None
        return post

    def _wake(self, post: "Post") -> None:
        """Runs in the receiver's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, post)

    def _take(self, post: "Post") -> None:
        self._post = post if self._post is None else self._post.merged(post)
        self._came.set()

    def _settle(self) -> None:
        if self._expecting:
            self._expecting = False
            self._letterbox.settle()
