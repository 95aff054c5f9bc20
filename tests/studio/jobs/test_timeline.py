"""What happened to a job, told in words and times."""

import json
from datetime import UTC, datetime, timedelta

from mjstudio.library.journal import Step
from mjstudio.studio.jobs.moments import answers, moments, pretty

START = datetime(2026, 10, 1, 12, tzinfo=UTC)


def step(seconds: float, state: str, progress: int = 0, answer: bytes = b"") -> Step:
    return Step(START + timedelta(seconds=seconds), state, progress, answer)


STREAM = [
    step(0, "queued"),
    step(0.01, "sent"),
    step(1.5, "running"),
    step(10, "running", 25, b'{"progress": 25}'),
    step(20, "running", 50, b'{"progress": 50}'),
    step(30, "fetching", 100, b'{"progress": 100}'),
    step(31, "finished", 100),
]


def test_the_steps_of_a_stream_are_named() -> None:
    told = moments(STREAM)
    assert [moment.words for moment in told] == [
        "Queued",
        "Sent",
        "First byte",
        "25 %",
        "50 %",
        "Finished by the service",
        "Downloaded",
    ]
    assert told[3].since_start == 10
    assert told[3].since_before == 8.5


def test_a_clock_that_was_set_back_gives_no_negative_times() -> None:
    told = moments([step(100, "queued"), step(0, "sent")])
    assert [moment.since_before for moment in told] == [0, 0]
    assert [moment.since_start for moment in told] == [0, 0]


def test_other_ends_are_named_and_unknown_states_stay() -> None:
    states = ("failed", "cancelled", "unknown", "something new")
    told = [moments([step(0, state)])[0].words for state in states]
    assert told == ["Failed", "Cancelled", "Outcome unknown", "something new"]


def test_being_sent_again_is_seen() -> None:
    told = moments([step(0, "queued"), step(1, "sent"), step(2, "sent")])
    assert told[-1].words == "Waiting to be sent again"


def test_answers_are_readable_and_stand_once() -> None:
    text = answers(moments([*STREAM, step(40, "failed", 100, b'{"progress": 100}')]))
    assert text.count('"progress": 100') == 1
    assert text.startswith("// 25 % · 10.0 s\n{")
    assert json.loads(pretty('{"a": "湖"}'.encode())) == {"a": "湖"}
    assert "湖" in pretty('{"a": "湖"}'.encode())
    assert pretty(b"<html>\xff") == "<html>\ufffd"
    assert answers([]) == ""
