"""When a picture's signed address stops working: `ex=` in its query, hex Unix seconds.

For display only. The program decides nothing by it, because this computer's clock may be wrong by a
day and only the picture's host knows.
"""

import re
from datetime import UTC, datetime

from mjstudio.model.job import Job
from mjstudio.texts import _
from mjstudio.texts.amounts import duration

_EX = re.compile(r"[?&]ex=([0-9a-fA-F]{8,9})(?=[&#]|$)")


def expires_at(url: str) -> datetime | None:
    """Return when an address stops working (UTC); None if it does not say."""
    found = _EX.search(url)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None


def unfetched_until(job: Job) -> datetime | None:
    """Until when a job's picture can still be downloaded (UTC); None if it is here or unknown."""
    if job.picture is None or job.file:
        return None
    return expires_at(job.picture.best_url)


def countdown(until: datetime, now: datetime) -> str:
    """Return one line about a link that is valid until then; both times have a time zone."""
    left = int((until - now).total_seconds())
    if left <= 0:
        return _("The link to the picture has expired")
    return _("The link to the picture expires in {time}").format(time=duration(left))
