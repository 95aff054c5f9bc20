"""One request to the service: sent with the token, answered by a head or a whole body.

The token is sent only in the `authorization` header of requests to the base URL: redirects are not
followed, it is removed from answers and errors, and httpx's exceptions, whose requests hold the
header, are cut off with `from None`.
"""

import asyncio
import time

import httpx

from mjstudio.api.body import BodyRefused, gathered
from mjstudio.api.failures import decode_error, unexpected_reply
from mjstudio.api.transport import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    NETWORK_ERRORS,
    Exchange,
    build_http,
)
from mjstudio.model.account import check_base_url, check_token
from mjstudio.model.errors import ConnectionLost, NotReached, StudioError
from mjstudio.model.secret import Token, redacted, redacted_bytes
from mjstudio.texts import _


class HttpExchange:
    """Sends requests to one address with one token, whatever their content.

    The caller has to close `http`; without one, the first request builds its own in a worker
    thread. `connect` is in seconds. Raises InvalidRequest for an unusable token or address.
    """

    def __init__(
        self,
        token: str | Token,
        base_url: str,
        http: httpx.AsyncClient | None = None,
        *,
        connect: float = CONNECT_SECONDS,
    ) -> None:
        self._token = check_token(token)
        self.base_url = check_base_url(base_url)
        self._http = http
        self._owns_http = http is None
        self._building = asyncio.Lock()
        self._closed = False
        self._connect = connect

    def __repr__(self) -> str:
        return f"<Connection to {self.base_url}>"

    async def open(
        self, name: str, body: bytes, *, accept: str, exchange: Exchange, idle: float, until: float
    ) -> httpx.Response:
        """POST once, and return the head of a 2xx answer; the caller reads and closes its body.

        `idle` is in seconds, `until` a time of the running loop. Raises StudioError otherwise.
        """
        http = await self._ready_http()
        try:
            async with asyncio.timeout_at(min(until, now() + idle)):
                response = await http.send(
                    self._request(name, body, accept, exchange),
                    stream=True,
                    auth=None,
                    follow_redirects=False,
                )
        except NETWORK_ERRORS as error:
            raise self.failure(error, exchange) from None
        exchange.status = response.status_code
        if 200 <= response.status_code < 300:
            return response
        headers = {name.lower(): self.scrub_text(v) for name, v in response.headers.items()}
        try:
            answer = await self.whole_body(response, exchange, until=min(until, now() + idle))
        except StudioError as error:
            error.trace_id = error.trace_id or headers.get("x-trace-id", "")
            raise
        raise decode_error(response.status_code, headers, answer, now=time.time())

    async def whole_body(
        self, response: httpx.Response, exchange: Exchange, *, until: float
    ) -> bytes:
        """Read a whole body of at most 8 MiB and close the connection. Raises StudioError."""
        encoding = response.headers.get("content-encoding", "")
        try:
            async with asyncio.timeout_at(until):
                return self.scrub(await gathered(response.aiter_raw(), encoding))
        except BodyRefused as refusal:
            raise refused_body(response, refusal) from None
        except NETWORK_ERRORS as error:
            raise self.failure(error, exchange) from None
        finally:
            await response.aclose()

    def failure(
        self, error: BaseException, exchange: Exchange, *, task_id: str = ""
    ) -> StudioError:
        """Return the model's error for a network failure, without the token."""
        if isinstance(error, TimeoutError) and exchange.left:
            return ConnectionLost(_("The service did not answer in time."), task_id=task_id)
        failure = exchange.failure(error, task_id=task_id)
        failure.message = self.scrub_text(failure.message)
        failure.args = (failure.message,)
        return failure

    def scrub(self, data: bytes) -> bytes:
        """Return the bytes without the token, in case the service echoes it in any spelling."""
        return redacted_bytes(data)

    def scrub_text(self, text: str) -> str:
        """Return the text without the token."""
        return redacted(text)

    async def aclose(self) -> None:
        """Close the connections made here. Safe to call twice."""
        self._closed = True
        if self._http is not None and self._owns_http:
            await self._http.aclose()

    def _request(self, name: str, body: bytes, accept: str, exchange: Exchange) -> httpx.Request:
        seconds = {
            "connect": self._connect,
            "pool": self._connect,
            "write": IDLE_SECONDS,
            "read": None,  # timed by the caller, who knows what it waits for
        }
        # Not built by the http client, so that none of its headers or cookies are merged in.
        return httpx.Request(
            "POST",
            f"{self.base_url}/midjourney/{name}",
            content=body,
            headers={
                "accept": accept,
                "accept-encoding": "identity",
                "authorization": f"Bearer {self._token.reveal()}",
                "content-type": "application/json",
                "user-agent": "mjstudio",
                # Keeps the service from listing the request in the account's history.
                **({"x-record-exempt": "true"} if name == "tasks" else {}),
            },
            extensions={"timeout": seconds, "trace": exchange.trace},
        )

    async def _ready_http(self) -> httpx.AsyncClient:
        async with self._building:
            if self._http is None and not self._closed:
                self._http = await asyncio.to_thread(build_http)
        if self._http is None or self._closed or self._http.is_closed:
            raise NotReached(_("The connection to the service is closed."))
        return self._http


def refused_body(response: httpx.Response, refusal: BodyRefused) -> StudioError:
    """Return the error for a body that is too large or damaged."""
    return unexpected_reply(response.status_code, f"({refusal})".encode())


def now() -> float:
    """Return the running loop's monotonic time, in seconds."""
    return asyncio.get_running_loop().time()
