"""What the tour does not open, in a language that is longer by 40 per cent: nothing is cut.

Nor is anything glued or left in English, in texts, tooltips, and names for screen readers.
"""

import importlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget

from mjstudio import texts
from mjstudio.tour.reading import Page, Seen, read
from tests.conftest import Programs, Workbench
from tests.ui.hands import press
from tests.ui.regions import paint

ROOT = Path(__file__).resolve().parents[3]
# Qt's offscreen platform says so of every popup that opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints")
SIZES = [QSize(1280, 720), QSize(880, 440)]


@pytest.fixture(scope="module")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the catalogue."""
    folder = tmp_path_factory.mktemp("locale")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "packaging"))
        importlib.import_module("pseudo").write(folder)
    return folder


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What tells texts that were never translated, and glue."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("read_texts")


@pytest.fixture(params=SIZES, ids=["1280x720", "880x440"])
def longer(request: pytest.FixtureRequest, locale: Path, programs: Programs) -> Iterator[Workbench]:
    """A grid on the stage of a window that speaks at length."""
    texts.use("en", locale)
    bench = programs.start()
    try:
        bench.finish_a_grid()
        bench.window.resize(request.param)
        settle(bench)
        yield bench
    finally:
        texts.use("en")


def settle(bench: Workbench) -> None:
    for _turn in range(3):
        QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest.value))
        bench.qtbot.wait(1)


def spoken(top: QWidget) -> Iterator[Seen]:
    """Tooltips and names of what can be seen."""
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisible():
            for text in (widget.toolTip(), widget.accessibleName(), widget.windowTitle()):
                yield Seen(widget.objectName() or type(widget).__name__, text)


def wrong(bench: Workbench, checks: ModuleType, step: str) -> list[str]:
    """Everything that is wrong with what is open."""
    settle(bench)
    window = bench.window
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    told = [one for top in tops for one in spoken(top)]
    page = Page(step, window.width(), window.height(), [*read(window), *told])
    cut = [f"{step}: “{one.text}” ({one.where}) {one.cut}" for one in page.texts if one.cut]
    return [*cut, *checks.pseudo_problems([asdict(page)])]


def test_settings_keys_and_menus_have_room(longer: Workbench, checks: ModuleType) -> None:
    window, found = longer.window, []
    found += wrong(longer, checks, "window")
    window.commands["settings"].trigger()
    (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    for button in dialog.findChildren(QAbstractButton):
        if button.objectName().startswith("settings_page_"):
            button.click()
            found += wrong(longer, checks, button.objectName())
    dialog.reject()
    for name in ("keys", "about", "licences"):
        window.commands[name].trigger()
        (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
        found += wrong(longer, checks, name)
        dialog.close()
    for menu in window.menuBar().findChildren(QMenu):
        menu.popup(window.pos())
        found += wrong(longer, checks, menu.objectName())
        menu.close()
    assert found == []


def test_pictures_masks_and_dialogs_have_room(longer: Workbench, checks: ModuleType) -> None:
    window, found = longer.window, []
    single = longer.act("upscale1")
    longer.session.show(single.id)
    found += wrong(longer, checks, "single")
    for name in ("show_request", "palette"):
        window.commands[name].trigger()
        found += wrong(longer, checks, name)
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and top is not window:
                top.close()
        for dialog in window.findChildren(QDialog):
            dialog.close()
    window.stage.single_view.setFocus()
    press(Qt.Key.Key_M)
    paint(longer, (20, 20), (60, 60))
    found += wrong(longer, checks, "mask")
    assert found == []
