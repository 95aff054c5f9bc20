"""Masks that survive, and masks that come and go: in the window, as an artist meets them."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.wait_signal import SignalBlocker

from mjstudio.model.job import Job
from mjstudio.studio.masking.mask_autosave import MaskAutosave
from tests.conftest import PATIENCE, Workbench
from tests.ui.hands import (
    CTRL,
    Button,
    Key,
    click_name,
    drop,
    find,
    focused,
    move,
    press,
    type_text,
    write,
)
from tests.ui.later import Later
from tests.ui.regions import document, paint, region

PROMPT = "a quiet lake --seed 7"
PROMISE = 10_000
"""Within this time, in ms, a stroke is on the disk."""


def bits(studio: Workbench) -> bytes:
    return document(studio).bitmap.to_pillow().tobytes()


def masks(studio: Workbench) -> Path:
    return studio.app.studio.mask_autosave._store.folder


def kept_files(studio: Workbench) -> list[str]:
    return sorted(path.suffix for path in masks(studio).glob("*"))


def keeping(studio: Workbench) -> MaskAutosave:
    return studio.app.studio.mask_autosave


def notices(studio: Workbench) -> list[str]:
    return studio.window.stage.notices.texts


def leave(studio: Workbench) -> None:
    press(Key.Key_Escape)
    assert not studio.window.stage.masking


def enter(studio: Workbench) -> None:
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    assert studio.window.stage.masking


@pytest.fixture
def single(studio: Workbench) -> Job:
    """A single picture in mask mode, the same in every run; a thin brush."""
    job = studio.finish_a_single(PROMPT)
    enter(studio)
    document(studio).set_size(16)
    return job


def test_a_stroke_is_on_the_disk_within_ten_seconds(studio: Workbench, single: Job) -> None:
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        paint(studio, (30, 30), (90, 60))
    assert kept_files(studio) == [".png"]
    with Image.open(next(masks(studio).glob("*.png"))) as kept:
        assert kept.tobytes() == bits(studio)


def test_a_long_drag_is_saved_while_it_lasts_and_also_when_it_is_taken_back(
    studio: Workbench, single: Job
) -> None:
    canvas = studio.window.stage.mask_mode.canvas
    assert keeping(studio)._drag.interval() < PROMISE
    for timer in (keeping(studio)._drag, keeping(studio)._quiet):
        timer.setInterval(50)
    places = [canvas.picture_to_widget(QPointF(x, 40)) for x in (20, 50, 80)]
    QTest.mousePress(canvas, Button.LeftButton, pos=places[0].toPoint())
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        move(canvas, places[1], Button.LeftButton)
    assert document(studio).dragging
    path = next(masks(studio).glob("*.png"))
    with Image.open(path) as kept:
        first = kept.tobytes()
    assert first == bits(studio)
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        move(canvas, places[2], Button.LeftButton)
    press(Key.Key_Escape)
    assert not any(bits(studio))
    studio.qtbot.waitUntil(lambda: not painted(path), timeout=PROMISE)
    QTest.mouseRelease(canvas, Button.LeftButton, pos=places[2].toPoint())


def painted(path: Path) -> bool:
    with Image.open(path) as kept:
        return kept.getbbox() is not None


def test_who_never_pauses_is_saved_too(studio: Workbench, single: Job) -> None:
    keeping(studio)._quiet.setInterval(10 * PROMISE)
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        paint(studio, (30, 30), (90, 60))
        paint(studio, (30, 60), (90, 30))


def test_a_regions_prompt_is_on_the_disk_before_a_stroke_would_be(
    studio: Workbench, single: Job
) -> None:
    for timer in (keeping(studio)._quiet, keeping(studio)._latest):
        timer.setInterval(100 * PROMISE)
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        write(find(studio.window, "mask_prompt"), "a red boat")
        type_text(" at dusk")
    with Image.open(next(masks(studio).glob("*.png"))) as kept:
        assert any("a red boat at dusk" in str(value) for value in kept.info.values())


def test_leaving_saves_at_once(studio: Workbench, single: Job) -> None:
    paint(studio, (30, 30), (90, 60))
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=1500):
        leave(studio)
    assert kept_files(studio) == [".png"]


def test_mask_feather_and_prompt_are_there_again_in_a_later_run(
    studio: Workbench, single: Job, later: Later
) -> None:
    paint(studio, (30, 30), (90, 60))
    painted = bits(studio)
    document(studio).set_feather(12)
    write(find(studio.window, "mask_prompt"), "a red boat, 月")
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        pass
    again = later.begin()
    assert bits(again) == painted
    assert document(again).feather == 12
    assert not document(again).can_undo()
    assert find(again.window, "mask_prompt").toPlainText() == "a red boat, 月"
    assert find(again.window, "mask_submit", QPushButton).isEnabled()
    covered = find(again.window, "mask_coverage").text()
    assert not covered.startswith("0.00")


def test_what_is_painted_before_the_kept_mask_came_is_added_to_it(
    studio: Workbench, single: Job
) -> None:
    paint(studio, (30, 30), (90, 60))
    kept = document(studio).bitmap.snapshot()
    other = type(document(studio).bitmap)(kept.width, kept.height)
    other.fill_rectangle(studio.window.rect().toRectF().intersected(other.rect.toRectF()))
    document(studio).bring_back(other)
    assert document(studio).bitmap.is_full()
    press(Key.Key_Z, CTRL)
    assert bits(studio) == kept.to_pillow().tobytes()


def test_a_mask_stays_on_the_disk_when_it_is_sent(studio: Workbench, single: Job) -> None:
    document(studio).set_size(30)
    paint(studio, (30, 30), (90, 60))
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        press(Key.Key_Return)
    assert kept_files(studio) == [".png"]


def test_a_mask_cleared_and_left_empty_is_removed_and_one_undone_is_not(
    studio: Workbench, single: Job
) -> None:
    paint(studio, (30, 30), (90, 60))
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        leave(studio)
    enter(studio)
    click_name(studio.window, "mask_clear")
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        leave(studio)
    assert kept_files(studio) == []
    enter(studio)
    press(Key.Key_Z, CTRL)
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        leave(studio)
    assert kept_files(studio) == [".png"]


def test_two_jobs_with_the_same_picture_share_the_mask(studio: Workbench, single: Job) -> None:
    paint(studio, (30, 30), (90, 60))
    painted = bits(studio)
    leave(studio)
    studio.session.show(studio.runner.jobs[0].id)
    twin = studio.act("upscale1")
    assert twin.id != single.id
    assert twin.file == single.file
    studio.session.show(twin.id)
    enter(studio)
    assert bits(studio) == painted
    assert region(studio).job_id == twin.id


def test_a_disk_that_refuses_is_said_once_and_saved_to_when_it_takes_again(
    studio: Workbench, single: Job
) -> None:
    masks(studio).write_text("in the way")
    for place in (30, 60):
        with studio.qtbot.waitSignal(keeping(studio).saved, timeout=600, raising=False):
            paint(studio, (place, 30), (90, place))
            keeping(studio)._save_soon()
    assert len(notices(studio)) == 1
    assert "can't write to" in notices(studio)[0]
    assert "as soon as possible" in notices(studio)[0]
    masks(studio).unlink()
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        pass
    assert notices(studio) == []
    assert kept_files(studio) == [".png"]


def test_a_damaged_file_is_said_and_moved_aside(
    studio: Workbench, single: Job, later: Later
) -> None:
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        paint(studio, (30, 30), (90, 60))
    file = next(masks(studio).glob("*.png"))
    file.write_bytes(file.read_bytes()[:60])
    again = later.begin(expecting="said")
    assert any("damaged" in words for words in notices(again))
    assert document(again).bitmap.is_empty()
    with again.qtbot.waitSignal(keeping(again).saved, timeout=PROMISE):
        paint(again, (30, 30), (90, 60))
    assert kept_files(studio) == [".damaged", ".png"]


def test_a_kept_mask_of_another_size_is_scaled_and_half_files_are_cleaned_up(
    studio: Workbench, single: Job, later: Later
) -> None:
    with studio.qtbot.waitSignal(keeping(studio).saved, timeout=PROMISE):
        paint(studio, (30, 30), (90, 60))
    file = next(masks(studio).glob("*.png"))
    with Image.open(a_file(masks(studio).parent)) as half:
        half.save(file)
    (masks(studio) / ".other.png.1.x.part").write_bytes(b"half")
    again = later.begin()
    assert document(again).coverage() == 0.5
    width, height = document(again).bitmap.width, document(again).bitmap.height
    assert notices(again) == [
        f"The saved mask was scaled from 64 × 64 to the picture’s {width} × {height} pixels."
    ]
    assert kept_files(studio) == [".png"]


# --- files ---


def a_file(tmp_path: Path, size: tuple[int, int] = (64, 64)) -> Path:
    path = tmp_path / "half.png"
    image = Image.new("L", size, 0)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    image.save(path)
    return path


def taken(studio: Workbench) -> SignalBlocker:
    return studio.qtbot.waitSignal(studio.app.studio.mask_files.taken, timeout=PATIENCE)


def dialog(studio: Workbench) -> QFileDialog:
    return studio.window.findChildren(QFileDialog)[-1]


def test_save_and_load_through_the_dialogs(studio: Workbench, single: Job, tmp_path: Path) -> None:
    paint(studio, (30, 30), (90, 60))
    painted = bits(studio)
    click_name(studio.window, "mask_save")
    target = tmp_path / "my mask.png"
    with studio.qtbot.waitSignal(studio.app.studio.mask_files.saved, timeout=PATIENCE):
        dialog(studio).fileSelected.emit(str(target))
    dialog(studio).reject()
    with Image.open(target) as saved:
        assert (saved.mode, saved.tobytes()) == ("L", painted)
    click_name(studio.window, "mask_clear")
    click_name(studio.window, "mask_load")
    assert dialog(studio).directory().path() == str(tmp_path)
    with taken(studio):
        dialog(studio).fileSelected.emit(str(target))
    dialog(studio).reject()
    assert bits(studio) == painted
    click_name(studio.window, "mask_undo")
    assert document(studio).bitmap.is_empty()


def test_a_dropped_picture_becomes_the_mask_in_one_step_scaled_and_said(
    studio: Workbench, single: Job, tmp_path: Path
) -> None:
    paint(studio, (30, 30), (90, 60))
    before = bits(studio)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(a_file(tmp_path)))])
    with taken(studio):
        assert drop(studio.window.stage.mask_mode, mime)
    assert document(studio).coverage() == 0.5
    width, height = document(studio).bitmap.width, document(studio).bitmap.height
    assert notices(studio) == [
        f"half.png was scaled from 64 × 64 to the picture’s {width} × {height} pixels."
    ]
    press(Key.Key_Z, CTRL)
    assert bits(studio) == before


def test_a_picture_dragged_out_of_another_program_is_taken_too(
    studio: Workbench, single: Job, tmp_path: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/mask.png")])
    mime.setData("image/png", a_file(tmp_path).read_bytes())
    with taken(studio):
        assert drop(studio.window.stage.mask_mode, mime)
    assert document(studio).coverage() == 0.5


def a_hole(tmp_path: Path) -> Path:
    """A colourful picture whose left half was cut out."""
    path = tmp_path / "hole.png"
    image = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    image.putalpha(Image.new("L", image.size, 255))
    image.paste((0, 0, 0, 0), (0, 0, image.width // 2, image.height))
    image.save(path)
    return path


@pytest.mark.parametrize("way", ["load", "drop", "drop of a picture", "paste", "paste of a file"])
def test_through_every_door_the_hole_of_a_picture_is_the_mask_and_that_is_said(
    studio: Workbench, single: Job, tmp_path: Path, way: str
) -> None:
    path, mime = a_hole(tmp_path), QMimeData()
    if "of a file" in way or way == "drop":
        mime.setUrls([QUrl.fromLocalFile(str(path))])
    else:
        mime.setData("image/png", path.read_bytes())
    name = "hole.png" if mime.hasUrls() or way == "load" else "the picture"
    with taken(studio):
        if way == "load":
            studio.app.studio.mask_files.load(path)
        elif way.startswith("drop"):
            assert drop(studio.window.stage.mask_mode, mime)
        else:
            QGuiApplication.clipboard().setMimeData(mime)
            click_name(studio.window, "mask_paste")
    assert document(studio).coverage() == 0.5
    assert notices(studio)[0].startswith(f"Read the transparent part of {name} as the mask. ")


@pytest.mark.parametrize("way", ["load", "drop", "paste"])
def test_a_photograph_is_refused_at_every_door_and_changes_nothing(
    studio: Workbench, single: Job, tmp_path: Path, way: str
) -> None:
    paint(studio, (30, 30), (90, 60))
    before = bits(studio)
    path, mime = tmp_path / "photo.png", QMimeData()
    Image.radial_gradient("L").save(path)
    with studio.qtbot.waitSignal(studio.app.studio.mask_files.said, timeout=PATIENCE):
        if way == "load":
            studio.app.studio.mask_files.load(path)
        elif way == "drop":
            mime.setUrls([QUrl.fromLocalFile(str(path))])
            assert drop(studio.window.stage.mask_mode, mime)
        else:
            QGuiApplication.clipboard().setImage(QImage(str(path)))
            click_name(studio.window, "mask_paste")
    assert "looks like a photograph, not like a mask" in notices(studio)[0]
    assert bits(studio) == before


def test_how_a_mask_was_read_is_said_in_passing(
    studio: Workbench, single: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mjstudio.ui.look.notices.PASSING_MS", 1)
    with taken(studio):
        studio.app.studio.mask_files.load(a_hole(tmp_path))
    studio.qtbot.waitUntil(lambda: notices(studio) == [], timeout=2000)
    assert document(studio).coverage() == 0.5


def test_a_dropped_link_is_not_taken(studio: Workbench, single: Job) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/mask.png")])
    assert not drop(studio.window.stage.mask_mode, mime)


def test_copy_and_paste_by_key(studio: Workbench, single: Job) -> None:
    paint(studio, (30, 30), (90, 60))
    painted = bits(studio)
    press(Key.Key_C, CTRL)
    image = QGuiApplication.clipboard().image()
    assert image.pixelColor(60, 45) == QColor("white")
    assert image.pixelColor(5, 5) == QColor("black")
    press(Key.Key_I)
    with taken(studio):
        press(Key.Key_V, CTRL)
    assert bits(studio) == painted
    leave(studio)
    studio.window.stage.single_view.setFocus()
    pyramid = studio.images.picture(single.id)
    assert pyramid is not None
    with studio.qtbot.waitSignal(QGuiApplication.clipboard().dataChanged, timeout=PATIENCE):
        press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().image().size() == pyramid.full.size()
    assert QGuiApplication.clipboard().image().pixelColor(5, 5) == pyramid.full.pixelColor(5, 5)


def test_in_the_prompt_the_same_keys_copy_and_paste_words(studio: Workbench, single: Job) -> None:
    prompt = find(studio.window, "mask_prompt")
    write(prompt, "boat")
    press(Key.Key_A, CTRL)
    press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "boat"
    press(Key.Key_End)
    press(Key.Key_V, CTRL)
    assert prompt.toPlainText() == "boatboat"
    assert document(studio).bitmap.is_empty()


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"no picture", "is not a picture that can be a mask."), (None, "can't be read: No such")],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    studio: Workbench, single: Job, tmp_path: Path, data: bytes | None, words: str
) -> None:
    paint(studio, (30, 30), (90, 60))
    before = bits(studio)
    path = tmp_path / "bad.png"
    if data is not None:
        path.write_bytes(data)
    with studio.qtbot.waitSignal(studio.app.studio.mask_files.said, timeout=PATIENCE):
        studio.app.studio.mask_files.load(path)
    assert len(notices(studio)) == 1
    assert words in notices(studio)[0]
    assert bits(studio) == before


def test_an_empty_clipboard_is_said(studio: Workbench, single: Job) -> None:
    QGuiApplication.clipboard().setText("words")
    click_name(studio.window, "mask_paste")
    assert notices(studio) == ["There is no picture on the clipboard."]


def test_a_mask_goes_out_where_it_cannot_be_written_and_says_so(
    studio: Workbench, single: Job, tmp_path: Path
) -> None:
    with studio.qtbot.waitSignal(studio.app.studio.mask_files.said, timeout=PATIENCE):
        studio.app.studio.mask_files.save(tmp_path / "nowhere" / "mask.png")
    assert "was not saved: No such file" in notices(studio)[0]


def test_after_a_click_the_keyboard_is_still_the_canvas_s(studio: Workbench, single: Job) -> None:
    for name in ("mask_copy", "mask_paste", "mask_carry"):
        click_name(studio.window, name)
    assert focused() is studio.window.stage.mask_mode.canvas
