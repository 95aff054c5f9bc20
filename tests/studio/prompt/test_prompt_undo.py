"""Undo of a prompt, with nothing around it."""

from hypothesis import given
from hypothesis import strategies as st

from mjstudio.studio.prompt.prompt_undo import LIMIT, Change, PromptUndo, Written

TEXTS = st.text(alphabet="ab 🐈", max_size=8)


@given(TEXTS, TEXTS, st.integers(0, 8))
def test_a_change_makes_one_text_of_the_other_and_carries_places_along(
    old: str, new: str, place: int
) -> None:
    for caret in (None, min(place, len(new))):
        change = Change.between(old, new, caret)
        assert old[: change.start] + change.inserted + old[change.start + change.removed :] == new
        assert 0 <= change.moved(min(place, len(old))) <= len(new)


@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_undo_walks_back_through_every_step_and_redo_forth(texts: list[str]) -> None:
    undo = PromptUndo()
    seen = [Written()]
    for text in texts:
        undo.record(Written(text))
        if seen[-1].text != text:
            seen.append(Written(text))
    back = [undo.undo() for _ in seen[1:]]
    assert back == seen[-2::-1]
    assert undo.undo() is None
    assert [undo.redo() for _ in seen[1:]] == seen[1:]
    assert undo.redo() is None


def test_the_oldest_steps_are_let_go_of() -> None:
    undo = PromptUndo()
    for number in range(LIMIT + 50):
        undo.record(Written(str(number)))
    steps = 0
    while undo.undo():
        steps += 1
    assert steps == LIMIT - 1


def test_letters_are_one_step_and_a_jump_begins_another() -> None:
    undo = PromptUndo()
    for old, new, caret in (("", "a", 1), ("a", "ab", 2), ("ab", "xab", 1), ("xab", "xyab", 2)):
        undo.record_typing(Written(new), Change.between(old, new, caret))
    assert undo.undo() == Written("ab")
    assert undo.undo() == Written()
