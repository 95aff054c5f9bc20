"""One setting on a page: its label, its control, and a line of help or errors."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mjstudio.library.setting import Row, Setting
from mjstudio.texts import _
from mjstudio.ui.settings.editors import make_editor
from mjstudio.ui.settings.parts import beside, describe, named


class SettingRow(QWidget):
    """A setting with a row.

    Signals:
        changed(): the artist changed the value.
    """

    changed = Signal()

    def __init__(self, setting: Setting, row: Row) -> None:
        super().__init__()
        self.setting, self.row = setting, row
        self.editor = make_editor(setting, row)
        undecided = setting.default is None
        self.editor.show_value(setting.values[0] if undecided else setting.default)
        self._note = ("", "")
        self._switch: SettingRow | None = None
        self._tail = QHBoxLayout()
        self._tail.setSpacing(8)
        label = QLabel(_(row.label))
        label.setBuddy(self.editor.control)
        ending = "hint" if row.words else "status"
        self.line = named(QLabel(wordWrap=True), f"{setting.name}_{ending}", look="small")
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        page = self._page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(6)
        if self.editor.wide:
            label.setProperty("look", "heading")
            page.addWidget(label)
            self._tail.addWidget(self.editor.widget, 1)
            page.addLayout(self._tail)
        else:
            page.addWidget(beside(label, self.editor.widget))
        page.addWidget(self.line)
        self.editor.changed.connect(self._changed)
        self.refresh()

    @property
    def problem(self) -> str:
        """Return what is wrong with the value; empty if nothing, or if the setting is inactive."""
        if not self.used:
            return ""
        return self.editor.problem(required=self._switch is not None)

    @property
    def used(self) -> bool:
        """Whether the setting does anything: the switch that it needs is on."""
        return self._switch is None or bool(self._switch.value())

    @property
    def summary(self) -> str:
        """Return the summary shown under the page's name; empty for none."""
        if not self.row.summary or self.problem:
            return ""
        value = self.value()
        if self.row.words:
            value = self.setting.word(value)
        return _(self.row.summary).format(value=value)

    def value(self) -> Any:
        """Return the value as it is stored. Raises InvalidRequest if there is a `problem`."""
        return self.editor.value()

    def show_value(self, value: Any) -> None:
        """Show a value without reporting a change."""
        with QSignalBlocker(self.editor):
            self.editor.show_value(value)
        self.refresh()

    def depend_on(self, switch: "SettingRow") -> None:
        """Be of use only while `switch` is on."""
        self._switch = switch
        switch.changed.connect(self._changed)
        self.refresh()

    def attach(self, widget: QWidget) -> None:
        """Put something at the end of the control."""
        self._tail.addWidget(widget)
        QWidget.setTabOrder(self.editor.control, widget)

    def append(self, widget: QWidget) -> None:
        """Put something below everything that belongs to the setting."""
        self._page.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def note(self, words: str, look: str = "small") -> None:
        """Show a message instead of the setting's help, as long as the value is valid."""
        self._note = (words, look)
        self.refresh()

    def refresh(self) -> None:
        """Update the line for the current value."""
        self.editor.widget.setEnabled(self.used)
        words, look = self._note
        if problem := self.problem:
            words, look = problem, "error"
        elif not words:
            hint = self.setting.hint(self.value()) if self.row.hints else ""
            words, look = hint or _(self.row.help), "small"
        self.line.setVisible(bool(words))
        describe(self.line, self.editor.control, words, look)

    def _changed(self) -> None:
        self.refresh()
        self.changed.emit()
