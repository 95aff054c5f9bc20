"""The ways in which the service hands over what it made, and the address of callbacks.

All ways end in the same job; they differ in who asks whom, and when. What a way needs is added to
a request when it is sent (`as_sent`): a draft, and a job that is sent again, know nothing of it.
"""

from dataclasses import replace
from enum import Enum

from mjstudio.model.address import BadAddress, Flaw, parse_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.request import ImagineRequest


class DeliveryMode(Enum):
    """How the service delivers. The value is what settings and journals keep."""

    STREAM = "stream"
    WAIT = "wait"
    POLL = "poll"
    CALLBACK = "callback"

    @property
    def label(self) -> str:
        """One word for a button."""
        return _WORDS[self][0]

    @property
    def hint(self) -> str:
        """One sentence on what it is good for."""
        return _WORDS[self][1]


_WORDS = {
    DeliveryMode.STREAM: ("Stream", "One connection tells every step, with previews as they come."),
    DeliveryMode.WAIT: (
        "Wait",
        "One connection is held until the picture is finished; no previews.",
    ),
    DeliveryMode.POLL: ("Poll", "The service is asked now and then; no connection is held open."),
    DeliveryMode.CALLBACK: (
        "Callback",
        "The service calls this computer through your own tunnel or proxy.",
    ),
}


def as_sent(
    request: ImagineRequest, way: DeliveryMode, callback_url: str | None = None
) -> ImagineRequest:
    """The request with the fields that a way needs. Raises InvalidRequest for a bad address."""
    return replace(
        request,
        asynchronous=way is DeliveryMode.POLL,
        callback_url=callback_url if way is DeliveryMode.CALLBACK else None,
    )


def check_public_address(text: str) -> str:
    """The address under which this computer is reached from outside, without a slash at its end.

    Raises InvalidRequest("callback_url", …) for what is no plain http or https address. Unlike
    the service's own address it may be http: no token ever goes there.
    """
    try:
        return str(parse_address(text.strip()))
    except BadAddress as error:
        raise InvalidRequest("callback_url", _FLAWS[error.flaw]) from None


_NO_HOST = "The address names no host, or a port that is none."
_FLAWS = {
    Flaw.EMPTY: "Enter the public address of your tunnel or proxy.",
    Flaw.SIGN: "The address holds a blank or a sign that no address has.",
    Flaw.SHAPE: "This is not an address.",
    Flaw.SCHEME: "The address begins with https:// or http://.",
    Flaw.HOST: _NO_HOST,
    Flaw.PORT: _NO_HOST,
    Flaw.EXTRA: "The address is https://host/path alone, without a name, “?” or “#”.",
}
