"""A prompt taken apart and put together again loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.address import is_url
from mjstudio.model.lint import lint
from mjstudio.model.parameters import SPECS, Arity
from mjstudio.model.prompt import Parameter, Prompt

WORDS = st.from_regex(r"[A-Za-zäé猫🐈,.]{1,8}( [A-Za-zäé猫🐈,.]{1,8}){0,5}", fullmatch=True)
VALUES = st.from_regex(r"[A-Za-z0-9:.]{1,9}", fullmatch=True)
URLS = st.from_regex(r"https://[a-z]{1,8}\.test/[a-z0-9]{1,8}\.png\?a=1&", fullmatch=True)


@st.composite
def parameters(draw: st.DrawFn) -> Parameter:
    spec = draw(st.sampled_from(SPECS))
    flag = "--" + draw(st.sampled_from((spec.name, *spec.aliases)))
    if spec.arity is Arity.FLAG:
        return Parameter(flag)
    return Parameter(flag, draw(VALUES))


PROMPTS = st.builds(
    Prompt,
    st.lists(URLS, max_size=5).map(tuple),
    WORDS,
    st.lists(parameters(), max_size=6).map(tuple),
)


@given(PROMPTS)
def test_what_is_composed_is_parsed_to_the_same(prompt: Prompt) -> None:
    assert Prompt.parse(prompt.compose()) == prompt


@given(st.text())
def test_parsing_never_fails_and_is_stable(text: str) -> None:
    once = Prompt.parse(text)
    assert Prompt.parse(once.compose()).compose() == once.compose()


@given(PROMPTS, st.sampled_from(["ar", "stylize", "chaos", "seed"]), VALUES)
def test_a_control_changes_its_parameter_alone(prompt: Prompt, name: str, value: str) -> None:
    changed = prompt.with_parameter(name, value)
    assert changed.value(name) == value
    assert changed.words == prompt.words
    others = [p for p in prompt.parameters if p.name != name]
    assert [p for p in changed.parameters if p.name != name] == others
    assert changed.with_parameter(name, None).value(name) is None


def test_urls_stand_in_front_and_parameters_behind() -> None:
    prompt = Prompt.parse("https://a.test/1.png https://a.test/2.png a red bear --iw 2 --no x, y")
    assert prompt.references == ("https://a.test/1.png", "https://a.test/2.png")
    assert prompt.words == "a red bear"
    assert prompt.value("iw") == "2"
    assert prompt.value("no") == "x, y"


GLUED = {
    "https://a.test/1.png，一只狐狸": (("https://a.test/1.png",), "一只狐狸"),
    "https://a.test/1.png, a fox": (("https://a.test/1.png",), "a fox"),
    "https://a.test/1.png, https://a.test/2.png、狐": (
        ("https://a.test/1.png", "https://a.test/2.png"),
        "狐",
    ),
    "https://a.test/图.png?x=1,2&ex=5& a fox": (("https://a.test/图.png?x=1,2&ex=5&",), "a fox"),
}


@pytest.mark.parametrize("typed", list(GLUED)[:3])
def test_an_address_ends_at_a_comma(typed: str) -> None:
    prompt = Prompt.parse(typed)
    assert (prompt.references, prompt.words) == GLUED[typed]


@pytest.mark.parametrize("typed", list(GLUED)[3:])
def test_a_comma_within_an_address_belongs_to_it(typed: str) -> None:
    prompt = Prompt.parse(typed)
    assert (prompt.references, prompt.words) == GLUED[typed]


def test_stray_words_are_named_as_the_service_names_them() -> None:
    assert Prompt.parse("a cat --ar 1:1 -c x").unrecognized == ("-c", "x")
    assert Prompt.parse("a well-known cat - or two").unrecognized == ()


def test_the_last_of_repeated_parameters_counts() -> None:
    prompt = Prompt.parse("a cat --s 5 --stylize 7")
    assert prompt.value("stylize") == "7"
    assert prompt.with_parameter("stylize", "9").compose() == "a cat --s 9"


def blocking(text: str) -> list[str]:
    return [p.message for p in lint(text) if p.blocking]


def warnings(text: str) -> list[str]:
    return [p.message for p in lint(text) if not p.blocking]


def test_an_empty_prompt_is_refused() -> None:
    assert blocking("   ")
    assert blocking("--ar 1:1")
    assert not blocking("https://a.test/1.png a cat")


def test_a_picture_alone_needs_words_or_another_one() -> None:
    assert "add words" in blocking("https://a.test/1.png")[0]
    assert "add words" in blocking("https://a.test/1.png --ar 1:1")[0]
    assert not blocking("https://a.test/1.png https://a.test/2.png")


def test_six_image_urls_are_refused() -> None:
    urls = " ".join(f"https://a.test/{n}.png" for n in range(6))
    assert "6 image URLs" in blocking(f"{urls} a cat")[0]
    assert not blocking(" ".join(urls.split()[:5]) + " a cat")


def test_a_page_is_no_picture() -> None:
    assert "page" in blocking("https://a.test/gallery.html a cat")[0]
    assert not blocking("https://a.test/view a cat")
    assert warnings("https://a.test/view a cat")


def test_an_url_among_the_words_is_refused() -> None:
    assert blocking("a cat https://a.test/1.png")


def test_an_unknown_parameter_is_a_warning() -> None:
    assert not blocking("a cat --storm 3")
    assert "--storm" in warnings("a cat --storm 3")[0]


def test_values_out_of_range_are_refused() -> None:
    for bad in ("--ar 0:1", "--ar wide", "--s 1001", "--chaos x", "--seed -1", "--iw 9", "--ar"):
        assert blocking(f"a cat {bad}"), bad
    for good in ("--ar 16:9", "--s 0", "--chaos 100", "--seed 4294967295", "--iw .5", "--tile"):
        assert not blocking(f"a cat {good}"), good


def test_characters_that_cannot_be_sent_are_refused() -> None:
    assert "NUL" in blocking("a\0cat")[0]
    assert "surrogate" in blocking("a \ud800 cat")[0]
    assert not blocking("emoji 🐈 and 猫")


@given(st.text(max_size=60))
def test_lint_and_is_url_never_fail(text: str) -> None:
    lint(text)
    assert is_url(text) in (True, False)
