"""Turns answers that are errors, or not the API's at all, into errors of the model.

`{"error": {"code": "…", "message": "…"}, "trace_id": "…"}`, with or without `"success": false`;
`error` may be a bare string or missing (the service's documentation and its clients' habits).
"""

import re
from collections.abc import Mapping
from http import HTTPStatus

from mjstudio.api import lenient_json as loose
from mjstudio.api.retry import parse_retry_after
from mjstudio.model.errors import (
    ServiceError,
    StudioError,
    UnexpectedReply,
    service_error,
    without_words,
)
from mjstudio.texts import _

_SHOWN = 200
"""How many characters of an unexpected reply are shown."""

_MESSAGE_MAX = 1000

_KEPT = 64 * 1024
"""How many bytes of an answer are kept with its error."""

_SECRETS = re.compile(
    r"""
      \bbearer\s+[^\s"'<>,]+
    | \b(?:authorization|x-api-key|api[_-]?key|(?:access_?)?token|secret|password)
        ["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?[^\s"'<>,&;]+
    | \beyJ[\w-]+\.[\w-]+\.[\w-]*         # a JSON Web Token
    | \b(?:sk|pk|platform)-[\w-]{12,}
    | \b[A-Za-z0-9_]{28,}\b               # a UUID has hyphens and an image id 19 digits
    """,
    re.IGNORECASE | re.VERBOSE,
)


def redact(content: str) -> str:
    """Remove everything from a text that looks like a token, key or password."""
    return _SECRETS.sub("[redacted]", content)


def unexpected_reply(
    status: int, body: bytes, *, trace_id: str = "", task_id: str = ""
) -> UnexpectedReply:
    """Describe an answer that is not the API's: status and first 200 characters, redacted."""
    # Cut generously before redacting, so that a token at the 200th character is seen whole.
    words = " ".join(redact(body[: 16 * _SHOWN].decode("utf-8", "replace")).split())
    shown = "".join(c for c in words[: _SHOWN + 1] if c.isprintable())
    if len(shown) > _SHOWN:
        shown = shown[:_SHOWN] + "…"
    if not shown:
        said = _("The service sent an empty answer.")
        if status:
            said = _("The service sent an empty answer (HTTP {status}).")
    elif status:
        said = _("The service sent an unexpected answer (HTTP {status}): “{shown}”")
    else:
        said = _("The service sent an unexpected answer: “{shown}”")
    error = UnexpectedReply(
        said.format(status=status, shown=shown), trace_id=trace_id, task_id=task_id, status=status
    )
    error.answer = _kept(body)
    return error


def error_words(error: object) -> tuple[str, str]:
    """Return (code, message) of an answer's `error`: an object, a bare string, or missing."""
    if isinstance(error, dict):
        message = loose.text(error.get("message")) or loose.text(error.get("detail"))
        return loose.text(error.get("code")), message
    if isinstance(error, str):
        # Some clients only ever see the code.
        return (error if re.fullmatch(r"[a-z]+(_[a-z]+)+|disabled|forbidden", error) else ""), error
    return "", ""


def refused(
    status: int,
    error: object,
    *,
    trace_id: str = "",
    task_id: str = "",
    retry_after: float | None = None,
    answer: bytes = b"",
) -> ServiceError:
    """Return the model's error for the service's own words, or for the status if it gave none.

    `answer` is the complete answer, which the error keeps, without anything that looks like a
    secret.
    """
    code, message = error_words(error)
    message = redact(message.strip())[:_MESSAGE_MAX] or _wordless(status, code)
    refusal = service_error(
        status, code, message, trace_id=trace_id, task_id=task_id, retry_after=retry_after
    )
    refusal.answer = _kept(answer)
    return refusal


def decode_error(
    status: int, headers: Mapping[str, str], body: bytes, *, now: float
) -> StudioError:
    """Return the error for an HTTP answer other than 2xx.

    `headers` has lower-case names or ignores case; `now` is in Unix seconds and dates
    `Retry-After`. HTML, an empty body, another JSON type and every 3xx make an UnexpectedReply; a
    429 is TooManyRequests whatever its body, because gateways send it as HTML.
    """
    header_trace = headers.get("x-trace-id", "")
    try:
        answer = loose.parse(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        if status != HTTPStatus.TOO_MANY_REQUESTS:
            return unexpected_reply(status, body, trace_id=header_trace)
        answer = {}
    trace_id = loose.text(answer.get("trace_id")) or header_trace
    task_id = loose.text(answer.get("task_id"))
    if status < HTTPStatus.BAD_REQUEST:
        return unexpected_reply(status, body, trace_id=trace_id, task_id=task_id)
    said = answer.get("error") or answer.get("message") or answer.get("detail")
    wait = parse_retry_after(headers.get("retry-after", ""), headers.get("date", ""), now=now)
    return refused(status, said, trace_id=trace_id, task_id=task_id, retry_after=wait, answer=body)


def _kept(answer: bytes) -> bytes:
    # Redact before cutting, so that a secret at the cut is recognised.
    seen = answer[: 2 * _KEPT].decode("utf-8", "replace")
    return redact(seen).encode()[:_KEPT]


def _wordless(status: int, code: str) -> str:
    if code:
        return without_words(code)
    if not status:
        return _("The service reported a failure without giving a reason.")
    try:
        answer = f"HTTP {status} ({HTTPStatus(status).phrase})"
    except ValueError:
        answer = f"HTTP {status}"
    return _("The service answered {answer} without giving a reason.").format(answer=answer)
