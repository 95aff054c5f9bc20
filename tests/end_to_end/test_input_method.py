"""Chinese, typed as pinyin through ibus and fcitx5, and what the service gets of it."""

import json

from PIL import ImageChops

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk, Program, paused
from tests.end_to_end.input_method import FCITX_VARIABLES, VARIABLES, fcitx_pinyin, pinyin


def reads(program: Program, text: str, field: str = EDIT) -> None:
    until(lambda: program[field].text == text, f"the field to read {text!r}")


def composed(desk: Desk, program: Program, letters: str, field: str = EDIT) -> None:
    """Type letters and wait until the field shows what the input method makes of them."""
    box, text = program[field].box, program[field].text
    place = (box.x + 2, box.y + 2, box.x + box.width - 2, box.y + box.height - 2)
    before = desk.screen().crop(place)

    def changed() -> bool:
        there = ImageChops.difference(before, desk.screen().crop(place)).getbbox()
        return there is not None and there[2] - there[0] > 12  # a caret is not as wide

    desk.type(letters)
    until(changed, f"something to be made of {letters}")
    assert program[field].text == text


def test_chinese_is_composed_undisturbed_and_arrives_letter_by_letter(desk: Desk) -> None:
    with pinyin(desk), desk.start(**VARIABLES) as program:
        windows = program.windows()
        composed(desk, program, "nihao")
        desk.key("ctrl+k", "ctrl+comma", "ctrl+Return")
        desk.key("space")
        reads(program, "你好")
        desk.type("xiongmao")
        desk.key("1")
        reads(program, "你好熊猫")
        composed(desk, program, "hong")
        desk.hold("Return", 0.9)  # its letters as they are; the key repeats after that
        reads(program, "你好熊猫hong")
        assert desk.made_when_quiet(0) == []
        assert program.has_focus(EDIT)
        assert program.windows() == windows
        desk.key("BackSpace", "BackSpace", "BackSpace", "BackSpace")
        reads(program, "你好熊猫")
        desk.key("Return")
        until(lambda: len(desk.made()) == 1, "the prompt")

        program.usable("action_reroll")
        composed(desk, program, "hong")
        program.click("imagine_button")
        until(lambda: len(desk.made()) == 2, "the prompt with what was seen")
        seen = program[EDIT].text
        assert seen.startswith("你好熊猫")
        assert seen[4:]
        assert not seen[4:].isascii()

        desk.key("ctrl+f")
        until(lambda: program.has_focus("library_search"), "the search")
        composed(desk, program, "xiongmao", "library_search")
        assert not program.says("No pictures match.")
        desk.key("space")
        reads(program, "熊猫", "library_search")
        desk.type("xiongmao")
        desk.key("space")
        until(lambda: program.says("No pictures match."), "the search")
        paused(0.1)  # as long as a hand takes to its next key
        desk.key("Escape")
        until(lambda: not program.has_focus("library_search"), "the picture")

        program.usable("action_reroll")
        desk.key("1")
        program.usable("action_variation_region")
        desk.key("m")
        canvas = program.shown("mask_canvas").box
        desk.drag([canvas.at(0.4 + 0.05 * step) for step in range(5)])
        program.click("mask_prompt")
        desk.key("ctrl+a", "Delete")
        reads(program, "", "mask_prompt")
        composed(desk, program, "chuan", "mask_prompt")
        desk.key("Return")
        reads(program, "chuan", "mask_prompt")
        desk.key("ctrl+a")
        desk.type("chuan")
        desk.key("space")
        until(lambda: not (program["mask_prompt"].text or "a").isascii(), "the word")
        boat = program["mask_prompt"].text
        assert len(desk.made_when_quiet(3)) == 3
        desk.key("Return")
        until(lambda: len(desk.made()) == 4, "the redraw")
        sent = [request.body.get("prompt") for request in desk.made()]
        assert [*sent[:2], sent[3]] == ["你好熊猫", seen, boat]

        program.focus_prompt()
        desk.key("End")
        composed(desk, program, "nihao")
        program.close()
        kept = json.loads((desk.data / "draft.json").read_bytes())
        assert kept["text"] == f"{seen}你好"


def test_fcitx_is_found_where_its_own_plugin_is_named(desk: Desk) -> None:
    with fcitx_pinyin(desk) as heard, desk.start(**FCITX_VARIABLES) as program:
        heard()
        composed(desk, program, "nihao")
        desk.key("space")
        reads(program, "你好")
        composed(desk, program, "xiongmao")
        desk.key("1")
        reads(program, "你好熊猫")
        assert desk.made_when_quiet(0) == []
        desk.key("Return")
        until(lambda: len(desk.made()) == 1, "the prompt")
        assert [request.body.get("prompt") for request in desk.made()] == ["你好熊猫"]
        program.close()
