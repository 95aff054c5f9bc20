"""The line beside a prompt's field: its problem, and the button that fixes it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mjstudio.model.lint import Problem
from mjstudio.texts import _
from mjstudio.ui.commands.registry import CommandAction
from mjstudio.ui.look.labels import FewLines
from mjstudio.ui.prompt.prompt_edit import PromptEdit


class PromptLint(QWidget):
    """Shows one of a prompt's problems: the one under the caret, if it can be mended, or the worst.

    While an input method composes, what it shows is no text yet and nothing changes here.

    Signals:
        fix_requested(Problem): by key or button; the problem has a fix.
        changed(): other words are shown, or none.
    """

    fix_requested = Signal(object)
    changed = Signal()

    def __init__(self, edit: PromptEdit, fix: CommandAction, names: tuple[str, str]) -> None:
        super().__init__()
        self._edit = edit
        self._problems: Sequence[Problem] = ()
        self._said = self._said_of = self._text = ""
        self.label = FewLines()
        self.label.setObjectName(names[0])
        self.label.setProperty("look", "warning")
        # Always two lines: a height that followed the text would move the stage.
        self.label.setFixedHeight(32)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = QPushButton()
        self._button.setObjectName(names[1])
        self._button.setAccessibleName(_("Fix the prompt"))
        self._button.setProperty("look", "small")
        self._button.clicked.connect(self._click)
        self._command = fix
        fix.changed.connect(self._show_key)
        self._show_key()
        self._button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self._button)
        edit.cursorPositionChanged.connect(self._refresh)
        edit.composition.ended.connect(self._refresh)

    @property
    def fixable(self) -> bool:
        """Whether there is something to fix."""
        return self._fixable is not None

    @property
    def words(self) -> str:
        """The text shown."""
        return self.label.words

    def show_problems(self, problems: Sequence[Problem], text: str) -> None:
        """Show the problems of a prompt; `text` is all of it, references in front."""
        self._problems, self._text = problems, text
        if text != self._said_of:
            self._said = ""
        self._refresh()

    def show_message(self, words: str, text: str) -> None:
        """Show a message about a prompt until the prompt changes."""
        self._said, self._said_of = words, text
        self._refresh()

    def fix(self) -> None:
        """Ask for the fix of the problem under the caret, or of the first that has one."""
        if (problem := self._fixable) is not None and not self._edit.composition.composing:
            self.fix_requested.emit(problem)

    @property
    def _fixable(self) -> Problem | None:
        fixable = [problem for problem in self._problems if problem.fix]
        here = self._edit.caret
        under = (p for p in fixable if p.span and p.span[0] <= here <= p.span[1])
        return next(under, fixable[0] if fixable else None)

    def _show_key(self) -> None:
        self._button.setText(self._command.labelled(_("Fix")))

    def _click(self) -> None:
        self._edit.setFocus()
        self.fix()

    def _refresh(self) -> None:
        if self._edit.composition.composing:
            return
        fixable, worst = self._fixable, next(iter(self._problems), None)
        shown = fixable if fixable and not (worst and worst.blocking > fixable.blocking) else worst
        words = self._said or (shown.message if shown else "")
        self._button.setVisible(fixable is not None and (shown is fixable or bool(self._said)))
        self.label.set_words(words)
        self.changed.emit()
        # Last: it makes the field emit a pending change of its text.
        self._edit.show_marks([problem.span for problem in self._problems if problem.span])
