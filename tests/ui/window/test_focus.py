"""The focus: always one, always in sight, so that nobody wonders whether the next key spends."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from mjstudio.ui.commands.keys_dialog import KeysDialog
from mjstudio.ui.look.tokens import DARK, LIGHT
from tests.conftest import Programs, Workbench
from tests.ui.hands import CTRL, Key, find, focused, press
from tests.ui.window.test_handles import MODES, described, enter

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

AROUND, WITHIN = 9, 6
"""How far a ring may reach out of its widget, and into it, in points."""


def seen(root: QWidget) -> Image.Image:
    """What is to be seen of a window, RGB."""
    shot = root.grab().toImage().convertToFormat(root.grab().toImage().Format.Format_RGB888)
    data = bytes(shot.constBits())
    return Image.frombytes(
        "RGB", (shot.width(), shot.height()), data, "raw", "RGB", shot.bytesPerLine()
    )


def place(widget: QWidget) -> QRect:
    """Where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), widget.rect().topLeft()), widget.size())


def band(image: Image.Image, around: QRect) -> Image.Image:
    """The pixels along the edge of a place, the rest black."""
    inner = around.adjusted(WITHIN, WITHIN, -WITHIN, -WITHIN)
    outer = around.adjusted(-AROUND, -AROUND, AROUND, AROUND)
    result = image.copy()
    if inner.isValid():
        box = (inner.left(), inner.top(), inner.right() + 1, inner.bottom() + 1)
        result.paste((0, 0, 0), box)
    whole = Image.new("RGB", image.size)
    corner = (max(0, outer.left()), max(0, outer.top()))
    cut = (*corner, outer.right() + 1, outer.bottom() + 1)
    whole.paste(result.crop(cut), corner)
    return whole


def accented(image: Image.Image, colour: str = DARK.accent) -> int:
    """How many pixels have exactly the accent's colour."""
    wanted = tuple(bytes.fromhex(colour.lstrip("#")))
    return sum(count for count, pixel in image.getcolors(1 << 24) or [] if pixel == wanted)


def ringed(widget: QWidget, colour: str = DARK.accent) -> bool:
    """Whether two solid pixels of the accent go along most of what is to be seen of its edge."""
    root = widget.window()
    there = place(widget).intersected(root.rect())
    edge = 2 * (there.width() + there.height())
    return accented(band(seen(root), there), colour) > 0.9 * edge


def walk(root: QWidget) -> list[tuple[QWidget, Image.Image, QRect]]:
    """Every stop of the Tab key, with what is then to be seen, and where the stop is."""
    stops: list[tuple[QWidget, Image.Image, QRect]] = []
    while focused() not in [widget for widget, _, _ in stops]:
        widget = focused()
        stops.append((widget, seen(root), place(widget)))
        press(Key.Key_Tab)
        assert len(stops) < 200
    return stops


@pytest.mark.parametrize("mode", MODES)
def test_at_each_stop_of_tab_exactly_one_widget_is_ringed(studio: Workbench, mode: str) -> None:
    root = enter(studio, mode)
    stops = walk(root)
    assert len(stops) > 5
    for at, (widget, image, there) in enumerate(stops):
        after, _, elsewhere = stops[(at + 1) % len(stops)]
        # What the next stop looks like, with this place as it is then.
        plain = next(s for w, s, _ in stops if w is after)
        moved = ImageChops.difference(image, plain)
        inside = there.intersected(root.rect())
        edge = 2 * (inside.width() + inside.height())
        assert accented(band(image, inside)) > 0.9 * edge, f"{described(widget)} is not ringed"
        # Also where the accent fills the widget itself.
        changed = sum(band(_where(moved), inside).convert("L").histogram()[1:])
        assert changed > 2 * edge, f"the ring of {described(widget)} cannot be told"
        for one in (there, elsewhere):
            reach = one.adjusted(-AROUND, -AROUND, AROUND, AROUND)
            corner = (reach.left(), reach.top(), reach.right() + 1, reach.bottom() + 1)
            moved.paste((0, 0, 0), corner)
        scrolled = widget.window() is not after.window() or there != place(widget)
        assert scrolled or moved.getbbox() is None, f"more than {described(widget)} changed"


def _where(moved: Image.Image) -> Image.Image:
    return moved.convert("L").point(lambda value: 255 * (value > 0)).convert("RGB")


