"""Masks being made: one for each picture, kept until they have been redrawn.

Here and in the rest of this folder, the mask code is imported with the first mask.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mjstudio.mask.hand import Hand
from mjstudio.mask.store.mask_store import store_name
from mjstudio.model.geometry import Size
from mjstudio.model.job import Job
from mjstudio.model.lint import Problem, lint
from mjstudio.model.prompt import Prompt
from mjstudio.studio.core.prompt_gate import PromptGate
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.mask_preflight import Preflight

if TYPE_CHECKING:
    from mjstudio.mask.document import MaskDocument


@dataclass(slots=True)
class Region:
    """The part of one picture to redraw: its mask and its prompt.

    `kept_as` is its name in the store; jobs with the same picture share it. `told` is the picture's
    size according to the service, at which the mask is sent; (0, 0) if the service gave none.
    """

    job_id: str
    document: "MaskDocument"
    prompt: str
    kept_as: str = ""
    image_id: str = ""
    told: Size = (0, 0)


class Masking(QObject):
    """The open mask, and sending it.

    Signals:
        opened(Region): mask mode started.
        closed(): mask mode ended; the mask is kept.
        submitted(Job): the redraw is in the queue.
        held(Problem): a prompt, of the open or a queued region, prevents sending.
        hand_changed(Hand): the artist chose another tool or setting.
    """

    opened = Signal(object)
    closed = Signal()
    submitted = Signal(object)
    held = Signal(object)
    hand_changed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self._regions: dict[tuple[str, tuple[int, int]], Region] = {}
        self._current: Region | None = None
        self._encoding = False
        self._gate = PromptGate()
        self._hand = Hand()
        self.preflight = Preflight(self)

    @property
    def current(self) -> Region | None:
        """The open region."""
        return self._current

    @property
    def hand(self) -> Hand:
        """The tool and settings for painting, shared by all masks."""
        return self._hand

    def set_hand(self, hand: Hand) -> None:
        """Start with the tool and settings of an earlier run."""
        self._hand = hand
        if self._current is not None:
            hand.apply(self._current.document)

    def choose_feather(self, pixels: int) -> None:
        """Set the feather of the open mask and of new ones, in picture pixels."""
        if self._current is not None:
            self._current.document.set_feather(pixels)
            self._take(replace(self._hand, feather=self._current.document.feather))

    @property
    def regions(self) -> list[Region]:
        """Every region of this run, with the last opened at the end."""
        return list(self._regions.values())

    def open(self, job: Job, size: tuple[int, int]) -> None:
        """Open the mask of a finished single picture of that raw size in pixels."""
        from mjstudio.mask.document import MaskDocument
        from mjstudio.mask.pixels.bitmap import MaskBitmap

        name = store_name(job)
        region = self._regions.pop((name, size), None)
        if region is None:
            document = MaskDocument(MaskBitmap(*size), self)
            document.set_feather(self._hand.feather)
            document.settings_changed.connect(self._settings_changed)
            prompt = own_prompt(job)
            image_id = job.picture.image_id if job.picture else ""
            region = Region(job.id, document, prompt, name, image_id)
        region.job_id = job.id
        region.told = job.picture.raw_size if job.picture else (0, 0)
        self._regions[name, size] = region
        self._hand.apply(region.document)
        self._current = region
        self._session.stay()
        self.preflight.follow(region.document)
        self.opened.emit(region)

    def close(self) -> None:
        """Leave mask mode; reopening the picture shows the mask again."""
        if self._current is not None:
            self._current.document.cancel()
            self._current = None
            self.preflight.follow(None)
            self.closed.emit()

    def _settings_changed(self) -> None:
        if self._current is not None:
            mask = self._current.document
            self._take(
                replace(
                    self._hand,
                    tool=mask.tool,
                    size=mask.size,
                    tolerance=mask.tolerance,
                    amount=mask.amount,
                )
            )

    def _take(self, hand: Hand) -> None:
        if hand != self._hand:
            self._hand = hand
            self.hand_changed.emit(hand)

    def submit(self) -> None:
        """Encode the mask in a worker and send it. Does nothing while it cannot be sent."""
        region = self._current
        if region is None or self._encoding or not region.document.can_submit():
            return
        if region.document.dragging or region.document.searching or self.held_back():
            return
        self._encoding = True
        self._tasks.spawn(self._send(region), "send a mask")

    def held_back(self, *others: Problem) -> bool:
        """Return whether the open region's prompt, or another problem, prevents sending.

        `held` announces the reason. `others` are checked after the prompt's own problems.
        """
        if self._current is None:
            return False
        prompt = self._current.prompt
        problem = self._gate.held_by(prompt, (*problems_of(prompt), *others))
        if problem is not None:
            self.held.emit(problem)
        return problem is not None

    def stop_computing(self) -> None:
        """Stop all computations in threads, so that the program can exit."""
        self.preflight.follow(None)
        for region in self._regions.values():
            region.document.stop_searching()
            region.document.softness.hold()

    async def _send(self, region: Region) -> None:
        from mjstudio.mask.store.encode import encode_region

        try:
            snapshot = region.document.bitmap.snapshot()
            size = region.told if min(region.told) > 0 else snapshot.size
            encoded = await asyncio.to_thread(
                encode_region, snapshot, region.document.feather, size
            )
        finally:
            self._encoding = False
        if not encoded:
            return
        job = self._session.redraw(region.job_id, encoded, region.prompt)
        if job is not None:
            self.close()
            self.submitted.emit(job)


def own_prompt(job: Job | None) -> str:
    """Return the prompt that a region of this job's picture starts with."""
    return Prompt.parse(job.prompt).compose() if job else ""


def problems_of(prompt: str) -> tuple[Problem, ...]:
    """Return the problems of a region's prompt, the gravest first; the prompt may be empty."""
    return lint(prompt, empty=True)
