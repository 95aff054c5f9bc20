"""Which language suits what a desktop asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.texts.languages import NAMES, best

WANTED = st.text(alphabet="abcdehnstwz_-.@ATHCNKW8 ", max_size=12)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "en"),
        ("C", "en"),
        ("en_GB.UTF-8", "en"),
        ("de_DE", "en"),
        ("zh", "zh_CN"),
        ("zh-Hans-CN zh-CN zh-Hans zh", "zh_CN"),
        ("zh_SG.UTF-8", "zh_CN"),
        ("zh-Hans-HK", "zh_CN"),
        ("de-DE de zh-CN", "zh_CN"),
        ("en-US zh-CN", "en"),
    ],
)
def test_the_first_language_that_has_a_catalogue_is_taken(wanted: str, language: str) -> None:
    assert best(wanted.split()) == language


@pytest.mark.parametrize("name", ["zh_TW", "zh-Hant", "zh-Hant-HK", "zh_HK.UTF-8", "zh-MO"])
def test_traditional_chinese_gets_simplified_unless_english_is_wanted_too(name: str) -> None:
    assert best([name]) == "zh_CN"
    assert best([name, "de"]) == "zh_CN"
    # As Qt lists what a desktop wants: a language without its region comes last.
    assert best([name, "en-US", "zh"]) == "en"


@given(st.lists(WANTED, max_size=6))
def test_whatever_is_wanted_there_is_a_language(wanted: list[str]) -> None:
    assert best(wanted) in NAMES
