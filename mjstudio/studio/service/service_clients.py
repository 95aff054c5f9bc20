"""The clients that talk to the network, replaced as a whole when the account changes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from mjstudio.model.job import Job
from mjstudio.model.ownership import AccountBook, host_mark, mark_of
from mjstudio.model.pacing import RateLimiter
from mjstudio.studio.service.task_lookup import TaskPoller
from mjstudio.texts import _

if TYPE_CHECKING:
    from mjstudio.api.client import MidjourneyClient
    from mjstudio.api.download import PictureFetcher
    from mjstudio.library.pictures import PictureStore

SANDBOX = "sandbox"
"""The host name of every sandbox, whichever port it listens on."""


@dataclass(slots=True, eq=False)
class Service:
    """One account's clients: the API client, the fetcher (without a token) and the store.

    Jobs that started with it end with it, even if another account connects meanwhile: it closes
    itself once it is retired and its last user has left.
    """

    client: "MidjourneyClient"
    fetcher: "PictureFetcher"
    store: "PictureStore"
    name: str = ""
    """The account's host, or `sandbox`; jobs from another host are not known there."""
    account: str = ""
    """The mark of the token."""
    book: AccountBook = field(default_factory=AccountBook)
    """Knows which marks belong to one account."""
    starts: RateLimiter = field(default_factory=lambda: RateLimiter(0))
    """Keeps jobs in the queue for as long as the client would make them wait."""
    users: int = 0
    retired: bool = False
    look_ups: TaskPoller = field(init=False)

    def __post_init__(self) -> None:
        self.look_ups = TaskPoller(self.client)

    @property
    def mark(self) -> str:
        """The mark stored with jobs that are sent through this service."""
        return self.account or host_mark(self.name)

    def owns(self, job: Job) -> bool:
        """Return whether a job belongs to this account, or to none yet."""
        if job.service != self.name:
            return not job.service
        return self.book.same(mark_of(job), self.mark)

    def account_name(self, job: Job) -> str:
        """Return a name for the account that a job was sent from, if it is not this one."""
        if job.service == SANDBOX:
            return _("the sandbox")
        return self.book.account_name(job, self.name)

    async def __aenter__(self) -> Self:
        self.users += 1
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.users -= 1
        if self.retired and not self.users:
            await self.aclose()

    async def retire(self) -> None:
        """Close it now, or when its last user has left."""
        self.retired = True
        if not self.users:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections of both clients."""
        await self.client.aclose()
        await self.fetcher.aclose()
