"""A job: one request on its way to a picture, its states, and where it came from.

    QUEUED ──► SENT ──► RUNNING ──► FETCHING ──► FINISHED
      │          │         │           │
      └──────────┴─────────┴───────────┴──► FAILED | CANCELLED | UNKNOWN

UNKNOWN: the request left, no usable answer came, and nobody knows what became of it. mjstudio looks
it up; if that fails, only the artist may send the request again, as a new job. A job leaves an
ended state only to be looked up or fetched again, and neither costs anything (`revived`).

CANCELLED: the artist stopped waiting. The service may still make the picture and charge for it; the
job then goes on to FETCHING and keeps `cancelled`.

A picture that mjstudio makes itself is never sent: its job begins as FINISHED (`made_here`).
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from uuid import uuid4

from mjstudio.model.action import (
    GRID_ACTIONS,
    SINGLE_ACTIONS,
    VARIATION_REGION,
    Kind,
    find_action,
)
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import ServiceError, StudioError, TaskUnknown
from mjstudio.model.geometry import Box, Size, quadrant_box
from mjstudio.model.picture import Picture
from mjstudio.model.prompt import Prompt
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskUpdate
from mjstudio.texts import N_, _, pgettext
from mjstudio.texts.phrases import sentences


class State(Enum):
    """The progress of a job."""

    QUEUED = "queued"
    SENT = "sent"
    RUNNING = "running"
    FETCHING = "fetching"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen unless the artist asks for it."""
        return self in _ENDED

    @property
    def label(self) -> str:
        """One word for screen readers."""
        return _(_LABELS[self])


_LABELS = {
    State.QUEUED: N_("queued"),
    State.SENT: N_("sent"),
    State.RUNNING: N_("running"),
    State.FETCHING: N_("downloading"),
    State.FINISHED: N_("finished"),
    State.FAILED: N_("failed"),
    State.CANCELLED: N_("cancelled"),
    State.UNKNOWN: N_("outcome unknown"),
}
_ENDED = frozenset({State.FINISHED, State.FAILED, State.CANCELLED, State.UNKNOWN})
_RISING = (State.QUEUED, State.SENT, State.RUNNING, State.FETCHING, State.FINISHED)


class IllegalTransition(ValueError):
    """A job was moved to a state that its current one does not lead to: a bug."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a job was made from: the parent picture, its quarter, and its prompt."""

    parent: Picture
    action: str
    quadrant: int | None = None
    prompt: str = ""

    @property
    def box(self) -> Box | None:
        """The part of the parent's raw picture that was acted on, in pixels; None for all."""
        return quadrant_box(self.parent.raw_size, self.quadrant) if self.quadrant else None


