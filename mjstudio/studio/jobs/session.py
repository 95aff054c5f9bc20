"""The picture on the stage, and the actions on it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mjstudio.model.action import VARIATION_REGION, Kind, find_action
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.job import Job, Lineage, State
from mjstudio.model.prompt import Prompt
from mjstudio.model.request import ImagineRequest
from mjstudio.model.whole_request import ActedOn, whole
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.side import Side
from mjstudio.texts import _

_WATCHED = (Kind.GENERATE, Kind.REROLL, Kind.REGION)
"""The artist watches this work, so it takes the stage at once. Other jobs come to the stage only
when finished, so that several quarters can be clicked one after the other."""


class Session(QObject):
    """The job on the stage, and the intents that create new jobs.

    Signals:
        current_changed(Job | None): another job is on the stage, or this one made progress.
        refused(InvalidRequest): an intent was refused before anything was sent.
        delivery_changed(): how the next jobs will be delivered has changed.
    """

    current_changed = Signal(object)
    refused = Signal(object)
    delivery_changed = Signal()

    def __init__(self, runner: Runner, side: Side) -> None:
        super().__init__()
        self._runner = runner
        self._side = side
        self.unavailable: Callable[[Job], str] = lambda _job: ""
        """Returns why a picture offers no actions any more; empty if it does."""
        self._current = self._begin_with = ""
        self._followed = ""
        self._mode: str | None = None
        self._usual_delivery = DeliveryMode.STREAM
        self._chosen_delivery: DeliveryMode | None = None
        runner.jobs_restored.connect(self._jobs_restored)
        runner.job_changed.connect(self._job_changed)
        runner.job_removed.connect(self._job_removed)
        side.changed.connect(self._side_changed)

    @property
    def current(self) -> Job | None:
        """The current state of the job on the stage."""
        return self._runner.job(self._current)

    def set_mode(self, mode: str) -> None:
        """Send new jobs as `fast`, `relax` or `turbo`; empty for the service's default."""
        self._mode = mode or None

    @property
    def usual_delivery(self) -> DeliveryMode:
        """The delivery mode from the settings."""
        return self._usual_delivery

    @property
    def chosen_delivery(self) -> DeliveryMode | None:
        """The delivery mode chosen for the next jobs; None for the one from the settings."""
        return self._chosen_delivery

    def set_usual_delivery(self, mode: DeliveryMode) -> None:
        """Set the delivery mode from the settings."""
        if mode is not self._usual_delivery:
            self._usual_delivery = mode
            self.delivery_changed.emit()

    def choose_delivery(self, mode: DeliveryMode | None) -> None:
        """Choose the delivery mode for the next jobs; None for the one from the settings."""
        if mode is not self._chosen_delivery:
            self._chosen_delivery = mode
            self.delivery_changed.emit()

    def show(self, job_id: str) -> None:
        """Bring a job to the stage."""
        if job_id != self._current and self._runner.job(job_id) is not None:
            self._current = job_id
            self._followed = self._begin_with = ""
            self.current_changed.emit(self.current)

    def begin_with(self, job_id: str) -> None:
        """Bring this job of an earlier run to the stage once the library is loaded."""
        self._begin_with = job_id

    def imagine(self, prompt: Prompt) -> Job | None:
        """Submit a job for a new picture."""
        return self._submit(lambda: ImagineRequest(prompt=prompt.compose(), mode=self._mode))

    def act(self, name: str) -> Job | None:
        """Perform one of the offered actions on the picture on the stage."""
        parent = self.current
        if parent is None or parent.picture is None or name not in parent.picture.offered:
            return None
        if self._refuses(parent):
            return None
        picture = parent.picture
        return self._submit(
            lambda: ImagineRequest(
                prompt=parent.prompt,
                action=name,
                image_id=picture.image_id,
                mode=self._mode,
            ),
            Lineage(picture, name, find_action(name).quadrant, parent.prompt),
            _acted_on(parent),
        )

    def redraw(self, parent_id: str, mask: str, prompt: str) -> Job | None:
        """Submit a redraw of the mask's white area; an empty prompt is left out of the request."""
        parent = self._runner.job(parent_id)
        if parent is None or parent.picture is None or self._refuses(parent):
            return None
        picture = parent.picture
        return self._submit(
            lambda: ImagineRequest(
                prompt=prompt.strip(),
                action=VARIATION_REGION,
                image_id=picture.image_id,
                mask=mask,
                mode=self._mode,
            ),
            Lineage(picture, VARIATION_REGION, prompt=parent.prompt),
            _acted_on(parent),
        )

    def _refuses(self, parent: Job) -> bool:
        """Refuse a picture that the connected account does not know: another's, or forgotten."""
        if words := self.unavailable(parent):
            self.refused.emit(InvalidRequest("image_id", words))
            return True
        service = self._runner.service
        if service is None or service.owns(parent):
            return False
        words = _("This was made with {account}. Connect that account to continue from it.").format(
            account=service.account_name(parent)
        )
        self.refused.emit(InvalidRequest("image_id", words))
        return True

    def retry(self, job_id: str) -> None:
        """Retry an ended job, keeping it on the stage if it was there."""
        job = self._runner.job(job_id)
        if job is None or (job.revivable and self._refuses(job)):
            return
        shown = self._current == job_id
        again = self._runner.retry(job_id)
        if again is not None and shown:
            self._current = again.id
            self.current_changed.emit(again)

    def ancestors(self, job: Job) -> list[Job]:
        """Return the jobs that led to this one, from the first ancestor to the job itself."""
        by_picture = {j.picture.image_id: j for j in self._runner.jobs if j.picture}
        line = [job]
        while line[0].lineage is not None:
            parent = by_picture.get(line[0].lineage.parent.image_id)
            if parent is None or parent in line:
                break
            line.insert(0, parent)
        return line

    def _submit(
        self,
        make: Callable[[], ImagineRequest],
        lineage: Lineage | None = None,
        source: ActedOn | None = None,
    ) -> Job | None:
        try:
            request = whole(make(), source)
        except InvalidRequest as error:
            self.refused.emit(error)
            return None
        job = Job(
            request=request, lineage=lineage, way=self._chosen_delivery or self._usual_delivery
        )
        self._runner.submit(job)
        if find_action(request.action).kind in _WATCHED or self.current is None:
            self.show(job.id)
        else:
            self._followed = job.id
        return self._runner.job(job.id)

    def _jobs_restored(self, jobs: list[Job]) -> None:
        """Start where the artist stopped: with the last viewed picture, or else the newest."""
        if self.current is None:
            self._begin(jobs)

    def _begin(self, jobs: list[Job]) -> None:
        begin = self._runner.job(self._begin_with)
        if begin is not None and self._side.holds(begin):
            self.show(begin.id)
        else:
            self._show_newest(jobs)

    def _show_newest(self, jobs: list[Job]) -> None:
        finished = (job for job in reversed(jobs) if job.state is State.FINISHED)
        newest = next(filter(self._side.holds, finished), None)
        self._current, self._followed = "" if newest is None else newest.id, ""
        self.current_changed.emit(newest)

    def _side_changed(self) -> None:
        """Show the newest picture of the new side, unless the one on the stage belongs to it.

        At the start, the side is determined before other objects learn of the library.
        """
        current = self.current
        if current is None or not self._side.holds(current):
            self._begin(self._runner.jobs)

    def _job_changed(self, job: Job) -> None:
        if job.id == self._current:
            self.current_changed.emit(job)
            return
        # With an empty stage nobody follows a job, e.g. if an earlier run's only one finishes now.
        wanted = job.id == self._followed or self.current is None
        if wanted and job.state is State.FINISHED and self._side.holds(job):
            self.show(job.id)

    def stay(self) -> None:
        """Stop following new jobs: the artist is working on the current picture."""
        self._followed = ""

    def _job_removed(self, job: Job) -> None:
        if job.id == self._current:
            jobs = list(filter(self._side.holds, self._runner.jobs))
            self._current = jobs[-1].id if jobs else ""
            self.current_changed.emit(self.current)


def _acted_on(parent: Job) -> ActedOn:
    """Return what a job's picture tells about requests that start from it."""
    sent = parent.request
    return ActedOn(parent.prompt, (sent.version or "") if sent.whole else None)
