"""Everything that the window works with, built once and closed in order."""

from dataclasses import dataclass

from mjstudio.library.settings import Settings
from mjstudio.studio.draft import Draft
from mjstudio.studio.images import Images
from mjstudio.studio.masking import Masking
from mjstudio.studio.models import JobListModel
from mjstudio.studio.references import References
from mjstudio.studio.runner import Runner
from mjstudio.studio.service import Service
from mjstudio.studio.session import Session
from mjstudio.studio.tasks import Tasks


@dataclass(slots=True)
class Studio:
    """The parts of the studio; `build` wires them."""

    tasks: Tasks
    images: Images
    runner: Runner
    session: Session
    references: References
    draft: Draft
    masking: Masking
    jobs: JobListModel

    @classmethod
    def build(cls, settings: Settings) -> "Studio":
        """All parts, not yet connected to a service: what is sent waits in the queue."""
        tasks = Tasks()
        images = Images(tasks)
        runner = Runner(tasks, images, limit=settings.running_limit)
        session = Session(runner)
        session.set_mode(settings.mode)
        references = References(tasks)
        draft = Draft(references, list(settings.prompt_history))
        masking = Masking(session, tasks)
        jobs = JobListModel(runner, images)
        return cls(tasks, images, runner, session, references, draft, masking, jobs)

    def set_service(self, service: Service | None) -> None:
        """Whom everything talks to from now on."""
        self.runner.set_service(service)
        self.references.set_service(service)

    async def shutdown(self) -> None:
        """Cancel all work and wait for its end."""
        self.set_service(None)
        await self.tasks.shutdown()
