"""What lies under both clients: how connections are made, and what their failures mean.

httpx's tree of exceptions is mapped here and nowhere else. NotReached needs proof: either the
connection was never made, or httpcore had not begun to send the request when it failed.
"""

import logging
import socket
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from mjstudio.api.failures import redact
from mjstudio.model.errors import ConnectionFailed, ConnectionLost, NotReached

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 60.0

NETWORK_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)
"""All that httpx raises while it sends and receives; TimeoutError is an OSError."""

_NEVER_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

# At DEBUG httpcore writes the headers of every answer, and what a server puts there is unknown.
logging.getLogger("httpcore").setLevel(logging.INFO)

_LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")


def build_http(*, keep_alive: bool = False) -> httpx.AsyncClient:
    """An httpx client without cookies, redirects or any credentials of its own.

    Costs about 110 ms for the TLS context: call it in a worker thread. The system's proxy and
    `SSL_CERT_FILE` are honoured; this computer itself is never asked for through a proxy.

    Connections are not kept alive unless asked: a request that a server drops while it closes an
    idle connection looks just like one that it received, and may have cost money.

    Raises NotReached where the system's proxy or certificate settings are unusable.
    """
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=8 if keep_alive else 0, keepalive_expiry=5.0
    )
    try:
        return httpx.AsyncClient(
            limits=limits,
            timeout=httpx.Timeout(IDLE_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            mounts=dict.fromkeys(_LOOPBACK),
        )
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
        raise NotReached(
            f"The system's proxy or certificate settings cannot be used: {redact(str(error))}"
        ) from None


@dataclass(slots=True)
class Exchange:
    """What is known about one try: whether it began to leave, and how it ended.

    `status` is HTTP's, 0 while none came; `permanent` says that trying again is no use.
    """

    left: bool = False
    status: int = 0
    permanent: bool = False

    async def trace(self, event: str, info: dict[str, Any]) -> None:  # noqa: ARG002
        """The `trace` extension of httpcore. `info` holds the headers and is not looked at."""
        if event.endswith("send_request_headers.started"):
            self.left = True

    def failure(self, error: BaseException, *, task_id: str = "") -> ConnectionFailed:
        """The model's error for a failure of the network during this try."""
        if isinstance(error, _NEVER_CONNECTED) or not self.left:
            self.permanent = _is_tls(error)
            return NotReached(_unreached(error, tls=self.permanent), task_id=task_id)
        why = redact(str(error)) or type(error).__name__
        return ConnectionLost(f"The connection to the service was lost: {why}.", task_id=task_id)


def _unreached(error: BaseException, *, tls: bool) -> str:
    why = redact(str(error)).rstrip(".") or type(error).__name__
    if tls:
        return f"The service could not be reached safely (TLS): {why}."
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout | TimeoutError):
        return "The service could not be reached: it did not answer in time."
    if isinstance(error, httpx.ProxyError):
        return f"The service could not be reached through the proxy: {why}."
    if isinstance(_first_cause(error), socket.gaierror):
        return "There is no such address. Check the connection and the base URL."
    return "Nothing answers there. Check the connection and the base URL."


def _first_cause(error: BaseException) -> BaseException:
    """What an error was raised from in the first place."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def _is_tls(error: BaseException | None) -> bool:
    """Whether a handshake was refused, rather than broken off or too slow."""
    if isinstance(error, httpx.TimeoutException):
        return False
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        # WantRead is how a handshake waits: it stands behind every failure in its course.
        waiting = isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError)
        if (isinstance(error, ssl.SSLError) and not waiting) or "[SSL" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
