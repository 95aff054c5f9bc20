"""Numbers, sizes and durations as people write them."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.texts import amounts
from mjstudio.texts.amounts import decimal, duration, number, percent, seconds, size, write_numbers

MARKS = st.sampled_from([(",", "."), (".", ","), ("\N{NARROW NO-BREAK SPACE}", ","), ("’", ".")])
BYTES = {"bytes": 1, "byte": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
SPANS = {"d": 86_400, "h": 3600, "min": 60, "s": 1}


@pytest.fixture(autouse=True)
def usual_marks() -> Iterator[None]:
    yield
    write_numbers(",", ".")


@given(st.integers(-(10**15), 10**15), MARKS)
def test_a_number_reads_back_in_any_habit(value: int, marks: tuple[str, str]) -> None:
    write_numbers(*marks)
    written = number(value)
    assert int(written.replace(marks[0], "")) == value
    assert max(map(len, re.split(f"[{re.escape(marks[0])}-]", written))) <= 3
    write_numbers(",", ".")


@given(st.floats(-1e9, 1e9), st.integers(0, 3), MARKS)
def test_a_decimal_reads_back_to_its_digits(
    value: float, digits: int, marks: tuple[str, str]
) -> None:
    write_numbers(*marks)
    group, point = marks
    written = decimal(value, digits).replace(group, "").replace(point, ".")
    assert float(written) == pytest.approx(value, abs=0.5000001 * 10**-digits)
    write_numbers(",", ".")


@given(st.integers(0, 10**15))
def test_a_size_is_true_to_its_digits_and_short(count: int) -> None:
    amount, unit = size(count).split(" ")
    assert float(amount.replace(",", "")) * BYTES[unit] == pytest.approx(count, rel=0.05, abs=0.5)
    assert len(amount) <= 5
    assert not amount.startswith("1,000") or unit == "TB"


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_longer_duration_never_reads_as_the_shorter(first: int, second: int) -> None:
    def told(length: int) -> int:
        parts = re.findall(r"([\d,]+) (d|h|min|s)", duration(length))
        return sum(int(n.replace(",", "")) * SPANS[unit] for n, unit in parts)

    assert told(first) <= first
    assert (told(first) <= told(second)) or first > second


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (size(1), "1 byte"),
        (size(999), "999 bytes"),
        (size(999_499), "999 kB"),
        (size(999_500), "1.0 MB"),
        (size(12_345_678), "12.3 MB"),
        (size(99_949), "99.9 kB"),
        (size(99_950), "100 kB"),
        (duration(0.9), "0 s"),
        (duration(80), "1 min 20 s"),
        (duration(7_500), "2 h 5 min"),
        (duration(93_600), "1 d 2 h"),
        (duration(-5), "0 s"),
        (percent(35), "35 %"),
        (seconds(0.254, 2), "0.25 s"),
    ],
)
def test_amounts_have_their_units(written: str, expected: str) -> None:
    assert written == expected


def test_chinese_has_its_own_units(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = {"{minutes} min {seconds} s": "{minutes} 分 {seconds} 秒"}
    monkeypatch.setattr(amounts, "_", lambda text: chinese.get(text, text))
    assert duration(80) == "1 分 20 秒"
