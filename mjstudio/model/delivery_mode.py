"""How the service delivers its results, and which addresses are valid for callbacks.

Every mode ends in the same kind of job; they differ in who asks whom, and when. `as_sent` adds what
a mode needs at the moment of sending: a draft, or a job that is sent again, knows nothing of it.
"""

from dataclasses import replace
from enum import Enum

from mjstudio.model.address import BadAddress, Flaw, parse_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.request import ImagineRequest
from mjstudio.texts import N_, _


class DeliveryMode(Enum):
    """How the service delivers. The value is what settings and journals keep."""

    STREAM = "stream"
    WAIT = "wait"
    POLL = "poll"
    CALLBACK = "callback"

    @property
    def label(self) -> str:
        """The mode's name in one word, for a button."""
        return _(_WORDS[self][0])

    @property
    def hint(self) -> str:
        """One sentence about when to use it."""
        return _(_WORDS[self][1])


_WORDS = {
    DeliveryMode.STREAM: (
        N_("Stream"),
        N_("One connection reports every step and shows previews as they arrive."),
    ),
    DeliveryMode.WAIT: (
        N_("Wait"),
        N_("One connection stays open until the picture is finished, without previews."),
    ),
    DeliveryMode.POLL: (
        N_("Poll"),
        N_("mjstudio asks the service every few seconds; no connection stays open."),
    ),
    DeliveryMode.CALLBACK: (
        N_("Callback"),
        N_("The service calls this computer through your own tunnel or proxy."),
    ),
}


def as_sent(
    request: ImagineRequest, mode: DeliveryMode, callback_url: str | None = None
) -> ImagineRequest:
    """Return the request with a mode's fields. Raises InvalidRequest for a bad address."""
    return replace(
        request,
        asynchronous=mode is DeliveryMode.POLL,
        callback_url=callback_url if mode is DeliveryMode.CALLBACK else None,
    )


def check_public_address(text: str) -> str:
    """The address under which this computer is reached from outside, without a slash at its end.

    Raises InvalidRequest("callback_url", …) for what is no plain http or https address. Unlike
    the service's own address it may be http: no token ever goes there.
    """
    try:
        return str(parse_address(text.strip()))
    except BadAddress as error:
        raise InvalidRequest("callback_url", _(_FLAWS[error.flaw])) from None


_NO_HOST = N_("Enter a valid host and port.")
_FLAWS = {
    Flaw.EMPTY: N_("Enter the public address of your tunnel or proxy."),
    Flaw.SIGN: N_("The address contains a space or a character that addresses can't have."),
    Flaw.SHAPE: N_("This is not an address."),
    Flaw.SCHEME: N_("The address must start with https:// or http://."),
    Flaw.HOST: _NO_HOST,
    Flaw.PORT: _NO_HOST,
    Flaw.EXTRA: N_("Enter https://host/path alone, without a user name, “?” or “#”."),
}
