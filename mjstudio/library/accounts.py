"""Marks of tokens, and facts about their accounts, on disk.

A mark is an HMAC of the token with a random key, which is in a separate file beside the library
(`accounts.key`, readable by the user only). So neither the library nor a copy of it reveals
anything about a token, not even whether a guess is right. The mark includes the address, because
the same token is a different account at another service.
"""

import hashlib
import hmac
import logging
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from pathlib import Path

from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.library.database import Database
from mjstudio.model.ownership import Fact, Relation
from mjstudio.model.secret import Token
from mjstudio.texts import _

_log = logging.getLogger(__name__)
_KEY_BYTES = 32
_MARK_DIGITS = 32


class TokenMarks:
    """Makes marks with the key in a file, and creates the file if it is missing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._key = b""

    def mark(self, token: Token, base_url: str) -> str:
        """Return the mark of a token at an address; the same in every run. Blocks on the disk."""
        with self._lock:
            self._key = self._key or self._found() or self._made()
        address = base_url.partition("://")[2]
        content = f"{address}\n{token.reveal()}".encode()
        digest = hmac.new(self._key, content, hashlib.sha256).hexdigest()
        return f"token:{digest[:_MARK_DIGITS]}"

    def _found(self) -> bytes:
        try:
            key = self._path.read_bytes()
        except OSError:
            return b""
        return key if len(key) == _KEY_BYTES else b""

    def _made(self) -> bytes:
        """Create a new key; if it cannot be saved, marks of different runs never match."""
        key = secrets.token_bytes(_KEY_BYTES)
        try:
            write_whole(self._path, key, _("The key of the accounts"))
        except NotSaved as error:
            _log.warning("%s", error.message)
        return key


class AccountFacts:
    """The facts in the library's file. Nothing here waits for the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> "Future[list[Fact]]":
        """Load all facts; none if the file is of an earlier version and cannot be written."""
        return self._database.run(_read)

    def add(self, facts: Iterable[Fact]) -> "Future[None]":
        """Save facts. Those that cannot be written are known until the program exits."""
        rows = [(fact.mark, fact.relation.value, fact.about) for fact in facts]
        keep = "INSERT OR IGNORE INTO identities (mark, relation, about) VALUES (?, ?, ?)"

        def write(_connection: sqlite3.Connection) -> None:
            if not self._database.opened.writable:
                return
            try:
                self._database.transact(lambda connection: connection.executemany(keep, rows))
            except sqlite3.Error as error:
                _log.warning("whose account it is could not be kept: %s", error)

        return self._database.run(write)


def _read(connection: sqlite3.Connection) -> list[Fact]:
    try:
        rows = connection.execute("SELECT mark, relation, about FROM identities").fetchall()
    except sqlite3.OperationalError:
        return []
    known = {relation.value: relation for relation in Relation}
    return [
        Fact(mark, known[relation], about) for mark, relation, about in rows if relation in known
    ]
