"""Finds out which account the connected token belongs to, and asks the artist if it cannot.

Every task record names its user, so any task made with a token reveals the token's account: after
the token's first job, it is known for good. Before that, a token never seen here could belong to
anyone: jobs from the same host are left alone, and the artist is asked once.

Jobs from older versions, which did not record a token, are assigned to the account that knows their
tasks.
"""

import asyncio
import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mjstudio.library.accounts import AccountFacts
from mjstudio.model.errors import PromptRefused, StudioError, WrongAddress
from mjstudio.model.job import Job
from mjstudio.model.ownership import AccountBook, Fact, Relation, host_mark, mark_of
from mjstudio.model.update import TaskRecord
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.jobs.runner import Runner
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import _

_log = logging.getLogger(__name__)

_PROOFS = 3
"""How many old tasks are looked up to find their account."""


@dataclass(frozen=True, slots=True)
class Question:
    """Asks whether the token `mark` belongs to the account `about`; `words` is for the artist."""

    mark: str
    about: str
    words: str


class Accounts(QObject):
    """Knows the accounts of tokens, and asks when only the artist can tell.

    Signals:
        unknown(Question): only the artist can tell; pass the reply to `answer`.
        withdrawn(Question): the question need not be asked any more.
        united(): jobs that seemed to belong to another account are the connected one's.
    """

    unknown = Signal(object)
    withdrawn = Signal(object)
    united = Signal()

    def __init__(self, runner: Runner, facts: AccountFacts, tasks: Tasks) -> None:
        super().__init__()
        self.book = AccountBook()
        self._runner = runner
        self._facts = facts
        self._tasks = tasks
        self._service: Service | None = None
        self._question: Question | None = None
        self._tried: set[str] = set()
        self._nameless: set[str] = set()
        runner.job_changed.connect(self._job_changed)

    async def load(self) -> None:
        """Read what earlier runs found out."""
        for fact in await asyncio.wrap_future(self._facts.load()):
            self.book.add(fact)

    def set_service(self, service: Service | None) -> None:
        """Use the token of this service."""
        self._service = service
        self._withdraw()
        if service is not None:
            service.look_ups.heard = self._heard

    async def adopt(self, service: Service) -> None:
        """Assign old jobs to this account if it knows their tasks.

        Raises StudioError if the service cannot be asked.
        """
        old = host_mark(service.name)
        jobs = [job for job in self._runner.jobs if job.service and mark_of(job) == old]
        if not jobs or self.book.decided(service.mark, old):
            return
        known = [job.task_id for job in reversed(jobs) if job.task_id][:_PROOFS]
        look_ups = (service.look_ups.task(task_id) for task_id in known)
        try:
            records = await asyncio.gather(*look_ups)
        except (PromptRefused, WrongAddress):
            return  # asking again would give the same answer
        if not known or any(record is not None for record in records):
            self._know(Fact(service.mark, Relation.SAME, old))

    def ask(self, service: Service) -> None:
        """Ask about the first account at this host that is still unknown."""
        self._withdraw()
        there = [
            job
            for job in reversed(self._runner.jobs)
            if job.service == service.name and (job.task_id or job.picture)
        ]
        for mark in dict.fromkeys(map(mark_of, there)):
            if not self.book.decided(service.mark, mark):
                user = self.book.user(mark)
                words = _(
                    "This token is new here. Earlier pictures and jobs at {service} were made with "
                    "another token. Do both belong to the same account?"
                )
                if user:
                    words = _(
                        "This token is new here. Earlier pictures and jobs at {service} were made "
                        "with another token (user {user}). Do both belong to the same account?"
                    )
                words = words.format(service=service.name, user=user[:8])
                self._question = Question(service.mark, mark, words)
                self.unknown.emit(self._question)
                return

    def answer(self, question: Question, *, same: bool) -> None:
        """Record the artist's answer permanently."""
        relation = Relation.SAME if same else Relation.DIFFERENT
        if self._know(Fact(question.mark, relation, question.about)):
            self.united.emit()
        elif self._service is not None:
            self.ask(self._service)

    async def learn(self, service: Service) -> None:
        """Find the token's account from a task that it made, if there is one."""
        own = [job for job in self._runner.jobs if job.account and job.account == service.account]
        newest = next((job for job in reversed(own) if job.task_id), None)
        if newest is not None and not self.book.user(service.mark):
            await self._look_up(service, newest.task_id)

    def _job_changed(self, job: Job) -> None:
        service = self._service
        if service is None or not job.account or job.account != service.account:
            return
        if job.state.ended and job.task_id and job.id not in self._tried:
            self._tried.add(job.id)
            if job.account not in self._nameless and not self.book.user(job.account):
                work = self._look_up(service, job.task_id)
                self._tasks.spawn(work, "learn whose account it is")

    async def _look_up(self, service: Service, task_id: str) -> None:
        try:
            async with service:
                record = await service.look_ups.task(task_id)
            if record is not None and not record.user_id:
                self._nameless.add(service.mark)  # its other records would not say more
        except StudioError as error:
            _log.info("whose the token is could not be asked: %s", error.message)

    def _heard(self, record: TaskRecord) -> None:
        """Learn from a record which user the token of its task belongs to."""
        mine = self._service.mark if self._service is not None else ""
        if not record.user_id or self.book.user(mine) == record.user_id:
            return
        made = next((job for job in self._runner.jobs if _is_of(job, record)), None)
        if made is None or not made.service or self.book.user(mark_of(made)):
            return
        if self._know(Fact(mark_of(made), Relation.USER, record.user_id)):
            self.united.emit()

    def _know(self, fact: Fact) -> bool:
        """Add a fact; return whether it assigned jobs to the connected account."""
        before = self._others()
        if not self.book.add(fact):
            return False
        self._facts.add([fact])
        question = self._question
        if question is not None and self.book.decided(question.mark, question.about):
            self._withdraw()
        return len(self._others()) < len(before)

    def _others(self) -> set[str]:
        """Return the marks of jobs that belong to another account at this host."""
        service = self._service
        if service is None:
            return set()
        marks = {mark_of(job) for job in self._runner.jobs if job.service == service.name}
        return {mark for mark in marks if not self.book.same(mark, service.mark)}

    def _withdraw(self) -> None:
        question, self._question = self._question, None
        if question is not None:
            self.withdrawn.emit(question)


def _is_of(job: Job, record: TaskRecord) -> bool:
    """Return whether a record describes a job's task."""
    if job.task_id:
        return job.task_id == record.task_id
    return bool(job.trace_id) and job.trace_id == record.trace_id
