"""The feed of new versions: one small JSON document, fetched without token or cookies."""

import asyncio
import json

import httpx

from mjstudio.api.body import BodyRefused, gathered
from mjstudio.api.transport import NETWORK_ERRORS, build_http
from mjstudio.model.errors import InvalidRequest, NotReached, StudioError
from mjstudio.model.release import Release, check_feed, read_release
from mjstudio.texts import _

MAX_FEED_BYTES = 64 * 1024
MAX_REDIRECTS = 3
DEADLINE = 30.0
"""Time limit of one check, in seconds."""


class FeedUnusable(StudioError):
    """The feed could not be loaded, or the document is not a feed."""


async def fetch_release(url: str) -> Release:
    """Return the newest release in the feed at `url` (https). Raises FeedUnusable."""
    try:
        async with asyncio.timeout(DEADLINE):
            http = await asyncio.to_thread(build_http)
            async with http:
                data = await _fetch(http, url)
        return read_release(json.loads(data))
    except InvalidRequest as error:
        raise FeedUnusable(error.message) from None
    except (BodyRefused, ValueError, RecursionError) as error:
        raise FeedUnusable(_("The feed cannot be used: {reason}.").format(reason=error)) from None
    except (*NETWORK_ERRORS, NotReached) as error:
        words = _("Couldn't load the feed ({reason}).").format(reason=type(error).__name__)
        raise FeedUnusable(words) from None


async def _fetch(http: httpx.AsyncClient, url: str) -> bytes:
    for _hop in range(MAX_REDIRECTS + 1):
        request = httpx.Request(
            "GET",
            check_feed(url),
            headers={
                "accept": "application/json",
                "accept-encoding": "identity",
                "user-agent": "mjstudio",
            },
            extensions={"timeout": http.timeout.as_dict()},
        )
        response = await http.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            location = response.headers.get("location", "")
            if response.is_redirect and location:
                url = str(request.url.join(location))
                continue
            if response.status_code != httpx.codes.OK:
                raise FeedUnusable(
                    _("The feed's server answered HTTP {status}.").format(
                        status=response.status_code
                    )
                )
            encoding = response.headers.get("content-encoding", "")
            return await gathered(response.aiter_raw(), encoding, limit=MAX_FEED_BYTES)
        finally:
            await response.aclose()
    raise FeedUnusable(_("The feed's address redirects in circles."))
