"""Web addresses: parsed in one place, and checked the same way wherever they are entered."""

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")


class Flaw(Enum):
    """What is wrong with an address; the first that applies, in this order."""

    EMPTY = auto()
    SIGN = auto()
    """A space, or a character that addresses cannot contain."""
    SHAPE = auto()
    """Not an address at all, or its port is not a number up to 65535."""
    SCHEME = auto()
    """Neither http nor https."""
    HOST = auto()
    PORT = auto()
    """No number after the colon, or 0."""
    EXTRA = auto()
    """More than a host and a path: a user name, a password, a query or a fragment."""


class BadAddress(ValueError):
    """A text is not a plain address.

    The text itself is not in it: an address may hold a password.
    """

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.name)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Address:
    """`scheme://host:port/path`: scheme and host in lower case, no slash at the path's end.

    `str` of it is the address as it is used.
    """

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def is_loopback(self) -> bool:
        """Whether it certainly is this computer: `localhost`, 127.0.0.0/8 or ::1."""
        return _is_loopback(self.host)

    def __str__(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        if self.port is not None:
            shown = f"{shown}:{self.port}"
        return f"{self.scheme}://{shown}{self.path}"


def parse_address(text: str) -> Address:
    """Parse an http or https address without surrounding spaces. Raises BadAddress."""
    if not text:
        raise BadAddress(Flaw.EMPTY)
    # urlsplit silently drops tabs and line breaks, so check for them first.
    if not (text.isascii() and text.isprintable()) or " " in text or "\\" in text:
        raise BadAddress(Flaw.SIGN)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(Flaw.SHAPE) from None
    if parts.scheme not in ("http", "https"):
        raise BadAddress(Flaw.SCHEME)
    if not _is_host(host):
        raise BadAddress(Flaw.HOST)
    if port == 0 or parts.netloc.endswith(":"):
        raise BadAddress(Flaw.PORT)
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise BadAddress(Flaw.EXTRA)
    return Address(parts.scheme, host, port, parts.path.rstrip("/"))


def is_url(text: str) -> bool:
    """Return whether a text is one http or https URL with a host, whatever else it contains."""
    if not _URL.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Return whether a URL certainly is this computer; see `Address.is_loopback`."""
    return _is_loopback(urlsplit(url).hostname or "")


def is_this_computer(host: str) -> bool:
    """Return whether a host is this computer, judging by its name (RFC 6761)."""
    host = host.lower().strip("[].")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _ip(host)
    if address is not None and address.version == 6:
        address = address.ipv4_mapped or address
    return address is not None and (address.is_loopback or address.is_unspecified)


def _is_host(host: str) -> bool:
    if ":" in host:
        return "%" not in host and _ip(host) is not None
    return len(host) <= 253 and _HOST_NAME.fullmatch(host) is not None


def _is_loopback(host: str) -> bool:
    address = _ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