@dataclass(frozen=True, slots=True)
class Job:
    """One request and what became of it. Immutable: every step is a new Job of the same `id`."""

    request: ImagineRequest
    lineage: Lineage | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: State = State.QUEUED
    progress: int = 0
    task_id: str = ""
    preview: Picture | None = None
    picture: Picture | None = None
    error: StudioError | None = None
    next_try: float | None = None
    """When it is sent again after the service asked to wait: monotonic seconds, or None."""
    file: str = ""
    """The path of the finished picture's file; empty until then."""
    service: str = ""
    """The `Service.name` it was sent to; empty until then. Other services do not know the job."""
    account: str = ""
    """The mark of the token that it was sent with, see ownership.py; empty in old jobs."""
    starred: bool = False
    answer: bytes = b""
    """The service's newest raw answer, for the journal."""
    way: DeliveryMode = DeliveryMode.STREAM
    """The delivery mode. The name is what the records of jobs on the disk call it."""
    trace_id: str = ""
    """The trace id in the head of the service's answer; empty until then."""
    reply_path: str = ""
    """The delivery mode; saved jobs use this field name."""
    cancelled: bool = False
    """Whether the artist cancelled it, even if it was finished anyway."""

    @classmethod
    def made_here(cls, request: ImagineRequest, lineage: Lineage, file: str, size: Size) -> "Job":
        """A finished picture of `size` pixels that was made here out of others, kept in `file`.

        The request tells how and is never sent. The service does not know the picture, hence it
        has no address and offers nothing. Raises IllegalTransition for an action of the service.
        """
        if find_action(request.action).kind is not Kind.LOCAL:
            raise IllegalTransition(f"{request.action} is not done here")
        job = cls(request=request, lineage=lineage)
        # An id that no service uses: theirs are decimal.
        picture = Picture(f"local-{job.id}", "", (0, 0), "", size, is_grid=False)
        return replace(job, picture=picture, progress=100, state=State.FINISHED, file=file)

    @property
    def local(self) -> bool:
        """Whether the picture was made here, so that the service does not know it."""
        return find_action(self.request.action).kind is Kind.LOCAL

    @property
    def traceable(self) -> bool:
        """Whether the service can be asked what became of it."""
        return bool(self.task_id or self.trace_id)

    @property
    def revivable(self) -> bool:
        """Whether a lost or failed job can resume without being sent (and paid for) again."""
        ended_early = self.state in (State.FAILED, State.CANCELLED)
        if ended_early and self.picture is not None:
            return True
        if isinstance(self.error, TaskUnknown):
            return False
        return self.traceable and self.state in (State.UNKNOWN, State.CANCELLED)

    @property
    def may_still_come(self) -> bool:
        """Whether it was cancelled and its service can say whether it was made anyway."""
        ended = self.picture is not None or self.error is not None
        return self.state is State.CANCELLED and self.traceable and not ended

    @property
    def trouble(self) -> str:
        """What went wrong, and that it cost nothing where that is sure; empty if nothing did.

        The service charges only for what ends in success (its documentation): what it refused, and
        tasks that it says have failed, cost nothing.
        """
        if self.error is None:
            return ""
        definite = self.state in (State.FAILED, State.CANCELLED) and self.picture is None
        free = definite and isinstance(self.error, ServiceError)
        return sentences(self.error.words, _("Nothing was charged.") if free else "")

    def revived(self) -> "Job":
        """Return the job for a new look-up or fetch. Raises IllegalTransition unless revivable."""
        if not self.revivable:
            raise IllegalTransition(f"{self.state.value} cannot go on")
        state = State.FETCHING if self.picture else State.RUNNING
        return replace(self, state=state, error=None, cancelled=False)

    @property
    def prompt(self) -> str:
        """What the picture shows: the prompt that was sent, else the source picture's."""
        inherited = self.lineage.prompt if self.lineage else ""
        return self.request.prompt or inherited

    @property
    def title(self) -> str:
        """One line for a card: the prompt's words, preceded by the action if there is one."""
        words = Prompt.parse(self.prompt).words
        if self.lineage is None:
            return words or _("Blend of pictures")
        action = find_action(self.request.action)
        if not words:
            return action.spoken
        said = pgettext("a job", "{action} · {prompt}")
        return said.format(action=action.spoken, prompt=words)

    @property
    def makes_grid(self) -> bool:
        """Whether the picture is, or is expected to be, a 2x2 grid."""
        if self.picture is not None:
            return self.picture.is_grid
        return find_action(self.request.action).makes_grid

    @property
    def expected_actions(self) -> tuple[str, ...]:
        """What the picture offers, or will probably offer."""
        if self.picture is not None:
            return self.picture.offered
        return GRID_ACTIONS if self.makes_grid else (*SINGLE_ACTIONS, VARIATION_REGION)

    @property
    def expected_ratio(self) -> tuple[int, int]:
        """The aspect the picture will have, as far as the request tells."""
        if self.lineage is not None and min(self.lineage.parent.raw_size) > 0:
            return self.lineage.parent.raw_size
        return Prompt.parse(self.prompt).ratio

    def moved(self, state: State, error: StudioError | None = None) -> "Job":
        """Return the job in its next state. Raises IllegalTransition if no arrow leads there."""
        if self.state.ended:
            raise IllegalTransition(f"{self.state.value} → {state.value}")
        if state in _RISING and _RISING.index(state) < _RISING.index(self.state):
            raise IllegalTransition(f"{self.state.value} → {state.value}")
        if state is State.FINISHED:
            raise IllegalTransition("a job is finished by the file that it made")
        cancelled = self.cancelled or state is State.CANCELLED
        return replace(self, state=state, error=error, next_try=None, cancelled=cancelled)

    def finished(self, file: str, remark: StudioError | None = None) -> "Job":
        """The job with its picture kept in `file`, and why it cannot be shown where it cannot.

        Raises IllegalTransition without a picture.
        """
        if self.state is not State.FETCHING or self.picture is None:
            raise IllegalTransition(f"{self.state.value} → finished")
        return replace(self, state=State.FINISHED, progress=100, file=file, error=remark)

    def with_star(self, starred: bool) -> "Job":
        """The job with or without the artist's mark."""
        return replace(self, starred=starred)

    def sent(self, service: str, account: str = "") -> "Job":
        """Return the job as its request is about to be sent to a service, for an account there."""
        return replace(self.moved(State.SENT), service=service, account=account)

    def answered(self, trace_id: str) -> "Job":
        """Return the job with its trace id, after the head of an answer arrived."""
        return replace(self.moved(State.RUNNING), trace_id=trace_id or self.trace_id)

    def replied_to_at(self, path: str) -> "Job":
        """Return the job with the secret path that its service will post to."""
        return replace(self, reply_path=path)

    def told(self, error: StudioError) -> "Job":
        """Return the job with an error's information: its ids and the answer itself."""
        return replace(
            self,
            task_id=self.task_id or error.task_id,
            trace_id=self.trace_id or error.trace_id,
            answer=error.answer or self.answer,
        )

    def waiting(self, next_try: float | None) -> "Job":
        """Return the job while it waits to be sent again; None ends the wait."""
        return replace(self, next_try=next_try)

    def turned_away(self, next_try: float) -> "Job":
        """Return the job as it waits to be sent again, as a new task: its first was not made."""
        return replace(
            self,
            state=State.SENT,
            task_id="",
            trace_id="",
            progress=0,
            preview=None,
            next_try=next_try,
        )

    def advanced(self, update: TaskUpdate) -> "Job":
        """The job after one update; late, repeated and reordered updates change nothing.

        Progress never decreases, the first task id stays, and a finished picture stays. A cancelled
        job accepts only its finished picture.
        """
        stopped = self.state is State.CANCELLED
        if self.picture is not None or (self.state.ended and not stopped):
            return self
        if self.task_id and update.task_id and update.task_id != self.task_id:
            return self
        task_id = self.task_id or update.task_id
        if update.final and update.picture is not None:
            return replace(
                self,
                task_id=task_id,
                picture=update.picture,
                progress=100,
                state=State.FETCHING,
                answer=update.raw,
            )
        if stopped:
            return replace(self, task_id=task_id)
        newer = update.progress >= self.progress
        return replace(
            self,
            task_id=task_id,
            progress=max(self.progress, min(update.progress, 99)),
            preview=(update.picture or self.preview) if newer else self.preview,
            state=State.RUNNING,
            next_try=None,
            answer=update.raw if newer else self.answer,
        )
