"""When a link to a picture expires, as its address says it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.expiry import countdown, expires_at, unfetched_until
from mjstudio.model.job import Job
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("https://x/a.png?ex=66a0b1c2&is=669f6042&hm=ab&", 0x66A0B1C2),
        ("https://x/a.png?is=669f6042&ex=66A0B1C2", 0x66A0B1C2),
        ("https://x/a.png?ex=66a0b1c2#part", 0x66A0B1C2),
    ],
)
def test_hex_seconds_are_read(url: str, seconds: int) -> None:
    assert expires_at(url) == datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://x/ex=66a0b1c2.png",
        "https://x/a.png?index=66a0b1c2",
        "https://x/a.png?ex=66a0",
        "https://x/a.png?ex=zzzzzzzz",
        "https://x/a.png?ex=66a0b1c2d3e4f5a6b7",
        "https://x/a.png?ex=",
        "https://x/a.png?imageMogr2/thumbnail/!50p",
    ],
)
def test_other_addresses_say_nothing(url: str) -> None:
    assert expires_at(url) is None


@given(st.text())
def test_no_address_is_an_error(url: str) -> None:
    expires_at(url)
    expires_at(f"https://x/?ex={url}")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=1, hours=2, minutes=50), "in 1 d 2 h"),
        (timedelta(hours=3, minutes=5, seconds=59), "in 3 h 5 min"),
        (timedelta(minutes=59, seconds=7), "in 59 min 7 s"),
        (timedelta(seconds=1), "in 1 s"),
        (timedelta(0), "has expired"),
        (timedelta(days=-2), "has expired"),
    ],
)
def test_what_is_left_is_told(left: timedelta, words: str) -> None:
    assert countdown(NOW + left, NOW).endswith(words)


def test_a_zone_changes_nothing() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert countdown(NOW + timedelta(hours=1), elsewhere).endswith("in 1 h 0 min")


def test_only_a_picture_that_is_not_here_has_a_countdown() -> None:
    url = "https://x/a.png?ex=66a0b1c2&"
    job = Job(request=ImagineRequest(prompt="a lake"))
    assert unfetched_until(job) is None
    made = replace(job, picture=Picture("1", "https://x/t.png", (1, 1), url, (2, 2)))
    assert unfetched_until(made) == expires_at(url)
    assert unfetched_until(replace(made, file="here.png")) is None
