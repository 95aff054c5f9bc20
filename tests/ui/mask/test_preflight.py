"""What the panel tells of a mask before it is sent, and the two clicks that mend it."""

from PySide6.QtWidgets import QLabel

from mjstudio.mask.tools import PointerSample
from mjstudio.model.job import Job
from mjstudio.studio.masking.mask_preflight import Report
from tests.conftest import Workbench
from tests.ui.hands import CTRL, Key, click_name, find, press
from tests.ui.regions import document, paint


def text(studio: Workbench, name: str) -> str:
    return find(studio.window, name, QLabel).text()


def checked(studio: Workbench) -> Report:
    """The next report."""
    with studio.qtbot.waitSignal(studio.app.studio.masking.preflight.checked) as caught:
        pass
    return caught.args[0]


def blemished(studio: Workbench) -> bytes:
    """A region; then a speck beside it and a pinhole in it. Returns the region's own bits."""
    mask = document(studio)
    mask.set_size(50)
    paint(studio, (60, 60), (80, 70))
    clean = mask.bitmap.to_pillow().tobytes()
    mask.set_size(4)
    paint(studio, (15, 15))
    mask.set_tool("eraser")
    paint(studio, (70, 65))
    return clean


def test_an_empty_mask_sends_nothing(studio: Workbench, single: Job) -> None:
    report = checked(studio)
    assert report.sent_size is None
    assert text(studio, "mask_islands") == "0"
    assert text(studio, "mask_pinholes") == text(studio, "mask_specks") == "none"
    assert text(studio, "mask_sent_size") == "nothing yet"
    assert not find(studio.window, "mask_fill_pinholes").isVisible()
    assert not find(studio.window, "mask_drop_specks").isVisible()


def test_one_click_fills_pinholes_and_one_drops_specks(studio: Workbench, single: Job) -> None:
    clean = blemished(studio)
    steps = document(studio).history.steps
    checked(studio)
    assert text(studio, "mask_islands") == "2"
    assert text(studio, "mask_pinholes") == text(studio, "mask_specks") == "1"
    fill, drop = (find(studio.window, f"mask_{n}") for n in ("fill_pinholes", "drop_specks"))
    for button, label in ((fill, "mask_pinholes"), (drop, "mask_specks")):
        assert button.isVisible()
        click_name(studio.window, button.objectName())
        checked(studio)
        assert text(studio, label) == "none"
        assert not button.isVisible()
    assert document(studio).bitmap.to_pillow().tobytes() == clean
    assert document(studio).history.steps == steps + 2
    studio.window.stage.mask_mode.canvas.setFocus()
    press(Key.Key_Z, CTRL)
    press(Key.Key_Z, CTRL)
    report = checked(studio)
    assert len(report.findings.pinholes) == len(report.findings.specks) == 1


def test_the_panel_shows_the_size_that_is_sent(studio: Workbench, single: Job) -> None:
    blemished(studio)
    size = checked(studio).sent_size
    assert single.picture is not None
    assert size == single.picture.raw_size
    assert text(studio, "mask_sent_size") == "{} × {}".format(*size)


def test_the_last_step_alone_is_looked_over(studio: Workbench, single: Job) -> None:
    """GIVEN steps in quick succession, one report comes, of the last."""
    checked(studio)
    reports = []
    studio.app.studio.masking.preflight.checked.connect(reports.append)
    for x in (20, 60, 100):
        paint(studio, (x, 60))
    last = checked(studio)
    assert reports == [last]
    assert last.findings.painted == document(studio).bitmap.painted()


def test_painting_comes_first(studio: Workbench, single: Job) -> None:
    """GIVEN a mask that is being looked over, a drag stops that; it is made up for afterwards."""
    mask, preflight = document(studio), studio.app.studio.masking.preflight
    checked(studio)
    preflight._look()
    assert preflight._background.busy
    mask.set_tool("eraser")
    mask.begin(PointerSample(60, 60))
    assert not preflight._background.busy
    preflight._look()
    assert not preflight._background.busy
    mask.end(PointerSample(60, 60))
    assert mask.history.steps == 0
    assert checked(studio).findings.islands == 0


def test_no_mask_is_looked_over_after_leaving(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    press(Key.Key_Escape)
    preflight = studio.app.studio.masking.preflight
    assert not preflight._due.isActive()
    assert not preflight._background.busy
    studio.window.commands["vary_region"].trigger()
    assert text(studio, "mask_islands") == "…"
    assert checked(studio).findings.islands == 1


def test_nothing_is_computed_once_the_program_closes(studio: Workbench, single: Job) -> None:
    paint(studio, (60, 60))
    mask = document(studio)
    mask.set_feather(20)
    mask.grow()
    studio.app.studio.masking.stop_computing()
    assert not mask.searching
    assert not mask.softness.pending
    assert not studio.app.studio.masking.preflight._due.isActive()
