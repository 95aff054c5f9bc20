"""Jobs survive their way to the disk and back."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from mjstudio.library.job_records import DamagedRecord, decode_job, encode_job, mask_hash
from mjstudio.model.errors import ServiceError
from mjstudio.model.job import Job
from mjstudio.model.request import ImagineRequest
from tests.library import jobs as made

FOLDER = Path("/somewhere/pictures")


@given(made.jobs)
def test_a_job_comes_back_as_it_was(job):
    masks = {mask_hash(job.request.mask): job.request.mask} if job.request.mask else {}
    back = decode_job(encode_job(job, FOLDER), FOLDER, masks)
    assert replace(back, error=None) == replace(job, error=None)
    assert made.told(back.error) == made.told(job.error)


@given(made.jobs)
def test_a_whole_record_needs_no_masks(job):
    back = decode_job(encode_job(job, FOLDER, whole=True), FOLDER, {})
    assert back.request == job.request


def test_the_file_moves_with_the_folder():
    job = replace(Job(ImagineRequest("a lake")), file=str(FOLDER / "3f" / "3fab.png"))
    text = encode_job(job, FOLDER)
    assert str(FOLDER) not in text
    assert decode_job(text, Path("/else"), {}).file == str(Path("/else/3f/3fab.png"))


def test_a_sent_mask_is_named_and_not_repeated():
    request = ImagineRequest("x", action="variation_region", image_id="1", mask="QUJD" * 9000)
    assert len(encode_job(Job(request), FOLDER)) < 2000


def test_fields_of_a_newer_program_are_passed_over():
    text = encode_job(Job(ImagineRequest("a lake")), FOLDER)
    newer = text[:-1] + ', "colour_of_the_sky": "green"}'
    assert decode_job(newer, FOLDER, {}).request.prompt == "a lake"


def test_an_error_keeps_its_remedy():
    error = ServiceError("No.", status=418, retry_after=3.5)
    job = replace(Job(ImagineRequest("a lake")), error=error)
    back = decode_job(encode_job(job, FOLDER), FOLDER, {}).error
    assert isinstance(back, ServiceError)
    assert (back.status, back.retry_after, back.remedy) == (418, 3.5, error.remedy)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '{"request": 5}',
        '{"request": {"prompt": ""}}',
        '{"request": {"prompt": "a", "action": "variation_region", "mask": "sha256:gone"}}',
        '{"request": {"prompt": "a"}, "state": "asleep"}',
        '{"request": {"prompt": "a"}, "error": 5}',
        "[" * 100_000,
    ],
)
def test_what_is_no_job_is_refused(text):
    with pytest.raises(DamagedRecord):
        decode_job(text, FOLDER, {})
