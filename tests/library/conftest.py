import sqlite3

import keyring
import pytest
from keyring.backends import chainer

from tests.library.keyrings import Hanging


@pytest.fixture(autouse=True)
def every_connection_is_closed(monkeypatch):
    """Fail a test that leaves a database open, whichever Python runs it: 3.13 warns of them."""
    made = []
    connect = sqlite3.connect

    def connected(*arguments, **more):
        made.append(connect(*arguments, **more))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    yield
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            _ = connection.total_changes


@pytest.fixture
def use(monkeypatch):
    """Replace the system's keyring by a backend, or by several behind keyring's chainer."""

    def put(*backends):
        chosen = backends[0]
        if len(backends) > 1:
            monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: list(backends))
            chosen = chainer.ChainerBackend()
        monkeypatch.setattr(keyring.core, "_keyring_backend", chosen)
        return chosen

    return put


@pytest.fixture
def locked(use):
    backend = Hanging()
    use(backend)
    yield backend
    backend.opened.set()
    # Process pending requests here, not in the next test's keyring.
    for thread in tuple(backend.asked_in):
        thread.join()
