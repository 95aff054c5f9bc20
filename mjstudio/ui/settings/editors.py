"""The control for a setting, as its declaration asks for it.

    words               a choice, one button a value
    a switch            on or off
    a number            a slider where there are few, else a field for digits
    a text              a field, which says what is wrong with what is typed

Buttons and sliders in place of combo and spin boxes: every choice is seen at once.
"""

import contextlib
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from mjstudio.library.setting import Row, Setting
from mjstudio.model.errors import InvalidRequest
from mjstudio.texts import _
from mjstudio.ui.commands.text_field import TextField
from mjstudio.ui.look.choice import Choice
from mjstudio.ui.look.switch import Switch
from mjstudio.ui.look.wheel_guard import guard_wheel
from mjstudio.ui.settings.parts import beside, named
from mjstudio.ui.settings.theme_cards import ThemeCards

_MOST_STEPS = 100
"""More values than this are typed."""


class Editor(QObject):
    """A control and the value in it.

    Signals:
        changed(): the artist changed the value.
    """

    changed = Signal()

    control: QWidget
    """What a label leads to."""
    widget: QWidget
    """A setting's control and the widgets that belong to it."""
    wide = True
    """Whether it is as wide as the page; else it is beside its label."""

    def value(self) -> Any:
        """Return the value as it is stored. Raises InvalidRequest or ValueError if invalid."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def problem(self, *, required: bool) -> str:  # noqa: ARG002 (only a text can be wrong)
        """Return what is wrong with the value; empty if nothing. `required`: must not be empty."""
        return ""


class _ChoiceEditor(Editor):
    """A choice of a few values."""

    def __init__(self, setting: Setting, row: Row, name: str) -> None:
        super().__init__()
        words = {value: setting.word(value) for value in setting.values}
        kind = ThemeCards if setting.name == "theme" else Choice
        self.choice = kind(name, words, _(row.label))
        self.choice.clicked.connect(self.changed)
        self.control = self.widget = self.choice

    def value(self) -> Any:
        return self.choice.chosen()

    def show_value(self, value: Any) -> None:
        self.choice.choose(value)


class _SwitchEditor(Editor):
    """On or off."""

    wide = False

    def __init__(self, row: Row, name: str) -> None:
        super().__init__()
        self._switch = named(Switch(), name, _(row.label))
        self._switch.toggled.connect(self.changed)
        self.control = self.widget = self._switch

    def value(self) -> Any:
        return self._switch.isChecked()

    def show_value(self, value: Any) -> None:
        self._switch.setChecked(value)


class _SliderEditor(Editor):
    """A number out of a few."""

    def __init__(self, setting: Setting, row: Row, name: str) -> None:
        super().__init__()
        slider = guard_wheel(QSlider(Qt.Orientation.Horizontal))
        self._slider = named(slider, name, _(row.label))
        self._slider.setRange(int(setting.least or 0), int(setting.most or 0))
        self._slider.setPageStep(1)
        shown = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        shown.setFixedSize(32, 32)
        shown.setNum(self._slider.value())
        self._slider.valueChanged.connect(shown.setNum)
        self._slider.valueChanged.connect(self.changed)
        self.control, self.widget = self._slider, beside(self._slider, shown)

    def value(self) -> Any:
        return self._slider.value()

    def show_value(self, value: Any) -> None:
        self._slider.setValue(value)


class _DigitsEditor(Editor):
    """A number that is typed; an empty field is 0."""

    def __init__(self, setting: Setting, row: Row, name: str) -> None:
        super().__init__()
        self._field = named(TextField(), name, _(row.label))
        self._field.setPlaceholderText(_(row.placeholder))
        self._field.setFixedWidth(96)
        self._field.setValidator(_Digits(int(setting.most or 0), self._field))
        self._field.composition.written.connect(self.changed)
        spare = QWidget()
        self.control, self.widget = self._field, beside(self._field, spare)

    def value(self) -> Any:
        return int(self._field.text() or 0)

    def show_value(self, value: Any) -> None:
        self._field.setText(str(value) if value else "")


class _Digits(QValidator):
    """Takes no digit that would make the number too large, nor anything else."""

    def __init__(self, most: int, parent: QObject) -> None:
        super().__init__(parent)
        self._most = most

    def validate(self, text: str, place: int) -> object:
        good = not text or (text.isascii() and text.isdigit() and int(text) <= self._most)
        good = good and len(text) <= len(str(self._most))
        return (QValidator.State.Acceptable if good else QValidator.State.Invalid, text, place)


class _TextEditor(Editor):
    """A text that is checked while it is typed."""

    def __init__(self, setting: Setting, row: Row, name: str) -> None:
        super().__init__()
        self._check = setting.check
        self._field = named(TextField(), name, _(row.label))
        self._field.setPlaceholderText(_(row.placeholder))
        self._field.composition.written.connect(self.changed)
        self._field.editingFinished.connect(self._tidy)
        self.control = self.widget = self._field

    def value(self) -> Any:
        text = self._field.text().strip()
        return text if self._check is None else self._check(text)

    def show_value(self, value: Any) -> None:
        self._field.setText(value)

    def problem(self, *, required: bool) -> str:
        check = self._check
        text = self._field.text().strip()
        try:
            if check is not None and required:
                check.value(text)
            elif check is not None:
                check(text)
        except InvalidRequest as error:
            return error.message
        return ""

    def _tidy(self) -> None:
        """Replace a pasted text by the value it means; an invalid one stays to be corrected."""
        with contextlib.suppress(InvalidRequest):
            self._field.setText(self.value())


def make_editor(setting: Setting, row: Row) -> Editor:
    """The control that a declaration asks for."""
    name = row.name or setting.name
    if row.words:
        return _ChoiceEditor(setting, row, name)
    if setting.values:
        return _SwitchEditor(row, name)
    if setting.most is None:
        return _TextEditor(setting, row, name)
    few = setting.most - (setting.least or 0) <= _MOST_STEPS
    return (_SliderEditor if few else _DigitsEditor)(setting, row, name)
