"""Marks of tokens: the same in every run, and nothing to guess a token by."""

import hashlib
import sqlite3
import stat

from mjstudio.library.accounts import AccountFacts, TokenMarks
from mjstudio.library.database import Database
from mjstudio.model.ownership import Fact, Relation
from mjstudio.model.secret import Token

TOKEN = Token("s3cret0123456789")
BASE = "https://api.example.com"


def test_a_mark_is_the_same_in_every_run_and_tells_nothing(tmp_path):
    path = tmp_path / "data" / "accounts.key"
    mark = TokenMarks(path).mark(TOKEN, BASE)
    assert TokenMarks(path).mark(TOKEN, BASE) == mark
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert hashlib.sha256(TOKEN.reveal().encode()).hexdigest()[:8] not in mark
    assert TokenMarks(tmp_path / "another").mark(TOKEN, BASE) != mark


def test_another_token_and_another_address_have_other_marks(tmp_path):
    marks = TokenMarks(tmp_path / "key")
    made = {
        marks.mark(token, base)
        for token in (TOKEN, Token("s3cret-another-one"))
        for base in (BASE, f"{BASE}/relay", "https://api.example.com:8443", "https://b.example")
    }
    assert len(made) == 8
    assert marks.mark(TOKEN, "http://api.example.com") in made


def test_a_damaged_key_is_replaced_and_one_that_cannot_be_kept_serves_the_run(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"half")
    mark = TokenMarks(path).mark(TOKEN, BASE)
    assert TokenMarks(path).mark(TOKEN, BASE) == mark
    (tmp_path / "file").write_text("no folder")
    homeless = TokenMarks(tmp_path / "file" / "key")
    assert homeless.mark(TOKEN, BASE) == homeless.mark(TOKEN, BASE)


def test_facts_are_kept_once(tmp_path):
    database = Database(tmp_path / "library.sqlite3")
    facts = [Fact("token:a", Relation.USER, "u1"), Fact("token:b", Relation.SAME, "token:a")]
    kept = AccountFacts(database)
    kept.add(facts).result()
    kept.add(facts[:1]).result()
    assert sorted(kept.load().result()) == sorted(facts)
    database.close()


def test_a_library_of_an_earlier_version_that_cannot_be_written_knows_nothing(tmp_path):
    class Old(Database):
        def _find(self):
            return sqlite3.connect(":memory:")

    database = Old(tmp_path / "library.sqlite3")
    assert AccountFacts(database).load().result() == []
    database.close()
