import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.api.ndjson import NdjsonSplitter
from mjstudio.model.errors import UnexpectedReply

ODD = '{"prompt": "猫\u2028座\u2029椅\u0085子 🐈‍⬛ é\x0b\x0c\x1c"}'.encode()


def feed_all(pieces: list[bytes], **options: int) -> tuple[list[bytes], NdjsonSplitter]:
    splitter = NdjsonSplitter(**options)
    return [record for piece in pieces for record in splitter.feed(piece)], splitter


def test_odd_separators_survive_a_split_at_every_byte():
    data = ODD + b"\n" + ODD + b"\n"
    for at in range(len(data) + 1):
        records, splitter = feed_all([data[:at], data[at:]])
        assert records == [ODD, ODD]
        assert not splitter.has_remainder


def test_windows_line_ends_and_blank_lines_leave_no_trace():
    for at in range(12):
        data = b"\r\n{}\r\n\n  \n{}\r\n"
        assert feed_all([data[:at], data[at:]])[0] == [b"{}", b"{}"]


def test_a_last_line_without_its_end_is_no_record():
    records, splitter = feed_all([b'{"a":1}\n{"b"', b":2}"])
    assert records == [b'{"a":1}']
    assert splitter.has_remainder
    assert splitter.remainder == b'{"b":2}'
    assert splitter.feed(b"\n") == [b'{"b":2}']
    assert not splitter.has_remainder


@pytest.mark.parametrize("pieces", [[b"x" * 11], [b"x" * 6, b"x" * 5], [b"x" * 11 + b"\n"]])
def test_a_record_over_the_limit_is_refused(pieces: list[bytes]):
    with pytest.raises(UnexpectedReply, match="larger than 10 bytes"):
        feed_all(pieces, max_record=10)


def test_the_records_before_an_oversize_one_are_not_lost():
    splitter = NdjsonSplitter(max_record=10)
    assert splitter.feed(b"first\nsecond\n" + b"x" * 11) == [b"first", b"second"]
    with pytest.raises(UnexpectedReply):
        splitter.feed(b"more\n")
    splitter = NdjsonSplitter(max_record=10)
    splitter.feed(b"yyyyyyyy")
    with pytest.raises(UnexpectedReply):
        splitter.feed(b"yyyyyyyy\nz\n")


def test_a_record_at_the_limit_passes():
    assert feed_all([b"x" * 5, b"x" * 5 + b"\n"], max_record=10)[0] == [b"x" * 10]


def test_a_long_line_that_drips_in_is_not_copied_over_and_over():
    splitter = NdjsonSplitter()
    tracemalloc.start()
    for _ in range(4096):
        splitter.feed(b"x" * 1024)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024
    assert len(splitter.feed(b"\n")[0]) == 4 * 1024 * 1024


@given(
    st.lists(st.binary(max_size=40).filter(lambda b: b"\n" not in b and b"\r" not in b)),
    st.lists(st.integers(0, 400)),
)
def test_any_split_gives_the_same_records(lines: list[bytes], cuts: list[int]):
    data = b"".join(line + b"\n" for line in lines)
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]
    records, splitter = feed_all(pieces)
    assert records == [line for line in lines if line.strip()]
    assert not splitter.has_remainder
