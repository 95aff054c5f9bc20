"""The parts that talk to the outside, exchanged as a whole when the account changes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mjstudio.api.client import MidjourneyClient
    from mjstudio.api.download import PictureFetcher
    from mjstudio.library.pictures import PictureStore


@dataclass(frozen=True, slots=True)
class Service:
    """One account's way to the service: the client, the fetcher without a token, the store."""

    client: "MidjourneyClient"
    fetcher: "PictureFetcher"
    store: "PictureStore"

    async def aclose(self) -> None:
        """Close the connections of both clients."""
        await self.client.aclose()
        await self.fetcher.aclose()
