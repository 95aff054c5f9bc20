"""What a hand does without meaning to, on the keyboards that artists have: one press, one job."""

import pytest

from mjstudio.sandbox.trouble.faults import Fault
from tests.end_to_end.accessible import until
from tests.end_to_end.desk import Desk, Program

PLACES = (10, 11, 12, 13)
"""X's codes of the four keys below F1 to F4, whatever they write."""
ACCENT = (0x8E, 0xA2, 0xFF)
HELD = 1.6
"""Seconds; the X server repeats a key after 0.66 s, 25 times a second."""


def show_a_grid(desk: Desk, program: Program) -> None:
    """A grid on the stage, with the keyboard; what is asked for from now on is refused.

    So it stays there, and every request is in the service's record.
    """
    program.write_prompt("a quiet lake --seed 7")
    desk.key("Return")
    program.usable("action_upscale1")
    desk.service.faults.order(Fault.STATUS, where="imagine", times=99, status=400)
    desk.key("Escape")
    until(lambda: program.has_focus("grid_view"), "the grid to have the keyboard")


def actions(desk: Desk, count: int) -> list[str]:
    """What was paid for after the grid, once nothing more comes."""
    return [str(request.body["action"]) for request in desk.made_when_quiet(1 + count)[1:]]


@pytest.mark.timeout(240)
def test_a_held_key_sends_once(desk: Desk) -> None:
    with desk.start() as program:
        program.write_prompt("a quiet lake --seed 7")
        desk.hold("Return", HELD)
        assert len(desk.made_when_quiet(1)) == 1
        show_a_grid(desk, program)
        before = len(desk.made())
        desk.hold("1", HELD)
        desk.tool("xdotool", "keydown", "shift")
        desk.hold("2", HELD)
        desk.tool("xdotool", "keyup", "shift")
        made = desk.made_when_quiet(before + 2)[before:]
        assert [request.body["action"] for request in made] == ["upscale1", "variation2"]
        program.close()


@pytest.mark.timeout(240)
def test_a_double_click_sends_once(desk: Desk) -> None:
    with desk.start() as program:
        show_a_grid(desk, program)
        for name in ("action_upscale2", "action_variation3", "imagine_button"):
            program.click(name, times=2)
        assert sorted(actions(desk, 3)) == ["generate", "upscale2", "variation3"]
        program.close()


@pytest.mark.timeout(240)
def test_a_double_click_on_redraw_sends_no_new_picture(desk: Desk) -> None:
    with desk.start() as program:
        program.write_prompt("a quiet lake --seed 7")
        desk.key("Return")
        program.click("action_upscale1")
        program.usable("action_variation_region")
        desk.key("Escape", "m")
        canvas = program.shown("mask_canvas").box
        program.usable("mask_invert")
        desk.drag([canvas.at(0.4 + 0.05 * step) for step in range(5)])
        before = len(desk.made())
        program.click("mask_submit", times=2)
        made = desk.made_when_quiet(before + 1, quiet=1.2)[before:]
        assert [request.body["action"] for request in made] == ["variation_region"]
        program.close()


@pytest.mark.timeout(240)
def test_the_digit_keys_do_what_the_buttons_say_in_every_layout(desk: Desk) -> None:
    wanted = [f"{what}{q}" for what in ("upscale", "variation") for q in range(1, 5)]
    with desk.start() as program:
        show_a_grid(desk, program)
        for done, layout in enumerate(("fr", "de", "cz")):
            desk.layout(layout)
            desk.key(*(str(place) for place in PLACES), *(f"shift+{place}" for place in PLACES))
            made = actions(desk, 8 * (done + 1))
            # Several run at once, and need not arrive in order.
            assert sorted(made[8 * done :]) == sorted(wanted), layout
        program.close()


@pytest.mark.timeout(240)
def test_the_keypad_upscales_with_numlock_and_never_varies(desk: Desk) -> None:
    with desk.start() as program:
        show_a_grid(desk, program)
        keys = ("87", "88", "89", "83")
        desk.key(*keys, *(f"shift+{key}" for key in keys))
        desk.key("Num_Lock")
        desk.key("89")
        desk.key(*(f"shift+{key}" for key in keys))
        desk.key("Num_Lock")
        assert actions(desk, 1) == ["upscale3"]
        program.close()


@pytest.mark.timeout(240)
def test_the_ring_and_the_menus_tell_where_the_next_key_goes(desk: Desk) -> None:
    with desk.start() as program:
        show_a_grid(desk, program)
        desk.move(0, 0)

        def ringed(name: str) -> bool:
            box = program[name].box
            return all(desk.colour(box.x + x, box.at()[1]) == ACCENT for x in (0, 1))

        until(lambda: ringed("grid_view"), "the ring around the grid")
        assert not ringed("prompt_edit")
        desk.key("ctrl+l")
        until(lambda: ringed("prompt_edit"), "the ring around the prompt")
        assert not ringed("grid_view")
        text = program["prompt_edit"].text
        desk.key("alt+v")
        until(lambda: not ringed("prompt_edit"), "the keyboard to go to the menu")
        assert program.says("Command palette…") or program.says("Fit to window")
        desk.key("Escape")
        if not ringed("prompt_edit"):
            desk.key("Escape")
        until(lambda: ringed("prompt_edit"), "the ring around the prompt again")
        assert program["prompt_edit"].text == text
        program.close()
