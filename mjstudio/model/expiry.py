"""When a signed address of a picture stops working: `ex=` in its query, hex Unix seconds.

What is told here is for reading alone: nothing is decided by it, for a computer's clock may be
wrong by a day, and only the host of the picture knows.
"""

import re
from datetime import UTC, datetime

from mjstudio.model.job import Job

_EX = re.compile(r"[?&]ex=([0-9a-fA-F]{8,9})(?=[&#]|$)")


def expires_at(url: str) -> datetime | None:
    """When an address stops working (UTC); None for one that does not say."""
    found = _EX.search(url)
    return datetime.fromtimestamp(int(found[1], 16), UTC) if found else None


def unfetched_until(job: Job) -> datetime | None:
    """Until when a job's picture, made and not here yet, can be fetched (UTC); None if unsaid."""
    if job.picture is None or job.file:
        return None
    return expires_at(job.picture.best_url)


def countdown(until: datetime, now: datetime) -> str:
    """One line about a link that is good until then; both times with their zone."""
    left = int((until - now).total_seconds())
    if left <= 0:
        return "The link to the picture has expired"
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        words = f"{days} d {hours} h"
    elif hours:
        words = f"{hours} h {minutes} min"
    else:
        words = f"{minutes}:{seconds:02d} min"
    return f"The link to the picture expires in {words}"
