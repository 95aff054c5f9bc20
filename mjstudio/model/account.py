"""Checks tokens and service addresses, and describes the account that a run works with.

A refusal never repeats what was entered: a mistyped token is still most of a secret, and an address
may contain a password.
"""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from mjstudio.model.address import BadAddress, Flaw, parse_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.secret import Token
from mjstudio.texts import N_, _
from mjstudio.texts.phrases import sentences

DEFAULT_BASE_URL = "https://api.acedata.cloud"
# The Windows keyring accepts 1,280 characters; the service's tokens have 32.
MAX_TOKEN = 1_000
NO_TOKEN = Token()

_KEPT = N_("The token is kept in your system's keyring.")
_NOT_KEPT = N_("No token is kept yet.")
_SESSION = N_("The token is kept in memory until mjstudio closes.")

_PASTED_END = re.compile(r"(/+midjourney(/+\w+)?)?/*([?#].*)?$", re.IGNORECASE | re.DOTALL)
_FLAWS = {
    Flaw.EMPTY: N_("Enter the address of the service."),
    Flaw.SIGN: N_("The address contains a space or a character that addresses can't have."),
    Flaw.SHAPE: N_("This is not an address."),
    Flaw.SCHEME: N_("The address must start with https://."),
    Flaw.HOST: N_("The address has no host."),
    Flaw.PORT: N_("The port must be a number from 1 to 65535."),
    Flaw.EXTRA: N_("Enter https://host/path alone, without a user name or password."),
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
    """Where the token of a host is kept.

    With `stored` it is in the keyring. Otherwise it lives for this session only and `reason` says
    why; an empty `token` means that there is none.
    """

    host: str
    token: Token = NO_TOKEN
    stored: bool = False
    reason: str = ""

    @property
    def words(self) -> str:
        """Return one or two sentences for the artist."""
        if self.stored:
            return _(_KEPT)
        if self.token:
            return sentences(self.reason, _(_SESSION))
        return self.reason or _(_NOT_KEPT)


def check_token(text: str | Token) -> Token:
    """Return the token in a text. Raises the errors of `check_token_text`."""
    return text if isinstance(text, Token) and text else Token(check_token_text(str(text)))


def check_token_text(text: str) -> str:
    """What would be a token, without the blanks around it, while it is still being typed.

    Raises InvalidRequest("token", …) for one that is empty, too long, or holds blanks, control
    characters or anything that an HTTP header cannot carry (RFC 6750: visible ASCII).
    """
    token = text.strip()
    if not token:
        raise InvalidRequest("token", _("Enter a token."))
    if any(character.isspace() for character in token):
        raise InvalidRequest(
            "token", _("Tokens contain no spaces. Leave out a word such as “Bearer”.")
        )
    if not (token.isascii() and token.isprintable()):
        raise InvalidRequest(
            "token", _("Tokens contain only plain letters, digits and signs. Copy it again.")
        )
    if len(token) > MAX_TOKEN:
        raise InvalidRequest("token", _("This is too long for a token. Copy it again."))
    return token


def check_base_url(text: str) -> str:
    """Return the address in mjstudio's form: host in lower case, no surrounding spaces.

    Leaves out what the documentation's examples add to the address: an endpoint such as
    `/midjourney/imagine`, slashes, “?…” and “#…”.

    Raises InvalidRequest("base_url", …) for one that is no plain http or https address, and for
    http to another machine: the token would cross the network in the clear.
    """
    try:
        address = parse_address(_PASTED_END.sub("", text.strip()))
    except BadAddress as error:
        raise InvalidRequest("base_url", _(_FLAWS[error.flaw])) from None
    if address.scheme == "http" and not address.is_loopback:
        raise InvalidRequest(
            "base_url", _("Use https://. Plain http:// would show your token to the network.")
        )
    return str(address)


def host_of(base_url: str) -> str:
    """Return the host of a checked address; it names the token in the keyring."""
    return urlsplit(base_url).hostname or ""
