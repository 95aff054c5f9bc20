"""Everything the window works with, built once and shut down in order."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from mjstudio.library.draft_file import DraftFile
from mjstudio.library.journal import Journal
from mjstudio.library.previews import PreviewStore
from mjstudio.library.settings import Settings
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.mask.store.mask_store import MaskStore
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.gallery.drag_files import DragFiles
from mjstudio.studio.gallery.job_models import JobListModel
from mjstudio.studio.jobs.accounts import Accounts
from mjstudio.studio.jobs.forgotten import Forgotten
from mjstudio.studio.jobs.pause import Pause
from mjstudio.studio.jobs.preview_history import Previews
from mjstudio.studio.jobs.recovery import Recovery
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.jobs.side import Side
from mjstudio.studio.masking.mask_autosave import MaskAutosave
from mjstudio.studio.masking.mask_files import MaskFiles
from mjstudio.studio.masking.mask_memory import MaskMemory
from mjstudio.studio.masking.mask_reuse import MaskReuse
from mjstudio.studio.masking.masking import Masking
from mjstudio.studio.masking.region_autosave import RegionAutosave
from mjstudio.studio.masking.region_queues import RegionQueues
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.draft_autosave import DraftAutosave
from mjstudio.studio.prompt.references import References
from mjstudio.studio.service.callbacks import Callbacks
from mjstudio.studio.service.service_clients import Service


@dataclass(slots=True)
class Studio:
    """The parts of the studio; `build` connects them."""

    tasks: Tasks
    images: Images
    journal: Journal
    runner: Runner
    accounts: Accounts
    recovery: Recovery
    side: Side
    session: Session
    forgotten: Forgotten
    references: References
    draft: Draft
    draft_autosave: DraftAutosave
    masking: Masking
    mask_autosave: MaskAutosave
    mask_memory: MaskMemory
    mask_files: MaskFiles
    mask_reuse: MaskReuse
    regions: RegionQueues
    region_autosave: RegionAutosave
    comparing: CompareSession
    jobs: JobListModel
    drag_files: DragFiles
    callbacks: Callbacks
    pause: Pause
    previews: Previews

    @classmethod
    def build(
        cls,
        settings: Settings,
        journal: Journal,
        thumbnails: ThumbnailStore,
        masks: Path,
        draft_path: Path,
        dragged: Path,
    ) -> "Studio":
        """Build all parts, not yet connected to a service: until then, jobs wait in the queue.

        `masks` is the folder for masks, `draft_path` the file for the prompt being written,
        `dragged` the folder for copies that are dragged to other programs.
        """
        tasks = Tasks()
        images = Images(tasks, thumbnails)
        callbacks = Callbacks()
        limit = settings.running_limit
        runner = Runner(tasks, images, journal, limit=limit, callbacks=callbacks)
        accounts = Accounts(runner, journal.identities, tasks)
        # Created before everything that looks at jobs, so that it knows first which side they are
        # on.
        side = Side(runner)
        session = Session(runner, side)
        references = References(tasks)
        draft = Draft(references, list(settings.prompt_history))
        draft_file = DraftFile(draft_path)
        kept = draft_file.load()
        draft.restore(kept.text, kept.references)
        masking = Masking(session, tasks)
        store = MaskStore(masks)
        drag_files = DragFiles(dragged, runner, tasks)
        regions = RegionQueues(runner, session, masking, tasks)
        mask_autosave = MaskAutosave(masking, tasks, store)
        studio = cls(
            tasks=tasks,
            images=images,
            journal=journal,
            runner=runner,
            accounts=accounts,
            recovery=Recovery(runner, journal, tasks, accounts),
            side=side,
            session=session,
            forgotten=Forgotten(session, tasks),
            references=references,
            draft=draft,
            draft_autosave=DraftAutosave(draft, draft_file, tasks),
            masking=masking,
            mask_autosave=mask_autosave,
            mask_memory=MaskMemory(masking, mask_autosave, regions, images.decoded, tasks),
            mask_files=MaskFiles(masking, tasks),
            mask_reuse=MaskReuse(masking, session, runner, tasks),
            regions=regions,
            region_autosave=RegionAutosave(regions, masking, runner, tasks, store),
            comparing=CompareSession(runner, session, images, tasks),
            jobs=JobListModel(runner, images, drag_files),
            drag_files=drag_files,
            callbacks=callbacks,
            pause=Pause(runner),
            previews=Previews(runner, images, PreviewStore(thumbnails.folder / "previews"), tasks),
        )
        side.changed.connect(masking.close)
        studio.adopt(settings)
        return studio

    def adopt(self, settings: Settings) -> None:
        """Apply settings; running jobs are not affected."""
        self.runner.set_limit(settings.running_limit)
        self.session.set_mode(settings.mode)
        self.session.set_usual_delivery(DeliveryMode(settings.delivery))
        self.callbacks.configure(
            settings.callback_url, settings.callback_port, steps=settings.callback_steps
        )

    def set_service(self, service: Service | None) -> None:
        """Connect every part to this service."""
        self.accounts.set_service(service)
        self.runner.set_service(service)
        self.recovery.set_service(service)
        self.references.set_service(service)
        self.comparing.set_service(service)
        self.side.set_service(service)
        self.forgotten.set_service(service)
        if service is not None:
            self.pause.resume()

    async def save(self) -> None:
        """Save all unsaved prompts and masks, without stopping anything."""
        await self.draft_autosave.flush()
        await self.mask_autosave.flush()
        await self.region_autosave.flush()
        await asyncio.wrap_future(self.journal.flush())

    async def shutdown(self) -> None:
        """Save masks, cancel all other work, and wait until both are done."""
        self.set_service(None)
        self.runner.keep_as_they_are()
        self.masking.stop_computing()
        await self.draft_autosave.flush()
        await self.mask_autosave.flush()
        await self.region_autosave.flush()
        await self.tasks.shutdown()
        await self.images.settle()
        await self.callbacks.aclose()
        await asyncio.to_thread(self.journal.close)
