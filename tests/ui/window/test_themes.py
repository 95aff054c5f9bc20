"""Another theme, everywhere and at once: in every part of the window, in dialogs and in menus."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QPushButton,
    QWidget,
)

from mjstudio.model.job import State
from mjstudio.ui.look.theme import Mode
from mjstudio.ui.look.tokens import DARK, LIGHT, Tokens
from tests.conftest import PATIENCE, Workbench
from tests.ui.commands.test_commands import contrast
from tests.ui.hands import CTRL, Key, find, press, seen
from tests.ui.regions import document, paint

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

RUN = 24
"""As many equal pixels in a row are no accident of a picture."""
READ = 4.5
"""The least contrast of what must be read, by WCAG 2."""
THEMES = ((Mode.LIGHT, LIGHT, DARK), (Mode.DARK, DARK, LIGHT))


def grid(studio: Workbench) -> QWidget:
    studio.finish_a_grid()
    studio.draft.load("a lake --ar 16:9 --zz")
    references = studio.draft.references
    references.add("http://127.0.0.1:1/one.png")
    studio.wait_for(lambda: references.items[0].checked, references.changed)
    studio.window.stage.notices.show_notice("Something went wrong", "Retry", lambda: None)
    studio.window.stage.notices.mention("Kept")
    return studio.window


def mask_mode(studio: Workbench) -> QWidget:
    studio.finish_a_single()
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    document(studio).set_size(30)
    paint(studio, (40, 40), (80, 50))
    press(Key.Key_Return, CTRL)
    paint(studio, (20, 20), (30, 60))
    assert find(studio.window, "region_list").isVisible()
    specks = find(studio.window, "mask_specks", QLabel)
    studio.qtbot.waitUntil(lambda: specks.text() != "…", timeout=PATIENCE)
    return studio.window


def compare(studio: Workbench) -> QWidget:
    studio.finish_a_single()
    studio.window.stage.single_view.setFocus()
    press(Key.Key_M)
    document(studio).set_size(30)
    paint(studio, (40, 40), (80, 50))
    with studio.qtbot.waitSignal(studio.app.studio.masking.submitted) as caught:
        press(Key.Key_Return)
    studio.until(State.FINISHED, caught.args[0].id)
    studio.window.commands["compare"].trigger()
    assert studio.window.after_redraw.compare.isVisible()
    return studio.window


def settings(studio: Workbench) -> QWidget:
    studio.window.commands["settings"].trigger()
    return find(studio.window, "settings_dialog", QDialog)


def delete(studio: Workbench) -> QWidget:
    studio.finish_a_grid()
    studio.window.commands["delete_picture"].trigger()
    return find(studio.window, "delete_dialog", QDialog)


def delivery_menu(studio: Workbench) -> QWidget:
    studio.window.prompt_panel.delivery.open_menu()
    return studio.window.prompt_panel.delivery.modes_menu


def more_parameters(studio: Workbench) -> QWidget:
    studio.window.prompt_panel.parameters.open_popup("more")
    return find(studio.window, "popup_more")


def palette(studio: Workbench) -> QWidget:
    press(Key.Key_K, CTRL)
    return find(studio.window, "command_palette")


SCENES = (grid, mask_mode, compare, settings, delete, delivery_menu, more_parameters, palette)


@pytest.fixture(params=SCENES, ids=lambda make: make.__name__)
def shown(request: pytest.FixtureRequest, studio: Workbench) -> Iterator[QWidget]:
    """A part of the program, open."""
    make: Callable[[Workbench], QWidget] = request.param
    part = make(studio)
    studio.qtbot.waitUntil(part.isVisible)
    settled(part)
    yield part
    if part is not studio.window:
        part.close()


def settled(part: QWidget) -> None:
    """Let Qt lay out again what has another style."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest.value))
        QApplication.processEvents()


def visible(root: QWidget) -> list[QWidget]:
    return [part for part in (root, *root.findChildren(QWidget)) if part.isVisible()]


