import json

import pytest

from mjstudio.api.task_records import decode_task, decode_tasks, decode_text, decode_texts
from mjstudio.model.errors import CreditUsedUp, PromptRefused, ServiceFailed, UnexpectedReply

from .server import SAMPLES

RESPONSE = json.loads((SAMPLES / "imagine-upscale4.response.json").read_text())
FINISHED = {
    "id": "t1",
    "type": "imagine",
    "trace_id": "tr",
    "created_at": 1730000000.25,
    "started_at": 1730000001,
    "finished_at": 1730000050.5,
    "elapsed": 49.5,
    "request": {"action": "upscale4", "callback_url": None},
    "response": RESPONSE,
}


def task(value: object, **options: str):
    return decode_task(json.dumps(value).encode(), **options)


def test_a_finished_task_has_its_picture():
    record = task(FINISHED)
    assert (record.task_id, record.type, record.trace_id) == ("t1", "imagine", "tr")
    assert (record.created_at, record.finished_at) == (1730000000.25, 1730000050.5)
    assert record.update.final
    assert not record.pending
    assert record.update.picture.image_id == RESPONSE["image_id"]
    assert not record.update.picture.is_grid
    assert record.update.task_id == "t1"
    assert json.loads(record.update.raw)["image_id"] == RESPONSE["image_id"]


@pytest.mark.parametrize("value", [{}, None])
def test_an_unknown_task_is_none(value):
    assert task(value) is None


@pytest.mark.parametrize("response", [None, {}, "absent"])
def test_a_task_without_an_answer_is_pending(response):
    value = {**FINISHED, "finished_at": None, "response": response}
    if response == "absent":
        del value["response"]
    record = task(value)
    assert record.pending
    assert record.update is None


def test_a_task_under_way_shows_its_preview():
    record = task({**FINISHED, "finished_at": None, "response": {**RESPONSE, "progress": 40}})
    assert record.pending
    assert record.update.progress == 40
    assert record.update.picture.url == RESPONSE["image_url"]


@pytest.mark.parametrize("finished_at", [None, 1730000050])
@pytest.mark.parametrize("progress", [100, None])
def test_a_final_answer_or_its_end_finish_a_task(finished_at, progress):
    response = {**RESPONSE, "progress": progress}
    assert not task({**FINISHED, "finished_at": finished_at, "response": response}).pending


def test_a_failed_task_has_its_error():
    failure = {"success": False, "error": {"code": "used_up", "message": "no credit"}}
    record = task({**FINISHED, "response": failure})
    assert isinstance(record.error, CreditUsedUp)
    assert (record.error.message, record.error.trace_id, record.error.task_id) == (
        "no credit",
        "tr",
        "t1",
    )
    assert not record.pending


@pytest.mark.parametrize("response", [None, {}, {"success": True}, []])
def test_a_task_that_ended_with_nothing_is_not_asked_for_for_ever(response):
    record = task({**FINISHED, "response": response})
    assert isinstance(record.error, ServiceFailed)
    assert not record.pending


def test_a_task_of_another_kind_finishes_without_a_picture():
    value = {**FINISHED, "type": "describe", "response": {"success": True, "descriptions": ["a"]}}
    assert not task(value).pending
    assert task({**value, "finished_at": None}).update.final


def test_ids_come_as_task_id_as_numbers_or_not_at_all():
    assert task({"task_id": 2**70, "response": {}}).task_id == str(2**70)
    assert task({"request": {}}, task_id="asked").task_id == "asked"


def test_an_error_in_a_200_is_raised():
    with pytest.raises(PromptRefused, match="id is required"):
        task({"success": False, "error": {"code": "bad_request", "message": "id is required"}})
    with pytest.raises(ServiceFailed, match="lost"):
        decode_tasks(b'{"error": "lost"}')


def test_a_batch_keeps_what_it_understands():
    items = [FINISHED, None, 3, {}, {"id": "t2"}]
    found, count = decode_tasks(json.dumps({"items": items, "count": "7"}).encode())
    assert [record.task_id for record in found] == ["t1", "t2"]
    assert count == 7
    assert decode_tasks(b"null") == ([], 0)


@pytest.mark.parametrize("data", [b"", b"[]", b"<p>", b'{"items": 3}', b'{"odd": 1}', b"\xff"])
def test_what_is_not_the_interface_is_unexpected(data):
    for read in (decode_task, decode_tasks):
        with pytest.raises(UnexpectedReply):
            read(data)
    with pytest.raises(UnexpectedReply):
        decode_text(data, "seed")
    with pytest.raises(UnexpectedReply):
        decode_texts(data, "prompts")


def test_the_small_look_ups():
    assert decode_text(b'{"seed": 1234567890123456789012}', "seed") == "1234567890123456789012"
    assert decode_texts(b'{"prompts": ["a", null, "b"]}', "prompts") == ("a", "b")
