"""What counts as a token and as the service's address; and whose account a run works with.

A refusal never repeats what was entered: a mistyped token is still most of a secret, and an address
may hold a password.
"""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from mjstudio.model.address import BadAddress, Flaw, parse_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.secret import Token

DEFAULT_BASE_URL = "https://api.acedata.cloud"
# Windows' keyring takes 1,280 characters; the service's tokens have 32.
MAX_TOKEN = 1_000
NO_TOKEN = Token()

_KEPT = "The token is kept in your system's keyring."
_NOT_KEPT = "No token is kept yet."
_SESSION = "The token is held in memory and ends with this session."

_PASTED_END = re.compile(r"(/+midjourney(/+\w+)?)?/*([?#].*)?$", re.IGNORECASE | re.DOTALL)
_FLAWS = {
    Flaw.EMPTY: "Enter the address of the service.",
    Flaw.SIGN: "The address holds a blank or a sign that no address has.",
    Flaw.SHAPE: "This is not an address.",
    Flaw.SCHEME: "The address begins with https://.",
    Flaw.HOST: "The address names no host.",
    Flaw.PORT: "The port of the address is not a number from 1 to 65535.",
    Flaw.EXTRA: "The address is https://host/path alone, without a name or a password.",
}


class Source(Enum):
    """Where the token of a run came from."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """Token and address of a run.

    With `sandbox` the run works on the embedded service and the token is not used. `problem` is a
    sentence for the artist, empty where all is well.
    """

    token: Token
    base_url: str
    source: Source
    sandbox: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class VaultResult:
    """How the token of a host is held.

    With `stored` the keyring holds it. Else it lives for this session alone, `reason` says why, and
    an empty `token` means that there is none.
    """

    host: str
    token: Token = NO_TOKEN
    stored: bool = False
    reason: str = ""

    @property
    def words(self) -> str:
        """One or two sentences for the artist."""
        if self.stored:
            return _KEPT
        if self.token:
            return f"{self.reason} {_SESSION}".strip()
        return self.reason or _NOT_KEPT


def check_token(text: str | Token) -> Token:
    """The token in a text. Raises InvalidRequest as `check_token_text`."""
    return text if isinstance(text, Token) and text else Token(check_token_text(str(text)))


def check_token_text(text: str) -> str:
    """What would be a token, without the blanks around it, while it is still being typed.

    Raises InvalidRequest("token", …) for one that is empty, too long, or holds blanks, control
    characters or anything that an HTTP header cannot carry (RFC 6750: visible ASCII).
    """
    token = text.strip()
    if not token:
        raise InvalidRequest("token", "Enter a token.")
    if any(character.isspace() for character in token):
        raise InvalidRequest(
            "token", "A token has no blanks inside. Leave out a word such as “Bearer”."
        )
    if not (token.isascii() and token.isprintable()):
        raise InvalidRequest(
            "token", "A token is made of plain letters, digits and signs. Copy it once more."
        )
    if len(token) > MAX_TOKEN:
        raise InvalidRequest("token", "This is too long for a token. Copy it once more.")
    return token


def check_base_url(text: str) -> str:
    """The service's address as it is used: host in lower case, no blanks around it.

    What stands behind the address where it was copied from the documentation is left out: an
    endpoint such as `/midjourney/imagine`, slashes, “?…” and “#…”.

    Raises InvalidRequest("base_url", …) for one that is no plain http or https address, and for
    http to another machine: the token would cross the network in the clear.
    """
    try:
        address = parse_address(_PASTED_END.sub("", text.strip()))
    except BadAddress as error:
        raise InvalidRequest("base_url", _FLAWS[error.flaw]) from None
    if address.scheme == "http" and not address.is_loopback:
        raise InvalidRequest(
            "base_url", "Use https://. Plain http:// would show your token to the network."
        )
    return str(address)


def host_of(base_url: str) -> str:
    """The host of an address that `check_base_url` has passed; the token's name in the keyring."""
    return urlsplit(base_url).hostname or ""
