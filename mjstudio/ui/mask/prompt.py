"""The panel under mask mode: the prompt for the region, close, redraw."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mjstudio.model.lint import Problem
from mjstudio.studio.core.prompt_gate import reason
from mjstudio.studio.masking.masking import Region, problems_of
from mjstudio.studio.prompt.references import check_address
from mjstudio.texts import N_, _, ngettext, pgettext
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.key_text import ENTER, ESCAPE, key_list, with_fixed
from mjstudio.ui.commands.picture_keys import PAN
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.look.fixed_height import fix_height
from mjstudio.ui.look.growing import LINE, RESTING, RING, Growing
from mjstudio.ui.look.labels import Hints, OneLine
from mjstudio.ui.look.relayout import empty
from mjstudio.ui.look.room import Room
from mjstudio.ui.mask.fixed_keys import SUBTRACT
from mjstudio.ui.prompt.prompt_edit import PromptEdit
from mjstudio.ui.prompt.prompt_lint import PromptLint

_WITH_PROMPT = N_("Leave empty to redraw without a prompt. The mask is kept with the picture.")
_WITHOUT_PROMPT = N_(
    "Redrawing without a prompt: the service decides from the picture what goes here."
)

USUAL = 52
"""Height of the field with room."""


class MaskPrompt(QWidget):
    """Takes the place of the prompt panel while a mask is painted.

    Signals:
        height_changed(): it wants another height.
    """

    height_changed = Signal()

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._region: Region | None = None
        self._outlining = False
        self._agreed = ""
        self.edit = PromptEdit()
        self.edit.setObjectName("mask_prompt")
        self.edit.leave_to(commands["palette"])
        self.edit.setAccessibleName(_("Prompt for the region"))
        self.edit.setPlaceholderText(
            _("What should be here? If empty, the service decides from the picture.")
        )
        self.edit.composition.written.connect(self._typed)
        self.edit.submit_requested.connect(commands["mask_submit"].trigger)
        self.edit.urls_pasted.connect(self._take_addresses)
        self.lint = PromptLint(self.edit, commands["fix_prompt"], ("mask_lint", "mask_lint_fix"))
        self.lint.changed.connect(self._make_room)
        self.lint.fix_requested.connect(self._mend)
        self._submit = ActionButton(
            commands["mask_submit"], with_fixed(_("Redraw region"), ENTER), follows=False
        )
        self._submit.setObjectName("mask_submit")
        self._submit.setProperty("look", "primary")
        self._add = ActionButton(
            commands["mask_region_add"],
            _("Add region"),
            tip=_("Queue this mask and its prompt, and paint the next"),
            spoken=_("Add this region to the queue"),
            follows=False,
        )
        self._add.setObjectName("mask_region_add")
        self._queued = 0
        cancel = self._cancel = ActionButton(
            commands["mask_leave"],
            with_fixed(_("Close"), ESCAPE),
            spoken=_("Close mask mode and keep the mask"),
            follows=False,
        )
        cancel.setObjectName("mask_cancel")
        self._said = OneLine()
        self._said.setObjectName("mask_said")
        self._said.setProperty("look", "small")
        # The height of the line that replaces it.
        self._said.setFixedHeight(self.lint.label.height())
        self._running = QLabel()
        self._running.setObjectName("mask_running")
        self._running.setProperty("look", "small")
        self._keys = Hints()
        self._keys.setProperty("look", "small")
        self._reminders = [
            (commands[name], text)
            for name, text in (
                ("mask_brush", pgettext("beside its key", "brush")),
                ("mask_eraser", pgettext("beside its key", "eraser")),
                ("mask_swap", pgettext("beside its key", "swap")),
                ("mask_smaller", pgettext("beside its key", "smaller")),
                ("mask_larger", pgettext("beside its key", "larger")),
            )
        ]
        for action, _text in self._reminders:
            action.changed.connect(self._remind)
        self._remind()
        room = QFrame()
        room.setProperty("look", "room")
        box = QVBoxLayout(room)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.edit)
        self._buttons = QHBoxLayout()
        self._ring = room
        self._line, self._told = QHBoxLayout(), QHBoxLayout()
        self._rows = QVBoxLayout(self)
        self.growing = Growing(self, self.edit, USUAL)
        self.growing.changed.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        """Put messages below the text, or above the growing text in a low window."""
        low, grown = self.growing.low, self.growing.grown
        height = LINE if low else USUAL
        self.edit.setFixedHeight(self.growing.height)
        for button in (self._cancel, self._add, self._submit):
            fix_height(button, height)
        self._add.link.set_label("+" if low else _("Add region"), key_beside=True)
        for layout in (self._line, self._buttons):
            layout.setSpacing(5 if low else 9)
        self._buttons.setContentsMargins(0, 0, 0, RING if low else 0)
        empty(self._rows)
        for button in (self._cancel, self._add, self._submit):
            self._buttons.addWidget(button)
        self._line.addWidget(self._ring, 1)
        self._line.addLayout(self._buttons)
        if low:
            self._line.setAlignment(self._buttons, Qt.AlignmentFlag.AlignBottom)
        if grown or not low:
            self._told.addWidget(self.lint, 1)
            self._told.addWidget(self._said, 1)
            self._told.addWidget(self._running)
            self._told.addSpacing(12)
            self._told.addWidget(self._keys)
        if low:
            self._rows.setContentsMargins(7, 5, 10, 5)
            self._rows.setSpacing(3)
        else:
            self._rows.setContentsMargins(14, 10, 14, 10)
            self._rows.setSpacing(8)
        rows = [self._told, self._line] if grown else [self._line, self._told]
        for row in rows if grown or not low else [self._line]:
            self._rows.addLayout(row)
        self._make_room()
        self.height_changed.emit()

    def _remind(self) -> None:
        """Say the keys that are needed most."""
        commanded = [
            f"{action.short_key} {text}" for action, text in self._reminders if action.short_key
        ]
        fixed = [
            (SUBTRACT, pgettext("beside its key", "subtract")),
            (PAN, pgettext("beside its key", "pan")),
        ]
        told = [f"{key_list(one.keys)} {text}" for one, text in fixed]
        self._keys.set_hints((*commanded, *told))

    @property
    def resting_height(self) -> int:
        """What it takes below the stage, in logical pixels."""
        return RESTING if self.growing.low else self.sizeHint().height()

    @property
    def full_height(self) -> int:
        """What it takes now, the part over the picture included."""
        if not self.growing.grown:
            return self.resting_height
        return RESTING + self.growing.height - LINE + self.lint.label.height() + 3

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        self.growing.take_room(room)
        self._arrange()

    def show_running(self, words: str) -> None:
        """Show how many jobs are running, and how many need the artist."""
        self._running.setText(words)

    def show_region(self, region: Region) -> None:
        """Show a region's prompt and whether its mask can be sent."""
        another = region is not self._region
        if self._region is not None:
            self._region.document.changed.disconnect(self._mask_changed)
            self._region.document.outline_changed.disconnect(self._outline_changed)
        self._region = region
        region.document.changed.connect(self._mask_changed)
        region.document.outline_changed.connect(self._outline_changed)
        if another or self._agreed != region.prompt:
            self.edit.setPlainText(region.prompt)
            # Words are added more often than put in front.
            self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self._agreed = region.prompt
        self._check()
        self.show_state()

    def show_queued(self, count: int) -> None:
        """Show how many regions wait in the queue."""
        self.lint.show_message("", "")
        self._queued = count
        self._submit.link.set_label(with_fixed(_("Redraw region"), ENTER))
        self.show_state()

    def show_state(self) -> None:
        """Show whether the mask can be sent, and why not."""
        if self._region is None:
            return
        document = self._region.document
        refusal = document.refusal()
        self._outlining = document.outline_rests
        waiting = self._queued and not self._outlining
        self._submit.setEnabled(not refusal or bool(waiting))
        self._submit.link.set_more(refusal)
        self._add.setEnabled(not refusal)
        if self._queued:
            count = self._queued + (not refusal)
            text = ngettext("Redraw {count} region", "Redraw {count} regions", count)
            self._submit.link.set_label(with_fixed(text.format(count=count), ENTER))
        self._said.set_words(
            refusal
            or document.warning()
            or _(_WITH_PROMPT if self._region.prompt.strip() else _WITHOUT_PROMPT)
        )

    def _mask_changed(self, _touched: QRect) -> None:
        # Pixels are counted only after a stroke, not during it.
        if self._region is not None and not self._region.document.dragging:
            self.show_state()

    def _outline_changed(self) -> None:
        if self._region is not None and self._region.document.outline_rests != self._outlining:
            self.show_state()

    def _typed(self) -> None:
        if self._region is not None:
            self._region.prompt = self._agreed = self.edit.text()
            self._check()
            self.show_state()

    def show_held(self, problem: Problem) -> None:
        """Show what prevents the region from being sent."""
        self.lint.show_message(reason(problem), self.edit.text())
        self.edit.setFocus()

    def _check(self) -> None:
        text = self.edit.text()
        self.lint.show_problems(problems_of(text), text)

    def _mend(self, problem: Problem) -> None:
        if problem.fix is not None:
            self.edit.show_text(problem.fix.apply(self.edit.text()))

    def _take_addresses(self, urls: list[str]) -> None:
        """Put pasted or dropped addresses in front of the words, where the service reads them."""
        refused = [problem for url in urls if (problem := check_address(url))]
        taken = [url.strip() for url in urls if not check_address(url)]
        if taken:
            self.edit.show_text(" ".join((*taken, self.edit.text())))
        if refused:
            self.lint.show_message(refused[0].message, self.edit.text())

    def _make_room(self) -> None:
        seen = self.growing.grown or not self.growing.low
        said = bool(self.lint.words)
        self.lint.setVisible(seen and said)
        self._said.setVisible(seen and not said)
        for label in (self._running, self._keys):
            label.setVisible(not self.growing.low)
