"""From the painted region to the service: what is sent, and what stays when that fails."""

import base64
from io import BytesIO

from PIL import Image

from mjstudio.model.job import Job, State
from mjstudio.sandbox.trouble.faults import Fault
from tests.conftest import Workbench
from tests.ui.hands import Key, click_name, find, press, write
from tests.ui.regions import document, paint


def test_what_is_painted_is_what_is_sent(studio: Workbench, single: Job) -> None:
    document(studio).set_size(24)
    paint(studio, (20, 30), (90, 40), (40, 110))
    press(Key.Key_E)
    paint(studio, (60, 20), (60, 100))
    painted = document(studio).bitmap.snapshot().to_pillow().tobytes()
    write(find(studio.window, "mask_prompt"), "a red boat [1], 1 b e x m r")
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    studio.until(State.FINISHED, caught.args[0].id)
    body = studio.service.received("imagine")[-1].body
    assert single.picture is not None
    assert (body["action"], body["image_id"]) == ("variation_region", single.picture.image_id)
    assert body["prompt"] == "a red boat [1], 1 b e x m r"
    sent = Image.open(BytesIO(base64.b64decode(body["mask"], validate=True)))
    assert (sent.format, sent.mode, sent.size) == ("JPEG", "L", single.picture.raw_size)
    assert sent.point(lambda grey: 255 if grey >= 128 else 0).tobytes() == painted


def test_an_empty_prompt_is_not_sent_and_the_pictures_own_is_remembered(
    studio: Workbench, single: Job
) -> None:
    paint(studio, (60, 60))
    write(find(studio.window, "mask_prompt"), "")
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        click_name(studio.window, "mask_submit")
    assert caught.args[0].request.prompt == ""
    assert caught.args[0].prompt == "a quiet lake"
    assert not studio.window.stage.masking


def test_an_error_keeps_prompt_and_mask(studio: Workbench, single: Job) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    document(studio).set_size(30)
    paint(studio, (30, 30), (80, 50))
    share = document(studio).coverage()
    write(find(studio.window, "mask_prompt"), "a red boat")
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    failed = studio.until(State.FAILED, caught.args[0].id)
    card = studio.window.jobs.card(failed.id)
    assert card is not None
    assert card.isVisible()
    studio.session.show(single.id)
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert document(studio).coverage() == share
    assert find(studio.window, "mask_prompt").toPlainText() == "a red boat"
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    again = studio.until(State.FINISHED, caught.args[0].id)
    assert again.request == failed.request
