"""A small file beside every picture that records the job which made it.

The program works with the database; these files are read only if it was damaged and must be
rebuilt. They contain the whole job, including its mask, but none of the service's raw answers.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.library.job_records import DamagedRecord, decode_job, encode_job
from mjstudio.model.job import Job
from mjstudio.texts import _

_log = logging.getLogger(__name__)
_SUFFIX = ".job.json"


def write_sidecar(job: Job, pictures: Path) -> None:
    """Write a finished job's record beside its picture. Never raises: the database has it too."""
    try:
        data = encode_job(job, pictures, whole=True).encode()
        path = _sidecar(job)
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data, _("The picture's record"))
    except (NotSaved, OSError) as error:
        _log.warning("no record beside the picture of job %s: %s", job.id, error)


def remove_sidecar(job: Job) -> None:
    """Remove the record beside a job's picture. Never raises."""
    try:
        if job.file:
            _sidecar(job).unlink(missing_ok=True)
    except OSError as error:
        _log.warning("the record beside the picture of job %s stays: %s", job.id, error)


def read_sidecars(pictures: Path) -> Iterator[Job]:
    """Yield the jobs recorded in files under a folder of pictures, skipping unreadable ones."""
    for path in sorted(pictures.glob(f"*/*{_SUFFIX}")):
        try:
            yield decode_job(path.read_text("utf-8"), pictures, {})
        except (OSError, DamagedRecord, UnicodeDecodeError) as error:
            _log.warning("%s cannot be read: %s", path.name, error)


def _sidecar(job: Job) -> Path:
    picture = Path(job.file)
    return picture.with_name(f"{picture.stem}.{job.id}{_SUFFIX}")
