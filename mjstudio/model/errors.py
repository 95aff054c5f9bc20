"""One tree of errors. Each says what happened and knows what the artist can do.

StudioError
├── InvalidRequest            refused here, before it was sent
├── CannotDeliver             settings: the chosen delivery cannot reach us; not sent
├── ServiceError              the service answered with an error
│   ├── PromptRefused         correct or reword the prompt
│   ├── TokenRefused          settings: the token
│   ├── CreditUsedUp          buy credit
│   ├── AccountDisabled       contact the service
│   ├── WrongAddress          settings: the base URL
│   ├── TooManyRequests       wait; retried automatically
│   ├── TaskFailed            accepted, but the picture could not be made: try again
│   └── ServiceFailed         5xx: retry by hand
├── ConnectionFailed          no answer came
│   ├── NotReached            provably not received: safe to send again
│   └── ConnectionLost        may have been received: look it up first
│       └── TaskUnknown       looked up: the service does not know it
├── UnexpectedReply           an answer that is not the API's
└── PictureUnusable           a picture that could not be fetched or decoded
    ├── PictureTooLarge       it has more pixels than are shown
    └── NotAPicture           it is a page, or a file of another kind
"""

from enum import Enum

from mjstudio.model.geometry import MOST_PIXELS
from mjstudio.model.secret import redacted
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import number
from mjstudio.texts.phrases import sentences


class Remedy(Enum):
    """What the artist can do about an error; the window shows each as a button."""

    EDIT_PROMPT = N_("Edit the prompt")
    OPEN_SETTINGS = N_("Open settings")
    BUY_CREDIT = N_("Buy credit")
    CONTACT = N_("Contact the service")
    WAIT = N_("Wait")
    RETRY = N_("Try again")
    NONE = ""

    @property
    def label(self) -> str:
        """The button's text; empty for NONE."""
        return _(self.value)


class StudioError(Exception):
    """Base of all errors that are shown to the artist.

    `message` is one plain sentence, without any token; `trace_id` and `task_id` are empty where
    unknown; `answer` is the service's own answer, with everything that looks like a secret removed.
    `remark` is a sentence on what follows from it.
    """

    remedy = Remedy.RETRY

    def __init__(self, message: str, *, trace_id: str = "", task_id: str = "") -> None:
        message = redacted(message)
        super().__init__(message)
        self.message = message
        self.trace_id = trace_id
        self.task_id = task_id
        self.answer = b""
        self.remark = ""

    @property
    def words(self) -> str:
        """The text that people read, in the current language, including mjstudio's remark."""
        return sentences(self.meaning, self.remark)

    @property
    def meaning(self) -> str:
        """What happened."""
        return self.message

    @property
    def brief(self) -> str:
        """What happened, where there is room for a sentence."""
        return self.message


class InvalidRequest(StudioError):
    """Refused before sending; `field` names the field of the request."""

    remedy = Remedy.EDIT_PROMPT

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class CannotDeliver(StudioError):
    """The service would have no way to deliver the picture, so nothing was sent."""

    remedy = Remedy.OPEN_SETTINGS


class ServiceError(StudioError):
    """The service answered with an error: HTTP `status` (0 in a stream), its `code`."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str = "",
        trace_id: str = "",
        task_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, trace_id=trace_id, task_id=task_id)
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def meaning(self) -> str:
        """The service's own words, which are English; elsewhere, behind what their code means."""
        wordless = (without_words(self.code), WITHOUT_WORDS.format(code=self.code))
        if self.brief == self.message or self.message in wordless:
            return self.brief
        # Translators: {meaning} is a whole sentence.
        told = _("{meaning} The service says: “{words}”")
        return told.format(meaning=self.brief, words=self.message)

    @property
    def brief(self) -> str:
        """The service's own words in English; elsewhere what their code means, if that is known."""
        meaning = _MEANINGS.get(self.code, "")
        translated = _(meaning)
        return self.message if translated == meaning else translated


class PromptRefused(ServiceError):
    """400 bad_request or invalid_parameter, 403 forbidden (moderation)."""

    remedy = Remedy.EDIT_PROMPT


class TokenRefused(ServiceError):
    """No token, or one that is unknown, expired or meant for another API."""

    remedy = Remedy.OPEN_SETTINGS


class CreditUsedUp(ServiceError):
    """403 used_up."""

    remedy = Remedy.BUY_CREDIT


class AccountDisabled(ServiceError):
    """403 disabled."""

    remedy = Remedy.CONTACT


ACCOUNT_TROUBLES = (TokenRefused, CreditUsedUp, AccountDisabled)
"""Errors that every further request would also get, until the artist fixes the cause."""


class WrongAddress(ServiceError):
    """404 no_api, 400 api_not_implemented: the base URL leads elsewhere."""

    remedy = Remedy.OPEN_SETTINGS


class TooManyRequests(ServiceError):
    """429, or the failure of a task that was turned away later: `status` is 0 then.

    `retry_after` is in seconds, where the service said.
    """

    remedy = Remedy.WAIT


class TaskFailed(ServiceError):
    """task_failed: the service accepted the job and could not make the picture."""


