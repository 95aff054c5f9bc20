"""Takes one job from its request to the stored picture."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mjstudio.model.delivery_mode import DeliveryMode, as_sent
from mjstudio.model.errors import (
    CannotDeliver,
    ConnectionLost,
    PictureTooLarge,
    PictureUnusable,
    StudioError,
    TooManyRequests,
    leaves_open,
)
from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.update import TaskUpdate
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.service.callbacks import Callbacks, Line
from mjstudio.studio.service.polling import Polling
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import N_, _
from mjstudio.texts.phrases import sentences

_log = logging.getLogger(__name__)

LOOK_UP_WAITS = (5.0, 2.0, 2.0, 3.0, 3.0, 5.0, 5.0, 8.0, *(10.0,) * 20, *(15.0,) * 45)
"""Seconds before each look-up of a task (the service: first after 5–10 s); 15 minutes in all."""

_NEVER_CONFIRMED = N_(
    "The service never confirmed this job, so mjstudio cannot look it up. It may have been "
    "made: look at your account before you send it again."
)

_POSTS_COME_WITHIN = timedelta(seconds=sum(LOOK_UP_WAITS))
"""How long after a job was made the service may still post about it."""

TURNED_AWAY_WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before a job is sent again after its task was turned away (the service: five tries)."""

FETCH_WAITS = (0.5, 2.0)
"""Seconds before each retry of a picture download after the connection failed."""


