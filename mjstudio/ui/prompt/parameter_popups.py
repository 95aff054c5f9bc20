"""The popups of the parameter chips. Each shows a value and emits the artist's choice."""

import random
from functools import partial

from PySide6.QtCore import QPoint, QRegularExpression, Qt, Signal
from PySide6.QtGui import QHideEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.parameters import find_spec
from mjstudio.model.prompt import Prompt
from mjstudio.texts import _
from mjstudio.texts.phrases import labelled
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.wheel_guard import guard_wheel


class Popup(QFrame):
    """A small window above its chip; Escape or a click beside it closes it.

    Signals:
        chosen(str, str | None): a parameter and its new value, None to remove it.
        closed(): it is hidden again.
    """

    chosen = Signal(str, object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "card")
        self._filling = False

    def open_above(self, chip: QWidget, panel: QWidget) -> None:
        """Open above the panel of a chip, so that the prompt stays visible."""
        self.adjustSize()
        corner = chip.mapToGlobal(QPoint(0, 0))
        corner.setY(panel.mapToGlobal(QPoint(0, 0)).y() - self.height() - 6)
        there = chip.screen().availableGeometry()
        corner.setX(max(there.left(), min(corner.x(), there.right() - self.width())))
        corner.setY(max(there.top(), corner.y()))
        self.move(corner)
        self.show()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Report that it was closed."""
        super().hideEvent(event)
        self.closed.emit()

    def fill(self, prompt: Prompt) -> None:
        """Show the prompt's values."""
        self._filling = True
        try:
            self._fill(prompt)
        finally:
            self._filling = False

    def _fill(self, prompt: Prompt) -> None:
        raise NotImplementedError

    def _choose(self, name: str, value: str | None) -> None:
        if not self._filling:
            self.chosen.emit(name, value)


class ChoicePopup(Popup):
    """Buttons for usual values, a field for any other."""

    def __init__(self, name: str, choices: tuple[str, ...], free: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        grid = QGridLayout()
        grid.setSpacing(4)
        self._buttons: dict[str, QPushButton] = {}
        for at, choice in enumerate(("", *choices)):
            button = QPushButton(choice or _("Default"))
            button.setProperty("look", "filter")
            button.setCheckable(True)
            button.setAccessibleName(labelled(name, choice or _("default")))
            button.clicked.connect(lambda _on=False, value=choice: self._pick(value))
            self._buttons[choice] = button
            grid.addWidget(button, at // 4, at % 4)
        layout.addLayout(grid)
        self._field = TextField()
        self._field.setPlaceholderText(_("Any other, such as 5:4"))
        self._field.setAccessibleName(_("{name}, any other value").format(name=name))
        self._field.setVisible(free)
        self._field.returnPressed.connect(self._type)
        layout.addWidget(self._field)

    def _fill(self, prompt: Prompt) -> None:
        value = prompt.value(self._name) or ""
        for choice, button in self._buttons.items():
            button.setChecked(choice == value)
        self.setFocusProxy(self._buttons.get(value) or self._field)
        if not self._field.hasFocus():
            self._field.setText("" if value in self._buttons else value)

    def _pick(self, value: str) -> None:
        self._choose(self._name, value or None)
        self.close()

    def _type(self) -> None:
        self._choose(self._name, self._field.text().strip() or None)
        self.close()


class NumberPopup(Popup):
    """A slider and a number; “Default” takes the parameter out of the prompt."""

    def __init__(
        self, name: str, low: int, high: int, default: int, scale: float, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._name, self._scale, self._default = name, scale, default
        spec = find_spec(name)
        label = QLabel(_(spec.label) if spec else name)
        self._slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._slider.setRange(low, high)
        self._slider.setPageStep(max(1, (high - low) // 10))
        self._slider.setMinimumWidth(200)
        self._slider.setAccessibleName(label.text())
        self._shown = QLabel()
        self._shown.setMinimumWidth(36)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        reset = QPushButton(_("Default"))
        reset.setProperty("look", "small")
        reset.clicked.connect(lambda: self._choose(name, None))
        self._slider.valueChanged.connect(self._slid)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        for widget in (label, self._slider, self._shown, reset):
            row.addWidget(widget)
        self.setFocusProxy(self._slider)

    def _fill(self, prompt: Prompt) -> None:
        try:
            value = round(float(prompt.value(self._name) or "") / self._scale)
        except ValueError:
            value = self._default
        self._slider.setValue(value)
        self._shown.setText(self._text(value))

    def _text(self, value: int) -> str:
        return f"{value * self._scale:g}"

    def _slid(self, value: int) -> None:
        self._shown.setText(self._text(value))
        self._choose(self._name, self._text(value))


class MorePopup(Popup):
    """The remaining parameters: what to leave out, the seed, tile and raw."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._without = TextField()
        self._without.setPlaceholderText(_("text, people, frames"))
        self._without.setAccessibleName(_("Leave out"))
        self._without.setMinimumWidth(240)
        self._seed = TextField()
        self._seed.setPlaceholderText(_("chosen by the service"))
        self._seed.setAccessibleName(_("Seed"))
        self._seed.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,10}")))
        dice = QPushButton(_("Random"))
        dice.setProperty("look", "small")
        dice.clicked.connect(self._roll)
        self._tile = QCheckBox(_("Tile: the edges repeat seamlessly"))
        self._raw = QCheckBox(_("Raw: less of Midjourney's own style"))
        form = QFormLayout(self)
        form.setContentsMargins(12, 12, 12, 12)
        form.setSpacing(8)
        self._chips = QWidget()
        self._chip_rows = FlowLayout(self._chips, spacing=8, centred=False)
        self._chip_rows.setContentsMargins(0, 0, 0, 4)
        form.addRow(self._chips)
        form.addRow(_("&Leave out"), self._without)
        seed_row = QHBoxLayout()
        seed_row.addWidget(self._seed)
        seed_row.addWidget(dice)
        seed_label = QLabel(_("&Seed"))
        seed_label.setBuddy(self._seed)
        form.addRow(seed_label, seed_row)
        form.addRow(self._tile)
        form.addRow(self._raw)
        for field, name in ((self._without, "no"), (self._seed, "seed")):
            field.composition.written.connect(partial(self._write, field, name))
        self._tile.toggled.connect(lambda on: self._choose("tile", "" if on else None))
        self._raw.toggled.connect(lambda on: self._choose("raw", "" if on else None))
        self.setFocusProxy(self._without)

    def add_chip(self, chip: QWidget) -> None:
        """Add a chip that shows here while it does not fit in the row."""
        self._chip_rows.addWidget(chip)

    def open_above(self, chip: QWidget, panel: QWidget) -> None:
        """Open at the height of its chips."""
        here = [one for one in self._chips.findChildren(QWidget) if not one.isHidden()]
        self._chips.setVisible(bool(here))
        self._chips.setFixedSize(340, self._chip_rows.heightForWidth(340) if here else 0)
        super().open_above(chip, panel)

    def _fill(self, prompt: Prompt) -> None:
        for field, name in ((self._without, "no"), (self._seed, "seed")):
            value = prompt.value(name) or ""
            if field.text().strip() != value:
                field.setText(value)
        self._tile.setChecked(prompt.value("tile") is not None)
        self._raw.setChecked(prompt.value("raw") is not None)

    def _write(self, field: TextField, name: str) -> None:
        self._choose(name, field.text().strip() or None)

    def _roll(self) -> None:
        self._choose("seed", str(random.SystemRandom().randrange(2**32)))
