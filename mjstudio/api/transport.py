"""The transport of both clients: how they connect, and what network failures mean.

httpx's exceptions are mapped here and nowhere else. NotReached needs proof: either no connection
was made, or httpcore had not begun to send the request when it failed.
"""

import logging
import os
import socket
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from mjstudio.api.failures import redact
from mjstudio.api.proxies import PROXY, ProxiedTransport, Proxies, Unusable
from mjstudio.model.errors import ConnectionFailed, ConnectionLost, NotReached
from mjstudio.texts import _
from mjstudio.texts.phrases import listed

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 60.0

NETWORK_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)
"""Everything that httpx raises while sending and receiving; TimeoutError is an OSError."""

_NEVER_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    Unusable,
)

# At DEBUG httpcore logs all answer headers, and servers may put anything into them.
logging.getLogger("httpcore").setLevel(logging.INFO)


def build_http(*, keep_alive: bool = False) -> httpx.AsyncClient:
    """Build an httpx client without cookies, redirects or credentials of its own.

    Takes about 110 ms for the TLS context: call it in a worker thread. It honours the system's
    proxies and `SSL_CERT_FILE`, see proxies.py; if they are unusable, the requests that need them
    say so. This computer itself is never reached through a proxy.

    Connections are not kept alive unless asked: a request that a server drops while closing an idle
    connection looks just like one that it received, and may have cost money.
    """
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=8 if keep_alive else 0, keepalive_expiry=5.0
    )
    return httpx.AsyncClient(
        transport=ProxiedTransport(Proxies.of_the_system(), _trust(), limits),
        timeout=httpx.Timeout(IDLE_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,  # proxies were read above
    )


def _trust() -> ssl.SSLContext | str:
    """Return how certificates are checked, or why they cannot be."""
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        reason = redact(getattr(error, "strerror", None) or str(error))
        words = _("The certificates cannot be read: {reason}.")
        if named:
            words = _("The certificates in {variables} cannot be read: {reason}.")
        return words.format(variables=listed(named), reason=reason)


@dataclass(slots=True)
class Exchange:
    """What is known about one try: whether sending began, and how it ended.

    `status` is HTTP's, 0 while none came; `permanent` means that retrying is useless.
    """

    left: bool = False
    status: int = 0
    permanent: bool = False

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """The `trace` extension of httpcore. `info` holds the headers, which are not read."""
        if event.endswith("send_request_headers.started"):
            # A proxy first gets a CONNECT, which contains nothing of the request.
            self.left = getattr(info.get("request"), "method", b"") != b"CONNECT"

    def failure(self, error: BaseException, *, task_id: str = "") -> ConnectionFailed:
        """Return the model's error for a network failure during this try."""
        if isinstance(error, _NEVER_CONNECTED) or not self.left:
            self.permanent = _is_tls(error)
            return NotReached(_unreached(error, tls=self.permanent), task_id=task_id)
        why = redact(str(error)) or type(error).__name__
        return ConnectionLost(
            _("The connection was lost: {reason}.").format(reason=why), task_id=task_id
        )


def _unreached(error: BaseException, *, tls: bool) -> str:
    if isinstance(error, Unusable):
        return redact(str(error))
    why = redact(str(error)).rstrip(".") or type(error).__name__
    if tls:
        return _("The secure connection (TLS) failed: {reason}.").format(reason=why)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout | TimeoutError):
        return _("Connecting timed out: nothing answered in time.")
    if isinstance(_first_cause(error), socket.gaierror):
        return _("This address does not exist. Check the internet connection and the address.")
    if proxy := _proxy_of(error):
        return _("The proxy {address} broke off before the request was sent: {reason}.").format(
            address=proxy, reason=why
        )
    return _("Nothing answers at this address. Check the internet connection and the address.")


def _proxy_of(error: BaseException) -> str:
    """Return the proxy of a failed request; empty if it used none."""
    try:
        request = error.request if isinstance(error, httpx.RequestError) else None
    except RuntimeError:
        return ""  # no request was made yet
    return str(request.extensions.get(PROXY, "")) if request is not None else ""


def _first_cause(error: BaseException) -> BaseException:
    """Return the original cause of an error."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def _is_tls(error: BaseException | None) -> bool:
    """Return whether a handshake was refused, rather than broken off or too slow."""
    if isinstance(error, httpx.TimeoutException):
        return False
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        # WantRead is how a handshake waits: it is the context of every failure during one.
        waiting = isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError)
        if (isinstance(error, ssl.SSLError) and not waiting) or "[SSL" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
