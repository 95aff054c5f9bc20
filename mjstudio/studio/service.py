"""The parts that talk to the outside, exchanged as a whole when the account changes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from mjstudio.studio.lookups import LookUps

if TYPE_CHECKING:
    from mjstudio.api.client import MidjourneyClient
    from mjstudio.api.download import PictureFetcher
    from mjstudio.library.pictures import PictureStore

SANDBOX = "sandbox"
"""The name of every sandbox, whichever port it listens on."""


@dataclass(slots=True, eq=False)
class Service:
    """One account's way to the service: the client, the fetcher without a token, the store.

    Jobs that were begun with it end with it, also when another account was connected meanwhile:
    it closes itself when it is retired and its last user has left.
    """

    client: "MidjourneyClient"
    fetcher: "PictureFetcher"
    store: "PictureStore"
    name: str = ""
    """The account's host, or `sandbox`: jobs of another are not known there."""
    users: int = 0
    retired: bool = False
    look_ups: LookUps = field(init=False)

    def __post_init__(self) -> None:
        self.look_ups = LookUps(self.client)

    async def __aenter__(self) -> Self:
        self.users += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self.users -= 1
        if self.retired and not self.users:
            await self.aclose()

    async def retire(self) -> None:
        """Close it, now or when its last user has left."""
        self.retired = True
        if not self.users:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections of both clients."""
        await self.client.aclose()
        await self.fetcher.aclose()
