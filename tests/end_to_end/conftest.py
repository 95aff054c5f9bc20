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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as a story what happens at a desk: it can be told of the packaged program as well."""
    for item in items:
        if isinstance(item, pytest.Function) and "Desk" in vars(item.module):
            item.add_marker(pytest.mark.story)
