"""The desk itself, where a failed story must not spoil the next one."""

import gc

import pytest

from tests.end_to_end.desk import Desk


def test_a_program_that_does_not_start_leaves_nothing_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MJSTUDIO_PROGRAM", "false")
    with pytest.raises(AssertionError):
        desk.start()
    gc.collect()  # what is still open warns now, and a warning fails a test
