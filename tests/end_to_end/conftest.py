"""The desk that every story begins at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.end_to_end.desk", "tests.end_to_end.accessible")

from tests.end_to_end.desk import Desk, set_up  # noqa: E402 (once its assertions are to be told)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A screen of 1440x900, a us keyboard, a quick service with an account."""
    with set_up(tmp_path) as made:
        yield made
