import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.api.wire import ImagineRecord, decode_imagine, decode_record, encode_imagine
from mjstudio.model.errors import (
    InvalidRequest,
    PromptRefused,
    ServiceError,
    ServiceFailed,
    StudioError,
    UnexpectedReply,
)
from mjstudio.model.request import ImagineRequest

from .server import SAMPLES, STREAM, STREAM_TASK

GRID = (
    *("upscale1", "upscale2", "upscale3", "upscale4", "reroll"),
    *("variation1", "variation2", "variation3", "variation4"),
)


def decode(value: dict[str, Any], **options: Any):
    return decode_imagine(json.dumps(value).encode(), **options)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.response.json")), ids=lambda p: p.name)
def test_every_sample_answer_decodes(path):
    data = path.read_bytes()
    said = json.loads(data)
    action = path.name.split("-")[1].split(".")[0]
    update = decode_imagine(data, action=action, whole=True)
    picture = update.picture
    assert picture is not None
    assert (update.final, update.progress, update.task_id) == (True, 100, said["task_id"])
    assert (picture.image_id, picture.url) == (said["image_id"], said["image_url"])
    assert picture.raw_url == said["raw_image_url"]
    assert picture.size == (said["image_width"], said["image_height"])
    assert picture.raw_size == (said["raw_image_width"], said["raw_image_height"])
    assert list(picture.actions) == said["actions"]
    assert picture.is_grid is (action != "upscale4")
    assert update.raw == data


def test_the_sample_stream_decodes():
    updates = [decode_imagine(line) for line in STREAM.splitlines()]
    assert [update.progress for update in updates] == [35, 75, 100]
    assert [update.final for update in updates] == [False, False, True]
    assert {update.task_id for update in updates} == {STREAM_TASK}
    assert updates[0].picture.actions == ()
    assert updates[0].picture.is_grid
    assert updates[2].picture.actions == GRID


def test_the_sample_callbacks_decode():
    update = decode_imagine((SAMPLES / "callback-success.json").read_bytes())
    assert update.final
    with pytest.raises(PromptRefused, match="Unrecognized argument") as caught:
        decode_imagine((SAMPLES / "callback-failure.json").read_bytes())
    assert caught.value.task_id == "7ba0feaf-d20b-4c22-a35a-31ec30fc7715"
    assert caught.value.code == "bad_request"


def test_the_sample_request_encodes():
    said = json.loads((SAMPLES / "imagine-variation_region.request.json").read_text())
    request = ImagineRequest(
        said["prompt"], said["action"], image_id=said["image_id"], mask=said["mask"]
    )
    assert json.loads(encode_imagine(request)) == said


def test_what_is_none_or_false_is_not_sent():
    assert json.loads(encode_imagine(ImagineRequest("a cat"))) == {
        "prompt": "a cat",
        "action": "generate",
    }
    upscale = ImagineRequest(action="upscale1", image_id="12", asynchronous=True, hd=True)
    assert json.loads(encode_imagine(upscale)) == {
        "action": "upscale1",
        "image_id": "12",
        "async": True,
        "hd": True,
    }


def test_a_text_that_json_cannot_carry_is_refused_by_its_field():
    request = ImagineRequest("a cat", callback_url="https://x.example/\ud800")
    with pytest.raises(InvalidRequest) as caught:
        encode_imagine(request)
    assert caught.value.field == "callback_url"


@pytest.mark.parametrize("width", [1024, "1024", 1024.0, "1024.0", " 1024 "])
def test_widths_are_numbers_or_strings(width):
    update = decode({"image_url": "u", "image_width": width, "image_height": width})
    assert update.picture.size == (1024, 1024)


@pytest.mark.parametrize("width", [None, "wide", [], {}, -1, 0, 1e300, "inf", "nan", True])
def test_a_senseless_width_is_no_width(width):
    update = decode({"image_url": "u", "image_width": width, "image_height": 5, "progress": 100})
    assert update.final
    assert update.picture.size == (0, 0)


@pytest.mark.parametrize("image_id", ["1234551030549839932", 1234551030549839932, 2**80])
def test_ids_are_never_rounded(image_id):
    update = decode({"image_url": "u", "image_id": image_id, "task_id": image_id})
    assert update.picture.image_id == update.task_id == str(image_id)


def test_an_id_that_was_rounded_already_is_no_id():
    assert decode({"image_url": "u", "image_id": 1.2345e18}).picture.image_id == ""


