import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from mjstudio.api.failures import decode_error, redact, unexpected_reply
from mjstudio.api.posts import read_posts
from mjstudio.api.retry import next_wait, parse_retry_after
from mjstudio.api.task_records import decode_task
from mjstudio.api.wire import decode_imagine
from mjstudio.model.errors import (
    AccountDisabled,
    ConnectionLost,
    CreditUsedUp,
    NotReached,
    PromptRefused,
    Remedy,
    ServiceError,
    ServiceFailed,
    TaskFailed,
    TokenRefused,
    TooManyRequests,
    UnexpectedReply,
    WrongAddress,
)

NOW = 1_800_000_000.0


def refuse(status: int, body: object, **headers: str):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return decode_error(status, headers, data, now=NOW)


@pytest.mark.parametrize(
    ("status", "code", "kind", "remedy"),
    [
        (400, "bad_request", PromptRefused, Remedy.EDIT_PROMPT),
        (400, "no_token", TokenRefused, Remedy.OPEN_SETTINGS),
        (400, "api_not_implemented", WrongAddress, Remedy.OPEN_SETTINGS),
        (400, "token_mismatched", TokenRefused, Remedy.OPEN_SETTINGS),
        (401, "token_mismatched", TokenRefused, Remedy.OPEN_SETTINGS),
        (401, "invalid_token", TokenRefused, Remedy.OPEN_SETTINGS),
        (401, "token_expired", TokenRefused, Remedy.OPEN_SETTINGS),
        (403, "used_up", CreditUsedUp, Remedy.BUY_CREDIT),
        (403, "disabled", AccountDisabled, Remedy.CONTACT),
        (400, "invalid_parameter", PromptRefused, Remedy.EDIT_PROMPT),
        (403, "forbidden", PromptRefused, Remedy.EDIT_PROMPT),
        (404, "no_api", WrongAddress, Remedy.OPEN_SETTINGS),
        (429, "too_many_requests", TooManyRequests, Remedy.WAIT),
        (429, "rate_limited", TooManyRequests, Remedy.WAIT),
        (400, "task_failed", TaskFailed, Remedy.RETRY),
        (500, "api_error", ServiceFailed, Remedy.RETRY),
        (504, "timeout", ServiceFailed, Remedy.RETRY),
        (504, "gateway_timeout", ServiceFailed, Remedy.RETRY),
    ],
)
def test_the_table_of_errors(status, code, kind, remedy):
    body = {"error": {"code": code, "message": "the words"}, "trace_id": "tr", "task_id": "t"}
    for answer in (body, {**body, "success": False}):
        error = refuse(status, answer)
        assert type(error) is kind
        assert error.remedy is remedy
        assert (error.status, error.code, error.message) == (status, code, "the words")
        assert (error.trace_id, error.task_id) == ("tr", "t")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("rate_limited", TooManyRequests),
        ("too_many_requests", TooManyRequests),
        ("invalid_parameter", PromptRefused),
        ("task_failed", TaskFailed),
    ],
)
@pytest.mark.parametrize("bare", [True, False])
def test_a_code_without_a_status_is_the_same_error_in_records_posts_and_tasks(code, kind, bare):
    told = code if bare else {"code": code, "message": "the words"}
    failure = {"success": False, "task_id": "t", "error": told}
    line = json.dumps(failure).encode()
    with pytest.raises(kind) as of_record:
        decode_imagine(line)
    with pytest.raises(kind) as of_post:
        read_posts(line)[0].outcome("generate")
    task = decode_task(json.dumps({"id": "t", "request": {}, "response": failure}).encode())
    ended = {"id": "t", "request": {}, "finished_at": 1, "response": {}, "error": told}
    end = decode_task(json.dumps(ended).encode())
    assert task is not None
    assert end is not None
    for error in (of_record.value, of_post.value, task.error, end.error):
        assert type(error) is kind
        assert (error.status, error.code, error.task_id) == (0, code, "t")


@pytest.mark.parametrize("error", ["in plain words", {"message": "in plain words"}])
def test_an_error_in_plain_words_goes_by_its_status(error):
    found = refuse(401, {"error": error}, **{"x-trace-id": "header"})
    assert isinstance(found, TokenRefused)
    assert (found.message, found.trace_id) == ("in plain words", "header")


def test_an_object_without_an_error_goes_by_its_status():
    found = refuse(500, {})
    assert isinstance(found, ServiceFailed)
    assert "HTTP 500 (Internal Server Error)" in found.message
    assert refuse(400, {"detail": "no such field"}).message == "no such field"
    assert "HTTP 599" in refuse(599, {}).message


