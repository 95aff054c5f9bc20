"""Reference pictures: how they come, what is seen of them, and where they stand when sent."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QInputDialog, QLineEdit, QPushButton, QToolButton

from mjstudio.model.job import State
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.trouble.faults import Fault
from tests.conftest import Workbench
from tests.ui.hands import (
    CTRL,
    Key,
    click_name,
    drop,
    find,
    links,
    press,
    seen,
    type_text,
    write,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def url(studio: Workbench) -> str:
    """The address of a finished picture; the prompt is empty and has the keyboard."""
    job = studio.finish_a_grid()
    assert job.picture is not None
    studio.window.write_prompt("")
    return job.picture.best_url


@pytest.fixture
def nowhere(served: SandboxThread) -> list[str]:
    """Six addresses where nothing is."""
    return [f"{served.base_url}/nothing-{n}.png" for n in range(1, 7)]


def urls(studio: Workbench) -> tuple[str, ...]:
    return studio.draft.references.urls


def looked_at(studio: Workbench) -> None:
    references = studio.draft.references
    studio.wait_for(lambda: all(item.checked for item in references.items), references.changed)


def said(studio: Workbench) -> str:
    return studio.window.prompt_panel.problem.text()


def colours(studio: Workbench, name: str) -> int:
    image: QImage = seen(find(studio.window, name, QToolButton))
    at = range(10, 38, 3)
    return len({image.pixel(x, y) for x in at for y in at})


def test_an_address_typed_in_front_becomes_a_picture(studio: Workbench, url: str) -> None:
    type_text(url)
    assert urls(studio) == ()
    type_text(" a red boat")
    assert urls(studio) == (url,)
    assert studio.window.prompt_panel.edit.toPlainText() == "a red boat"
    looked_at(studio)
    assert colours(studio, "reference_1") > 20
    assert said(studio) == ""
    press(Key.Key_Return)
    job = studio.until(State.FINISHED, studio.runner.jobs[-1].id)
    assert studio.service.received("imagine")[-1].body["prompt"] == f"{url} a red boat"
    assert urls(studio) == (url,)
    assert job.title == "a red boat"


def test_addresses_are_pasted_beside_the_words(studio: Workbench, nowhere: list[str]) -> None:
    type_text("a boat")
    QGuiApplication.clipboard().setText("\n".join(nowhere[:2]))
    press(Key.Key_V, CTRL)
    assert urls(studio) == tuple(nowhere[:2])
    QGuiApplication.clipboard().setText(" at dusk")
    press(Key.Key_V, CTRL)
    assert studio.window.prompt_panel.edit.toPlainText() == "a boat at dusk"


def test_a_pasted_prompt_is_taken_apart(studio: Workbench, nowhere: list[str]) -> None:
    QGuiApplication.clipboard().setText(f"{nowhere[0]} {nowhere[1]} a boat --iw 2")
    press(Key.Key_V, CTRL)
    assert urls(studio) == tuple(nowhere[:2])
    assert studio.window.prompt_panel.edit.toPlainText() == "a boat --iw 2"


@pytest.mark.parametrize("target", ["reference_strip", "prompt_edit"])
def test_addresses_are_dropped_byte_for_byte(
    studio: Workbench, served: SandboxThread, target: str
) -> None:
    url = f"{served.base_url}/a%20b%2Fc.png?name=%E5%B1%B1&sig=a%2Bb&"
    widget = find(studio.window, target)
    assert drop(getattr(widget, "viewport", lambda: widget)(), links(url))
    assert urls(studio) == (url,)


def test_text_with_an_address_can_be_dropped(studio: Workbench, nowhere: list[str]) -> None:
    mime = QMimeData()
    mime.setText(nowhere[0])
    assert drop(studio.window.prompt_panel.strip, mime)
    assert urls(studio) == (nowhere[0],)


def test_a_picture_is_dragged_from_the_library(studio: Workbench, url: str) -> None:
    model = studio.window.library.view.model()
    mime = model.mimeData([model.index(0, 0)])
    assert mime.text() == url
    assert drop(studio.window.prompt_panel.strip, mime)
    assert urls(studio) == (url,)


def test_a_file_of_this_computer_gets_a_clear_word(studio: Workbench, tmp_path: Path) -> None:
    for target in (studio.window.prompt_panel.strip, studio.window.prompt_panel.edit.viewport()):
        studio.window.prompt_panel.lint.show_message("", "")
        assert said(studio) == ""
        path, mime = tmp_path / "cat.png", QMimeData()
        picture = QImage(64, 64, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.darkCyan)
        assert picture.save(str(path))
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        with studio.qtbot.waitSignal(studio.draft.references.refused):
            drop(target, mime)
        assert "on this computer" in said(studio)
        assert urls(studio) == ()


def test_a_photograph_of_elsewhere_stands_upright_in_the_strip(studio: Workbench, url: str) -> None:
    studio.service.faults.order(Fault.ROTATED, where="picture")
    type_text(f"{url} ")
    looked_at(studio)
    (item,) = studio.draft.references.items
    assert item.thumbnail is not None
    assert item.thumbnail.width() > item.thumbnail.height()


def test_plus_asks_for_an_address(studio: Workbench, nowhere: list[str]) -> None:
    click_name(studio.window, "reference_add")
    dialog = studio.window.findChild(QInputDialog)
    studio.qtbot.waitUntil(dialog.isActiveWindow)
    type_text(nowhere[0])
    press(Key.Key_Return)
    assert urls(studio) == (nowhere[0],)


def test_the_field_for_an_address_is_wide_and_its_buttons_are_plain(studio: Workbench) -> None:
    click_name(studio.window, "reference_add")
    dialog = studio.window.findChild(QInputDialog)
    studio.qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.findChild(QLineEdit).width() >= 440
    buttons = dialog.findChildren(QPushButton)
    assert len(buttons) == 2
    assert all(button.icon().isNull() for button in buttons)
    press(Key.Key_Escape)


def test_a_click_takes_one_out(studio: Workbench, nowhere: list[str]) -> None:
    drop(studio.window.prompt_panel.strip, links(*nowhere[:3]))
    click_name(studio.window, "reference_2")
    assert urls(studio) == (nowhere[0], nowhere[2])


def test_at_most_five_and_the_sixth_is_refused_with_a_word_that_stays(
    studio: Workbench, nowhere: list[str]
) -> None:
    drop(studio.window.prompt_panel.strip, links(*nowhere))
    assert urls(studio) == tuple(nowhere[:5])
    assert "at most 5" in said(studio)
    assert not studio.window.prompt_panel.findChildren(QToolButton, "reference_6")
    looked_at(studio)
    assert "at most 5" in said(studio)


def test_what_was_said_about_the_pictures_goes_when_they_are_taken_out(
    studio: Workbench, nowhere: list[str]
) -> None:
    drop(studio.window.prompt_panel.strip, links(*nowhere))
    looked_at(studio)
    for _ in range(5):
        click_name(studio.window, "reference_1")
    assert urls(studio) == ()
    assert said(studio) == ""


def test_six_typed_addresses_are_not_sent(studio: Workbench, nowhere: list[str]) -> None:
    type_text(" ".join((*nowhere, "a boat")))
    looked_at(studio)
    press(Key.Key_Return, times=2)
    assert "at most 5" in said(studio)
    assert studio.service.received("imagine") == []
    assert studio.runner.jobs == []


def test_an_address_that_says_it_is_a_page_is_refused(
    studio: Workbench, served: SandboxThread
) -> None:
    type_text(f"{served.base_url}/cats.html a cat")
    assert "is a web page, not a picture" in said(studio)
    looked_at(studio)
    press(Key.Key_Return, times=3)
    assert "page" in said(studio)
    assert studio.runner.jobs == []


def test_a_page_behind_an_innocent_address_is_refused(studio: Workbench, url: str) -> None:
    studio.service.faults.order(Fault.HTML_PICTURE, where="picture")
    type_text(f"{url} a cat")
    looked_at(studio)
    assert "picture" in said(studio)
    press(Key.Key_Return, times=3)
    assert len(studio.runner.jobs) == 1


def test_a_picture_that_this_computer_cannot_fetch_is_held_once(
    studio: Workbench, nowhere: list[str]
) -> None:
    type_text(f"{nowhere[0]} a cat")
    looked_at(studio)
    assert "404" in said(studio)
    press(Key.Key_Return)
    assert "Enter again" in said(studio)
    assert studio.runner.jobs == []


def test_a_prompt_from_the_history_brings_its_pictures(
    studio: Workbench, nowhere: list[str]
) -> None:
    with studio.qtbot.waitSignal(studio.runner.job_added):
        type_text("one")
        press(Key.Key_Return)
    write(studio.window.prompt_panel.edit, f"{nowhere[0]} two")
    press(Key.Key_Up)
    assert urls(studio) == ()
    press(Key.Key_Down)
    assert urls(studio) == (nowhere[0],)
    assert studio.window.prompt_panel.edit.toPlainText() == "two"
