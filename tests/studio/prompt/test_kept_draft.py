"""The prompt that is being written: there again in the next run, however this one ended."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor

from mjstudio.options import Options
from mjstudio.paths import Paths
from mjstudio.sandbox.thread import SandboxThread
from tests.conftest import PATIENCE, Programs, Workbench
from tests.ui.hands import Key, press, type_text

WORDS = "  a wanderer above  the fog, --ar 3:2 --s"
"""Blanks, a comma before a flag and a flag without its value: nothing of it may be tidied."""


def written(bench: Workbench) -> str:
    return bench.window.prompt_panel.edit.toPlainText()


def on_disk(folder: Path, words: str) -> bool:
    """Whether some whole file holds the words."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".part")
    return any(words.encode() in path.read_bytes() for path in files)


def test_what_was_not_sent_is_there_again_as_it_was_typed(
    programs: Programs, studio: Workbench
) -> None:
    type_text(WORDS)
    programs.close(studio)
    again = programs.start()
    assert written(again) == WORDS
    assert again.draft.text == WORDS
    assert again.window.prompt_panel.edit.textCursor().position() == len(WORDS)
    type_text(" 5")
    assert written(again) == f"{WORDS} 5"


def test_its_references_come_back_with_it_and_are_looked_at(
    programs: Programs, studio: Workbench
) -> None:
    job = studio.finish_a_grid()
    assert job.picture is not None
    url = job.picture.best_url
    studio.window.write_prompt(f"{url} a lake in the style of this")
    programs.close(studio)
    again = programs.start()
    assert again.draft.references.urls == (url,)
    assert written(again) == "a lake in the style of this"
    references = again.draft.references
    again.wait_for(lambda: references.items[0].thumbnail is not None, references.changed)


def test_it_is_on_the_disk_soon_after_typing_for_a_kill_comes_unasked(
    programs: Programs, studio: Workbench, tmp_path: Path
) -> None:
    type_text("a heron")
    studio.qtbot.waitUntil(lambda: on_disk(programs.paths.data, "a heron"), timeout=PATIENCE)
    type_text(" at dusk")
    studio.qtbot.waitUntil(
        lambda: on_disk(programs.paths.data, "a heron at dusk"), timeout=PATIENCE
    )
    # What a kill leaves behind: the files as they are now.
    left = tmp_path / "left"
    shutil.copytree(programs.paths.data, left)
    again = programs.start(Options(Paths(left, left)))
    assert written(again) == "a heron at dusk"


def test_looking_through_older_prompts_costs_nothing_of_the_new_one(
    programs: Programs, studio: Workbench
) -> None:
    studio.finish_a_grid("an old lake")
    studio.window.write_prompt("")
    type_text("a new one, half wri")
    cursor = studio.window.prompt_panel.edit.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    studio.window.prompt_panel.edit.setTextCursor(cursor)
    press(Key.Key_Up)
    assert written(studio) == "an old lake"
    programs.close(studio)
    assert written(programs.start()) == "a new one, half wri"


def test_an_emptied_field_stays_empty(programs: Programs, studio: Workbench) -> None:
    type_text("not this")
    programs.close(studio)
    again = programs.start()
    assert written(again) == "not this"
    again.window.write_prompt("")
    programs.close(again)
    assert written(programs.start()) == ""


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"text": 5, "references": 7}', b"\xff"])
def test_a_damaged_file_is_set_aside_and_the_field_is_empty(
    served: SandboxThread, programs: Programs, damage: bytes
) -> None:
    programs.paths.data.mkdir(parents=True)
    kept = programs.paths.data / "draft.json"
    kept.write_bytes(damage)
    bench = programs.start()
    assert written(bench) == ""
    assert kept.with_name("draft.json.damaged").read_bytes() == damage


def test_where_it_cannot_be_written_that_is_said_once(
    programs: Programs, studio: Workbench, tmp_path: Path
) -> None:
    (programs.paths.data / "draft.json").mkdir()
    notices = studio.window.stage.notices
    type_text("one")
    studio.qtbot.waitUntil(lambda: len(notices.texts) == 1, timeout=PATIENCE)
    assert notices.texts[0].startswith("The prompt could not be saved")
