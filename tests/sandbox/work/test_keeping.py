"""What the sandbox keeps in a folder: a later run acts on it again, as if it had never ended."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from PIL import ImageChops

from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.work import keeping
from tests.sandbox.client import Client, mask
from tests.sandbox.work.test_tasks import finished

SCALE = 0.0625


@pytest.fixture
def day(tmp_path: Path):
    """Begin a day: the run before ends, and another one begins with what it kept."""
    with ExitStack() as stack:
        open_days: list[ExitStack] = []

        def begin(**options: float) -> Client:
            if open_days:
                open_days.pop().close()
            run = stack.enter_context(ExitStack())
            open_days.append(run)
            named = {"speed": 0.0, "picture_scale": SCALE, **options}
            sandbox = Sandbox(folder=tmp_path / "kept", **named)  # type: ignore[arg-type]
            served = run.enter_context(SandboxThread(sandbox))
            run.callback(sandbox.close)
            return Client(run.enter_context(httpx.Client(base_url=served.base_url, timeout=20)))

        yield begin


Day = Callable[..., Client]


def test_every_action_goes_on_from_yesterdays_pictures(day: Day) -> None:
    first = day()
    grid = first.imagine(prompt="a harbour --ar 3:2 --seed 5")
    single = first.imagine(action="upscale2", image_id=grid["image_id"])
    wide = first.imagine(action="zoom_out_2x", image_id=single["image_id"])
    pixels = first.raw(grid).tobytes()
    painted = mask((single["raw_image_width"], single["raw_image_height"]), (0, 0, 20, 20))
    redrawn = first.imagine(
        action="variation_region", image_id=single["image_id"], mask=painted, prompt="a boat"
    )
    later = day()
    record = later.post("tasks", {"action": "retrieve", "id": grid["task_id"]}).json()
    assert record["response"]["image_id"] == grid["image_id"]
    assert record["response"]["actions"] == grid["actions"]
    assert later.raw(record["response"]).tobytes() == pixels
    for made in (grid, single, wide, redrawn):
        for action in made["actions"]:
            if action != "variation_region":
                assert later.imagine(action=action, image_id=made["image_id"])["success"], action
    again = later.imagine(action="upscale2", image_id=grid["image_id"])
    assert later.raw(again).size == (single["raw_image_width"], single["raw_image_height"])
    varied = later.imagine(action="variation_subtle", image_id=single["image_id"])
    difference = ImageChops.difference(later.quarters(varied)[0], later.raw(again))
    assert sum(difference.convert("L").histogram()[64:]) < difference.width * difference.height / 4


def test_yesterdays_picture_is_a_reference_under_its_old_address(day: Day) -> None:
    first = day()
    grid = first.imagine(prompt="a red barn in the snow --seed 5")
    later = day()
    colour = later.post("describe", {"image_url": grid["raw_image_url"]}).json()["descriptions"]
    record = later.post("tasks", {"action": "retrieve", "id": grid["task_id"]}).json()
    now = record["response"]["raw_image_url"]
    assert now != grid["raw_image_url"]
    assert later.post("describe", {"image_url": now}).json()["descriptions"] == colour


def test_what_ran_when_it_ended_is_finished_and_what_failed_stays_failed(day: Day) -> None:
    first = day(speed=0.001)
    running = first.imagine(prompt="a fox", **{"async": True})
    failed = first.imagine(prompt="a fox --bogus 3", **{"async": True})
    gone = first.imagine(prompt="a lake", **{"async": True})
    for answer in (running, gone):
        record = first.post("tasks", {"action": "retrieve", "id": answer["task_id"]}).json()
        assert "finished_at" not in record
    later = day()
    for answer in (running, gone):
        record = finished(later, answer["task_id"])
        assert record["response"]["progress"] == 100
        assert later.raw(record["response"])
    error = finished(later, failed["task_id"])["response"]["error"]
    third = day()
    assert finished(third, failed["task_id"])["response"]["error"] == error
    assert "Unrecognized" in error["message"]


def test_the_oldest_go_and_what_was_made_from_them_says_so(
    day: Day, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeping, "MOST_PICTURES", 3)
    first = day()
    grid = first.imagine(prompt="a harbour")
    varied = first.imagine(action="variation1", image_id=grid["image_id"])
    first.imagine(prompt="a lake")
    assert first.imagine(action="reroll", image_id=varied["image_id"])["success"]
    _, _, words = first.refused(action="upscale1", image_id=grid["image_id"])
    assert "does not exist" in words
    later = day()
    assert later.post("tasks", {"action": "retrieve", "id": grid["task_id"]}).json() == {}
    assert "no longer kept" in later.refused(action="reroll", image_id=varied["image_id"])[2]
    assert later.imagine(action="upscale1", image_id=varied["image_id"])["success"]
    assert len(list((tmp_path / "kept").glob("*.png"))) == 3
    assert len(list((tmp_path / "kept").glob("*.json"))) == 3
    monkeypatch.setattr(keeping, "MOST_BYTES", 1)
    newest = later.imagine(prompt="a fox")
    assert [path.stem for path in (tmp_path / "kept").iterdir()] == [newest["task_id"]] * 2


def test_damage_and_leftovers_are_skipped_and_strangers_left_alone(
    day: Day, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    first = day()
    whole, half, cut, bare = (first.imagine(prompt=f"a lake {n}") for n in range(4))
    day_ended = folder / f"{half['task_id']}.json"
    day_ended.write_bytes(day_ended.read_bytes()[:100])
    picture = folder / f"{cut['task_id']}.png"
    picture.write_bytes(picture.read_bytes()[:-10])
    (folder / f"{bare['task_id']}.json").unlink()
    (folder / ".kept.0.x.part").write_bytes(b"half")
    (folder / "holiday.png").write_bytes(b"mine")
    (folder / "notes.json").write_text("{}")
    (folder / "folder").mkdir()
    later = day()
    assert later.imagine(action="upscale1", image_id=whole["image_id"])["success"]
    for lost in (half, cut, bare):
        later.refused(action="upscale1", image_id=lost["image_id"])
        assert later.post("tasks", {"action": "retrieve", "id": lost["task_id"]}).json() == {}
    assert not (folder / ".kept.0.x.part").exists()
    assert not (folder / f"{bare['task_id']}.png").exists()
    assert (folder / "holiday.png").read_bytes() == b"mine"
    assert (folder / "notes.json").read_text() == "{}"


def test_a_folder_that_cannot_be_written_stops_no_work(tmp_path: Path, day: Day) -> None:
    (tmp_path / "kept").write_bytes(b"a file")
    client = day()
    grid = client.imagine(prompt="a lake")
    assert client.imagine(action="upscale1", image_id=grid["image_id"])["success"]
    assert (tmp_path / "kept").read_bytes() == b"a file"
