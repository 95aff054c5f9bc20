import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.address import is_loopback
from mjstudio.model.delivery_mode import DeliveryMode, as_sent, check_public_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.request import ImagineRequest

DRAFT = ImagineRequest("a cat", mode="fast")
BACK = "https://me.example/secret"


@pytest.mark.parametrize(
    ("way", "asynchronous", "callback_url"),
    [
        (DeliveryMode.STREAM, False, None),
        (DeliveryMode.WAIT, False, None),
        (DeliveryMode.POLL, True, None),
        (DeliveryMode.CALLBACK, False, BACK),
    ],
)
def test_a_request_is_sent_with_what_its_way_needs_and_nothing_else(
    way: DeliveryMode, asynchronous: bool, callback_url: str | None
) -> None:
    sent = as_sent(DRAFT, way, BACK)
    assert (sent.asynchronous, sent.callback_url) == (asynchronous, callback_url)
    assert as_sent(sent, DeliveryMode.STREAM) == DRAFT


def test_every_way_has_its_words() -> None:
    assert len({way.label for way in DeliveryMode}) == len(DeliveryMode)
    assert all(way.hint.endswith(".") for way in DeliveryMode)


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        (" https://Me.Example/hooks/ ", "https://me.example/hooks"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("https://[::1]:8123/A/b", "https://[::1]:8123/A/b"),
    ],
)
def test_a_public_address_is_kept_tidily(entered: str, kept: str) -> None:
    assert check_public_address(entered) == kept
    assert check_public_address(kept) == kept


@pytest.mark.parametrize(
    "entered",
    [
        *("", "me.example", "ftp://a", "https://", "https://a?b", "https://a#b", "https://u:p@a"),
        *("https://a b", "https://a\\b", "https://a:0", "https://a:x", "https://é", "https://a:"),
    ],
)
def test_what_is_no_public_address_is_refused(entered: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_public_address(entered)
    assert caught.value.field == "callback_url"
    assert "p@" not in caught.value.message


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        kept = check_public_address(text)
    except InvalidRequest:
        return
    assert check_public_address(kept) == kept


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:9", True),
        ("http://localhost", True),
        ("http://[::1]:9/x", True),
        ("https://api.acedata.cloud", False),
        ("http://127.example", False),
        ("http://192.168.0.1", False),
    ],
)
def test_this_computer_is_told_from_others(url: str, here: bool) -> None:
    assert is_loopback(url) is here
