"""Every request tells the service what its price is reckoned by; the sandbox keeps what came."""

from typing import Any

from mjstudio.library.job_records import decode_job
from mjstudio.mask.pixels.stroke import Stroke
from mjstudio.model.job import State
from tests.conftest import Workbench

ALWAYS = ("mode", "version", "hd", "quality", "translation")


def newest(studio: Workbench) -> dict[str, Any]:
    return dict(studio.service.received("imagine")[-1].body)


def test_a_new_picture_tells_all_of_them(studio: Workbench) -> None:
    studio.finish_a_grid("https://a.test/1.png a quiet lake --v 8 --hd --q 4 --sref 12")
    body = newest(studio)
    told = {name: body[name] for name in (*ALWAYS, "style_reference", "moodboard")}
    assert told == {
        "mode": "fast",
        "version": "8",
        "hd": True,
        "quality": "4",
        "translation": False,
        "style_reference": True,
        "moodboard": True,
    }


def test_every_action_tells_what_its_picture_was_made_with(studio: Workbench) -> None:
    grid = studio.finish_a_grid("a quiet lake --v 7 --q 2 --seed 7 --relax")
    assert grid.picture is not None
    wanted = {"mode": "relax", "version": "7", "hd": False, "quality": "2", "translation": False}
    for name in grid.picture.offered:
        studio.session.show(grid.id)
        job = studio.act(name)
        body = newest(studio)
        assert body["action"] == name
        assert {field: body[field] for field in ALWAYS} == wanted
        assert not {"style_reference", "moodboard"} & set(body)
    single = next(job for job in studio.runner.jobs if job.request.action == "upscale1")
    assert single.picture is not None
    for name in single.picture.offered:
        studio.session.show(single.id)
        if name == "variation_region":
            continue
        job = studio.act(name)
        body = newest(studio)
        assert (body["action"], job.state) == (name, State.FINISHED)
        assert {field: body[field] for field in ALWAYS} == wanted


def test_a_redrawn_part_tells_them_too(studio: Workbench) -> None:
    single = studio.finish_a_single("a quiet lake --v 8.1 --seed 7")
    assert single.picture is not None
    studio.window.commands["vary_region"].trigger()
    masking = studio.app.studio.masking
    assert masking.current is not None
    masking.current.document.surface.stroke(Stroke(40, 40, 80, 60, 24))
    masking.current.prompt = "a paper boat"
    with studio.qtbot.waitSignal(masking.submitted) as caught:
        masking.submit()
    studio.until(State.FINISHED, caught.args[0].id)
    body = newest(studio)
    assert body["prompt"] == "a paper boat"
    assert (body["mode"], body["version"], body["hd"]) == ("fast", "8.1", False)
    assert "quality" not in body


OLD = """{"request": {"prompt": "a fox --v 7", "action": "generate", "image_id": null, "mask": null,
"callback_url": null, "asynchronous": false, "mode": null, "timeout": null, "split_images": false,
"translation": false, "version": null, "quality": null, "hd": false, "style_reference": false,
"moodboard": false}, "id": "old", "created_at": "2026-10-01T12:00:00Z", "state": "failed"}"""


def test_a_job_of_an_older_version_is_sent_again_as_it_was(studio: Workbench) -> None:
    old = decode_job(OLD, studio.app.options.paths.pictures, {})
    studio.runner.restore([old])
    again = studio.runner.retry(old.id)
    assert again is not None
    studio.until(State.FINISHED, again.id)
    assert newest(studio) == {"prompt": "a fox --v 7", "action": "generate"}
