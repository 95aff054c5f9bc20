"""Answers of the API: JSON with a trace id, and errors in the service's shape."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse

Payload = dict[str, Any]


class Refused(Exception):
    """A request that the service answers with an error: HTTP `status`, `code` and message."""

    def __init__(self, message: str, *, status: int = 400, code: str = "bad_request") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def new_trace() -> str:
    """Return a new trace id."""
    return str(uuid4())


def error_body(code: str, message: str, *, task_id: str = "", trace_id: str = "") -> Payload:
    """Return an error body worded as in the service's documentation and callback sample."""
    body: Payload = {"success": False}
    if task_id:
        body["task_id"] = task_id
    body["error"] = {"code": code, "message": message}
    if trace_id:
        body["trace_id"] = trace_id
    return body


def answer(
    body: Any, *, trace_id: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return a JSON answer with its trace id in the header."""
    return JSONResponse(body, status, {"x-trace-id": trace_id, **(headers or {})})


def refusal(refused: Refused, trace_id: str) -> JSONResponse:
    """Return the answer to a refused request."""
    body = error_body(refused.code, refused.message, trace_id=trace_id)
    return answer(body, trace_id=trace_id, status=refused.status)
