"""The language that nobody speaks, and what is read of a window in it."""

import gettext
import io
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Import = Callable[[str], ModuleType]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Close", ""),
        ("Save the picture as", ""),
        ("{n:,} of {total} bytes", "{n:,} {total}"),
        ("<b>No</b> mask for --seed", "<b> </b> --seed"),
        ("&File", "&F"),
        ("It reads ${variable}.", "${variable}"),
        ("Such as https://example.org/a.png", "https://example.org/a.png"),
    ],
)
def test_a_text_is_longer_accented_and_in_brackets(module: Import, text: str, kept: str) -> None:
    made = module("pseudo").pseudo(text)
    assert made[0] == "⟦"
    assert made[-1] == "⟧"
    words = len(text) - sum(map(len, kept.split()))
    assert len(made) >= len(text) + 0.4 * words
    assert made != text
    for part in kept.split():
        assert part in made
    assert not module("catalogue_checks").fields(made) ^ module("catalogue_checks").fields(text)


def test_what_has_no_letters_stays_and_patterns_end_a_filter(module: Import) -> None:
    pseudo = module("pseudo").pseudo
    assert pseudo("{progress} %") == "{progress} %"
    assert pseudo("PNG picture (*.png)").endswith("⟧ (*.png)")
    assert pseudo(" edge ").startswith(" ⟦")


def test_the_catalogue_has_every_text_and_agrees_with_it(module: Import, tmp_path: Path) -> None:
    template = module("catalogues").extracted()
    made = module("pseudo").catalogue(template)
    assert len(made) == len(template)
    fields = module("catalogue_checks").fields
    for message in list(template)[1:]:
        forms = [message.id] if isinstance(message.id, str) else list(message.id)
        found = made.get(message.id, message.context)
        strings = [found.string] if isinstance(found.string, str) else list(found.string)
        assert [fields(text) for text in strings] == [fields(text) for text in forms]
    path = module("pseudo").write(tmp_path)
    texts = gettext.GNUTranslations(io.BytesIO(path.read_bytes()))
    assert texts.gettext("Close").startswith("⟦")
    assert texts.ngettext("{n} job failed", "{n} jobs failed", 1).startswith("⟦{n} ")
    assert texts.pgettext("two facts side by side", "{before} · {after}") == "{before}¦ · {after}"


def page(*texts: str, where: str = "a_label") -> list[dict[str, Any]]:
    seen = [{"where": where, "text": text, "cut": ""} for text in texts]
    return [{"step": "grid", "width": 880, "height": 440, "texts": seen}]


@pytest.mark.parametrize(
    "text",
    [
        "Close",
        "⟦Šávé⟧ as",
        "⟦Šávé⟧ ⟦áš⟧",
        "⟦Íť íš ƒúĺĺ.⟧⟦Ťŕý áğáíñ.⟧",
        "⟦3 ŵáíť⟧, ⟦1 ƒáíĺéď⟧",
    ],
)
def test_english_and_glue_are_found(module: Import, text: str) -> None:
    assert list(module("read_texts").pseudo_problems(page(text)))


@pytest.mark.parametrize(
    "text",
    [
        "⟦Çĺóšé⟧",
        "⟦Çĺóšé⟧   Ctrl ⏎",
        "⟦Šávéď áš {⟦ñámé⟧}⟧",
        "⟦3 ŵáíť⟧¦, ⟦1 ƒáíĺéď⟧¦, ⟦2 ŕúñ⟧",
        "B ⟦bŕúšh⟧¦ · E ⟦éŕášéŕ⟧",
        "16:9",
        "--stylize 250",
        "120 px",
    ],
)
def test_texts_of_the_catalogue_pass(module: Import, text: str) -> None:
    assert not list(module("read_texts").pseudo_problems(page(text)))


def test_prompts_are_no_texts(module: Import) -> None:
    prompt = page("a lighthouse", where="details_prompt")
    assert not list(module("read_texts").pseudo_problems(prompt))
    assert not list(module("read_texts").chinese_problems(prompt))


def test_what_is_not_chinese_is_found(module: Import) -> None:
    found = module("read_texts").chinese_problems
    assert list(found(page("Close")))
    assert not list(found(page("关闭", "Midjourney 的图片", "Ctrl 2", "16:9", "--raw")))
