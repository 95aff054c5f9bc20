"""The keys of commands: chosen ones, conflicts, what is refused."""

import pytest

from mjstudio.ui.commands.command import Command, FixedKey, Place, Where
from mjstudio.ui.commands.key_map import KeyMap
from mjstudio.ui.window.features import DECLARED, FIXED

HOLD = FixedKey("Mask", "Hide the overlay", ("H",), where=Where.MASK, takes=("H",))


def command(name: str, *keys: str, where: Where = Where.ANYWHERE) -> Command[None]:
    return Command(name, name.capitalize(), lambda _on: None, (Place("Edit"),), keys, where=where)


@pytest.fixture
def keys() -> KeyMap:
    return KeyMap(
        [
            command("invert", "I", where=Where.MASK),
            command("mirror", "T", where=Where.MASK),
            command("reroll", "R", where=Where.STAGE),
            command("redo", "Ctrl+Shift+Z", "Ctrl+Y"),
        ],
        [HOLD],
    )


def test_commands_have_the_keys_that_they_declare(keys):
    assert keys.keys("redo") == ("Ctrl+Shift+Z", "Ctrl+Y")
    assert (keys.chosen, keys.changed, keys.conflicts) == ({}, [], [])


def test_only_what_differs_is_kept(keys):
    other = keys.with_key("invert", "j", 0)
    assert other.chosen == {"invert": ("J",)}
    assert other.with_key("invert", "I", 0).chosen == {}
    assert keys.chosen == {}


def test_a_second_key_stands_beside_the_first_and_none_is_no_default(keys):
    assert keys.with_key("reroll", "Ctrl+E", 1).keys("reroll") == ("R", "Ctrl+E")
    bare = keys.without("reroll", "R")
    assert (bare.keys("reroll"), bare.chosen) == ((), {"reroll": ()})


def test_the_same_key_meets_only_where_both_can_be_used(keys):
    assert keys.with_keys("reroll", ["I"]).conflicts == []
    met = keys.with_keys("mirror", ["I"])
    (conflict,) = met.conflicts
    assert {conflict.one, conflict.other} == {"invert", "mirror"}
    assert met.told(conflict, "mirror") == "In mask mode I is also Invert."
    assert keys.with_keys("redo", ["R"]).conflicts_of("reroll")


def test_swapping_gives_the_other_the_key_that_was_left(keys):
    met = keys.with_keys("mirror", ["I"])
    (conflict,) = met.conflicts
    swapped = met.swapped(conflict, "mirror")
    assert (swapped.keys("mirror"), swapped.keys("invert")) == (("I",), ("T",))
    assert swapped.conflicts == []


def test_taking_leaves_the_other_without(keys):
    met = keys.with_keys("mirror", ["I"])
    (conflict,) = met.conflicts
    taken = met.taken(conflict, "mirror")
    assert (taken.keys("mirror"), taken.keys("invert"), taken.conflicts) == (("I",), (), [])


def test_one_is_reset_and_all_are(keys):
    changed = keys.with_keys("mirror", ["N"]).with_keys("redo", ["Ctrl+R"])
    assert changed.reset("mirror").changed == ["redo"]
    assert changed.reset().chosen == {}


def test_keys_of_commands_that_this_version_lacks_stay(keys):
    other = KeyMap([command("redo", "Ctrl+Y")], (), {"rate": ["Alt+1"], "redo": ["Ctrl+R"]})
    assert other.reset("redo").chosen == {"rate": ("Alt+1",)}
    assert other.changed == ["redo"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("Ctrl+Space", "input methods"),
        ("Hangul", "input methods"),
        ("Shift+Henkan", "input methods"),
        ("Alt+F", "menu File"),
        ("Alt+P", "menu Picture"),
        ("Space", "moves and presses"),
        ("Return", "moves and presses"),
        ("Alt+F4", "desktop"),
        ("Meta+L", "desktop"),
        ("", "desktop"),
        ("H", "Hide the overlay"),
    ],
)
def test_keys_that_belong_to_others_are_refused_with_the_reason(keys, key, words):
    assert words in keys.refusal("invert", key)


@pytest.mark.parametrize("key", ["H", "1", "Shift+3", "Ctrl+Return", "Alt+Down", "F5", "Alt+J"])
def test_other_keys_are_free(keys, key):
    assert keys.refusal("reroll", key) == ""


def test_a_file_cannot_take_the_keys_of_others(keys):
    written = KeyMap([command("invert", "I")], (), {"invert": ["Space", "Ctrl+J"]})
    assert written.usable().keys("invert") == ("Ctrl+J",)


def test_the_declared_keys_neither_meet_nor_are_refused():
    keys = KeyMap(DECLARED, FIXED)
    assert keys.conflicts == []
    refused = [(c.id, k) for c in DECLARED for k in c.keys if keys.refusal(c.id, k)]
    assert refused == []
