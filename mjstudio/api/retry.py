"""When to retry: a pure function of the attempt, the error, and what the request may cost.

A look-up costs nothing and is tried three times. A generation costs money: it is sent again only if
it provably did not arrive (never connected) or was rejected (429). The service's documentation: no
retries on 4xx except 429; back off 1, 2, 4, 8, 16 s; five tries at most.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mjstudio.model.errors import (
    ConnectionFailed,
    NotReached,
    StudioError,
    TooManyRequests,
)

MAX_TRIES_BUSY = 5
MAX_TRIES_LOOKUP = 3
MAX_TRIES_UNSENT = 2
"""One quick second try: people should learn of a refusal within about a second."""

_LONGEST_WAIT = 60.0
"""Seconds; a longer `Retry-After` is cut to this."""


def next_wait(
    attempt: int,
    error: StudioError,
    *,
    lookup: bool,
    status: int = 0,
    permanent: bool = False,
    jitter: float = 0.0,
) -> float | None:
    """Return the seconds to wait before the next try, or None to give up.

    `attempt` counts from 1 and is the one that just failed; `status` is HTTP's, 0 if none came;
    `permanent` marks errors that waiting cannot cure (an untrusted certificate); `jitter` in 0..1
    shortens a look-up's wait by up to a half, so that clients do not return in step.
    """
    if permanent:
        return None
    if isinstance(error, TooManyRequests) or status == 429:
        if attempt >= MAX_TRIES_BUSY:
            return None
        asked = error.retry_after if isinstance(error, TooManyRequests) else None
        return min(_LONGEST_WAIT, asked if asked is not None else 2.0 ** (attempt - 1))
    if lookup:
        worth_it = isinstance(error, ConnectionFailed) or status >= 500
        tries = MAX_TRIES_LOOKUP
    else:
        worth_it = isinstance(error, NotReached)
        tries = MAX_TRIES_UNSENT
    if not worth_it or attempt >= tries:
        return None
    return min(5.0, 0.5 * 2.0 ** (attempt - 1)) * (1.0 - 0.5 * jitter)


def parse_retry_after(value: str, date: str = "", *, now: float) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, as a number or an HTTP date.

    A date is compared with the answer's own `Date` header if there is one, so that a wrong clock on
    this computer does no harm; else with `now` in Unix seconds. None if it is absent or unreadable;
    never negative.
    """
    value = value.strip()
    if not value:
        return None
    if value.isascii() and value.replace(".", "", 1).isdigit() and len(value) < 16:
        return float(value)
    until = _timestamp(value)
    if until is None:
        return None
    sent = _timestamp(date)
    return max(0.0, until - (now if sent is None else sent))


def _timestamp(http_date: str) -> float | None:
    try:
        parsed: datetime = parsedate_to_datetime(http_date)
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=UTC)
        return parsed.timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
