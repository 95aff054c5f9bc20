"""The Chinese catalogue is written as .github/zh_CN-terms.md says, as far as a machine can tell."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
Import = Callable[[str], ModuleType]
Words = list[tuple[str, str]]

HAN = "\u4e00-\u9fff"
WIDE = "，。：；？！（）“”、"
FIELD = re.compile(r"{[^}]*}")


@pytest.fixture
def words(module: Import) -> Words:
    """Every text with its translation; of plurals the general form."""
    catalogues = module("catalogues")
    read = catalogues.read(catalogues.catalogues()["zh_CN"])
    found = []
    for message in list(read)[1:]:
        said = message.id if isinstance(message.id, str) else message.id[-1]
        written = message.string if isinstance(message.string, str) else message.string[-1]
        found.append((said, written))
    assert len(found) > 800
    return found


def breaking(words: Words, rule: str) -> list[str]:
    return [written for _said, written in words if re.search(rule, written)]


def test_a_gap_is_between_chinese_and_latin_and_never_beside_wide_marks(words: Words) -> None:
    assert breaking(words, rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]") == []
    assert breaking(words, rf"[{WIDE}] | [{WIDE}]") == []


def test_punctuation_is_full_width(words: Words) -> None:
    narrow = [one for one in breaking(words, rf"[{HAN}][,.:;?!]") if "宽:高" not in one]
    # A list of words for --no, which the service takes apart at its commas; and of the terminal.
    assert sorted(narrow) == ["文字, 人物, 画框", "用法: "]
    assert breaking(words, r"\.\.\.|……|--[^a-z]") == []


def test_sentences_end_as_sentences(words: Words) -> None:
    for said, written in words:
        if said.endswith(".") and len(said) > 1:
            assert written.endswith(("。", "？", "”")), written


def test_people_are_called_by_no_honorific(words: Words) -> None:
    assert breaking(words, "您") == []


def test_painters_words_are_those_of_photoshop(words: Words) -> None:
    assert breaking(words, "遮罩|笔刷|选区|画刷|沙箱") == []


def test_nothing_that_costs_nothing_is_called_an_upscale(words: Words) -> None:
    """放大 is paid for: the view is 放大视图."""
    for said, written in words:
        if "放大" in FIELD.sub("", written):
            paid = "upscal" in said.lower()
            assert paid or "放大视图" in written or "放大和缩小视图" in written, written
