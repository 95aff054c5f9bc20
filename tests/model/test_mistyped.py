"""What phones, input methods and word processors make of a parameter: said, and mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.lint import Problem, lint
from mjstudio.model.prompt import Prompt
from mjstudio.model.version_rules import broken_rules


def problems(text: str) -> tuple[Problem, ...]:
    """What is said of a text, but for what its version does not take."""
    of_version = {rule.message for rule in broken_rules(Prompt.parse(text))}
    return tuple(problem for problem in lint(text) if problem.message not in of_version)


TYPED = {
    "a red fox ——ar 16:9": "a red fox --ar 16:9",
    "a red fox —ar 16:9": "a red fox --ar 16:9",
    "a red fox –ar 16:9": "a red fox --ar 16:9",
    "a red fox ––ar 16:9": "a red fox --ar 16:9",
    "a red fox −ar 16:9": "a red fox --ar 16:9",
    "a red fox －－ar 16:9": "a red fox --ar 16:9",
    "a red fox －－ａｒ　１６：９": "a red fox --ar 16:9",
    "狐 ーーar 16:9": "狐 --ar 16:9",
    "a red fox -- ar 16:9": "a red fox --ar 16:9",
    "a red fox — ar 16:9": "a red fox --ar 16:9",
    "a red fox ---ar 16:9": "a red fox --ar 16:9",
    "fox,--ar 16:9": "fox, --ar 16:9",
    "fox--ar 16:9": "fox --ar 16:9",
    "fox—ar 16:9": "fox --ar 16:9",
    "狐狸。--ar 16:9": "狐狸。 --ar 16:9",
    "狐狸--ar 16:9": "狐狸 --ar 16:9",
    "a cat -ar 16:9": "a cat --ar 16:9",
    "a cat -ar": "a cat --ar",
    "a cat -style raw": "a cat --style raw",
    "a cat -c x": "a cat --c x",
    "a cat -z x": "a cat --z x",
    "a cat\n-c 12": "a cat\n--c 12",
    "a cat --ar 1:1 -c 12": "a cat --ar 1:1 --c 12",
    "a cat --ar 1:1--v 7": "a cat --ar 1:1 --v 7",
    "a cat --ar 1:1, --v 7": "a cat --ar 1:1 --v 7",
    "a cat --ar 16x9": "a cat --ar 16:9",
    "a cat --ar 16×9": "a cat --ar 16:9",
    "a cat --ar 16/9": "a cat --ar 16:9",
    "a cat --ar 16 : 9 --v 7": "a cat --ar 16:9 --v 7",
    "a cat --ar １６：９": "a cat --ar 16:9",
    "a cat --ar ١٦:٩": "a cat --ar 16:9",
    "a cat --ar “16:9”": "a cat --ar 16:9",
    "a cat --ar16:9": "a cat --ar 16:9",
    "a cat --ar=16:9": "a cat --ar 16:9",
    "a cat --s２５０": "a cat --s 250",
    "a cat --iw 1,5": "a cat --iw 1.5",
    "a cat --v7": "a cat --v 7",
    "🐈‍⬛🌊 cat –chaos １２ --tile": "🐈‍⬛🌊 cat --chaos 12 --tile",
    "a cat\u200b--ar 16:9": "a cat --ar 16:9",
    "a cat --ar 3:2—v 7": "a cat --ar 3:2 --v 7",
    "a cat --ar 16:9 in the rain": "a cat in the rain --ar 16:9",
    "--ar 16:9 a cat --v 7": "a cat --ar 16:9 --v 7",
    "🐈\nat dusk --tile with a hat --v 7": "🐈\nat dusk with a hat --tile --v 7",
}
"""What is certain to be refused, or to be drawn as words, and what was meant."""

DOUBTFUL = {
    "a cat\u00a0--ar 16:9": "a cat --ar 16:9",
    "狐狸\u3000--ar 16:9": "狐狸 --ar 16:9",
    "a cat --ar\u00a016:9": "a cat --ar 16:9",
    "a cat -no dogs": "a cat --no dogs",
    "a cat —no dogs": "a cat --no dogs",
    "red bricks -tile": "red bricks --tile",
    "a cat --no “dogs”, trees": 'a cat --no "dogs", trees',
}
"""What may be meant as it stands."""


@pytest.mark.parametrize(("typed", "meant"), TYPED.items())
def test_a_mistyped_parameter_is_held_back_and_mended(typed: str, meant: str) -> None:
    found = problems(typed)
    assert found
    assert found[0].blocking
    assert found[0].fix is not None
    assert found[0].fix.apply(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), DOUBTFUL.items())
def test_a_doubtful_one_is_said_and_mended(typed: str, meant: str) -> None:
    found = problems(typed)
    assert found
    assert not found[0].blocking
    assert found[0].fix is not None
    assert found[0].fix.apply(typed) == meant


def test_several_codes_of_a_profile_have_nothing_to_say() -> None:
    assert problems("a cat --p abc def") == ()
    assert problems("a cat --p") == ()
    assert Prompt.parse("a cat --p abc def --ar 1:1").value("profile") == "abc def"


def test_a_lone_dash_is_refused_as_the_documentation_refuses_it() -> None:
    assert Prompt.parse("a cat -c x").unrecognized == ("-c", "x")
    assert "refuses “-c" in problems("a cat -c x")[0].message


def test_a_dash_that_is_no_parameter_is_not_one() -> None:
    assert Prompt.parse("a red fox —ar 16:9").value("ar") is None


def test_an_address_among_the_words_moves_to_the_front() -> None:
    typed = "a cat https://a.test/c.png asleep"
    (found,) = problems(typed)
    assert found.fix is not None
    assert found.fix.apply(typed) == "https://a.test/c.png a cat asleep"


PROSE = (
    "a cat",
    "state-of-the-art",
    "sci-fi",
    "1920s-style",
    "a - b",
    'says "--ar 16:9" in red',
    "\n-a boat\n-a lake",
    "north – south",
    "cat — asleep",
    "a cat -- no dog nearby",
    "day--night",
    "well—yes",
    "“quiet”",
    "‘so’",
    "d'été",
    "-style poster",
    "\n- a boat\n- a lake",
    "\n-boats\n-lakes",
    "::-0.5",
    "sun::2 moon::-1",
    "no text",
    "cats - dogs",
    "cats -- dogs",
    "pages 4–9",
    "c 12",
    "ar 16:9",
    "v 7",
    "16x9 photograph",
    "１６：９の",
    "狐狸，雪地",
    "猫——在屋顶上",
    'the word "-style"',
    "(-tile floor)",
    "コーヒー",
    "\u00a0« été »",
    "A-4",
    "x-ray",
    "-5 degrees",
    "T-s 3",
    "🐈‍⬛",
    "--- and",
    "e-v 8",
    "version 7",
    "f/1.8",
    "the -style of Monet",
    "raw - seed 4",
    "plan A – c 12",
)
PROPER = (
    "--ar 16:9",
    "--v 8.2",
    "--s 250",
    "--stylize 0",
    "--c 12",
    "--no dogs, semi-trailers",
    "--p",
    "--p abc def",
    "--sref 12 34",
    "--sref https://a.test/x--ar-16x9.png",
    "--tile",
    "--raw",
    "--seed 7",
    "--iw .5",
    "--niji 6",
    "--niji",
    "--style raw",
    "--q .25",
    "--weird 900",
    "--hd",
)
PROMPTS = st.builds(
    lambda words, flags: " ".join(("a picture", *words, *flags)),
    st.lists(st.sampled_from(PROSE), max_size=6),
    st.lists(st.sampled_from(PROPER), max_size=4),
)


@given(PROMPTS)
def test_a_prompt_as_people_write_it_has_nothing_to_say(text: str) -> None:
    assert problems(text) == ()


DASHES = ("-", "—", "——", "–", "––", "−", "－－", "---", "‐‐")
MEANT = (
    "ar 16:9",
    "ar １６：９",
    "ar 16x9",
    "s 250",
    "chaos 12",
    "v 7",
    "iw 1,5",
    "style raw",
    "sw ２０",
)


@given(
    st.lists(st.sampled_from(PROSE), max_size=3).map(lambda words: " ".join(("a 🐈", *words))),
    st.lists(st.tuples(st.sampled_from(DASHES), st.sampled_from(MEANT)), min_size=1, max_size=3),
)
def test_fixes_mend_until_every_parameter_is_read(
    words: str, mistyped: list[tuple[str, str]]
) -> None:
    text = " ".join((words, *(dashes + meant for dashes, meant in mistyped)))
    for _ in mistyped:
        found = problems(text)
        assert found[0].blocking
        assert found[0].fix is not None
        before, text = text, found[0].fix.apply(text)
        assert before != text
        assert found[0] not in problems(text)
    assert problems(text) == ()
    assert len(Prompt.parse(text).parameters) == len(mistyped)
    assert Prompt.parse(text).words == words.strip()


@given(
    st.text(
        alphabet=st.sampled_from([*"-—–－ー ,:x9１：\u00a0\u3000“”.\nacrsnovtilé猫🐈"]), max_size=24
    )
)
def test_whatever_is_typed_a_fix_changes_its_place_alone_and_is_the_last_word(text: str) -> None:
    for problem in problems(text):
        if (fix := problem.fix) is None:
            continue
        mended = fix.apply(text)
        assert mended != text
        assert mended.startswith(text[: fix.start])
        assert mended.endswith(text[fix.end :])
        assert (problem.message, fix) not in [(p.message, p.fix) for p in problems(mended)]
