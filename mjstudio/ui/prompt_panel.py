"""The prompt panel: references, text, parameters, what is wrong, and the button."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.prompt import Prompt
from mjstudio.studio.draft import Draft
from mjstudio.studio.prompt_gate import reason
from mjstudio.ui.delivery_button import DeliveryButton
from mjstudio.ui.parameter_bar import ParameterBar
from mjstudio.ui.presses import PayingButton
from mjstudio.ui.prompt_edit import PromptEdit
from mjstudio.ui.prompt_lint import PromptLint
from mjstudio.ui.reference_strip import ReferenceStrip
from mjstudio.ui.tokens import Tokens


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

    def __init__(self, draft: Draft, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._draft = draft
        self._touched = False
        self.edit = PromptEdit(tokens)
        self.edit.setObjectName("prompt_edit")
        self.edit.setAccessibleName("Prompt")
        self.edit.setPlaceholderText("Describe a picture…")
        self.edit.setFixedHeight(58)
        self.strip = ReferenceStrip(draft.references, tokens)
        self.parameters = ParameterBar()
        self.button = PayingButton("Imagine  ⏎")
        self.button.setObjectName("imagine_button")
        self.button.setAccessibleName("Imagine")
        self.button.setProperty("look", "primary")
        self.button.setFixedHeight(58)
        self.button.setMinimumWidth(124)
        self.delivery = DeliveryButton(tokens)
        self.lint = PromptLint(self.edit, ("prompt_lint", "lint_fix"))
        self.problem = self.lint.label
        self.running = QLabel()
        self.running.setProperty("look", "small")
        self._ring = QFrame()
        self._lay_out()
        self.edit.show_text(draft.text, len(draft.text))
        self._connect()
        self._show(draft.prompt)

    def _lay_out(self) -> None:
        self._ring.setProperty("look", "ring")
        ring_box = QVBoxLayout(self._ring)
        ring_box.setContentsMargins(0, 0, 0, 0)
        ring_box.addWidget(self.edit)
        top = QHBoxLayout()
        top.setSpacing(9)
        top.addWidget(self.strip)
        top.addWidget(self._ring, 1)
        split = QHBoxLayout()
        split.setSpacing(1)
        split.addWidget(self.button)
        split.addWidget(self.delivery)
        top.addLayout(split)
        bottom = QHBoxLayout()
        bottom.setSpacing(12)
        bottom.addWidget(self.parameters)
        bottom.addWidget(self.lint, 1)
        bottom.addWidget(self.running)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.edit.keep_undo_elsewhere()
        self.edit.undo_requested.connect(self._draft.undo)
        self.edit.redo_requested.connect(self._draft.redo)
        self.lint.changed.connect(self._make_room)
        self.lint.fix_requested.connect(self._draft.mend)
        self.edit.textChanged.connect(self._typed)
        self.edit.submit_requested.connect(self.submit)
        self.edit.older_requested.connect(self._draft.older)
        self.edit.newer_requested.connect(self._draft.newer)
        self.edit.urls_pasted.connect(self._offer_all)
        self.edit.focus_changed.connect(self._light_ring)
        self.button.clicked.connect(self.submit)
        self.strip.url_offered.connect(self._offer)
        self.strip.remove_requested.connect(self._draft.references.remove)
        self.parameters.parameter_chosen.connect(self._draft.set_parameter)
        self.parameters.closed.connect(self._draft.settle)
        self._draft.changed.connect(self._show)
        self._draft.references.refused.connect(lambda p: self._say(p.message))
        self._draft.held.connect(lambda problem: self._say(reason(problem)))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self.edit.set_tokens(tokens)
        self.strip.set_tokens(tokens)
        self.parameters.set_tokens(tokens)
        self.delivery.set_tokens(tokens)

    @property
    def resting_height(self) -> int:
        """What it takes below the stage, in logical pixels."""
        return self.sizeHint().height()

    @property
    def full_height(self) -> int:
        """What it takes now."""
        return self.resting_height

    def show_running(self, running: int, waiting: int, *, paused: bool = False) -> None:
        """How many jobs are under way, and whether the others are held."""
        parts = ["Queue paused"] if paused else []
        parts += [f"{running} running"] if running else []
        parts += [f"{waiting} waiting"] if waiting else []
        parts.append("Ctrl K for everything")
        self.running.setText("   ".join(parts))

    def submit(self) -> None:
        """Send the draft, or say what is in the way."""
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
        self._draft.set_text(self.edit.text(), self.edit.caret)

    def _say(self, words: str) -> None:
        """Say something that stays until the prompt is changed."""
        self._show_problems()
        self.lint.say(words, self._draft.prompt.compose())

    def _show_problems(self) -> None:
        prompt = self._draft.prompt
        # An empty field is no mistake until somebody tries to send it.
        empty = not prompt.words and not prompt.references and not self._touched
        problems = [p for p in self._draft.problems if p.fix] if empty else self._draft.problems
        self.lint.show_problems(problems, prompt.compose())

    def _make_room(self) -> None:
        self.running.setVisible(not self.lint.words)
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
        if self.edit.text() != self._draft.text or self._draft.caret is not None:
            self.edit.show_text(self._draft.text, self._draft.caret)
        self.edit.show_undo(self._draft.can_undo, self._draft.can_redo)
        self.parameters.show_prompt(prompt)
        self._show_problems()

    def _light_ring(self, lit: bool) -> None:
        self._ring.setProperty("lit", "true" if lit else "false")
        self._ring.style().unpolish(self._ring)
        self._ring.style().polish(self._ring)
