import asyncio
import logging
import subprocess
import sys
import traceback

import keyring
import pytest
from keyring.backends import fail, null

from mjstudio.library.secrets import (
    KeyringUnusable,
    TokenVault,
    forget_token,
    read_token,
    write_token,
)
from mjstudio.model.errors import InvalidRequest
from tests.library.keyrings import (
    HOST,
    TOKEN,
    AlternativeFile,
    DerivedNull,
    Forgetful,
    Humble,
    OwnPlaintextKeyring,
    ReadOnly,
    Talkative,
    Unfit,
    Working,
)


def test_a_token_is_kept_by_its_host(use):
    backend = use(Working())
    write_token(HOST, f" {TOKEN}\n")
    assert backend.kept == {("mjstudio", HOST): TOKEN}
    assert read_token(HOST) == TOKEN
    assert read_token("other.example") == ""
    forget_token(HOST)
    forget_token(HOST)
    assert backend.kept == {}


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (fail.Keyring, "has no keyring"),
        (null.Keyring, "plain files"),
        (DerivedNull, "plain files"),
        (AlternativeFile, "plain files"),
        (OwnPlaintextKeyring, "plain files"),
        (Humble, "plain files"),
        (Unfit, "plain files"),
    ],
)
def test_what_keeps_no_secrets_is_refused_unasked(use, backend, words):
    chosen = use(backend())
    for ask in (
        lambda: read_token(HOST),
        lambda: write_token(HOST, TOKEN),
        lambda: forget_token(HOST),
    ):
        with pytest.raises(KeyringUnusable, match=words):
            ask()
    assert getattr(chosen, "kept", {}) == {}


def test_keyrings_chain_is_looked_into(use):
    plain, good = AlternativeFile(), Working()
    plain.kept["mjstudio", HOST] = "left there by another program"
    use(plain, good)
    assert read_token(HOST) == ""
    write_token(HOST, TOKEN)
    assert good.kept == {("mjstudio", HOST): TOKEN}
    assert TOKEN not in plain.kept.values()
    use(AlternativeFile(), AlternativeFile())
    with pytest.raises(KeyringUnusable, match="plain files"):
        write_token(HOST, TOKEN)


def test_a_keyring_that_only_reads_is_passed_over(use):
    good = Working()
    use(ReadOnly(), good)
    write_token(HOST, TOKEN)
    assert read_token(HOST) == TOKEN
    forget_token(HOST)
    assert good.kept == {}
    use(ReadOnly())
    with pytest.raises(KeyringUnusable, match="did not keep"):
        write_token(HOST, TOKEN)


def test_a_keyring_that_keeps_nothing_is_noticed(use):
    use(Forgetful())
    with pytest.raises(KeyringUnusable, match="did not keep"):
        write_token(HOST, TOKEN)


def test_a_keyring_that_cannot_be_loaded_is_told(monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.module.Keyring")
    with pytest.raises(KeyringUnusable, match="ModuleNotFoundError"):
        read_token(HOST)


def test_a_damaged_token_in_the_keyring_is_told_and_not_repeated(use):
    use(Working()).kept["mjstudio", HOST] = "s3cret\nInjected: yes"
    with pytest.raises(KeyringUnusable) as caught:
        read_token(HOST)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_no_error_holds_the_token(use, caplog):
    caplog.set_level(logging.DEBUG)
    use(Talkative())
    for ask in (lambda: read_token(HOST), lambda: write_token(HOST, TOKEN)):
        with pytest.raises(KeyringUnusable) as caught:
            ask()
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        assert TOKEN not in "".join(traceback.format_exception(caught.value))
    result = asyncio.run(TokenVault().write(HOST, TOKEN))
    assert TOKEN not in repr(result) + caplog.text


def test_no_token_reaches_the_keyring_that_no_header_can_carry(use):
    backend = use(Working())
    with pytest.raises(InvalidRequest) as caught:
        write_token(HOST, "abc\ndef")
    assert "abc" not in caught.value.message
    with pytest.raises(InvalidRequest):
        asyncio.run(TokenVault().write(HOST, "tökén"))
    assert backend.kept == {}


def test_keyring_is_imported_by_the_worker_alone():
    script = "import sys, mjstudio.library.secrets; sys.exit('keyring' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
