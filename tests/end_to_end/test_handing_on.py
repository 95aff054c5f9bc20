"""The program ends well with a picture on the clipboard or in the air."""

import signal

from tests.end_to_end.desk import Desk, paused


def test_it_closes_with_a_picture_on_the_clipboard(desk: Desk) -> None:
    with desk.start() as program:
        program.finish_grid("a quiet lake")
        program.focus_stage()
        desk.key("ctrl+c")
        paused(1)
        program.close()


def test_it_ends_while_a_picture_is_dragged(desk: Desk) -> None:
    with desk.start() as program:
        program.finish_grid("a quiet lake")
        card = program.shown("library_view").box
        desk.move(card.x + 60, card.y + 60)
        desk.tool("xdotool", "mousedown", "1")
        for step in range(8):
            desk.move(card.x + 60 + 40 * step, card.y + 60 + 20 * step)
            paused(0.05)
        program.signal(signal.SIGTERM)
        program.wait_for_end()
        desk.tool("xdotool", "mouseup", "1")
