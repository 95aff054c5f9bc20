"""Faults that a test orders from the service, each for the next few requests.

    sandbox.faults.order(Fault.CUT_STREAM, where="imagine", after_records=2)
    sandbox.faults.order(Fault.STATUS, where="tasks", times=3, status=429, retry_after="2")
    sandbox.faults.order(Fault.STATUS, where="raw", status=404)

A task that the service turns away or cannot make fails with a code and without a status:

    sandbox.faults.order(Fault.TASK_FAILS, where="imagine", after_records=0, code="rate_limited")

`where` names the target: an endpoint (`imagine`, `tasks`, `describe`, `shorten`, `translate`,
`seed`, `edits`, `videos`, `upload`) or all of them (`api`); a `preview`, a finished `thumbnail` or
`raw` picture, either of these two (`picture`), an uploaded file (`uploaded`), or any file
(`pictures`); or every request (`*`). Faults are applied in the order they were ordered.
"""

from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock
from typing import Any


class Fault(Enum):
    """How the service or the network misbehaves. In brackets: the fields of Order that apply."""

    # Instead of an answer. With `accepted` the task starts all the same.
    HANG = "no byte is answered [seconds, accepted]"
    LOST_BEFORE = "reset before the request was accepted"
    LOST_AFTER = "reset after the request was accepted; its task goes on"
    STATUS = "an error [status, code, message, retry_after, body, accepted]"
    HTML = "a page instead of JSON [status, accepted]"
    EMPTY = "no body at all [status, accepted]"
    WRONG_TYPE = "valid JSON that is no object [body, accepted]"
    GZIP_BOMB = "a small answer that unpacks to `size` bytes [size, accepted]"
    REDIRECT = "307 to `location` [location, status]"

    LATE_HEAD = "nothing for so long, then everything as usual [seconds]"

    # While the answer is being sent.
    DRIP = "the body comes a few bytes at a time [seconds, size]"
    CUT_STREAM = "reset after so many records [after_records]"
    CLOSE_STREAM = "closed without the end of the body after so many records [after_records]"
    END_STREAM = "a well-formed end after so many records [after_records]"
    STALL_STREAM = "silence after so many records [after_records, seconds]"
    HALF_LINE = "half a record, then an orderly close [after_records; default: the last record]"

    # In the answer's content.
    DUPLICATE = "every record twice"
    REORDERED = "the first two records change places"
    LATE = "the first record once more after the last"
    UNKNOWN_FIELDS = "unknown fields and actions are added"
    LAGGING = "tasks are told as they were when they were accepted"
    TASK_FAILS = "the task fails after so many previews [after_records, status, code, message]"

    # In pictures.
    TRUNCATED = "the connection ends halfway through the announced length"
    HALF_PICTURE = "half a JPEG, with the length of half a JPEG"
    PICTURE_BOMB = "the header of a PNG of 40000x40000 pixels"
    LARGE_PICTURE = "a plain PNG of `pixels` [pixels]"
    SVG = "an SVG that points at a local file, called image/png"
    HTML_PICTURE = "a page, called image/png"
    ANIMATED = "an animated GIF"
    CMYK = "a JPEG in CMYK"
    SIXTEEN_BIT = "a greyscale PNG of 16 bits"
    ROTATED = "a JPEG that is upright only by its EXIF orientation"


@dataclass(frozen=True, slots=True)
class Order:
    """One fault for the next `times` requests at `where`. Times in seconds, sizes in bytes.

    `seconds` is how long a hang or stall lasts (None: until the client leaves), or the pause
    between drips. `retry_after` is sent as written, seconds or an HTTP date. `body` replaces the
    JSON to be sent; `pixels` is a picture's width and height.
    """

    fault: Fault
    where: str = "*"
    times: int = 1
    after_records: int | None = None
    status: int | None = None
    code: str = ""
    message: str = ""
    retry_after: str | float | None = None
    seconds: float | None = None
    size: int | None = None
    pixels: tuple[int, int] = (8192, 8192)
    location: str = "http://elsewhere.invalid/"
    body: Any = None
    accepted: bool = False


class FaultPlan:
    """The open orders. Safe to use from any thread."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._lock = Lock()

    def order(self, fault: Fault, where: str = "*", times: int = 1, **details: Any) -> Order:
        """Break the next `times` requests at `where`; `details` are fields of Order."""
        if times < 1:
            raise ValueError("times must be at least 1")
        order = Order(fault, where, times, **details)
        with self._lock:
            self._orders.append(order)
        return order

    def take(self, labels: frozenset[str]) -> Order | None:
        """Return the oldest order for these labels, using it up once; None if there is none."""
        with self._lock:
            for at, order in enumerate(self._orders):
                if order.where in labels:
                    if order.times == 1:
                        del self._orders[at]
                    else:
                        self._orders[at] = replace(order, times=order.times - 1)
                    return order
        return None

    @property
    def pending(self) -> tuple[Order, ...]:
        """Return the orders that have not been used up yet."""
        with self._lock:
            return tuple(self._orders)

    def clear(self) -> None:
        """Cancel all orders."""
        with self._lock:
            self._orders.clear()
