"""Decodes the answers of `/midjourney/tasks` and of small look-ups: untrusted JSON -> model.

A task has no status field: it is finished when `finished_at` is set or its `response` is final
(the service's specification and its clients). An unknown id answers 200 with `{}` or `null`.
"""

import json
from typing import Any

from mjstudio.api import lenient_json as loose
from mjstudio.api.failures import refused, unexpected_reply
from mjstudio.api.wire import record_of, update_of
from mjstudio.model.action import GENERATE
from mjstudio.model.errors import ServiceError
from mjstudio.model.update import TaskRecord, TaskUpdate
from mjstudio.texts import _

_WITH_PICTURES = ("imagine", "edits")


def decode_task(data: bytes, *, task_id: str = "") -> TaskRecord | None:
    """Decode the answer to `retrieve`; None if the service does not know the id.

    Raises ServiceError for an error in a 200, UnexpectedReply for anything that is not the API's.
    """
    value = _object_or_null(data)
    if not value:
        return None
    if not any(key in value for key in ("id", "task_id", "response", "request")):
        raise unexpected_reply(200, data, task_id=task_id)
    return _task(value, task_id)


def decode_tasks(data: bytes) -> tuple[list[TaskRecord], int]:
    """Decode the answer to `retrieve_batch`: this page's records, and their total number.

    Raises ServiceError for an error in a 200, UnexpectedReply for anything that is not the API's.
    """
    value = _object_or_null(data)
    if not value:
        return [], 0
    items = value.get("items")
    if not isinstance(items, list):
        raise unexpected_reply(200, data)
    known = [_task(item, "") for item in items if isinstance(item, dict) and item]
    return known, int(loose.number(value.get("count")) or len(items))


def decode_texts(data: bytes, field: str) -> tuple[str, ...]:
    """Decode a list of strings in one field. Raises the errors of `decode_text`."""
    value = _object_or_null(data)
    found = loose.texts((value or {}).get(field))
    if not found:
        raise unexpected_reply(200, data)
    return found


def decode_text(data: bytes, field: str) -> str:
    """Decode a string (or whole number) in one field.

    Raises ServiceError for an error in a 200, UnexpectedReply if the field is missing.
    """
    value = _object_or_null(data)
    found = loose.text((value or {}).get(field))
    if not found:
        raise unexpected_reply(200, data)
    return found


def _object_or_null(data: bytes) -> dict[str, Any] | None:
    try:
        value = loose.parse(data)
    except ValueError:
        raise unexpected_reply(200, data) from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise unexpected_reply(200, data)
    if value.get("success") is False or (value.get("error") and "response" not in value):
        raise refused(
            0,
            value.get("error"),
            trace_id=loose.text(value.get("trace_id")),
            task_id=loose.text(value.get("task_id")),
            answer=data,
        )
    return value


def _task(value: dict[str, Any], asked_id: str) -> TaskRecord:
    task_id = loose.text(value.get("id")) or loose.text(value.get("task_id")) or asked_id
    kind = loose.text(value.get("type")) or "imagine"
    finished_at = loose.number(value.get("finished_at"))
    trace_id = loose.text(value.get("trace_id"))
    update: TaskUpdate | None = None
    error: ServiceError | None = None
    try:
        update = _update(value, kind, task_id, finished=finished_at is not None)
    except ServiceError as failure:
        error = failure
        error.trace_id = error.trace_id or trace_id
    if error is None and finished_at is not None and not (update and update.final):
        # Without this, the task would be looked up forever.
        words = value.get("error") or _("The task ended without a picture.")
        error = refused(0, words, trace_id=trace_id, task_id=task_id)
    return TaskRecord(
        task_id=task_id,
        type=kind,
        update=update,
        error=error,
        created_at=loose.number(value.get("created_at")),
        finished_at=finished_at,
        trace_id=trace_id,
        user_id=loose.text(value.get("user_id")),
    )


def _update(value: dict[str, Any], kind: str, task_id: str, *, finished: bool) -> TaskUpdate | None:
    response, request = value.get("response"), value.get("request")
    if not isinstance(response, dict) or not response:
        return None
    action = loose.text(request.get("action")) if isinstance(request, dict) else ""
    # The task's record has the right id; the response's own may be missing or another task's.
    response = {**response, "task_id": task_id}
    if finished:
        response["progress"] = 100
    raw = json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode()
    update = update_of(record_of(response), raw, action=action or GENERATE, whole=True)
    if kind in _WITH_PICTURES or update.final:
        return update
    done = finished or (update.progress in (0, 100) and response.get("success") is True)
    return TaskUpdate(task_id, 100 if done else update.progress, update.picture, done, raw)
