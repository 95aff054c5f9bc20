"""What is read of a refusal: the service's own words, and what they mean in another language."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio.model import errors
from mjstudio.model.errors import NotReached, service_error, without_words
from mjstudio.texts import use
from tests.texts.test_texts import ONE_FORM, write

CODES = (
    *("bad_request", "invalid_parameter", "forbidden", "no_token", "invalid_token"),
    *("token_expired", "token_mismatched", "used_up", "disabled", "no_api", "api_not_implemented"),
    *("too_many_requests", "rate_limited", "task_failed", "api_error", "timeout"),
    "gateway_timeout",
)
"""Those that the service's documentation names."""
USED_UP = {
    "Your credit is used up; buy more to continue.": "积分已用完。",
    "{meaning} The service says: “{words}”": "{meaning}服务原文：“{words}”。",
    "The service refused the request: {code}.": "服务拒绝了请求：{code}。",
}


@pytest.fixture
def chinese(tmp_path: Path) -> Iterator[None]:
    write(tmp_path, "zh_CN", USED_UP, ONE_FORM)
    use("zh_CN", tmp_path)
    yield
    use("en")


@pytest.mark.parametrize("code", CODES)
def test_in_english_the_services_own_words_say_it(code: str) -> None:
    assert service_error(403, code, "Balance is not enough.").words == "Balance is not enough."


def test_in_another_language_what_they_mean_is_before_them(chinese: None) -> None:
    error = service_error(403, "used_up", "Balance is not enough.")
    assert error.words == "积分已用完。服务原文：“Balance is not enough.”。"
    assert (error.brief, error.message) == ("积分已用完。", "Balance is not enough.")


def test_the_language_is_that_of_the_moment_in_which_it_is_read(chinese: None) -> None:
    failed = service_error(403, "used_up", "Balance is not enough.")
    assert failed.words.startswith("积分已用完。")
    use("en")
    assert failed.words == "Balance is not enough."


def test_a_code_without_words_is_told_once(chinese: None) -> None:
    assert service_error(403, "used_up", without_words("used_up")).words == "积分已用完。"
    english = "The service refused the request: used_up."
    assert service_error(403, "used_up", english).words == "积分已用完。"


def test_a_code_that_nobody_knows_leaves_the_words_alone(chinese: None) -> None:
    assert service_error(418, "teapot", "I am a teapot.").words == "I am a teapot."
    assert NotReached("refused").words == "refused"


def test_every_code_has_its_sentence_for_translators() -> None:
    assert set(CODES) == set(errors._MEANINGS)


def test_what_mjstudio_remarks_is_none_of_the_services_words(chinese: None) -> None:
    error = service_error(504, "used_up", "Gone.")
    error.remark = "重新发送前，请先查看你的账户。"
    assert error.words.startswith("积分已用完。服务原文：“Gone.”。")
    assert error.words.endswith(error.remark)
    use("en")
    error.remark = "Look at your account."
    assert error.words == "Gone. Look at your account."
