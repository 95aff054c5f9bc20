import pytest

from mjstudio.library.secrets import effective_base_url, resolve
from mjstudio.library.settings import Settings
from mjstudio.model.account import Source, VaultResult

HOST = "api.acedata.cloud"
TOKEN = "s3cret0123456789"
STORED = VaultResult(HOST, TOKEN, stored=True)


def test_without_anything_the_sandbox_is_used():
    account = resolve({}, Settings(), VaultResult(HOST))
    assert (account.token, account.source, account.sandbox) == ("", Source.NONE, True)
    assert account.base_url == "https://api.acedata.cloud"
    assert resolve({}, Settings(), None) == account


def test_a_kept_token_is_used_unless_the_sandbox_was_chosen():
    account = resolve({}, Settings(), STORED)
    assert (account.token, account.source, account.sandbox) == (TOKEN, Source.KEYRING, False)
    assert resolve({}, Settings(use_sandbox=True), STORED).sandbox
    assert not resolve({}, Settings(use_sandbox=False), None).sandbox
    session = VaultResult(HOST, TOKEN, reason="No keyring.")
    assert resolve({}, Settings(), session).source is Source.SESSION


def test_the_environment_wins_for_that_run():
    environ = {
        "ACEDATACLOUD_API_TOKEN": " env-token ",
        "ACEDATACLOUD_API_BASE_URL": "https://b.example/",
    }
    account = resolve(environ, Settings(use_sandbox=True), STORED)
    assert (account.token, account.base_url) == ("env-token", "https://b.example")
    assert (account.source, account.sandbox) == (Source.ENVIRONMENT, False)
    assert "env-token" not in repr(account)
    assert effective_base_url(environ, Settings()) == "https://b.example"


def test_a_kept_token_never_goes_to_another_host():
    environ = {"ACEDATACLOUD_API_BASE_URL": "https://b.example"}
    account = resolve(environ, Settings(), STORED)
    assert (account.token, account.base_url, account.sandbox) == ("", "https://b.example", True)
    own = VaultResult("b.example", "other", stored=True)
    assert resolve(environ, Settings(), own).token == "other"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACEDATACLOUD_API_TOKEN", "s3cret\nX: y"),
        ("ACEDATACLOUD_API_TOKEN", "s3crét"),
        ("ACEDATACLOUD_API_BASE_URL", "http://s3cret.example"),
    ],
)
def test_a_variable_that_cannot_be_used_leaves_out_every_token(name, value):
    environ = {"ACEDATACLOUD_API_TOKEN": "good-token", name: value}
    account = resolve(environ, Settings(), STORED)
    assert (account.token, account.source, account.sandbox) == ("", Source.NONE, True)
    assert account.problem.startswith(f"{name} cannot be used.")
    assert "s3cr" not in account.problem


def test_empty_variables_count_as_none():
    environ = {"ACEDATACLOUD_API_TOKEN": "", "ACEDATACLOUD_API_BASE_URL": " "}
    assert resolve(environ, Settings(), STORED) == resolve({}, Settings(), STORED)


def test_an_endpoint_in_the_environment_stands_for_its_address():
    environ = {"ACEDATACLOUD_API_BASE_URL": "https://B.example/midjourney/imagine?x=1"}
    assert effective_base_url(environ, Settings()) == "https://b.example"
