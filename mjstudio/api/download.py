"""Downloads pictures from image hosts, with a client that never knew the token.

The addresses are signed: they are sent byte for byte as received (`!`, a query without values, a
trailing `&`), where httpx would normalise them.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from mjstudio.api.body import BodyRefused, Unpacker
from mjstudio.api.failures import redact
from mjstudio.api.imagefile import SUFFIXES, verify
from mjstudio.api.proxies import Unusable
from mjstudio.api.resumable import ResumableDownload, ResumableDownloads, mark_of
from mjstudio.api.transport import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    NETWORK_ERRORS,
    Exchange,
    build_http,
)
from mjstudio.model.errors import NotReached, PictureUnusable
from mjstudio.model.geometry import MOST_PIXELS, Size
from mjstudio.texts import _
from mjstudio.texts.amounts import size

ProgressCallback = Callable[[int, int | None], None]
"""Called after each piece with the bytes so far, and the total if the host gave one."""

MAX_PICTURE_BYTES = 256 * 1024 * 1024
"""The largest PNG of `MOST_PIXELS`, which barely compresses if it is noise."""
MAX_REDIRECTS = 5
_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A downloaded picture. It decodes completely, unless it is `too_large` to try.

    `format` is `"png"`, `"jpeg"`, `"webp"` or `"gif"`; `size` is in pixels.
    """

    data: bytes
    format: str
    size: Size

    @property
    def too_large(self) -> bool:
        """Whether it has more pixels than mjstudio shows; if so, it was not decoded."""
        return self.size[0] * self.size[1] > MOST_PIXELS

    @property
    def suffix(self) -> str:
        """The file name's suffix with its dot."""
        return SUFFIXES[self.format]


class ExactURL(httpx.URL):
    """A URL whose path and query are sent unchanged.

    httpx re-encodes what it parses, and httpcore's `target` extension breaks proxies (their CONNECT
    uses it as its own); the transport reads `raw_path`, so that is overridden.
    """

    def __init__(self, url: str) -> None:
        """Raises PictureUnusable unless it is an http or https URL without user info."""
        match = _URL.match(url.strip())
        if not match or not match[2] or re.search(r"[@\\\s]", match[2]):
            raise PictureUnusable(_("This is not the address of a picture."))
        try:
            super().__init__(f"{match[1].lower()}://{match[2]}/")
            # Escape only what a request line cannot carry.
            rest = re.sub(
                r"[^\x21-\x7e]+",
                lambda odd: "".join(f"%{byte:02X}" for byte in odd[0].encode()),
                match[3],
            )
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise PictureUnusable(_("This is not the address of a picture.")) from None
        self._exact = (rest if rest.startswith("/") else f"/{rest}").encode("ascii")

    @property
    def raw_path(self) -> bytes:
        """The target of the request line."""
        return self._exact


