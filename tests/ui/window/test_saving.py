"""Pictures leave the library by Ctrl+S, Ctrl+C and drag, with their prompt inside."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from mjstudio.model.geometry import quadrant_box
from mjstudio.model.job import Job
from mjstudio.texts import use
from tests.conftest import PATIENCE, TOKEN, Programs, Workbench
from tests.texts.test_texts import ONE_FORM, write
from tests.ui.hands import CTRL, SHIFT, Key, Modifier, click, click_row, find, move, press, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WORDS = "静かな湖 a quiet lake 🦊 بحيرة --seed 7"


def dialog_of(studio: Workbench) -> QFileDialog:
    return find(studio.window, "save_dialog", QFileDialog)


def save_to(studio: Workbench, target: Path) -> list[Path]:
    """Answer the open dialog; the files that were written."""
    with studio.qtbot.waitSignal(studio.app.commands.saving.saved, timeout=PATIENCE) as waited:
        dialog_of(studio).fileSelected.emit(str(target))
        dialog_of(studio).done(0)
    return list(waited.args[0])


def texts(data: bytes) -> dict[str, str]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return {name: str(text) for name, text in image.text.items()}  # type: ignore[attr-defined]


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


def quarter(job: Job, quadrant: int) -> bytes:
    with Image.open(job.file) as image:
        part = image.crop(quadrant_box(image.size, quadrant))
        return part.convert("RGB").tobytes()


def copied(studio: Workbench, name: str) -> QMimeData:
    with studio.qtbot.waitSignal(studio.app.commands.saving.copied, timeout=PATIENCE):
        studio.window.commands[name].trigger()
    return QGuiApplication.clipboard().mimeData()  # type: ignore[no-any-return]


def test_ctrl_s_saves_the_picture_with_its_prompt(studio: Workbench, tmp_path: Path) -> None:
    job = studio.finish_a_grid(WORDS)
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_S, CTRL)
    dialog = dialog_of(studio)
    assert dialog.isVisible()
    assert job.picture is not None
    (suggested,) = dialog.selectedFiles()
    assert Path(suggested).name == f"静かな湖 a quiet lake بحيرة {job.picture.image_id[-6:]}.png"
    target = tmp_path / "out" / "lake.png"
    target.parent.mkdir()
    assert save_to(studio, target) == [target]
    data = target.read_bytes()
    told = texts(data)
    assert told["Description"] == WORDS
    assert told["mjstudio:imageId"] == job.picture.image_id
    assert told["mjstudio:taskId"] == job.task_id
    assert TOKEN.encode() not in data
    assert pixels(data) == pixels(Path(job.file).read_bytes())
    assert studio.window.stage.notices.texts == ["Saved “lake.png” in “out”."]


def test_another_kind_of_file_can_be_chosen_in_every_language(
    studio: Workbench, tmp_path: Path
) -> None:
    write(tmp_path, "zh_CN", {"JPEG picture (*.jpg *.jpeg)": "JPEG 图片 (*.jpg *.jpeg)"}, ONE_FORM)
    use("zh_CN", tmp_path)
    try:
        studio.finish_a_grid(WORDS)
        studio.window.commands["save_as"].trigger()
        dialog = dialog_of(studio)
        dialog.filterSelected.emit("JPEG 图片 (*.jpg *.jpeg)")
        assert dialog.defaultSuffix() == "jpg"
        dialog.done(0)
    finally:
        use("en")


def test_the_folder_is_remembered_by_the_next_run(programs: Programs, tmp_path: Path) -> None:
    studio = programs.start()
    studio.finish_a_grid()
    studio.window.commands["save_as"].trigger()
    (tmp_path / "mine").mkdir()
    save_to(studio, tmp_path / "mine" / "a.png")
    programs.close(studio)
    again = programs.start()
    again.wait_for(lambda: again.session.current is not None, again.session.current_changed)
    again.window.commands["save_as"].trigger()
    assert dialog_of(again).directory().path() == str(tmp_path / "mine")
    dialog_of(again).reject()


def test_what_went_wrong_is_said(studio: Workbench, tmp_path: Path) -> None:
    job = studio.finish_a_grid()
    Path(job.file).unlink()
    studio.window.commands["save_as"].trigger()
    dialog_of(studio).fileSelected.emit(str(tmp_path / "a.png"))
    dialog_of(studio).done(0)
    notices = studio.window.stage.notices
    studio.qtbot.waitUntil(lambda: any("missing" in text for text in notices.texts))
    assert not (tmp_path / "a.png").exists()


def test_several_are_saved_into_one_folder(studio: Workbench, tmp_path: Path) -> None:
    jobs = [studio.finish_a_grid(f"lake {name}") for name in ("one", "two")]
    view = studio.window.library.view
    click_row(view, 0)
    press(Key.Key_Right, SHIFT)
    press(Key.Key_S, CTRL)
    assert dialog_of(studio).fileMode() is QFileDialog.FileMode.Directory
    files = save_to(studio, tmp_path)
    prompts = {texts(file.read_bytes())["Description"] for file in files}
    assert prompts == {job.request.prompt for job in jobs}
    assert any("Saved 2 pictures" in text for text in studio.window.stage.notices.texts)


def test_ctrl_c_copies_picture_file_and_prompt(studio: Workbench) -> None:
    job = studio.finish_a_grid(WORDS)
    mime = copied(studio, "copy_picture")
    assert mime.text() == WORDS
    data = bytes(mime.data("image/png").data())
    assert texts(data)["Description"] == WORDS
    assert pixels(data) == pixels(Path(job.file).read_bytes())
    image = mime.imageData()
    assert isinstance(image, QImage)
    assert job.picture is not None
    assert image.size().toTuple() == job.picture.raw_size


def test_a_quarter_is_saved_and_copied_without_asking_the_service(
    studio: Workbench, tmp_path: Path
) -> None:
    job = studio.finish_a_grid(WORDS)
    view = studio.window.stage.grid_view
    sent = len(studio.service.received("imagine"))
    for quadrant in (1, 2, 3, 4):
        move(view, view.quadrant_rect(quadrant).center())
        studio.window.commands["save_quarter"].trigger()
        (file,) = save_to(studio, tmp_path / f"{quadrant}.png")
        assert pixels(file.read_bytes()) == quarter(job, quadrant)
        assert texts(file.read_bytes())["mjstudio:quadrant"] == str(quadrant)
    data = bytes(copied(studio, "copy_quarter").data("image/png").data())
    assert pixels(data) == quarter(job, 4)
    assert len(studio.service.received("imagine")) == sent


def test_the_quarter_that_was_lit_last_counts_once_the_pointer_left(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    view = studio.window.stage.grid_view
    studio.window.commands["copy_quarter"].trigger()
    assert any("Point at a quarter" in text for text in studio.window.stage.notices.texts)
    move(view, view.quadrant_rect(3).center())
    view.light(0)
    data = bytes(copied(studio, "copy_quarter").data("image/png").data())
    assert pixels(data) == quarter(job, 3)
    studio.act("upscale1")
    assert not studio.window.commands["copy_quarter"].isEnabled()


def test_the_lit_quarter_has_buttons_for_it(studio: Workbench, tmp_path: Path) -> None:
    studio.window.resize(1600, 1100)
    studio.finish_a_grid()
    view = studio.window.stage.grid_view
    settle(studio.qtbot, studio.window.stage.action_bar)
    move(view, view.quadrant_rect(2).center())
    seen = [b for b in view.findChildren(QPushButton) if b.isVisible()]
    buttons = {b.accessibleName().partition(" (")[0]: b for b in seen}
    with studio.qtbot.waitSignal(studio.app.commands.saving.copied, timeout=PATIENCE):
        click(buttons["Copy this quarter"])
    click(buttons["Save this quarter"])
    assert "quarter 2" in dialog_of(studio).selectedFiles()[0]
    dialog_of(studio).reject()


def test_a_right_click_on_the_grid_offers_its_quarter(studio: Workbench) -> None:
    studio.finish_a_grid()
    view = studio.window.stage.grid_view
    place = QPointF(view.quadrant_rect(4).center())
    move(view, place)
    view.customContextMenuRequested.emit(place.toPoint())
    menu = find(studio.window, "picture_menu", QMenu)
    offered = {action.text() for action in menu.actions() if action.isEnabled()}
    assert offered >= {"Copy quarter", "Save quarter as…", "Save picture as…", "Delete picture…"}
    menu.close()


def test_a_dragged_picture_is_a_file_for_others(studio: Workbench) -> None:
    job = studio.finish_a_grid()
    model = studio.window.library.view.model()
    mime = model.mimeData([model.index(0, 0)])
    assert [url.toLocalFile() for url in mime.urls()] == [job.file]
    assert job.picture is not None
    assert mime.text() == job.picture.best_url


def test_nothing_is_saved_in_mask_mode(studio: Workbench, single: Job) -> None:
    for name in ("save_as", "copy_picture", "star", "delete_picture"):
        assert not studio.window.commands[name].isEnabled(), name
    press(Key.Key_S, CTRL | Modifier.ShiftModifier)
    assert studio.window.findChild(QFileDialog) is None
    assert single.file
