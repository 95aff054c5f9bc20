"""The desk on which every story starts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.end_to_end.desk", "tests.end_to_end.accessible")

from tests.end_to_end.desk import Desk, set_up  # noqa: E402 (once its assertions are to be told)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a 1440x900 screen, a US keyboard, and a quick service with an account."""
    with set_up(tmp_path) as made:
        yield made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that use a desk as stories, which can also run against the packaged program."""
    for item in items:
        if isinstance(item, pytest.Function) and "Desk" in vars(item.module):
            item.add_marker(pytest.mark.story)
