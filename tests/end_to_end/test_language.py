"""Another language is chosen, and a restart later everything is where it was, in that language."""

import pytest

from tests.end_to_end.accessible import until
from tests.end_to_end.desk import EDIT, Desk

WORDS = "a wanderer above the fog, --ar 3:2"


@pytest.mark.timeout(180)
def test_english_becomes_chinese_by_a_restart_that_keeps_everything(desk: Desk) -> None:
    with desk.start() as program:
        assert "Prompt" in program[EDIT].name
        desk.type(WORDS)
        until(lambda: program[EDIT].text == WORDS, "the text")
        place = program["main_window"].box
        desk.key("ctrl+comma")
        program.click("settings_page_look")
        assert not program.is_shown("restart_now")
        program.click("language_zh_cn")
        program.click("restart_now")
        until(lambda: program.process.poll() is not None, "the program to end")
        assert program.process.returncode == 0
        with program.successor() as restarted:
            until(lambda: restarted.find(EDIT) is not None, "the new window")
            until(lambda: restarted[EDIT].text == WORDS, "the draft")
            assert restarted.says("文件")
            assert "Prompt" not in restarted[EDIT].name
            assert restarted["main_window"].box == place
            restarted.imagine(f"{WORDS} --v 7")
            restarted.close()
