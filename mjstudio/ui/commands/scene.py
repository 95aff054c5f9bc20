"""What has the stage, as commands look at it."""

from PySide6.QtCore import QObject, Signal

from mjstudio.model.job import Job, State
from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.studio.jobs.forgotten import Forgotten
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.masking.masking import Masking
from mjstudio.ui.commands.command import Where


class Scene(QObject):
    """The job on the stage, and whether its mask or a comparison has taken the stage over.

    Signals:
        changed(): something of it is otherwise.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        masking: Masking,
        comparing: CompareSession,
        forgotten: Forgotten,
    ) -> None:
        super().__init__()
        self._session, self._masking, self._comparing = session, masking, comparing
        self._forgotten = forgotten
        for signal in (
            session.current_changed,
            forgotten.found,
            masking.opened,
            masking.closed,
            comparing.opened,
            comparing.closed,
        ):
            signal.connect(lambda *_told: self.changed.emit())

    @property
    def where(self) -> Where:
        """What has the stage."""
        if self._masking.current is not None:
            return Where.MASK
        return Where.STAGE if self._comparing.current is None else Where.COMPARE

    @property
    def job(self) -> Job | None:
        """The job of the picture."""
        return self._session.current

    @property
    def finished(self) -> Job | None:
        """The job, once it has its picture."""
        job = self._session.current
        return job if job is not None and job.state is State.FINISHED else None

    def offers(self, action: str) -> bool:
        """Whether the picture offers an action, by its wire name."""
        return action in self.offered

    @property
    def offered(self) -> tuple[str, ...]:
        """What can be done to the picture, by wire names."""
        job = self.finished
        if job is None or job.picture is None or self._forgotten.why(job):
            return ()
        return job.picture.offered
