"""What is typed, by a hand that errs: said beside the prompt, mended by one key, never lost."""

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk, Program, paused

URL = "http://127.0.0.1:9/a.png"


def reads(program: Program, text: str, field: str = EDIT) -> None:
    until(lambda: program[field].text == text, f"the field to read {text!r}")


def sends(desk: Desk, field: str = "prompt") -> list[object]:
    return [request.body.get(field) for request in desk.made()]


def test_a_mistyped_parameter_costs_nothing_until_it_is_mended(desk: Desk) -> None:
    with desk.start() as program:
        desk.type("a red fox –ar 16:9")
        program.shown("lint_fix")
        assert program.says("Did you mean --ar 16:9?")
        desk.key("Return")
        paused(0.6)
        desk.key("Return")
        assert desk.made() == []
        paused(0.1)  # as long as a hand takes to its next key
        desk.key("alt+Return")
        reads(program, "a red fox --ar 16:9")
        assert desk.made_when_quiet(0) == []
        desk.key("ctrl+z")
        reads(program, "a red fox –ar 16:9")
        program.click("lint_fix")
        reads(program, "a red fox --ar 16:9")
        desk.key("Return")
        desk.made_when_quiet(1)
        assert sends(desk) == ["a red fox --ar 16:9"]

        program.usable("action_reroll")
        desk.key("Escape", "1")
        program.usable("action_variation_region")
        desk.key("m")
        canvas = program.shown("mask_canvas").box
        desk.drag([canvas.at(0.4 + 0.05 * step) for step in range(5)])
        program.click("mask_prompt")
        desk.key("ctrl+a")
        desk.type("a sail --ar 16x9")
        program.shown("mask_lint_fix")
        desk.key("Return")
        paused(0.6)
        assert len(desk.made()) == 2
        desk.key("alt+Return")
        reads(program, "a sail --ar 16:9", "mask_prompt")
        desk.key("ctrl+a", "Delete")
        desk.key("Return")
        until(lambda: len(desk.made()) == 3, "the redraw")
        assert "prompt" not in desk.made()[-1].body
        assert sends(desk, "action") == ["generate", "upscale1", "variation_region"]
        program.close()


def test_an_address_before_the_words_and_a_chip_are_taken_back_in_order(desk: Desk) -> None:
    with desk.start() as program:
        desk.type("a red boat")
        desk.key("Home")
        desk.type(f"{URL} old ")
        reads(program, "old a red boat")
        program.shown("reference_1")
        desk.type("and new ")
        reads(program, "old and new a red boat")
        program.click("parameter_ar")
        desk.key("Tab", "Tab", "space")
        until(lambda: "--ar " in program[EDIT].text, "the chip's parameter")
        program.focus_prompt()
        desk.type("too ")
        until(
            lambda: program[EDIT].text.startswith("old and new too a red boat --ar "), "the caret"
        )
        steps = ["old and new a red boat", "a red boat", f"{URL} a red boat", "a red boat", ""]
        desk.key("ctrl+z", "ctrl+z")
        for text in steps:
            reads(program, text)
            desk.key("ctrl+z")
        assert not program.is_shown("reference_1")
        for text in [*steps[-2::-1]]:
            desk.key("ctrl+shift+z")
            reads(program, text)
        program.shown("reference_1")
        assert desk.made() == []
        program.close()