def test_the_ring_goes_with_the_keyboard(studio: Workbench) -> None:
    studio.finish_a_grid()
    window = studio.window
    edit, stage, library = window.prompt_panel.edit, window.stage.grid_view, window.library.view
    for widget, others in (
        (edit, (stage, library)),
        (stage, (edit, library)),
        (library, (edit, stage)),
    ):
        widget.setFocus()
        assert ringed(widget)
        assert not any(ringed(other) for other in others)


def test_the_ring_stays_through_other_themes_sizes_and_hidden_neighbours(
    studio: Workbench,
) -> None:
    stage = studio.window.stage.grid_view
    studio.finish_a_grid()
    stage.setFocus()
    for name, tokens in (("theme_light", LIGHT), ("theme_dark", DARK)):
        studio.window.commands[name].trigger()
        studio.qtbot.waitUntil(lambda t=tokens: ringed(stage, t.accent))  # type: ignore[misc]
    studio.window.commands["details"].trigger()
    studio.qtbot.waitUntil(lambda: ringed(stage))
    studio.window.resize(1100, 700)
    studio.qtbot.waitUntil(lambda: ringed(stage))


def test_an_open_menu_has_the_keyboard_alone(studio: Workbench) -> None:
    edit = studio.window.prompt_panel.edit
    assert ringed(edit)
    menu = find(studio.window, "menu_view", QMenu)
    menu.popup(studio.window.mapToGlobal(studio.window.rect().center()))
    assert not ringed(edit)
    menu.close()
    assert ringed(edit)


def open_settings(studio: Workbench) -> QDialog:
    press(Key.Key_Comma, CTRL)
    return find(studio.window, "settings_dialog", QDialog)


def open_keys(studio: Workbench) -> QDialog:
    press(Key.Key_F1)
    dialog = studio.window.findChild(KeysDialog)
    assert dialog is not None
    return dialog


def open_delete(studio: Workbench) -> QDialog:
    studio.window.stage.grid_view.setFocus()
    press(Key.Key_Delete)
    return find(studio.window, "delete_dialog", QDialog)


def open_request(studio: Workbench) -> QDialog:
    studio.window.commands["show_request"].trigger()
    return next(d for d in studio.window.findChildren(QDialog) if d.isVisible())


def open_address(studio: Workbench) -> QDialog:
    studio.window.prompt_panel.strip.ask()
    return next(d for d in studio.window.findChildren(QDialog) if d.isVisible())


@pytest.mark.parametrize(
    "opening", [open_settings, open_keys, open_delete, open_request, open_address]
)
def test_dialogs_show_it_too_and_give_it_back(
    studio: Workbench, opening: Callable[[Workbench], QDialog]
) -> None:
    studio.finish_a_grid()
    before = studio.window.stage.grid_view
    before.setFocus()
    dialog = opening(studio)
    studio.qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.focusWidget() is not None)
    for _ in range(4):
        assert focused().window() is dialog
        assert ringed(focused()), described(focused())
        assert not ringed(before)
        press(Key.Key_Tab)
    dialog.reject()
    studio.window.activateWindow()
    studio.qtbot.waitUntil(lambda: QApplication.focusWidget() is before)
    assert ringed(before)


@pytest.mark.parametrize("name", ["ar", "v", "stylize", "chaos", "weird", "iw", "more"])
def test_the_popups_of_the_chips_show_it(studio: Workbench, name: str) -> None:
    bar = studio.window.prompt_panel.parameters
    bar.open_popup(name)
    popup = find(studio.window, f"popup_{name}")
    assert focused().window() is popup
    assert focused() is not popup
    assert ringed(focused())
    popup.close()
    assert ringed(focused())


def test_the_palette_shows_it_and_gives_it_back(studio: Workbench) -> None:
    edit = studio.window.prompt_panel.edit
    press(Key.Key_K, CTRL)
    assert ringed(focused())
    assert not ringed(edit)
    press(Key.Key_Escape)
    assert ringed(edit)


def test_the_prompt_can_take_the_keyboard_as_soon_as_it_is_there(programs: Programs) -> None:
    """Qt gives a window's keyboard to nobody that is not in sight when it becomes active."""
    in_sight: list[bool] = []
    programs.start(
        at_once=lambda bench: in_sight.append(bench.window.prompt_panel.edit.isVisible())
    )
    assert in_sight == [True]
