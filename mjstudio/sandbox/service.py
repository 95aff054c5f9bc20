"""The sandbox as one object: its options, its state, and what tests inspect."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from mjstudio.sandbox.http.raw_connections import Connections
from mjstudio.sandbox.trouble.faults import FaultPlan
from mjstudio.sandbox.work.gallery import Gallery
from mjstudio.sandbox.work.imagine import Asked, Reader
from mjstudio.sandbox.work.keeping import Keeping
from mjstudio.sandbox.work.references import References
from mjstudio.sandbox.work.tasks import Task, Tasks
from mjstudio.sandbox.work.urls import Urls

DAY = 86400.0
UPLOAD_LIMIT = 100 * 1024 * 1024
_MOST_REQUESTS = 4000


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived.

    `body` is its JSON object, empty if it had none; header names are in lower case; `time` is
    `time.monotonic()` in seconds; `labels` are the fault targets that match it (see `faults`).
    """

    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    time: float = field(default_factory=time.monotonic)
    query: str = ""
    labels: frozenset[str] = frozenset()


class Sandbox:
    """The whole service, without a server around it.

    Args:
        speed: how many times faster than the real service; 0 finishes at once.
        public_url: prefix of all addresses the service returns; by default the client's own
            base.
        picture_scale: factor on the real sizes in pixels; small pictures make tests quick.
        url_lifetime: seconds until a signed address expires.
        seed: makes the pictures of a whole run repeatable.
        upload_limit: the largest upload, in bytes.
        folder: where results are kept for later runs; if omitted, they are not kept.

    Only one event loop at a time may serve it. Its attributes may be changed while it runs.
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        public_url: str | None = None,
        picture_scale: float = 1.0,
        url_lifetime: float = DAY,
        seed: int | None = None,
        upload_limit: int = UPLOAD_LIMIT,
        folder: Path | None = None,
    ) -> None:
        self.upload_limit = upload_limit
        self.picture_scale = picture_scale
        self.faults = FaultPlan()
        self.requests: list[Received] = []
        self.connections = Connections()
        self.gallery = Gallery()
        # Derived from the folder, like the port (see `settled_socket`), so that addresses of kept
        # pictures stay valid. Anyone able to read the folder can read the pictures anyway.
        secret = str(folder.absolute()).encode("utf-8", "surrogateescape") if folder else b""
        self.urls = Urls(url_lifetime, public_url, secret)
        self.references = References(self.gallery, self.urls)
        self.reader = Reader(self.gallery, self.references, picture_scale, seed)
        keeping = Keeping(folder) if folder else None
        self.tasks = Tasks(self.gallery, speed, keeping)
        if keeping is not None:
            self._bring_back(keeping)
        self.users: dict[str, str] = {}
        """User ids by token, for tokens that share a user; every other token is its own user."""
        self._lock = Lock()

    def user_of(self, token: str) -> str:
        """Return the id of the user whom a token belongs to; the same in every run."""
        return self.users.get(token) or str(uuid5(NAMESPACE_OID, token))

    def _bring_back(self, keeping: Keeping) -> None:
        tasks, nodes = keeping.load()
        for task_id, node in nodes.items():
            self.gallery.hang(node.place, keeping.picture(task_id), "image/png", node.size)
            self.gallery.add(node)
        self.tasks.bring_back(tasks, self._ask_again)

    def _ask_again(self, task: Task) -> Asked:
        read = self.reader.edit if task.type == "edits" else self.reader.imagine
        return read(task.request, task.base)

    @property
    def speed(self) -> float:
        """How many times faster than the real service; 0 finishes at once."""
        return self.tasks.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.tasks.speed = speed

    def received(self, where: str) -> list[Received]:
        """Return the requests to an endpoint or a kind of picture (see `faults`), in order."""
        with self._lock:
            return [request for request in self.requests if where in request.labels]

    def note(self, request: Received) -> None:
        """Record a request; beyond a few thousand, the oldest are dropped."""
        with self._lock:
            self.requests.append(request)
            if len(self.requests) > _MOST_REQUESTS:
                del self.requests[: _MOST_REQUESTS // 2]

    def close(self) -> None:
        """Free memory and disk space."""
        self.gallery.close()
