"""Masks in the making: one for each picture, kept until they have been redrawn.

What masks are made of is imported with the first of them, here and in all of this folder.
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

    `kept_as` is its name in the store; jobs with the same picture share it. `told` is the size
    that the service told of the picture, which its mask is sent at; (0, 0) where it told none.
    """

    job_id: str
    document: "MaskDocument"
    prompt: str
    kept_as: str = ""
    image_id: str = ""
    told: Size = (0, 0)


class Masking(QObject):
    """Which mask is open, and its way to the service.

    Signals:
        opened(Region): mask mode begins.
        closed(): it ends; the mask is kept.
        submitted(Job): the redraw is in the queue.
        held(Problem): the prompt of the open region, or of one that waits, holds sending back.
        hand_changed(Hand): the artist took another tool or setting into the hand.
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
        """What masks are painted with, this one and the next."""
        return self._hand

    def set_hand(self, hand: Hand) -> None:
        """Begin with what an earlier run had in the hand."""
        self._hand = hand
        if self._current is not None:
            hand.apply(self._current.document)

    def choose_feather(self, pixels: int) -> None:
        """Feather the open mask by that many picture pixels, and each new one."""
        if self._current is not None:
            self._current.document.set_feather(pixels)
            self._take(replace(self._hand, feather=self._current.document.feather))

    @property
    def regions(self) -> list[Region]:
        """Every region of this run, the one opened last at the end."""
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
        """Leave mask mode; the mask is there again on return."""
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
        """Encode the mask in a worker and send it. Nothing happens while it cannot be sent."""
        region = self._current
        if region is None or self._encoding or not region.document.can_submit():
            return
        if region.document.dragging or region.document.searching or self.held_back():
            return
        self._encoding = True
        self._tasks.spawn(self._send(region), "send a mask")

    def held_back(self, *others: Problem) -> bool:
        """Whether the open region's prompt, or another problem, holds it back.

        `held` gives the reason.

        `others` are checked after the prompt's own.
        """
        if self._current is None:
            return False
        prompt = self._current.prompt
        problem = self._gate.held_by(prompt, (*problems_of(prompt), *others))
        if problem is not None:
            self.held.emit(problem)
        return problem is not None

    def stop_computing(self) -> None:
        """Let go of all that threads compute, so that the program can end."""
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
    """What a region of this job's picture is to show as long as the artist says nothing else."""
    return Prompt.parse(job.prompt).compose() if job else ""


def problems_of(prompt: str) -> tuple[Problem, ...]:
    """What is wrong with the prompt of a region, the gravest first; it may be empty."""
    return lint(prompt, empty=True)