class PictureFetcher:
    """Downloads pictures. Sends no authorization and no cookies to any host.

    `http` is a client of `build_http()`, which the caller has to close; without one, the first
    fetch builds its own in a worker thread. `idle` is the longest silence and `deadline` the
    longest that one fetch may take, in seconds.
    """

    def __init__(
        self,
        *,
        http: httpx.AsyncClient | None = None,
        idle: float = IDLE_SECONDS,
        deadline: float = 300.0,
        max_bytes: int = MAX_PICTURE_BYTES,
    ) -> None:
        self._http = http
        self._owns_http = http is None
        self._building = asyncio.Lock()
        self._closed = False
        self._timeout = {
            "connect": CONNECT_SECONDS,
            "pool": CONNECT_SECONDS,
            "write": idle,
            "read": idle,
        }
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._partials = ResumableDownloads(max_bytes)

    async def fetch(
        self, url: str, *, progress: ProgressCallback | None = None, any_size: bool = False
    ) -> PictureFile:
        """Download a picture. A download that broke off earlier resumes where it stopped.

        With `any_size` it may have more pixels than mjstudio shows. Raises PictureUnusable, with
        HTTP's status if there was one, for everything that goes wrong. A 404 for a preview is
        normal: the service removes previews.
        """
        exchange = Exchange()
        try:
            async with asyncio.timeout(self._deadline):
                data = await self._fetch(url, exchange, progress)
                kind, size = await asyncio.to_thread(verify, data, any_size=any_size)
        except BodyRefused as refusal:
            raise PictureUnusable(
                _("The picture cannot be used: {reason}.").format(reason=refusal)
            ) from None
        except TimeoutError:
            raise PictureUnusable(_("The download timed out.")) from None
        except NotReached as error:
            raise PictureUnusable(error.message) from None
        except NETWORK_ERRORS as error:
            if isinstance(error, Unusable):
                raise PictureUnusable(redact(str(error))) from None
            words = _("Couldn't reach the picture's host: {reason}.")
            if exchange.left:
                words = _("The download broke off: {reason}.")
            reason = str(error).rstrip(".") or type(error).__name__
            raise PictureUnusable(words.format(reason=reason)) from None
        return PictureFile(data, kind, size)

    async def aclose(self) -> None:
        """Close the connections that the fetcher made itself. Safe to call twice."""
        self._closed = True
        if self._http is not None and self._owns_http:
            await self._http.aclose()

    async def _fetch(
        self, url: str, exchange: Exchange, progress: ProgressCallback | None
    ) -> bytes:
        http = await self._ready_http()
        for _hop in range(MAX_REDIRECTS + 1):
            partial = self._partials.take(url)
            response = await http.send(
                self._request(url, exchange, partial),
                stream=True,
                auth=None,
                follow_redirects=False,
            )
            try:
                if partial is not None and _unfitting(response, partial):
                    continue  # it was discarded, so request the whole file
                location = response.headers.get("location", "")
                if response.status_code not in (301, 302, 303, 307, 308) or not location:
                    return await self._body(url, response, partial, progress)
            finally:
                await response.aclose()
            absolute = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", location)
            url = location if absolute else urljoin(url, location)
        raise PictureUnusable(_("The picture's address redirects in circles."))

    def _request(
        self, url: str, exchange: Exchange, partial: ResumableDownload | None
    ) -> httpx.Request:
        exact = ExactURL(url)
        # Not built by the http client, so that none of its headers or cookies are merged in.
        request = httpx.Request(
            "GET",
            exact,
            headers={
                "accept": "image/png,image/jpeg,image/webp,image/gif",
                "accept-encoding": "identity",
                "user-agent": "mjstudio",
                **(partial.headers if partial else {}),
            },
            extensions={"timeout": self._timeout, "trace": exchange.trace},
        )
        request.url = exact  # the constructor made a plain copy
        return request

    async def _body(
        self,
        url: str,
        response: httpx.Response,
        partial: ResumableDownload | None,
        progress: ProgressCallback | None,
    ) -> bytes:
        status = response.status_code
        goes_on = status == 206 and partial is not None and partial.continued_by(response.headers)
        if status != 200 and not goes_on:
            raise PictureUnusable(
                _("The picture's host answered HTTP {status}.").format(status=status), status=status
            )
        data = bytearray(partial.data if partial is not None and goes_on else b"")
        encoding = response.headers.get("content-encoding", "")
        length = response.headers.get("content-length", "")
        total = len(data) + int(length) if length.isdecimal() and not encoding else None
        if total is not None and total > self._max_bytes:
            raise BodyRefused(_("it is larger than {limit}").format(limit=size(self._max_bytes)))
        unpacker = Unpacker(encoding, limit=self._max_bytes - len(data))
        whole = False
        try:
            async for chunk in response.aiter_raw():
                for piece in unpacker.feed(chunk):
                    data += piece
                if progress is not None:
                    progress(len(data), total)
            whole = total is None or len(data) == total
        finally:
            if not whole and not encoding:
                mark = (
                    partial.mark if partial is not None and goes_on else mark_of(response.headers)
                )
                self._partials.keep(url, bytes(data), mark)
        if not whole:
            raise PictureUnusable(
                _("The download broke off after {received} of {total}.").format(
                    received=size(len(data)), total=size(total or 0)
                ),
                status=status,
            )
        return bytes(data)

    async def _ready_http(self) -> httpx.AsyncClient:
        async with self._building:
            if self._http is None and not self._closed:
                self._http = await asyncio.to_thread(build_http, keep_alive=True)
        if self._http is None or self._closed or self._http.is_closed:
            raise NotReached(_("The connection to the picture's host is closed."))
        return self._http


def _unfitting(response: httpx.Response, partial: ResumableDownload) -> bool:
    """Return whether the host cannot send the rest: its file changed, or we asked past its end."""
    if response.status_code == 206:
        return not partial.continued_by(response.headers)
    return response.status_code == 416
