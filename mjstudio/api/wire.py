"""The `imagine` records of the service: untrusted JSON <-> model.

Well-formed records are decoded by msgspec straight into `ImagineRecord`; one with a field of an
unexpected type takes the slow path, which drops that field and keeps the rest.

Where speed matters, decoding stops at `ImagineRecord`, because building two frozen dataclasses per
record takes five times as long as reading it. A real stream has about ten records.
"""

from dataclasses import fields
from typing import Any

import msgspec

from mjstudio.api import lenient_json as loose
from mjstudio.api.failures import refused, unexpected_reply
from mjstudio.model.action import GENERATE
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.geometry import Size
from mjstudio.model.picture import Picture, looks_like_grid
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskUpdate
from mjstudio.texts import _

_Number = int | float | str | None
"""Widths are numbers in all published samples, but strings in the specification."""

_LARGEST_SIDE = 1_000_000


class ImagineRecord(msgspec.Struct, frozen=True, gc=False):
    """One raw record of `imagine`; every field may be missing or null."""

    task_id: str | int | None = None
    success: bool | None = None
    progress: _Number = None
    image_id: str | int | None = None
    image_url: str | None = None
    image_width: _Number = None
    image_height: _Number = None
    raw_image_url: str | None = None
    raw_image_width: _Number = None
    raw_image_height: _Number = None
    actions: list[Any] | None = None
    sub_image_urls: list[Any] | None = None
    error: Any = None
    trace_id: str | int | None = None


_DECODER = msgspec.json.Decoder(ImagineRecord)
_FIELDS = tuple((field.name, field.type) for field in msgspec.structs.fields(ImagineRecord))


def encode_imagine(request: ImagineRequest) -> bytes:
    """Encode a request as JSON; None and False fields are left out, but for a whole one's.

    Raises InvalidRequest for text that JSON cannot carry.
    """
    told = _told_anyway(request)
    values = {field.name: getattr(request, field.name) for field in fields(request)}
    del values["whole"]  # says how it is sent, and is not sent itself
    body = {
        name: value
        for name, value in values.items()
        if name in told or (value is not None and value is not False)
    }
    if body.pop("asynchronous", False):
        body["async"] = True
    if not request.prompt:  # some actions need none
        del body["prompt"]
    return encode_fields(body)


def _told_anyway(request: ImagineRequest) -> tuple[str, ...]:
    """Return the fields that are sent although they are False."""
    if not request.whole:
        return ()
    of_new = ("style_reference", "moodboard") if request.action == GENERATE else ()
    return ("hd", "translation", *of_new)


def encode_fields(body: dict[str, Any]) -> bytes:
    """Encode a flat JSON object. Raises InvalidRequest, naming a field with a lone surrogate."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        for name, value in body.items():
            if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
                raise InvalidRequest(name, _("The text contains half a character.")) from None
        raise


def decode_record(data: bytes, *, status: int = 0, task_id: str = "") -> ImagineRecord:
    """Decode a record. Raises UnexpectedReply, with this status and id, if it is no JSON object."""
    try:
        return _DECODER.decode(data)
    except (ValueError, RecursionError):  # msgspec's errors, and invalid UTF-8
        pass
    try:
        value = loose.parse(data)
    except ValueError:
        raise unexpected_reply(status, data, task_id=task_id) from None
    if not isinstance(value, dict):
        raise unexpected_reply(status, data, task_id=task_id)
    return record_of(value)


def record_of(value: dict[str, Any]) -> ImagineRecord:
    """Return the record in a parsed JSON object; fields that make no sense are left out."""
    kept = {}
    for name, kind in _FIELDS:
        try:
            kept[name] = msgspec.convert(value.get(name), kind)
        except msgspec.ValidationError:
            continue
    return ImagineRecord(**kept)


def decode_imagine(
    data: bytes, *, action: str = GENERATE, whole: bool = False, task_id: str = "", status: int = 0
) -> TaskUpdate:
    """Decode one record of an answer to `imagine` as an update.

    `action` is the requested one, `whole` means that the record is the entire answer, `task_id`
    comes from earlier records, `status` is HTTP's for error texts.

    Raises ServiceError for a failure record, UnexpectedReply for anything that is not a record.
    """
    record = decode_record(data, status=status, task_id=task_id)
    return update_of(record, data, action=action, whole=whole, task_id=task_id)


def update_of(
    record: ImagineRecord, raw: bytes, *, action: str, whole: bool, task_id: str = ""
) -> TaskUpdate:
    """Return a record's update; raises ServiceError for a failure.

    It is final if it has a picture and its progress is 100, or if the record is a `whole` answer
    without any progress.
    """
    task_id = loose.text(record.task_id) or task_id
    picture = _picture(record, action, task_id)
    # With a finished picture, which has been paid for, an error is only a remark.
    if record.success is False or (record.error and picture is None):
        trace_id = loose.text(record.trace_id)
        raise refused(0, record.error, trace_id=trace_id, task_id=task_id, answer=raw)
    told = loose.number(record.progress)
    progress = max(0, min(100, int(told or 0)))
    final = picture is not None and (progress == 100 or (told is None and whole))
    return TaskUpdate(task_id, 100 if final else progress, picture, final, raw)


def _picture(record: ImagineRecord, action: str, task_id: str) -> Picture | None:
    url, raw_url = record.image_url or "", record.raw_image_url or ""
    if not (url or raw_url):
        return None
    size = _size(record.image_width, record.image_height)
    raw_size = _size(record.raw_image_width, record.raw_image_height)
    actions = loose.texts(record.actions)
    return Picture(
        image_id=loose.text(record.image_id),
        url=url or raw_url,
        size=size if url else raw_size,
        raw_url=raw_url,
        raw_size=raw_size,
        actions=actions,
        task_id=task_id,
        is_grid=looks_like_grid(action, actions),
        sub_image_urls=loose.texts(record.sub_image_urls),
    )


def _size(width: _Number, height: _Number) -> Size:
    if not width or not height:
        return (0, 0)
    sides = loose.number(width) or 0, loose.number(height) or 0
    if not all(1 <= side <= _LARGEST_SIDE for side in sides):
        return (0, 0)
    return int(sides[0]), int(sides[1])
