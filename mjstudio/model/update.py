"""What the service reports about a task, however it was delivered."""

from dataclasses import dataclass

from mjstudio.model.errors import StudioError
from mjstudio.model.picture import Picture


@dataclass(frozen=True, slots=True)
class TaskUpdate:
    """One step of a task.

    `progress` is 0–100; `picture` the preview or, where `final`, the finished picture. An
    acknowledgement (`async`, callback) has neither picture nor progress. `raw` is the record as
    it came, for the journal.
    """

    task_id: str
    progress: int = 0
    picture: Picture | None = None
    final: bool = False
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """What `/midjourney/tasks` keeps of one task.

    `update` is the newest state, None while nothing is known; `error` is set when it failed.
    Times are Unix seconds, None where absent. `user_id` is the task's owner.
    """

    task_id: str
    type: str = "imagine"
    update: TaskUpdate | None = None
    error: StudioError | None = None
    created_at: float | None = None
    finished_at: float | None = None
    trace_id: str = ""
    user_id: str = ""

    @property
    def pending(self) -> bool:
        """Whether the task is still under way."""
        return self.error is None and not (self.update and self.update.final)