@pytest.mark.parametrize(
    ("progress", "whole", "final"),
    [
        (100, False, True),
        ("100", False, True),
        (100.0, False, True),
        ("100%", True, True),
        (None, True, True),
        (None, False, False),
        (99, True, False),
        ("?", True, True),
        (250, False, True),
        (-3, False, False),
    ],
)
def test_final_is_a_picture_with_all_its_progress(progress, whole, final):
    said = {"image_url": "u", "progress": progress, "task_id": "t"}
    assert decode(said, whole=whole).final is final
    del said["image_url"]
    assert decode(said, whole=whole).final is False


def test_missing_and_unknown_fields_do_no_harm():
    update = decode({"image_url": "u", "brand_new": {"deep": [1]}, "actions": ["up", 3, None, ""]})
    assert update.picture.actions == ("up",)
    assert update.picture.sub_image_urls == ()
    assert decode({}).task_id == ""
    assert decode({}, task_id="known").task_id == "known"


def test_a_picture_without_a_thumbnail_shows_itself():
    said = {"raw_image_url": "r", "raw_image_width": 8, "raw_image_height": 9}
    picture = decode(said).picture
    assert (picture.url, picture.size, picture.raw_size) == ("r", (8, 9), (8, 9))


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        ({"code": "bad_request", "message": "no"}, "no", "bad_request"),
        ("something broke", "something broke", ""),
        ("used_up", "used_up", "used_up"),
        (None, "The service reported a failure without giving a reason.", ""),
        ([1], "The service reported a failure without giving a reason.", ""),
        ({"code": 7}, "The service refused the request: 7.", "7"),
        (
            {"code": "api_error", "message": {"a": 1}},
            "The service refused the request: api_error.",
            "api_error",
        ),
    ],
)
def test_a_failure_record_is_raised(error, message, code):
    with pytest.raises(ServiceError) as caught:
        decode({"success": False, "error": error, "task_id": "t", "trace_id": "tr"})
    assert (caught.value.message, caught.value.code) == (message, code)
    assert (caught.value.task_id, caught.value.trace_id) == ("t", "tr")


def test_an_error_without_success_is_a_failure_unless_a_picture_came():
    with pytest.raises(ServiceFailed):
        decode({"error": "lost it", "task_id": "t"})
    assert decode({"error": "slow today", "image_url": "u", "progress": 100}).final


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b'"x"',
        b"<html>",
        b"\xff\xfe",
        b'{"a":"\xff"}x',
        b"\x00",
        b"[" * 100000,
        b'{"task_id":' * 50000,
        b'{"image_url": "\\ud800"}',
        b"NaN",
    ],
)
def test_what_is_no_object_is_an_unexpected_reply(data):
    with pytest.raises(UnexpectedReply):
        decode_imagine(data)


def test_garbage_tells_its_status_and_beginning_without_secrets():
    page = b"<html>Authorization: Bearer abcdefgh12345678 " + b"word " * 100
    with pytest.raises(UnexpectedReply) as caught:
        decode_imagine(page, status=200)
    assert "HTTP 200" in caught.value.message
    assert "abcdefgh12345678" not in caught.value.message
    assert len(caught.value.message) < 300


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from([*ImagineRecord.__struct_fields__, "unknown"])


@given(texts.filter(lambda text: text.strip() and "://" not in text and "--" not in text))
def test_any_prompt_round_trips(prompt):
    try:
        request = ImagineRequest(prompt)
    except InvalidRequest:
        return
    assert json.loads(encode_imagine(request))["prompt"] == prompt


@given(st.dictionaries(names, json_values))
def test_no_object_breaks_the_decoder(value):
    try:
        update = decode(value, whole=True)
    except ServiceError:
        assert value.get("success") is not True or value.get("error")
        return
    assert 0 <= update.progress <= 100
    assert update.picture is not None or not update.final


@given(st.binary(max_size=80))
def test_no_bytes_break_the_decoder(data):
    with contextlib.suppress(StudioError):
        decode_imagine(data, whole=True)


@given(
    st.fixed_dictionaries(
        {"task_id": texts, "image_url": texts, "image_id": st.integers(0, 2**90).map(str)},
        optional={"progress": st.integers(0, 100), "image_width": st.integers(1, 9999)},
    )
)
def test_well_formed_records_keep_every_value(value):
    record = decode_record(json.dumps(value).encode())
    assert {name: getattr(record, name) for name in value} == value
