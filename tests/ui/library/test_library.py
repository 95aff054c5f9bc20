"""The strip of pictures: newest first, work under way in place, found again by words and kind."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.gallery.job_models import Role
from mjstudio.ui.library.library_view import LibraryView
from tests.conftest import Workbench
from tests.ui.hands import Key, click_name, click_row, press, seen, type_text, write

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def library(studio: Workbench) -> LibraryView:
    return studio.window.library


def shown(library: LibraryView) -> list[str]:
    """The actions of the jobs in the list, in its order."""
    model = library.view.model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data(Role.JOB).request.action for row in rows]


def spoken(library: LibraryView, row: int) -> str:
    return library.view.model().index(row, 0).data(SPOKEN)


def empty_words(library: LibraryView) -> list[str]:
    return [label.text() for label in library.findChildren(QLabel) if label.isVisible()]


def colours(library: LibraryView, row: int) -> set[int]:
    place = library.view.visualRect(library.view.model().index(row, 0))
    image = seen(library.view.viewport())
    xs, ys = range(place.left(), place.right()), range(place.top(), place.bottom())
    return {image.pixel(x, y) for x in xs for y in ys}


def a_grid_a_single_and_a_blend(studio: Workbench) -> None:
    studio.finish_a_grid("a quiet lake")
    studio.act("upscale1")
    studio.finish_a_grid("Red Desert under a violet sky")


def test_the_newest_stands_first_and_the_current_is_marked(
    studio: Workbench, library: LibraryView
) -> None:
    studio.finish_a_grid()
    studio.act("upscale1")
    assert shown(library) == ["upscale1", "generate"]
    view = library.view
    first, second = (view.visualRect(view.model().index(row, 0)).topLeft() for row in (0, 1))
    assert (first.y(), first.x()) < (second.y(), second.x())
    accent = QColor("#8ea2ff").rgb()
    assert accent in colours(library, 0)
    assert accent not in colours(library, 1)


def test_running_work_stands_in_its_place_with_its_progress(
    studio: Workbench, library: LibraryView
) -> None:
    studio.finish_a_grid()
    studio.service.faults.order(Fault.STALL_STREAM, where="imagine", after_records=1, seconds=30)
    job = studio.imagine("a red boat")
    studio.wait_for(lambda: studio.job(job.id).progress > 0)
    assert shown(library) == ["generate", "generate"]
    assert spoken(library, 0) == f"a red boat, running, {studio.job(job.id).progress} %"
    studio.session.show(studio.runner.jobs[0].id)
    assert QColor("#8ea2ff").rgb() in colours(library, 0)  # the ring


def test_a_click_brings_a_picture_back(studio: Workbench, library: LibraryView) -> None:
    grid = studio.finish_a_grid()
    studio.act("upscale1")
    click_row(library.view, 1)
    assert studio.session.current == grid
    assert studio.window.stage.view is studio.window.stage.grid_view
    assert studio.images.picture(grid.id) is not None
    click_row(library.view, 0)
    assert studio.window.stage.view is studio.window.stage.single_view


def test_arrows_walk_through_the_pictures(studio: Workbench, library: LibraryView) -> None:
    a_grid_a_single_and_a_blend(studio)
    click_row(library.view, 0)
    assert library.view.hasFocus()
    seen_jobs = []
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_Up):
        press(key)
        current = studio.session.current
        assert current is not None
        seen_jobs.append(studio.runner.jobs.index(current))
    assert seen_jobs == [1, 2, 0, 2]


def test_search_finds_words_in_any_case_and_order(studio: Workbench, library: LibraryView) -> None:
    a_grid_a_single_and_a_blend(studio)
    library.search.setFocus()
    type_text("SKY red")
    assert shown(library) == ["generate"]
    assert spoken(library, 0).startswith("Red Desert")
    write(library.search, "lake")
    assert shown(library) == ["upscale1", "generate"]
    write(library.search, "nothing of this")
    assert shown(library) == []
    assert empty_words(library) == ["No pictures match."]
    write(library.search, "")
    assert len(shown(library)) == 3


def test_search_knows_other_scripts(studio: Workbench, library: LibraryView) -> None:
    studio.finish_a_grid("红色沙漠 en été")
    studio.finish_a_grid("a lake")
    studio.finish_a_grid("a shore --ar 16:9")
    # The last is what input methods write for 16:9, behind a wide blank.
    for words in ("沙漠", "ÉTÉ 红", "SHORE　１６：９"):
        write(library.search, words)
        assert len(shown(library)) == 1


def test_the_kinds_are_told_apart(studio: Workbench, library: LibraryView) -> None:
    a_grid_a_single_and_a_blend(studio)
    found = {}
    for kind in ("grids", "singles", "redrawn", "all"):
        click_name(library, f"filter_{kind}")
        found[kind] = shown(library)
    assert found["grids"] == ["generate", "generate"]
    assert found["singles"] == ["upscale1"]
    assert found["redrawn"] == []
    assert found["all"] == ["generate", "upscale1", "generate"]


def test_work_under_way_is_seen_under_the_kind_that_it_will_be(
    studio: Workbench, library: LibraryView
) -> None:
    studio.service.faults.order(Fault.HANG, where="imagine", seconds=30)
    click_name(library, "filter_grids")
    studio.imagine()
    assert shown(library) == ["generate"]
    click_name(library, "filter_singles")
    assert shown(library) == []


def test_an_empty_library_says_so_until_the_first_picture(
    studio: Workbench, library: LibraryView
) -> None:
    assert empty_words(library) == ["Your pictures appear here."]
    studio.finish_a_grid()
    assert empty_words(library) == []


def test_a_job_that_failed_is_no_picture(studio: Workbench, library: LibraryView) -> None:
    studio.service.faults.order(Fault.STATUS, where="imagine", status=403, code="forbidden")
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    assert shown(library) == []
    assert empty_words(library)


def test_previous_and_next_walk_what_the_list_shows_in_its_order(
    studio: Workbench, library: LibraryView
) -> None:
    first = studio.finish_a_single("a quiet lake")
    studio.finish_a_grid("a red desert")
    last = studio.act("upscale2")
    studio.finish_a_grid("a violet sky")
    click_name(studio.window, "filter_singles")
    older, newer = (studio.window.commands[name] for name in ("older_picture", "newer_picture"))
    assert studio.session.current.request.prompt == "a violet sky"
    older.trigger()
    assert studio.session.current.id == last.id
    older.trigger()
    assert studio.session.current.id == first.id
    older.trigger()
    assert studio.session.current.id == first.id
    newer.trigger()
    assert studio.session.current.id == last.id
    newer.trigger()
    assert studio.session.current.id == last.id
    write(library.search, "lake")
    older.trigger()
    assert studio.session.current.id == first.id
    write(library.search, "nothing like this")
    newer.trigger()
    assert studio.session.current.id == first.id


def test_without_a_picture_on_the_stage_the_walk_begins_with_the_newest(
    studio: Workbench, library: LibraryView
) -> None:
    studio.finish_a_grid("a quiet lake")
    newest = studio.finish_a_grid("a red desert")
    studio.session._current = ""
    studio.window.commands["older_picture"].trigger()
    assert studio.session.current.id == newest.id
