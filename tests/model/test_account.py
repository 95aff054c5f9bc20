import pytest

from mjstudio.api.client import MidjourneyClient
from mjstudio.model.account import check_base_url, check_token
from mjstudio.model.errors import InvalidRequest


def test_a_pasted_token_is_freed_of_its_blanks():
    assert check_token("\n  abc-123.def \r\n") == "abc-123.def"


@pytest.mark.parametrize(
    "text", ["", "  \n", "abc def", "abc\ndef", "abc\x00def", "abc\x7fdef", "ключ12", "abc\u2028d"]
)
def test_a_token_that_no_header_carries_is_refused_without_being_told(text):
    with pytest.raises(InvalidRequest) as caught:
        check_token(text)
    assert caught.value.field == "token"
    assert text.strip() not in str(caught.value) or not text.strip()
    assert "abc" not in repr(caught.value)
    with pytest.raises(InvalidRequest):
        MidjourneyClient(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://api.acedata.cloud", "https://api.acedata.cloud"),
        (" https://api.acedata.cloud/ \n", "https://api.acedata.cloud"),
        ("https://gate.example:8443/ace/v1//", "https://gate.example:8443/ace/v1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_addresses_that_can_be_used(text, url):
    assert check_base_url(text) == url


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://api.acedata.cloud/midjourney/imagine", "https://api.acedata.cloud"),
        ("https://API.AceData.Cloud/midjourney/imagine/ ", "https://api.acedata.cloud"),
        ("https://api.acedata.cloud/midjourney/tasks?id=1&x", "https://api.acedata.cloud"),
        ("https://api.acedata.cloud/Midjourney/", "https://api.acedata.cloud"),
        ("https://gate.example/ace/v1/midjourney/imagine#try", "https://gate.example/ace/v1"),
        ("https://gate.example/ace?", "https://gate.example/ace"),
        ("http://127.0.0.1:8000/?key=pw", "http://127.0.0.1:8000"),
    ],
)
def test_an_address_pasted_from_the_documentation_is_understood(pasted, url):
    assert check_base_url(pasted) == url
    assert check_base_url(url) == url


def test_a_path_that_only_looks_like_an_endpoint_stays():
    kept = "https://gate.example/midjourney/imagine/for/us"
    assert check_base_url(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.acedata.cloud",
        "ftp://x.example",
        "https://",
        "https:///path",
        "javascript:1",
        "http://api.acedata.cloud",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "https://user:pw@x.example",
        "https://a b",
        "https://x.example:99999",
        "https://[::1",
        "https://x\\y.example",
        "https://x\n.example",
    ],
)
def test_addresses_that_cannot(text):
    with pytest.raises(InvalidRequest) as caught:
        check_base_url(text)
    assert caught.value.field == "base_url"
    assert "pw" not in str(caught.value)
