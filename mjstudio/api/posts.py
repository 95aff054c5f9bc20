"""Callback posts: who waits for them, and what they say about a task.

Posts are unsigned. mjstudio believes a post because it came to a random path that only the service
knows, about a task that somebody waits for. The answer of `/midjourney/tasks` is preferred; but it
may lag, or never know the task, and then the post is the only trace of a picture that was paid for.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec

from mjstudio.api import lenient_json as loose
from mjstudio.api.wire import decode_imagine
from mjstudio.model.errors import ServiceError, UnexpectedReply
from mjstudio.model.secret import redacted_bytes
from mjstudio.model.update import TaskUpdate

MAX_RECORDS = 64
"""Records that one body may hold."""

MAX_EARLY = 64
"""How many tasks' posts are kept while an acknowledgement is awaited."""

MAX_DISTINCT = 256
"""How many different posts about one task are accepted; more are ignored."""

MAX_KEPT = 64 * 1024
"""The largest record kept, in bytes: the service's have some 2 KB."""

_MAX_DONE = 512
_MAX_ID = 200


class _Told(msgspec.Struct, frozen=True, gc=False):
    """The fields that are read from a record; all others are skipped, however large."""

    task_id: str | int | None = None
    progress: int | float | str | None = None
    success: bool | None = None
    error: msgspec.Raw = msgspec.Raw()
    image_url: msgspec.Raw = msgspec.Raw()
    raw_image_url: msgspec.Raw = msgspec.Raw()


_DECODER = msgspec.json.Decoder(_Told)


@dataclass(frozen=True, slots=True)
class Post:
    """The posts about one task: its progress (0–99), and whether they claim that it ended.

    `shown` is a step's record, `end` the final one, `made` whether the final one has a picture.
    """

    task_id: str
    progress: int = 0
    last: bool = False
    shown: bytes = field(default=b"", compare=False, repr=False)
    end: bytes = field(default=b"", compare=False, repr=False)
    made: bool = field(default=False, compare=False)

    def merged(self, other: "Post") -> "Post":
        """Merge two posts: progress never decreases, and a picture outweighs a failure."""
        older, newer = sorted((self, other), key=lambda post: (bool(post.shown), post.progress))
        ended = other if (other.made, bool(other.end)) > (self.made, bool(self.end)) else self
        return replace(
            ended,
            progress=max(older.progress, newer.progress),
            last=self.last or other.last,
            shown=newer.shown,
        )

    def step(self, action: str) -> TaskUpdate | None:
        """Return the newest step with its preview, for a job of that action; None without one."""
        try:
            told = decode_imagine(self.shown, action=action)
        except (UnexpectedReply, ServiceError):
            return None
        return replace(told, final=False) if told.task_id == self.task_id else None

    def outcome(self, action: str) -> TaskUpdate | None:
        """Return the finished picture; None if no final post came, or it had no picture.

        Raises ServiceError if the task failed.
        """
        if not self.end:
            return None
        try:
            told = decode_imagine(self.end, action=action, whole=True)
        except UnexpectedReply:
            return None
        return told if told.final and told.task_id == self.task_id else None


Wake = Callable[[Post], None]


def read_posts(body: bytes) -> list[Post]:
    """Return the posts in a body, one per task: a JSON object, or several as NDJSON.

    Raises ValueError if there is none.
    """
    try:
        told = [(_decode(body), body)]
    except ValueError:
        lines = [line for line in body.split(b"\n") if line.strip()]
        if len(lines) > MAX_RECORDS:
            raise
        told = [(_decode(line), line) for line in lines]
    found: dict[str, Post] = {}
    for one, record in told:
        task_id = loose.text(one.task_id)
        if not task_id or len(task_id) > _MAX_ID:
            raise ValueError("no task")
        progress = loose.number(one.progress)
        # As in a plain answer, a picture without any progress is the finished one.
        pictured = _is_told(one.image_url) or _is_told(one.raw_image_url)
        whole = progress is None and pictured
        failed = one.success is False or (_is_told(one.error) and not pictured)
        last = failed or whole or (progress or 0) >= 100
        kept = redacted_bytes(record) if len(record) <= MAX_KEPT else b""
        post = Post(
            task_id,
            max(0, min(99, int(progress or 0))),
            last,
            shown=kept if pictured and not last else b"",
            end=kept if last else b"",
            made=pictured and last and not failed and bool(kept),
        )
        found[task_id] = found[task_id].merged(post) if task_id in found else post
    if not found:
        raise ValueError("empty")
    return list(found.values())


def _decode(data: bytes) -> _Told:
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError("not a record") from error


def _is_told(raw: msgspec.Raw) -> bool:
    return bytes(raw) not in (b"", b"null", b'""', b"false", b"{}")


@dataclass(slots=True)
class _Box:
    wake: Wake
    seen: set[bytes] = field(default_factory=set)


class Letterbox:
    """Delivers posts to those who wait for them. Safe to use from any thread.

    `open` registers a `wake` that receives every post about a task, each body once. A task's id is
    unknown until its acknowledgement arrives; until then the letterbox keeps a few posts about
    unknown tasks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._boxes: dict[str, _Box] = {}
        self._done: OrderedDict[str, None] = OrderedDict()
        self._early: OrderedDict[str, Post] = OrderedDict()
        self._expected = 0

    def __len__(self) -> int:
        return len(self._boxes)

    @property
    def early(self) -> int:
        """How many unknown tasks have early posts."""
        return len(self._early)

    def expect(self) -> None:
        """Note that an acknowledgement is awaited; `settle` follows."""
        with self._lock:
            self._expected += 1

    def settle(self) -> None:
        """Note that an acknowledgement came, or will not come."""
        with self._lock:
            self._expected -= 1
            if self._expected <= 0:
                self._expected = 0
                self._early.clear()

    def open(self, task_id: str, wake: Wake) -> None:
        """Wait for posts about a task; those that came early are delivered at once."""
        with self._lock:
            self._boxes[task_id] = _Box(wake)
            self._done.pop(task_id, None)
            early = self._early.pop(task_id, None)
        if early is not None:
            wake(early)

    def close(self, task_id: str) -> None:
        """Stop waiting; later posts about the task are accepted and dropped."""
        with self._lock:
            if self._boxes.pop(task_id, None) is not None:
                self._done[task_id] = None
                if len(self._done) > _MAX_DONE:
                    self._done.popitem(last=False)

    def take(self, body: bytes) -> bool:
        """Accept a body; False if nobody waits for it. Raises ValueError for garbage."""
        posts = read_posts(body)
        digest = hashlib.sha256(body).digest()
        known = False
        woken: list[tuple[Wake, Post]] = []
        with self._lock:
            for post in posts:
                box = self._boxes.get(post.task_id)
                if box is not None:
                    known = True
                    if digest not in box.seen and len(box.seen) < MAX_DISTINCT:
                        box.seen.add(digest)
                        woken.append((box.wake, post))
                elif post.task_id in self._done:
                    known = True
                elif self._expected:
                    known = self._keep_early(post) or known
        for wake, post in woken:
            wake(post)
        return known

    def _keep_early(self, post: Post) -> bool:
        before = self._early.get(post.task_id)
        if before is None and len(self._early) >= MAX_EARLY:
            # The oldest is the least likely to be awaited.
            self._early.popitem(last=False)
        self._early[post.task_id] = before.merged(post) if before else post
        return True
