"""The request of a job: what happened when, the raw answers, and how to repeat it elsewhere."""

import base64
import io
import json
import shlex
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QTableWidget, QTabWidget

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.ui.details.request_dialog import RequestDialog
from tests.conftest import PATIENCE, TOKEN, Programs, Workbench
from tests.ui.hands import CTRL, Key, click_name, find, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def steps(dialog: RequestDialog) -> list[str]:
    table = find(dialog, "request_timeline", QTableWidget)
    return [table.item(row, 0).text() for row in range(table.rowCount())]


def opened(studio: Workbench) -> RequestDialog:
    return find(studio.window, "request_dialog", RequestDialog)


def text_of(dialog: RequestDialog, name: str) -> str:
    return find(dialog, name, QPlainTextEdit).toPlainText()


def test_a_finished_job_shows_its_whole_way(studio: Workbench) -> None:
    job = studio.finish_a_grid("a quiet lake 🦊 it's --seed 7")
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_I, CTRL)
    dialog = opened(studio)
    studio.qtbot.waitUntil(lambda: bool(steps(dialog)))
    sent = "Action: generate · Version: 8.2 · Speed: fast · Quality: 1"
    assert find(dialog, "request_sent", QLabel).text() == sent
    told = steps(dialog)
    assert told[:3] == ["Queued", "Sent", "First byte"]
    assert told[-2:] == ["Finished by the service", "Downloaded"]
    answers = text_of(dialog, "request_answers")
    assert job.task_id in answers
    words = shlex.split(text_of(dialog, "request_curl"))
    body = json.loads(words[words.index("--data-raw") + 1])
    assert body["prompt"] == job.request.prompt
    assert (body["version"], body["mode"], body["quality"]) == ("8.2", "fast", "1")
    assert (body["hd"], body["style_reference"], body["moodboard"]) == (False, False, False)
    for name in ("request_answers", "request_curl", "request_python"):
        assert TOKEN not in text_of(dialog, name)
    compile(text_of(dialog, "request_python"), "recipe", "exec")
    dialog.close()


def test_every_page_can_be_copied(studio: Workbench) -> None:
    studio.finish_a_grid()
    click_name(studio.window.details, "show_request")
    dialog = opened(studio)
    studio.qtbot.waitUntil(lambda: bool(steps(dialog)))
    tabs = find(dialog, "request_tabs", QTabWidget)
    copied = []
    for page in range(tabs.count()):
        tabs.setCurrentIndex(page)
        click_name(dialog, "request_copy")
        copied.append(QGuiApplication.clipboard().text())
    assert copied[0].startswith("Step\tTime")
    assert "Downloaded" in copied[0]
    assert copied[1] == text_of(dialog, "request_answers")
    assert copied[2].startswith("curl ")
    assert "urllib.request" in copied[3]
    dialog.close()


def test_it_goes_on_with_its_job_beside_the_work(studio: Workbench) -> None:
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.imagine("a red boat")
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    studio.window.commands["show_request"].trigger()
    dialog = opened(studio)
    assert not dialog.isModal()
    studio.qtbot.waitUntil(lambda: "First byte" in steps(dialog))
    studio.runner.cancel(job.id)
    studio.until(State.CANCELLED, job.id)
    studio.qtbot.waitUntil(lambda: "Cancelled" in steps(dialog))
    studio.window.commands["show_request"].trigger()
    assert len(studio.window.findChildren(RequestDialog)) == 1
    dialog.close()


def test_a_job_that_failed_shows_what_came_also_after_a_restart(programs: Programs) -> None:
    first = programs.start()
    message = f"No rabbits with {TOKEN}, please"
    first.service.faults.order(
        Fault.STATUS, where="imagine", status=403, code="forbidden", message=message
    )
    job = first.imagine()
    first.wait_for(lambda: first.job(job.id).state.ended)
    programs.close(first)

    again = programs.start()
    again.session.show(job.id)
    again.window.commands["show_request"].trigger()
    dialog = opened(again)
    again.qtbot.waitUntil(lambda: "Failed" in steps(dialog))
    answers = text_of(dialog, "request_answers")
    assert '"code": "forbidden"' in answers
    assert "No rabbits" in answers
    assert TOKEN not in answers
    failure = find(dialog, "request_failure", QLabel)
    assert failure.isVisible()
    assert "No rabbits" in failure.text()
    assert "HTTP 403 · forbidden" in failure.text()
    dialog.close()


@pytest.mark.parametrize("way", list(DeliveryMode), ids=lambda way: way.value)
def test_the_answer_of_a_task_that_failed_is_shown_too(
    studio: Workbench, way: DeliveryMode
) -> None:
    studio.service.faults.order(
        Fault.TASK_FAILS, where="imagine", status=403, code="forbidden", message="No rabbits"
    )
    studio.session.choose_delivery(way)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    studio.window.commands["show_request"].trigger()
    dialog = opened(studio)
    studio.qtbot.waitUntil(lambda: "Failed" in steps(dialog))
    assert '"code": "forbidden"' in text_of(dialog, "request_answers")
    assert "forbidden" in find(dialog, "request_failure", QLabel).text()
    dialog.close()


def test_the_mask_of_a_redraw_is_told_and_saved_for_the_recipes(
    studio: Workbench, tmp_path: Path
) -> None:
    single = studio.finish_a_single()
    assert single.picture is not None
    file = io.BytesIO()
    Image.new("L", single.picture.raw_size, 255).save(file, "JPEG")
    mask = base64.b64encode(file.getvalue()).decode()
    redrawn = studio.session.redraw(single.id, mask, "a red boat")
    assert redrawn is not None
    studio.until(State.FINISHED, redrawn.id)
    studio.session.show(redrawn.id)
    studio.window.commands["show_request"].trigger()
    dialog = opened(studio)
    body = studio.service.received("imagine")[-1].body
    sizes = f"JPEG of {len(file.getvalue()):,} bytes, {len(body['mask']):,} bytes as base64"
    told = find(dialog, "request_sent", QLabel).text()
    priced = "Version: 8.2 · Speed: fast · Quality: 1"
    assert told == f"Action: {body['action']} · {priced} · Mask: {sizes}"
    tabs = find(dialog, "request_tabs", QTabWidget)
    assert not find(dialog, "request_mask").isVisible()
    tabs.setCurrentIndex(2)
    assert mask not in dialog.page_text
    click_name(dialog, "request_mask")
    asked = find(studio.window, "save_dialog", QFileDialog)
    assert Path(asked.selectedFiles()[0]).name == "mask.jpg"
    with studio.qtbot.waitSignal(studio.app.commands.saving.saved, timeout=PATIENCE):
        asked.fileSelected.emit(str(tmp_path / "mask.jpg"))
    asked.done(0)
    assert (tmp_path / "mask.jpg").read_bytes() == file.getvalue()
    dialog.close()