class ServiceFailed(ServiceError):
    """5xx, and codes that are not known."""


class ConnectionFailed(StudioError):
    """No usable answer came."""


class NotReached(ConnectionFailed):
    """Refused, DNS, TLS: the request provably did not arrive."""


class ConnectionLost(ConnectionFailed):
    """Cut or silent after the request left: it may be running, and may have cost money."""


class TaskUnknown(ConnectionLost):
    """The service was asked and does not know the task: only now may it be sent again."""


class UnexpectedReply(StudioError):
    """An answer that is not the API's: HTML, an empty body, the wrong JSON type, too large.

    `status` is HTTP's, 0 in a stream.
    """

    def __init__(
        self, message: str, *, trace_id: str = "", task_id: str = "", status: int = 0
    ) -> None:
        super().__init__(message, trace_id=trace_id, task_id=task_id)
        self.status = status


class PictureUnusable(StudioError):
    """A download that failed or is not a picture. `status` is HTTP's, 0 if there was none."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class PictureTooLarge(PictureUnusable):
    """Its header announces more pixels than mjstudio shows or works with."""

    def __init__(self, width: int, height: int) -> None:
        side = round(MOST_PIXELS**0.5)
        super().__init__(
            _(
                "The picture is too large to show: {width} × {height} pixels, and the "
                "limit is {side} × {side}."
            ).format(width=number(width), height=number(height), side=number(side))
        )


class NotAPicture(PictureUnusable):
    """The download is complete, but it is a page or a file of another kind."""


def leaves_open(error: StudioError) -> bool:
    """Whether this answer leaves it open if the service accepted the job.

    A connection that broke, every 5xx and everything that is not the API's JSON leave it open:
    gateways answer like that while the service behind them is still working. An error in JSON with
    a 4xx is the service's own refusal.
    """
    if isinstance(error, ConnectionLost | UnexpectedReply):
        return True
    # A stream's or a task's own failure has no status; its task is looked up for the details.
    own = isinstance(error, ServiceFailed) and error.status == 0
    return own or (isinstance(error, ServiceError) and error.status >= 500)


def service_error(
    status: int,
    code: str,
    message: str,
    *,
    trace_id: str = "",
    task_id: str = "",
    retry_after: float | None = None,
) -> ServiceError:
    """Return the error for the service's code, or for the status if the code is unknown."""
    kind = _BY_CODE.get(code) or _by_status(status)
    return kind(
        message,
        status=status,
        code=code,
        trace_id=trace_id,
        task_id=task_id,
        retry_after=retry_after,
    )


_BY_CODE: dict[str, type[ServiceError]] = {
    "bad_request": PromptRefused,
    "invalid_parameter": PromptRefused,
    "forbidden": PromptRefused,
    "no_token": TokenRefused,
    "invalid_token": TokenRefused,
    "token_expired": TokenRefused,
    "token_mismatched": TokenRefused,
    "used_up": CreditUsedUp,
    "disabled": AccountDisabled,
    "no_api": WrongAddress,
    "api_not_implemented": WrongAddress,
    "too_many_requests": TooManyRequests,
    "rate_limited": TooManyRequests,
    "task_failed": TaskFailed,
    "api_error": ServiceFailed,
    "timeout": ServiceFailed,
    "gateway_timeout": ServiceFailed,
}


WITHOUT_WORDS = N_("The service refused the request: {code}.")
_MEANINGS = {
    "bad_request": N_("The service does not understand this request; correct the prompt."),
    "invalid_parameter": N_("The service does not take a parameter of this prompt; correct it."),
    "forbidden": N_("The service's moderation refused this prompt; reword it."),
    "no_token": N_("The request had no token; enter yours in the settings."),
    "invalid_token": N_("The service does not know this token; check it in the settings."),
    "token_expired": N_("This token has expired; enter a new one in the settings."),
    "token_mismatched": N_("This token is for another API; enter the right one in the settings."),
    "used_up": N_("Your credit is used up; buy more to continue."),
    "disabled": N_("Your account is disabled; contact the service."),
    "no_api": N_("There is no such API at this address; check the base URL in the settings."),
    "api_not_implemented": N_("The service does not do this; check the base URL in the settings."),
    "too_many_requests": N_("Too many requests at once; wait a moment."),
    "rate_limited": N_("Too many requests at once; wait a moment."),
    "task_failed": N_("The service could not make this picture; try again."),
    "api_error": N_("Something went wrong at the service; try again later."),
    "timeout": N_("The service took too long for this job."),
    "gateway_timeout": N_("The service took too long to answer."),
}
"""What the service's codes mean (its documentation), for people who do not read English."""


def without_words(code: str) -> str:
    """Return the text for a refusal for which the service gave only a code."""
    return _(WITHOUT_WORDS).format(code=code)


def _by_status(status: int) -> type[ServiceError]:
    if status == 401:
        return TokenRefused
    if status == 404:
        return WrongAddress
    if status == 429:
        return TooManyRequests
    if status in (400, 403, 413, 422):
        return PromptRefused
    return ServiceFailed
