"""Reads the environment's proxies as people and desktops write them.

httpx reads them too, but cannot be built with `socks://`, with an IPv6 network in `no_proxy` or
with surrounding spaces; then not even a service on this computer could be reached. So they are read
here: leniently, and only when an address needs one. This computer itself is never reached through a
proxy. Unusable values are reported in words, without the password that such an address may contain.
"""

import contextlib
import ipaddress
import re
import ssl
import urllib.request
from collections.abc import Mapping
from urllib.parse import unquote

import httpx

from mjstudio.model.address import is_this_computer
from mjstudio.texts import _

_HTTP = ("http", "https")
_SOCKS = {"socks": "socks5", "socks5": "socks5", "socks5h": "socks5h"}
"""Desktops write `socks://` for a SOCKS 5 proxy. The proxy always resolves the host name."""

_WRITTEN = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):/*)?(?P<rest>[^/?#]*)[/?#]?.*", re.IGNORECASE | re.DOTALL
)


PROXY = "mjstudio.proxy"
"""The request extension that holds the address of the proxy used, in displayable form."""


class Unusable(httpx.TransportError):
    """The environment does not let a request out; the message is a plain sentence."""


class Proxies:
    """Chooses the proxy for each address.

    `found` has the shape of `urllib.request.getproxies()`: `http`, `https`, `all` and `no`.
    """

    def __init__(self, found: Mapping[str, str]) -> None:
        self._found = {name: text.strip(" \t\r\n\"'") for name, text in found.items()}
        self._exempt = [_Exempt(text) for text in re.split(r"[\s,;]+", self._found.get("no", ""))]

    @classmethod
    def of_the_system(cls) -> "Proxies":
        """Return the environment's proxies or, if it names none, the system's."""
        return cls(urllib.request.getproxies())

    def of(self, url: httpx.URL) -> httpx.Proxy | None:
        """Return the proxy for an address; None for none. Raises Unusable."""
        host, port = url.host, url.port or (443 if url.scheme == "https" else 80)
        if is_this_computer(host) or any(exempt.holds(host, port) for exempt in self._exempt):
            return None
        for name in (url.scheme, "all"):
            if text := self._found.get(name):
                return _proxy(text, f"{name}_proxy".upper())
        return None


class ProxiedTransport(httpx.AsyncBaseTransport):
    """Sends each request through the proxy that its address needs, with one transport per proxy.

    `trust` checks certificates; if that is impossible, it is the reason, in a sentence.
    """

    def __init__(self, proxies: Proxies, trust: ssl.SSLContext | str, limits: httpx.Limits) -> None:
        self._proxies = proxies
        self._trust = trust
        self._limits = limits
        self._transports: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx's own errors, and Unusable."""
        proxy = self._proxies.of(request.url)
        transport = self._transport(proxy, safe=request.url.scheme == "https")
        if proxy is None:
            return await transport.handle_async_request(request)
        # For the error message, in case something goes wrong.
        request.extensions = {**request.extensions, PROXY: _shown(proxy.url)}
        try:
            return await transport.handle_async_request(request)
        except httpx.ConnectError as error:
            if _is_tls(error):
                raise
            raise Unusable(
                _("The proxy {address} cannot be reached.").format(address=_shown(proxy.url))
            ) from error
        except httpx.ProxyError as error:
            why = str(error).rstrip(".") or _("it gave no reason")
            words = _("The proxy {address} refused the request: {reason}.").format(
                address=_shown(proxy.url), reason=why
            )
            raise Unusable(words) from error

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            await transport.aclose()

    def _transport(self, proxy: httpx.Proxy | None, *, safe: bool) -> httpx.AsyncHTTPTransport:
        if isinstance(self._trust, str):
            if safe or (proxy is not None and proxy.url.scheme == "https"):
                raise Unusable(self._trust)
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and is not used
        else:
            trust = self._trust
        name = f"{proxy.url} {proxy.raw_auth}" if proxy is not None else ""
        transport = self._transports.get(name)
        if transport is None:
            transport = httpx.AsyncHTTPTransport(
                verify=trust, trust_env=False, limits=self._limits, proxy=proxy
            )
            self._transports[name] = transport
        return transport


class _Exempt:
    """One entry of `no_proxy`: a domain with all below it, an address, a network, `*`; a port."""

    def __init__(self, text: str) -> None:
        text = text.lower()
        named = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)", text)
        text, self._port = (named[1], int(named[2])) if named else (text, 0)
        text = text.replace("[", "").replace("]", "")
        self._name = text.removeprefix("*.").strip(".")
        self._all = text == "*"
        self._network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
        with contextlib.suppress(ValueError):
            self._network = ipaddress.ip_network(re.sub("%[^/]*", "", text), strict=False)

    def holds(self, host: str, port: int) -> bool:
        """Return whether the entry matches an address."""
        if self._port and self._port != port:
            return False
        if self._all:
            return True
        host = host.lower().strip("[].")
        if self._network is not None:
            with contextlib.suppress(ValueError):
                return ipaddress.ip_address(host.partition("%")[0]) in self._network
            return False
        return bool(self._name) and f".{host}".endswith(f".{self._name}")


def _proxy(text: str, variable: str) -> httpx.Proxy:
    """Return the proxy that a text means. Raises Unusable, never repeating a possible password."""
    written = _WRITTEN.fullmatch(text)
    scheme = ((written and written["scheme"]) or "http").lower()
    login, _at, place = (written["rest"] if written else "").rpartition("@")
    if written and written["scheme"] and "@" not in written["rest"] and "//" not in text:
        # `proxy.example:8080` looks as if it began with a scheme.
        scheme, place = "http", text.partition("/")[0]
    if scheme in ("socks4", "socks4a"):
        raise Unusable(
            _("The proxy in {variable} speaks SOCKS 4; mjstudio needs SOCKS 5 or HTTP.").format(
                variable=variable
            )
        )
    if scheme not in _HTTP and scheme not in _SOCKS:
        raise Unusable(
            _("mjstudio does not know the kind of the proxy in {variable}: {scheme}.").format(
                variable=variable, scheme=scheme
            )
        )
    try:
        url = httpx.URL(f"{_SOCKS.get(scheme, scheme)}://{place}")
        if not url.host or re.search(r"[\s@]", place) or not 0 < (url.port or 80) < 65536:
            raise ValueError(place)  # noqa: TRY301 (told below, as all that is no address)
        name, _colon, password = login.partition(":")
        unquoted = (unquote(name), unquote(password))
        return httpx.Proxy(url, auth=unquoted if login else None)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        words = _(
            "The proxy in {variable} is not an address such as http://proxy.example:8080."
        ).format(variable=variable)
        raise Unusable(words) from None


def _shown(url: httpx.URL) -> str:
    """Return a proxy's address without its user name and password."""
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace').rpartition('@')[2]}"


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
