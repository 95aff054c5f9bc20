"""The prompt panel: references, text, parameters, problems, and the button."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.prompt import Prompt
from mjstudio.studio.core.prompt_gate import reason
from mjstudio.studio.prompt.draft import Draft
from mjstudio.texts import _
from mjstudio.ui.commands.key_text import ENTER, with_fixed
from mjstudio.ui.commands.presses import PayingButton
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.fixed_height import fix_height
from mjstudio.ui.look.growing import EDGE, LINE, RESTING, RING, Growing
from mjstudio.ui.look.relayout import empty
from mjstudio.ui.look.room import Room
from mjstudio.ui.prompt.delivery_button import DeliveryButton
from mjstudio.ui.prompt.parameter_bar import ParameterBar
from mjstudio.ui.prompt.prompt_edit import PromptEdit
from mjstudio.ui.prompt.prompt_lint import PromptLint
from mjstudio.ui.references.reference_strip import SIDE, ReferenceStrip

USUAL = 58
"""Height of the field with room, for two lines."""
_CHIPS, _ABOVE_CHIPS, _BELOW_CHIPS = 32, 8, 4
"""The row of chips and problems over the picture: its height and margins."""


class PromptPanel(QWidget):
    """Shows a draft and changes it.

    Signals:
        submit_requested(Prompt): Enter or the button, with a prompt that can be sent.
        file_dropped(Path): a file of this computer was offered where an address would be.
        height_changed(): it wants another height.
    """

    submit_requested = Signal(object)
    file_dropped = Signal(object)
    height_changed = Signal()

    def __init__(self, draft: Draft, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._draft = draft
        self._touched = False
        self._agreed = draft.text
        self._palette = commands["palette"]
        self._palette.changed.connect(self._show_running)
        self._under_way: list[str] = []
        self.edit = PromptEdit()
        self.edit.setObjectName("prompt_edit")
        self.edit.leave_to(commands["palette"])
        self.edit.setAccessibleName(_("Prompt"))
        self.edit.setPlaceholderText(_("Describe a picture…"))
        self.strip = ReferenceStrip(draft.references)
        self.parameters = ParameterBar()
        self.button = PayingButton(with_fixed(_("Imagine"), ENTER))
        self.button.setObjectName("imagine_button")
        self.button.setAccessibleName(_("Imagine"))
        self.button.setProperty("look", "primary")
        self.button.setMinimumWidth(124)
        self.delivery = DeliveryButton(commands["delivery"])
        self.lint = PromptLint(self.edit, commands["fix_prompt"], ("prompt_lint", "lint_fix"))
        self.problem = self.lint.label
        self.running = QLabel()
        self.running.setProperty("look", "small")
        self._room = QFrame()
        self.grown_part = QWidget(self)
        self.grown_part.setObjectName("prompt_grown")
        self.grown_part.setAccessibleName(_("Prompt, expanded over the picture"))
        self.growing = Growing(self, self.edit, USUAL)
        self._words, self._tools = QHBoxLayout(), QHBoxLayout()
        self._rows = QVBoxLayout(self)
        self._lay_out()
        self._arrange()
        self.edit.show_text(draft.text, len(draft.text))
        self._connect()
        self._show(draft.prompt)

    def _lay_out(self) -> None:
        self._room.setProperty("look", "room")
        room_box = QVBoxLayout(self._room)
        room_box.setContentsMargins(0, 0, 0, 0)
        room_box.addWidget(self.edit)
        self._words.addWidget(self.strip)
        self._words.addWidget(self._room, 1)
        self._split = QHBoxLayout()
        self._split.setSpacing(1)
        self._rows.addLayout(self._words)
        self._rows.addLayout(self._tools)

    def _arrange(self) -> None:
        """Lay everything out for the room and the keyboard focus.

        With room, chips and problems are below the text. A low window shows one line; while the
        artist writes in it, they are above it, over the picture. No widget gets another parent, so
        that none loses the keyboard.
        """
        low, grown = self.growing.low, self.growing.grown
        height = LINE if low else USUAL
        self.edit.setFixedHeight(self.growing.height)
        fix_height(self.button, height)
        fix_height(self.delivery, height)
        self.strip.set_side(LINE if low else SIDE)
        self.parameters.fold(low and not grown)
        below = RING if low else 0
        self.strip.setContentsMargins(0, 0, 0, below)
        self._split.setContentsMargins(0, 0, 0, below)
        self.parameters.setContentsMargins(0, 0, 0, below + 4 if low and not grown else 0)
        rows, words, tools = self._rows, self._words, self._tools
        empty(rows)
        edge = Qt.AlignmentFlag.AlignBottom if low else Qt.AlignmentFlag.AlignVCenter
        words.addWidget(self.strip, 0, edge)
        words.addWidget(self._room, 1)
        if low and not grown:
            words.addWidget(self.parameters, 0, edge)
            words.addWidget(self.lint)
        else:
            tools.addWidget(self.parameters, 1 if low else 0)
            tools.addWidget(self.lint, 1)
            tools.addWidget(self.running)
        self._split.addWidget(self.button)
        self._split.addWidget(self.delivery)
        words.addLayout(self._split)
        if low:
            words.setAlignment(self._split, edge)
        words.setSpacing(5 if low else 9)
        tools.setSpacing(12)
        if low:
            rows.setContentsMargins(10, _ABOVE_CHIPS if grown else EDGE, 10, EDGE)
            rows.setSpacing(_BELOW_CHIPS)
            if grown:
                tools.addStrut(_CHIPS)
                rows.addLayout(tools)
            rows.addLayout(words)
        else:
            rows.setContentsMargins(14, 10, 14, 10)
            rows.setSpacing(8)
            rows.addLayout(words)
            rows.addLayout(tools)
        self.grown_part.setVisible(grown)
        self.grown_part.setGeometry(0, 0, self.width(), self.full_height - self.resting_height)
        self.grown_part.lower()
        self._make_room()
        self.height_changed.emit()

    def _connect(self) -> None:
        self.growing.changed.connect(self._arrange)
        self.edit.keep_undo_elsewhere()
        self.edit.undo_requested.connect(self._draft.undo)
        self.edit.redo_requested.connect(self._draft.redo)
        self.lint.changed.connect(self._make_room)
        self.lint.fix_requested.connect(self._draft.mend)
        self.edit.composition.written.connect(self._typed)
        self.edit.submit_requested.connect(self.submit)
        self.edit.older_requested.connect(self._draft.older)
        self.edit.newer_requested.connect(self._draft.newer)
        self.edit.urls_pasted.connect(self._offer_all)
        self.button.clicked.connect(self.submit)
        self.strip.url_offered.connect(self._offer)
        self.strip.remove_requested.connect(self._draft.references.remove)
        self.parameters.parameter_chosen.connect(self._draft.set_parameter)
        self.parameters.closed.connect(self._draft.settle)
        self._draft.changed.connect(self._show)
        self._draft.references.refused.connect(lambda p: self._say(p.message))
        self._draft.held.connect(lambda problem: self._say(reason(problem)))

    @property
    def resting_height(self) -> int:
        """What it takes below the stage, in logical pixels."""
        return RESTING if self.growing.low else self.sizeHint().height()

    @property
    def full_height(self) -> int:
        """What it takes now, the part over the picture included."""
        if not self.growing.grown:
            return self.resting_height
        return RESTING + self.growing.height - LINE + _CHIPS + _BELOW_CHIPS + _ABOVE_CHIPS - EDGE

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        self.growing.take_room(room)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The part over the picture is as wide as the rest."""
        super().resizeEvent(event)
        self.grown_part.resize(self.width(), self.full_height - self.resting_height)

    def show_running(self, running: int, waiting: int, *, paused: bool = False) -> None:
        """Show how many jobs are running and waiting, and whether the queue is paused."""
        parts = [_("Queue paused")] if paused else []
        parts += [_("{n} running").format(n=running)] if running else []
        parts += [_("{n} waiting").format(n=waiting)] if waiting else []
        self._under_way = parts
        self._show_running()

    def _show_running(self) -> None:
        hint = _("{key} for everything").format(key=self._palette.short_key)
        parts = [*self._under_way, hint] if self._palette.keys else self._under_way
        self.running.setText("   ".join(parts))

    def submit(self) -> None:
        """Send the draft, including text being composed, or show its problem."""
        self.edit.composition.finish()
        self._touched = True
        if self._draft.may_send():
            prompt = self._draft.prompt
            self._draft.remember()
            self._touched = False
            self._say("")
            self.submit_requested.emit(prompt)
        else:
            self.edit.setFocus()

    def _typed(self) -> None:
        self._agreed = self.edit.text()
        self._draft.set_text(self._agreed, self.edit.caret)

    def _say(self, words: str) -> None:
        """Say something that stays until the prompt is changed."""
        self._show_problems()
        self.lint.show_message(words, self._draft.prompt.compose())
        if words and self.growing.low:
            # The single line has no room for the message.
            self.edit.setFocus()

    def _show_problems(self) -> None:
        prompt = self._draft.prompt
        # An empty field is no mistake until somebody tries to send it.
        empty = not prompt.words and not prompt.references and not self._touched
        problems = [p for p in self._draft.problems if p.fix] if empty else self._draft.problems
        self.lint.show_problems(problems, prompt.compose())

    def _make_room(self) -> None:
        low = self.growing.low
        self.running.setVisible(not low and not self.lint.words)
        self.lint.setVisible(not low or (self.growing.grown and bool(self.lint.words)))
        if (layout := self.layout()) is not None:
            layout.activate()

    def _offer_all(self, urls: list[str]) -> None:
        for url in urls:
            self._offer(url)

    def _offer(self, url: str) -> None:
        file = QUrl(url)
        if file.isLocalFile():
            self.file_dropped.emit(Path(file.toLocalFile()))
        else:
            self._draft.references.add(url)

    def _show(self, prompt: Prompt) -> None:
        text, caret = self._draft.text, self._draft.caret
        # What is composed may have taken the place of a selection, which the draft still has.
        composed = self.edit.composition.composing and text == self._agreed
        if not composed and (self.edit.text() != text or caret is not None):
            self.edit.show_text(text, caret)
        self._agreed = text
        self.edit.show_undo(self._draft.can_undo, self._draft.can_redo)
        self.parameters.show_prompt(prompt)
        self._show_problems()