@pytest.mark.parametrize(
    "body", [b"", b"<html>Bad gateway</html>", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"half']
)
def test_what_is_no_answer_of_the_interface_is_unexpected(body):
    error = refuse(502, body, **{"x-trace-id": "tr"})
    assert isinstance(error, UnexpectedReply)
    assert "HTTP 502" in error.message
    assert error.trace_id == "tr"


def test_a_redirect_is_unexpected_whatever_it_says():
    assert isinstance(refuse(302, {"error": "moved"}), UnexpectedReply)


def test_a_429_of_a_gateway_is_one():
    error = refuse(429, b"<html>slow down</html>", **{"retry-after": "7"})
    assert isinstance(error, TooManyRequests)
    assert error.retry_after == 7


def test_only_the_first_200_characters_are_shown():
    shown = refuse(502, b"a " * 5000).message
    assert "…" in shown
    assert len(shown) < 280


@pytest.mark.parametrize(
    "secret",
    [
        "Bearer abc.def",
        "authorization: Basic dXNlcjpwYXNz",
        '"token": "abc123"',
        "api_key=abc123",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "8f3b1c9d2e4a5f60718293a4b5c6d7e8",
        "sk-abcdefghijkl1234",
        "platform-v1-abcdefgh1234",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(secret):
    found = redact(f"before {secret} after")
    assert found.startswith("before ")
    assert found.endswith(" after")
    value = secret.split()[-1].strip('"').split("=")[-1]
    assert value not in found


def test_ids_are_no_secrets():
    ids = "49589d2c-b6b3-4fbf-9f82-93068509c76f 1234558451443699803 upscale1"
    assert redact(ids) == ids


def test_retry_after_in_seconds_or_as_a_date():
    later = format_datetime(datetime.fromtimestamp(NOW + 30, UTC), usegmt=True)
    earlier = format_datetime(datetime.fromtimestamp(NOW - 30, UTC), usegmt=True)
    assert parse_retry_after("12", now=NOW) == 12
    assert parse_retry_after(" 1.5 ", now=NOW) == 1.5
    assert parse_retry_after(later, now=NOW) == 30
    assert parse_retry_after(earlier, now=NOW) == 0
    # The answer's own clock counts where it tells one.
    assert parse_retry_after(later, earlier, now=NOW + 86400) == 60


@pytest.mark.parametrize("value", ["", "soon", "-3", "1e9", "٣", "Mon, 99 Foo 2026", "9" * 40])
def test_an_unreadable_retry_after_is_none(value):
    assert parse_retry_after(value, now=NOW) is None


def waits(error: Exception, **options):
    return [next_wait(attempt, error, **options) for attempt in range(1, 7)]


def test_too_many_requests_backs_off_and_gives_up_after_five_tries():
    busy = TooManyRequests("busy", status=429)
    for lookup in (True, False):
        assert waits(busy, lookup=lookup, jitter=0.7) == [1, 2, 4, 8, None, None]
    told = TooManyRequests("busy", status=429, retry_after=7)
    assert waits(told, lookup=False) == [7, 7, 7, 7, None, None]
    assert next_wait(1, TooManyRequests("", retry_after=3600), lookup=False) == 60
    assert next_wait(1, TooManyRequests("", retry_after=0), lookup=False) == 0


def test_look_ups_are_tried_three_times():
    for error in (NotReached("no"), ConnectionLost("cut")):
        assert waits(error, lookup=True) == [0.5, 1.0, None, None, None, None]
        assert next_wait(1, error, lookup=True, jitter=1.0) == 0.25
    failed = ServiceFailed("oh", status=500)
    assert waits(failed, lookup=True, status=500)[:3] == [0.5, 1.0, None]
    assert waits(UnexpectedReply("<html>"), lookup=True, status=502)[:3] == [0.5, 1.0, None]


def test_a_generation_is_sent_again_only_if_it_provably_did_not_arrive():
    assert waits(NotReached("refused"), lookup=False)[:2] == [0.5, None]
    for error in (ConnectionLost("cut"), UnexpectedReply("?"), ServiceFailed("oh", status=500)):
        assert next_wait(1, error, lookup=False, status=500) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_no_other_4xx_is_retried(status):
    for lookup in (True, False):
        error = ServiceError("no", status=status)
        assert next_wait(1, error, lookup=lookup, status=status) is None


def test_what_no_waiting_cures_is_not_retried():
    assert next_wait(1, NotReached("certificate"), lookup=True, permanent=True) is None


SAID = {"success": False, "task_id": "t", "error": {"code": "used_up", "message": "no credit"}}


def test_an_error_keeps_what_the_service_said():
    body = json.dumps(SAID).encode()
    assert decode_error(403, {}, body, now=0).answer == body
    page = b"<html>Bad gateway</html>"
    assert decode_error(502, {}, page, now=0).answer == page
    assert unexpected_reply(200, b"[1]").answer == b"[1]"
    with pytest.raises(ServiceError) as caught:
        decode_imagine(body)
    assert caught.value.answer == body
    told = decode_task(json.dumps({"id": "t", "request": {}, "response": SAID}).encode())
    assert told is not None
    assert told.error is not None
    assert json.loads(told.error.answer) == SAID


def test_what_is_kept_of_an_answer_has_no_secret_and_an_end():
    body = b'{"error": "bad", "authorization": "Bearer abcdefghijkl", "n": "' + b"x y " * 99_999
    answer = decode_error(400, {}, body + b'"}', now=0).answer
    assert b"abcdefghijkl" not in answer
    assert answer.startswith(b'{"error": "bad"')
    assert len(answer) <= 64 * 1024
