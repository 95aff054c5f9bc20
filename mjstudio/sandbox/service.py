"""The sandbox as one object: its options, its state, and what a test looks at."""

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

    `body` is its JSON object, empty where it had none; header names are in lower case; `time`
    is monotonic, in seconds; `labels` are what faults can be ordered for.
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
        speed: how many times faster than the real one; 0 finishes at once.
        public_url: begins every address that the service gives out; else the client's own base.
        picture_scale: times the real sizes in pixels; small ones make tests quick.
        url_lifetime: seconds until a signed address expires.
        seed: makes the pictures of a whole run repeatable.
        upload_limit: bytes of an upload.
        folder: where results are kept for later runs; nowhere if left out.

    One event loop at a time may serve it. What is set here may be changed while it runs.
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
        # As the port (see `settled_socket`): of what is kept, the addresses stay good too. Nothing
        # is guarded by them that whoever can read the folder could not read.
        secret = str(folder.absolute()).encode("utf-8", "surrogateescape") if folder else b""
        self.urls = Urls(url_lifetime, public_url, secret)
        self.references = References(self.gallery, self.urls)
        self.reader = Reader(self.gallery, self.references, picture_scale, seed)
        keeping = Keeping(folder) if folder else None
        self.tasks = Tasks(self.gallery, speed, keeping)
        if keeping is not None:
            self._bring_back(keeping)
        self.users: dict[str, str] = {}
        """The user of a token, where it is not a user of its own."""
        self._lock = Lock()

    def user_of(self, token: str) -> str:
        """Whose account a token leads to; the same in every run."""
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
        """The requests that reached an endpoint or a kind of picture (see `faults`), in order."""
        with self._lock:
            return [request for request in self.requests if where in request.labels]

    def note(self, request: Received) -> None:
        """Keep a request; the oldest of thousands are forgotten."""
        with self._lock:
            self.requests.append(request)
            if len(self.requests) > _MOST_REQUESTS:
                del self.requests[: _MOST_REQUESTS // 2]

    def close(self) -> None:
        """Give memory and disk space back."""
        self.gallery.close()
