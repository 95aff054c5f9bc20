"""The prompt being written: text, references, history. Panels show it and change it."""

import re

from PySide6.QtCore import QObject, Signal

from mjstudio.model.lint import Problem, gravity, lint
from mjstudio.model.prompt import COMMAS, MAX_REFERENCES, Prompt
from mjstudio.studio.core.prompt_gate import PromptGate
from mjstudio.studio.prompt.prompt_undo import Change, PromptUndo, Written
from mjstudio.studio.prompt.references import References

_LEADING_URL = re.compile(rf"\s*(https?://[^\s{COMMAS}]+?)[,;]*(?:\s|[{COMMAS}]+)")
HISTORY = 200
"""How many sent prompts are remembered."""


class Draft(QObject):
    """The prompt that will be sent next.

    `caret` is where the last change wants the caret, in characters; None to leave it in place.

    Signals:
        changed(Prompt): the text, a parameter or a reference changed.
        held(Problem): this problem prevented sending.
    """

    changed = Signal(object)
    held = Signal(object)

    def __init__(self, references: References, history: list[str] | None = None) -> None:
        super().__init__()
        self.references = references
        self._text = ""
        self._history = list(history or [])
        self._place: int | None = None
        self._unsent: tuple[str, tuple[str, ...]] = ("", ())
        self._gate = PromptGate()
        self._undo = PromptUndo()
        self._changing = False
        self.caret: int | None = None
        references.changed.connect(self._references_changed)

    @property
    def text(self) -> str:
        """Words and parameters as typed, without the references."""
        return self._text

    @property
    def prompt(self) -> Prompt:
        """The whole prompt, with the references in front."""
        parsed = Prompt.parse(self._text)
        return parsed.with_references((*self.references.urls, *parsed.references))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Problems of the draft, the gravest first."""
        said = lint(self._text, self.references.urls)
        found = {(p.message, p.span): p for p in (*said, *self.references.problems)}
        return tuple(sorted(found.values(), key=gravity))

    @property
    def unsent(self) -> tuple[str, tuple[str, ...]]:
        """The text and references to save for later.

        While the artist browses older prompts, these are the ones being written before.
        """
        if self._place is not None and self.prompt.compose() == self._history[self._place]:
            return self._unsent
        return self._text, self.references.urls

    @property
    def history(self) -> list[str]:
        """The sent prompts, oldest first."""
        return list(self._history)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._undo.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._undo.can_redo

    def set_text(self, text: str, caret: int | None = None) -> None:
        """Apply typed text. Image URLs written in front of it become references.

        `caret` is where the typing ended, in characters. An address around the caret is not
        finished yet and stays in the text, as does one that was not touched.
        """
        if text == self._text:
            return
        change = Change.between(self._text, text, caret)
        self._text, self.caret = text, None
        self._undo.record_typing(self._written, change)
        rest = self._without_addresses(text, change, caret)
        if rest != text:
            self._text = rest
            self._undo.record(self._written)
        self._tell()

    def _without_addresses(self, text: str, change: Change, caret: int | None) -> str:
        self._changing = True
        begin = 0
        while (match := _LEADING_URL.match(text, begin)) is not None:
            written = change.start < match.end() and match.start(1) <= change.end
            finished = caret is None or caret > match.end(1)
            free = len(self.references.urls) < MAX_REFERENCES
            if not (written and finished and free) or not self.references.add(match[1]):
                break
            begin = match.end()
        self._changing = False
        return text[begin:]

    def set_parameter(self, name: str, value: str | None) -> None:
        """Set one parameter in the text (`""` for a flag), or remove it with None."""
        if Prompt.parse(self._text).value(name) != value:
            self._text, self.caret = Prompt.edited(self._text, name, value), None
            self._undo.record(self._written, f"--{name}")
            self._tell()

    def settle(self) -> None:
        """Start a new undo step, because a slider was released."""
        self._undo.settle()

    def mend(self, problem: Problem) -> None:
        """Apply a problem's fix, as one step; the caret keeps its place in the words."""
        if problem.fix is not None and problem in self.problems:
            self._text, self.caret = problem.fix.apply(self._text), None
            rest = self._without_addresses(self._text, Change(0, 0, self._text), None)
            self._text = rest
            self._undo.record(self._written)
            self._tell()

    def load(self, text: str) -> None:
        """Replace everything by a whole prompt, including its image URLs."""
        parsed = Prompt.parse(text)
        rest = parsed.with_references(parsed.references[MAX_REFERENCES:])
        self._replace(Written(rest.compose(), parsed.references[:MAX_REFERENCES]))

    def undo(self) -> None:
        """Undo the last step, whether of the text, a parameter or the references."""
        self._step(self._undo.undo())

    def redo(self) -> None:
        """Redo the last undone step."""
        self._step(self._undo.redo())

    def _step(self, state: Written | None) -> None:
        if state is not None:
            change = Change.between(self._text, state.text)
            self._put(state, None if state.text == self._text else change.end)

    def _replace(self, state: Written) -> None:
        self._undo.record(state)
        self._put(state, len(state.text))

    def _put(self, state: Written, caret: int | None) -> None:
        self._changing = True
        self.references.replace_all(state.references)
        self._changing = False
        self._text, self.caret = state.text, caret
        self._tell()

    @property
    def _written(self) -> Written:
        return Written(self._text, self.references.urls)

    def _references_changed(self) -> None:
        if not self._changing:
            self.caret = None
            self._undo.record(self._written)
            self._tell()

    def restore(self, text: str, references: tuple[str, ...]) -> None:
        """Restore what `unsent` returned, character by character."""
        self._put(Written(text, references), len(text))
        self._undo.begin(self._written)

    def may_send(self) -> bool:
        """Return whether the prompt can be sent now. A warning holds it back only once."""
        held = self._gate.held_by(self.prompt.compose(), self.problems)
        if held is not None:
            self.held.emit(held)
        return held is None

    def remember(self) -> None:
        """Add the prompt to the history; it stays in the field to be changed and sent again."""
        text = self.prompt.compose()
        if not self._history or self._history[-1] != text:
            self._history = [*self._history, text][-HISTORY:]
        self._place = None

    def older(self) -> bool:
        """Show the previous prompt. False without one."""
        if not self._history:
            return False
        if self._place is None:
            self._unsent = (self._text, self.references.urls)
            place = len(self._history) - 1
            if self._history[place] == self.prompt.compose():
                place -= 1
        else:
            place = self._place - 1
        if place < 0:
            return False
        self._place = place
        self.load(self._history[place])
        return True

    def newer(self) -> bool:
        """Show the next prompt, and finally the unsent draft."""
        if self._place is None:
            return False
        self._place += 1
        if self._place >= len(self._history):
            self._place = None
            self._replace(Written(*self._unsent))
        else:
            self.load(self._history[self._place])
        return True

    def _tell(self) -> None:
        self.changed.emit(self.prompt)
