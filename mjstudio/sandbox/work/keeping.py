"""Keeps the sandbox's results in a folder, so that later runs can continue from them.

    <task id>.json    a task: what was asked for, how it ended, and how its picture was made
    <task id>.png     its picture

Each file is written atomically, the picture first. Damaged files are skipped and deleted when their
turn comes. The newest 200 pictures are kept, up to 1 GiB; the oldest are deleted first. The parts
of a split grid are not kept.

Scenes are kept as well as pixels, because a variation continues from what a picture shows.
"""

import contextlib
import logging
import time
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

import msgspec

from mjstudio.files.atomic import clean_half_files, replace_whole
from mjstudio.model.geometry import Size
from mjstudio.model.prompt import Prompt
from mjstudio.sandbox.work.masks import Stencil
from mjstudio.sandbox.work.nodes import Colour, Commission, Node, Quarter
from mjstudio.sandbox.work.tasks import Failure, Shown, Task

log = logging.getLogger(__name__)

MOST_PICTURES = 200
MOST_BYTES = 1024**3


class _Order(msgspec.Struct, frozen=True):
    """A commission; it refers to earlier pictures by id."""

    action: str
    prompt: str
    seed: int
    source: str
    mask: Stencil | None
    tints: tuple[tuple[Colour, float], ...]
    scale: float


class _Picture(msgspec.Struct, frozen=True):
    """A finished picture, without the facts already in its task."""

    bytes: int
    quarter_size: Size
    quarters: tuple[Quarter, ...]
    prompt: str
    seed: int
    actions: tuple[str, ...]
    order: _Order
    base: str


class _Entry(msgspec.Struct, frozen=True):
    """One task as JSON."""

    id: str
    type: str
    request: dict[str, Any]
    base: str
    trace_id: str
    user_id: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    shown: Shown | None
    failure: Failure | None
    picture: _Picture | None


class Keeping:
    """The folder. All methods block, and may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        # Bytes used by each task, and whether it has a picture; oldest first.
        self._sizes: dict[str, tuple[int, bool]] = {}

    def load(self) -> tuple[list[Task], dict[str, Node]]:
        """Load every readable task, oldest first, and the pictures by task id.

        Deletes temporary files and pictures without a task, which a killed process leaves behind.
        """
        clean_half_files(self._folder)
        found = sorted(self._entries(), key=lambda entry: entry.created_at)
        tasks: list[Task] = []
        nodes: dict[str, Node] = {}
        by_id: dict[str, Node] = {}
        for entry in found:
            if entry.picture is not None and entry.shown is not None:
                node = nodes[entry.id] = _node(entry.picture, entry.shown, by_id)
                by_id[node.image_id] = node
            tasks.append(_task(entry))
            self._note(entry)
        return tasks, nodes

    def picture(self, task_id: str) -> Path:
        """Return the path of a task's picture."""
        return self._folder / f"{task_id}.png"

    def keep_picture(self, task_id: str, content: bytes) -> Path:
        """Write a picture. Raises OSError."""
        path = self.picture(task_id)
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_whole(path, content)
        return path

    def keep(self, task: Task, outcome: Shown | Failure | None, node: Node | None) -> list[str]:
        """Write a task with its outcome, and delete the oldest ones beyond the limit.

        Returns the ids of the deleted tasks. Raises OSError.
        """
        entry = _Entry(
            id=task.id,
            type=task.type,
            request=task.request,
            base=task.base,
            trace_id=task.trace_id,
            user_id=task.user_id,
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=time.time() if outcome else None,
            shown=replace(outcome, parts=()) if isinstance(outcome, Shown) else None,
            failure=outcome if isinstance(outcome, Failure) else None,
            picture=self._described(task, node) if node else None,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_whole(self._folder / f"{task.id}.json", msgspec.json.encode(entry))
        self._note(entry)
        return self._shorten()

    def forget(self, task_id: str) -> None:
        """Delete a task, then its picture, so that no task is ever found without its picture."""
        for path in (self._folder / f"{task_id}.json", self.picture(task_id)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _described(self, task: Task, node: Node) -> _Picture:
        made = node.commission
        return _Picture(
            bytes=self.picture(task.id).stat().st_size,
            quarter_size=node.quarter_size,
            quarters=node.quarters,
            prompt=node.prompt.compose(),
            seed=node.seed,
            actions=node.actions,
            order=_Order(
                made.action,
                made.prompt.compose(),
                made.seed,
                made.source.image_id if made.source else "",
                made.mask,
                made.tints,
                made.scale,
            ),
            base=node.base.image_id if node.base else "",
        )

    def _entries(self) -> list[_Entry]:
        found = []
        for path in self._folder.glob("*"):
            try:
                if path.suffix == ".json":
                    entry = msgspec.json.decode(path.read_bytes(), type=_Entry)
                    if entry.id == path.stem and self._is_whole(entry):
                        found.append(entry)
                        continue
                    log.warning("%s is damaged and left out", path.name)
                elif self._is_left_over(path):
                    path.unlink()
            except (OSError, ValueError) as error:
                log.warning("%s is left out: %s", path.name, error)
        return found

    def _is_whole(self, entry: _Entry) -> bool:
        if entry.picture is None:
            return True
        return self.picture(entry.id).stat().st_size == entry.picture.bytes

    def _is_left_over(self, path: Path) -> bool:
        """Return whether a file is a picture without a task; other files in the folder stay."""
        try:
            UUID(path.stem)
        except ValueError:
            return False
        return path.suffix == ".png" and not path.with_suffix(".json").exists()

    def _note(self, entry: _Entry) -> None:
        with self._lock:
            size = len(entry.request.get("mask") or "")
            has_picture = entry.picture is not None
            size += entry.picture.bytes if entry.picture else 0
            self._sizes[entry.id] = (size, has_picture)

    def _shorten(self) -> list[str]:
        forgotten = []
        with self._lock:
            pictures = sum(has_picture for _, has_picture in self._sizes.values())
            others = len(self._sizes) - pictures
            size = sum(taken for taken, _ in self._sizes.values())
            for task_id in list(self._sizes)[:-1]:
                taken, has_picture = self._sizes[task_id]
                too_many = pictures > MOST_PICTURES if has_picture else others > MOST_PICTURES
                if too_many or size > MOST_BYTES:
                    del self._sizes[task_id]
                    forgotten.append(task_id)
                    size -= taken
                    pictures -= has_picture
                    others -= not has_picture
        for task_id in forgotten:
            self.forget(task_id)
        return forgotten


def _task(entry: _Entry) -> Task:
    step = entry.shown or entry.failure
    return Task(
        entry.type,
        entry.request,
        entry.base,
        entry.trace_id,
        entry.user_id,
        entry.id,
        entry.created_at,
        entry.started_at,
        entry.finished_at if step else None,
        [step] if step else [],
    )


def _node(picture: _Picture, shown: Shown, known: dict[str, Node]) -> Node:
    order = picture.order
    commission = Commission(
        order.action,
        Prompt.parse(order.prompt),
        order.seed,
        known.get(order.source),
        order.mask,
        None,
        order.tints,
        order.scale,
    )
    return Node(
        shown.image_id,
        shown.place,
        shown.size,
        picture.quarter_size,
        picture.quarters,
        Prompt.parse(picture.prompt),
        picture.seed,
        picture.actions,
        commission,
        known.get(picture.base),
    )
