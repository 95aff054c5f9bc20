"""Which version takes which parameter: every pair of them, and fixes that lead to a good prompt."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.lint import Problem, lint
from mjstudio.model.parameters import find_spec
from mjstudio.model.prompt import Prompt
from mjstudio.model.version_rules import COLUMNS, PARAMETERS, version_in

URL = "https://a.test/1.png"
ALIKE = {"6": "6.1", "5.2": "6.1", "niji 5": "niji 6"}
VERSIONS = (*COLUMNS, *ALIKE)
EIGHTS = {"8.2", "8.1", "8"}
ALL = set(COLUMNS)

TAKEN = {
    "oref": {"7"},
    "ow": {"7"},
    "cref": {"6.1", "niji 6"},
    "cw": {"6.1", "niji 6"},
    "quality": ALL - {"8.2", "8.1"},
    "hd": EIGHTS,
    "no": ALL - {"8.1"},
    "draft": {"7"},
    "turbo": {"7", "6.1"},
    "profile": ALL - {"niji 7"},
}
DISPUTED = {("quality", "8.2"), ("no", "8.1"), ("turbo", "8.2"), ("profile", "niji 7")}
VALUES = {"oref": URL, "ow": "100", "cref": URL, "cw": "50", "quality": "1", "no": "dogs"}


def flag_of(version: str) -> str:
    return f"--{version}" if version.startswith("niji") else f"--v {version}"


def prompt_for(version: str, name: str, value: str = "") -> str:
    return f"a fox --{name} {value or VALUES.get(name, '')} {flag_of(version)}"


def about(text: str, name: str) -> list[Problem]:
    """The problems whose place is one parameter."""
    found = []
    for problem in lint(text):
        place = text[slice(*problem.span)] if problem.span else ""
        spec = find_spec(place.split()[0].lstrip("-")) if place.startswith("--") else None
        if spec is not None and spec.name == name:
            found.append(problem)
    return found


def test_the_tables_are_of_the_same_parameters() -> None:
    assert set(TAKEN) == set(PARAMETERS)


@pytest.mark.parametrize(("name", "version"), list(itertools.product(TAKEN, VERSIONS)))
def test_every_pair_of_version_and_parameter(name: str, version: str) -> None:
    column = ALIKE.get(version, version)
    problems = about(prompt_for(version, name), name)
    if column in TAKEN[name]:
        assert not problems
    elif (name, column) in DISPUTED:
        assert [problem.blocking for problem in problems] == [False]
        assert "sources differ" in problems[0].message
    else:
        assert [problem.blocking for problem in problems] == [True]
        assert version.removeprefix("niji ") in problems[0].message
        assert problems[0].fix is not None


@pytest.mark.parametrize("version", ["5.1", "4", "9", "niji 4", "niji 8"])
@pytest.mark.parametrize("name", TAKEN)
def test_nothing_is_said_of_versions_of_which_nothing_is_known(name: str, version: str) -> None:
    assert not about(prompt_for(version, name), name)


RANGES = {
    ("quality", "8"): {"1", "2", "4"},
    ("quality", "7"): {"1", "2", "4"},
    ("quality", "6.1"): {".25", ".5", "1", "2"},
    ("quality", "niji 7"): {"1"},
    ("quality", "niji 6"): {"1"},
    ("sv", "7"): {"4", "6"},
    ("sv", "6.1"): {"1", "2", "3", "4"},
    ("sv", "niji 7"): {"4", "6"},
    ("sv", "8.2"): set("12345678"),
    ("sv", "niji 6"): set("12345678"),
    ("iw", "niji 7"): {"0", "1", "2"},
    ("iw", "niji 6"): {"0", "1", "2", "3"},
    ("iw", "8.2"): {"0", "1", "2", "3"},
}
EVERY = {
    "quality": [".25", ".5", "1", "2", "4"],
    "sv": list("12345678"),
    "iw": ["0", "1", "2", "3"],
}


@pytest.mark.parametrize(("name", "version"), RANGES)
def test_a_version_takes_its_own_values(name: str, version: str) -> None:
    for value in EVERY[name]:
        refused = [p for p in about(prompt_for(version, name, value), name) if p.blocking]
        assert bool(refused) is (value not in RANGES[name, version]), value


@pytest.mark.parametrize(
    ("text", "blocks", "words"),
    [
        ("a fox --niji 6 --v 7", True, "--v does not go together with --niji"),
        (f"a fox --v 7 --oref {URL} --q 4", True, "--oref does not go together with --q"),
        (f"a fox --v 7 --oref {URL} --draft", True, "--oref does not go together with --draft"),
        (f"a fox --v 7 --oref {URL} --fast", False, "may not go together with --fast"),
        ("a fox --p m123 --sw 100", True, "A moodboard does not go together with --sw"),
        ("a fox --p abc m123 --sref random --sv 6", True, "together with --sv"),
        ("a fox --sref 123 --sv 5", True, "--sv takes one of 4, 6"),
        ("a fox --sref random --sv 5 --v 8.1", True, "--sv takes one of 4, 6"),
        ("hot::2 dog", True, "Version 8.2 takes no “::” weights."),
        ("a fox --v 7 --style cute", True, "Only niji 6 takes --style cute."),
        ("a {red, blue} fox", True, "“{red, blue}” stands for several prompts"),
        ("a fox --ar {1:1, 2:3}", True, "stands for several prompts"),
        ("a fox --r 4", True, "--r means several jobs"),
        ("a fox --p abc", False, "the service may not know yours"),
    ],
)
def test_what_excludes_what_and_what_is_held_back(text: str, blocks: bool, words: str) -> None:
    said = [problem for problem in lint(text) if words in problem.message]
    assert [problem.blocking for problem in said] == [blocks]


@pytest.mark.parametrize(
    "text",
    [
        "a fox",
        "hot::2 dog --v 7",
        r"a shop sign that says \{open\}",
        "hot::2 dog --niji 7",
        f"a fox --v 7 --oref {URL} --ow 400 --q 2",
        f"a fox --sref {URL} --sv 5",
        "a fox --sref 123 --sv 4",
        "a fox --style raw --v 8",
        "a fox --niji 6 --style cute",
        "a fox --niji 5 --style scenic",
        "a fox --p",
        "a fox --sd --v 8.1",
        f"a fox --video --motion low --loop --end {URL} --bs 2 --edit",
        "a fox --v 6 --q 0.5 --cref https://a.test/1.png --cw 0",
    ],
)
def test_what_goes_well_together_is_let_through_without_a_word(text: str) -> None:
    assert lint(text.replace("0.5", ".5")) == ()


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (f"a fox --oref {URL}", f"a fox --oref {URL} --v 7"),
        (f"a fox --oref {URL} --v 8", f"a fox --oref {URL} --v 7"),
        (f"a fox --cref {URL} --cw 9", f"a fox --cref {URL} --cw 9 --v 6.1"),
        (f"a fox --oref {URL} --hd", "a fox --hd"),
        ("hot::2 dog ::-1 cat", "hot dog cat"),
        ("a fox --niji 6 --v 7", "a fox --v 7"),
        ("a fox --v 7 --niji 6", "a fox --niji 6"),
        ("a fox --q 2 --v 8.1", "a fox --v 8.1"),
    ],
)
def test_a_fix_keeps_what_was_meant(text: str, mended: str) -> None:
    problem = lint(text)[0]
    assert problem.fix is not None
    assert problem.fix.apply(text) == mended


@st.composite
def prompts(draw: st.DrawFn) -> str:
    """Prompts for any version with any of the parameters, weights and combinations."""
    flags = [flag_of(version) for version in draw(st.lists(st.sampled_from(VERSIONS), max_size=2))]
    for name in draw(
        st.lists(st.sampled_from((*TAKEN, "sv", "iw", "sw", "sref", "style", "fast")))
    ):
        values = {
            **{one: st.just(value) for one, value in VALUES.items()},
            **{one: st.sampled_from(values) for one, values in EVERY.items()},
            "profile": st.sampled_from(["", "abc", "m123", "abc m123"]),
            "sref": st.sampled_from(["123", "random", URL]),
            "sw": st.just("100"),
            "style": st.sampled_from(["raw", "cute", "scenic"]),
        }
        value = draw(values[name]) if name in values else ""
        flags.append(f"--{name} {value}".strip())
    words = draw(st.sampled_from(["a fox", "hot:: dog", "hot::2 dog::-.5", "a fox::"]))
    return " ".join((words, *draw(st.permutations(flags))))


@given(prompts())
def test_fixes_lead_to_a_prompt_that_passes(text: str) -> None:
    for _ in range(40):
        fixable = next((problem for problem in lint(text) if problem.fix), None)
        if fixable is None:
            break
        assert fixable.fix is not None
        mended = fixable.fix.apply(text)
        assert (fixable.message, fixable.span) not in [(p.message, p.span) for p in lint(mended)]
        text = mended
    left = lint(text)
    assert not [problem for problem in left if problem.fix]
    assert not [problem for problem in left if problem.blocking]
    assert Prompt.parse(text).words


@given(st.text(max_size=60))
def test_any_text_has_a_version(text: str) -> None:
    assert version_in(Prompt.parse(text))