def left_over(image: QImage, other: Tokens) -> list[str]:
    """The colours of the other theme of which many pixels are in a row."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(image.constBits())
    found = []
    for name in ("background", "surface", "raised", "hover", "line", "text", "accent"):
        colour = QColor(getattr(other, name))
        # White is also in pictures.
        if colour != QColor("white"):
            pixel = bytes((colour.blue(), colour.green(), colour.red(), 255))
            found += [name] if pixel * RUN in data else []
    return found


def colours(image: QImage) -> Counter[int]:
    """How often it has each colour, as 0xffrrggbb; nothing that shines through."""
    whole = image.convertToFormat(QImage.Format.Format_ARGB32)
    counted = Counter(memoryview(whole.constBits()).cast("I"))
    return Counter({pixel: count for pixel, count in counted.items() if pixel >> 24 == 255})


def most(image: QImage) -> str:
    return QColor.fromRgba(colours(image).most_common(1)[0][0]).name()


def weak_icons(root: QWidget) -> dict[str, tuple[str, str]]:
    """Icons that do not stand out from their button's ground, or are not what is painted there."""
    whole, found = seen(root), {}
    for button in visible(root):
        if not isinstance(button, QAbstractButton) or not button.isEnabled():
            continue
        # A reference's own picture has sizes; what is drawn has any.
        if button.icon().isNull() or button.icon().availableSizes():
            continue
        if not button.visibleRegion().contains(button.rect()):
            continue
        image = whole.copy(QRect(button.mapTo(root, QPoint()), button.size()))
        focused = isinstance(button, QPushButton) and button.hasFocus()
        colour = icon_colour(
            button.icon(),
            QIcon.Mode.Active if focused else QIcon.Mode.Normal,
            QIcon.State.On if button.isChecked() else QIcon.State.Off,
        )
        painted = any(_near(QColor.fromRgba(pixel), QColor(colour)) for pixel in colours(image))
        if not painted or contrast(colour, most(image)) < READ:
            found[button.objectName() or button.accessibleName()] = (most(image), colour)
    return found


def icon_colour(
    icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> str:
    return most(icon.pixmap(QSize(32, 32), 1.0, mode, state).toImage())


def _near(one: QColor, other: QColor) -> bool:
    # A thin line seldom fills a pixel wholly.
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) < 48 for a, b in pairs)


def test_all_that_is_open_has_the_colours_of_the_theme_and_stays_in_its_place(
    studio: Workbench, shown: QWidget
) -> None:
    # The ring goes with the keyboard, and hides until its widget has its new style. The menu bar
    # looks at the size of what is in its corner only when its own style changes.
    window = studio.window
    apart = {window.focus_ring._ring, window._corner, window.badge}
    before = {part: part.geometry() for part in visible(shown) if part not in apart}
    for mode, _tokens, other in THEMES:
        window.theme.set_mode(mode)
        settled(shown)
        assert left_over(seen(shown), other) == []
        assert weak_icons(shown) == {}
        moved = {p.objectName() or p: p.geometry() for p in before if p.geometry() != before[p]}
        assert moved == {}


def test_every_icon_of_a_menu_stands_out_chosen_or_not(studio: Workbench) -> None:
    menus = studio.window.findChildren(QMenu)
    actions = [a for menu in menus for a in menu.actions() if not a.icon().isNull()]
    assert len(actions) > 30
    for mode, tokens, _other in THEMES:
        studio.window.theme.set_mode(mode)
        for action in actions:
            assert contrast(icon_colour(action.icon()), tokens.raised) >= READ
            chosen = icon_colour(action.icon(), QIcon.Mode.Active)
            assert contrast(chosen, tokens.accent) >= READ, action.text()


def test_the_ground_around_an_open_mask_is_the_themes(studio: Workbench) -> None:
    mask_mode(studio)
    canvas = studio.window.stage.mask_mode.canvas
    for mode, tokens, _other in THEMES:
        studio.window.theme.set_mode(mode)
        assert seen(canvas).pixelColor(2, 2) == QColor(tokens.background)
