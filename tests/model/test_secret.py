"""A token is never shown, and found in whatever a text made of it."""

import base64
import copy
import json
import pickle
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mjstudio.model import secret as secret_module
from mjstudio.model.account import Account, Source, VaultResult
from mjstudio.model.errors import InvalidRequest, ServiceFailed
from mjstudio.model.secret import Token, redacted, redacted_bytes

VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """What is made here is no secret of other tests."""
    monkeypatch.setattr(secret_module, "_known", secret_module._Known())


@dataclass
class Holder:
    token: Token


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VISIBLE)
def test_nothing_that_formats_a_token_says_it(secret):
    token = Token(secret)
    held = Account(token, "https://x.example", Source.SESSION, sandbox=False)
    result = VaultResult("x.example", token)
    for shown in (
        repr(token),
        str(token),
        f"{token}",
        "%s %r" % (token, [token]),  # noqa: UP031
        "{!r:>40}".format({"a": token}),
        repr(held),
        repr(result),
        repr(Holder(token)),
        ascii(token),
    ):
        assert secret not in shown
    assert token.reveal() == secret
    assert (token == Token(secret), token == secret, token != Token(secret + "x")) == (True,) * 3


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.copy])
def test_a_token_is_not_written_by_accident(write):
    with pytest.raises(TypeError):
        write(Token("s3cret-0123456789"))
    with pytest.raises(TypeError):
        "".join([Token("s3cret-0123456789")])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VISIBLE, st.text(max_size=7), st.text(max_size=7))
def test_a_known_token_is_found_in_every_spelling(secret, before, after):
    Token(secret)
    text = f"{before}{secret}{after}"
    data = text.encode("utf-8", "replace")
    for spelling, plain in (
        (text, secret),
        (repr(text), repr(secret)[1:-1]),
        (repr({"a": repr([secret])}), repr(repr(secret)[1:-1])[1:-1]),
        (json.dumps(text), json.dumps(secret)[1:-1]),
        (quote(secret, safe=""), quote(secret, safe="")),
        (quote_plus(secret), quote_plus(secret)),
        (repr(secret.encode()), repr(secret.encode())[2:-1]),
        (secret.encode().hex(), secret.encode().hex()),
    ):
        assert plain not in redacted(spelling)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        shown = redacted(encode(data).decode())
        assert encode(secret.encode())[4:-4].decode() not in shown
        assert "[redacted]" in shown
    assert redacted_bytes(b"\xff\x00" + secret.encode()) == b"\xff\x00[redacted]"


def test_what_is_no_secret_stays():
    Token("short")
    assert redacted("a short walk") == "a short walk"


def test_a_message_of_an_error_holds_no_token():
    Token("s3cret-in-a-message")
    for error in (
        ServiceFailed("no: s3cret-in-a-message"),
        InvalidRequest("token", "s3cret-in-a-message"),
    ):
        assert "s3cret" not in f"{error} {error!r} {error.message}"
    assert replace(VaultResult("h"), token=Token("x")).token == "x"