class Delivery:
    """Takes one job to its picture; reports steps with `put` and reads the state with `get`."""

    def __init__(
        self,
        service: Service,
        images: Images,
        tasks: Tasks,
        put: Callable[[Job], Future[None]],
        get: Callable[[str], Job | None],
        callbacks: Callbacks,
    ) -> None:
        self._service = service
        self._images = images
        self._tasks = tasks
        self._put = put
        self._get = get
        self._callbacks = callbacks
        self._open: StudioError | None = None

    async def carry(self, job: Job) -> None:
        """Send the job if it is SENT, follow it, fetch and store the picture.

        A task that the service accepted only to say that there were too many is sent again: it was
        not made, and is not charged. Jobs of an earlier run are not.

        Raises:
            StudioError: the job failed.
            CancelledError: the job was cancelled.
        """
        fresh = job.state is State.SENT
        for wait in (*TURNED_AWAY_WAITS, None):
            try:
                async with AsyncExitStack() as stack:
                    line = await self._line(stack, job)
                    job = await self._delivered(job, line)
                break
            except TooManyRequests as error:
                # With a status it was refused before it was a task, and the client has tried again.
                if error.status or wait is None or not fresh:
                    raise
                _log.info("job %s was turned away: %s", job.id, error.message)
            self._open = None
            job = (self._get(job.id) or job).turned_away(time.monotonic() + wait)
            # On disk before it is sent, as every job.
            await asyncio.wrap_future(self._put(job))
            await asyncio.sleep(wait)
        await self._fetch(job)

    async def look_after(self, job: Job) -> None:
        """Fetch and store the picture of a cancelled job, in case the service makes it anyway.

        Raises the same errors as `carry`; TaskUnknown or ServiceError if no picture was made.
        """
        polling = Polling(self._service.look_ups, self._advance)
        async with AsyncExitStack() as stack:
            line = await self._line(stack, job)
            posts = line.open(job.task_id) if line else None
            job = await polling.follow(job, LOOK_UP_WAITS, posts, asking=True)
        await self._fetch(job)

    async def _line(self, stack: AsyncExitStack, job: Job) -> Line | None:
        """Open a job's callback line until the stack is closed; None if the job has none.

        Raises CannotDeliver for a job that is still to be sent.
        """
        address = self._service.client.base_url
        if job.way is not DeliveryMode.CALLBACK:
            return None
        if job.state is State.SENT:
            return await stack.enter_async_context(self._callbacks.line(address))
        late = datetime.now(UTC) - job.created_at > _POSTS_COME_WITHIN
        if late or not (job.reply_path and job.task_id):
            return None
        try:
            line = self._callbacks.line(address, job.reply_path)
            return await stack.enter_async_context(line)
        except CannotDeliver as error:
            _log.info("job %s is asked about alone: %s", job.id, error.message)
            return None

    def outcome_unknown(self, error: StudioError) -> bool:
        """Return whether the service may have made the picture in spite of this error."""
        return isinstance(error, ConnectionLost) or error is self._open

    async def _delivered(self, job: Job, line: Line | None = None) -> Job:
        """Return the job with its picture, by whichever delivery."""
        waits: tuple[float, ...] = LOOK_UP_WAITS
        fresh = job.state is State.SENT
        if fresh:
            job = await self._send(job, line)
        else:
            waits = (0.0, *waits)
        if job.picture is None:
            polling = Polling(self._service.look_ups, self._advance)
            # Posts name their task, so there is nothing to wait for until it is known.
            posts = line.open(job.task_id) if line and job.task_id else None
            # Posts sent while nobody listened, or before the answer broke off, are lost.
            asking = not fresh or self._open is not None
            try:
                job = await polling.follow(job, waits, posts, asking=asking)
            except ConnectionLost as error:
                if self._open is not None:
                    error.message = sentences(self._open.meaning, error.message)
                raise
        return job

    async def _send(self, job: Job, line: Line | None) -> Job:
        """Send the request and follow its answer: every step, or only the task's id."""

        def told_to_wait(seconds: float, _attempt: int, error: StudioError) -> None:
            _log.info("job %s waits %.1f s: %s", job.id, seconds, error.message)
            self._put(job.waiting(time.monotonic() + seconds))

        if line is not None:
            job = job.replied_to_at(line.path)
            self._put(job)
        request = as_sent(job.request, job.way, line.url if line else None)
        steps = job.way is DeliveryMode.STREAM or (line is not None and line.steps)
        client = self._service.client
        try:
            async with client.imagine(request, stream=steps, on_wait=told_to_wait) as updates:
                job = job.answered(updates.trace_id)
                self._put(job)
                async for update in updates:
                    job = self._advance(job, update)
        except StudioError as error:
            if not leaves_open(error):
                raise
            # The service may have accepted and charged for the request: ask before anything else.
            self._open = error
            job = (self._get(job.id) or job).told(error)
            if not job.traceable:
                error.remark = _(_NEVER_CONFIRMED)
                raise
            job = job.advanced(TaskUpdate(job.task_id))
            self._put(job)
        return job

    def _advance(self, job: Job, update: TaskUpdate) -> Job:
        before = job.preview
        job = job.advanced(update)
        self._put(job)
        if job.preview is not None and job.preview != before and job.picture is None:
            self._tasks.spawn(self._show_preview(job.id, job.preview), f"preview {job.id}")
        return job

    async def _show_preview(self, job_id: str, preview: Picture) -> None:
        """Show one preview. By now it may be gone, which the service documents as no error."""

        def wanted() -> bool:
            job = self._get(job_id)
            return job is not None and job.preview == preview and not job.file

        try:
            fetched = await self._service.fetcher.fetch(preview.best_url)
        except PictureUnusable:
            return
        if wanted():
            await self._images.show_preview(job_id, fetched.data, wanted)

    async def _fetch(self, job: Job) -> None:
        if job.picture is None:
            raise PictureUnusable(_("The service finished without a picture."))
        try:
            path, remark = await self._kept(job.picture)
        except PictureUnusable as error:
            if error.status not in (403, 404, 410):
                raise
            path, remark = await self._kept(await self._refreshed(job, error))
        if remark is None:
            await self._images.load(job.id, path)
        self._put((self._get(job.id) or job).finished(str(path), remark))

    async def _kept(self, picture: Picture) -> tuple[Path, PictureTooLarge | None]:
        """Return a picture's file, and an error if it is too large to be shown."""
        for wait in (*FETCH_WAITS, None):
            try:
                fetched = await self._service.fetcher.fetch(picture.best_url, any_size=True)
                if fetched.too_large and wait is not None and fetched.size != picture.raw_size:
                    # The size differs from the announced one: perhaps the file is damaged.
                    raise PictureTooLarge(*fetched.size)
                break
            except PictureUnusable as error:
                # A 4xx status is the host's final answer; anything else may be a connection
                # problem.
                if wait is None or 400 <= error.status < 500:
                    raise
                await asyncio.sleep(wait)

        def keep() -> Path:
            from mjstudio.studio.pictures.pixels import as_told

            data, suffix = fetched.data, fetched.suffix
            if not fetched.too_large:
                data, suffix = as_told(data, suffix, picture.raw_size)
            return self._service.store.keep(data, suffix)

        path = await asyncio.to_thread(keep)
        if not fetched.too_large:
            return path, None
        remark = PictureTooLarge(*fetched.size)
        remark.message = _(
            "{problem} The file itself is complete: save it to open it in another program."
        ).format(problem=remark.message)
        return path, remark

    async def _refreshed(self, job: Job, error: PictureUnusable) -> Picture:
        """Return the picture with fresh addresses, since signed ones expire. Asks once."""
        record = await self._service.look_ups.task(job.task_id) if job.task_id else None
        if record is None or record.update is None or record.update.picture is None:
            raise error
        return record.update.picture
