"""The prompt being written: text, references, history. Panels show it and change it."""

import re

from PySide6.QtCore import QObject, Signal

from mjstudio.model.lint import Problem, lint
from mjstudio.model.prompt import MAX_REFERENCES, Prompt
from mjstudio.studio.references import References

_LEADING_URL = re.compile(r"\s*(https?://\S+)\s")
HISTORY = 200
"""How many sent prompts are remembered."""


class Draft(QObject):
    """What will be sent next.

    Signals:
        changed(Prompt): the text, a parameter or a reference changed.
        confirmation_wanted(Problem): sending was held once, so that a warning is read first.
    """

    changed = Signal(object)
    confirmation_wanted = Signal(object)

    def __init__(self, references: References, history: list[str] | None = None) -> None:
        super().__init__()
        self.references = references
        self._text = ""
        self._history = list(history or [])
        self._place: int | None = None
        self._unsent: tuple[str, tuple[str, ...]] = ("", ())
        self._confirmed = ""
        references.changed.connect(self._tell)

    @property
    def text(self) -> str:
        """Words and parameters as typed, without the references."""
        return self._text

    @property
    def prompt(self) -> Prompt:
        """The whole prompt, references in front."""
        parsed = Prompt.parse(self._text)
        return parsed.with_references((*self.references.urls, *parsed.references))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way of sending, blocking ones first; nothing for an empty draft."""
        said = lint(self._text, self.references.urls)
        found = {(p.message, p.span): p for p in (*said, *self.references.problems)}
        return tuple(sorted(found.values(), key=lambda problem: not problem.blocking))

    @property
    def unsent(self) -> tuple[str, tuple[str, ...]]:
        """Text and references to be kept for later.

        While older prompts are only looked at, what was being written before.
        """
        if self._place is not None and self.prompt.compose() == self._history[self._place]:
            return self._unsent
        return self._text, self.references.urls

    @property
    def history(self) -> list[str]:
        """Prompts that were sent, oldest first."""
        return list(self._history)

    def set_text(self, text: str) -> None:
        """Take over typed text. Image URLs that stand in front of it move to the references."""
        while (match := _LEADING_URL.match(text)) and len(self.references.urls) < MAX_REFERENCES:
            if not self.references.add(match[1]):
                break
            text = text[match.end() :]
        if text != self._text:
            self._text = text
            self._tell()

    def set_parameter(self, name: str, value: str | None) -> None:
        """Set one parameter in the text (`""` for a flag), or remove it with None."""
        if Prompt.parse(self._text).value(name) != value:
            self.set_text(Prompt.edited(self._text, name, value))

    def load(self, text: str) -> None:
        """Replace everything by a whole prompt, its image URLs included."""
        parsed = Prompt.parse(text)
        self.references.replace_all(parsed.references)
        rest = parsed.with_references(parsed.references[MAX_REFERENCES:])
        self.set_text(rest.compose())

    def restore(self, text: str, references: tuple[str, ...]) -> None:
        """Put back what `unsent` gave, letter by letter."""
        self.references.replace_all(references)
        self._text = text
        self._tell()

    def may_send(self) -> bool:
        """Whether it can be sent now. A mere warning holds it once and lets it through then."""
        problems = self.problems
        if any(problem.blocking for problem in problems):
            return False
        text = self.prompt.compose()
        if problems and self._confirmed != text:
            self._confirmed = text
            self.confirmation_wanted.emit(problems[0])
            return False
        return True

    def remember(self) -> None:
        """Put the prompt into the history; it stays in the field to be changed and sent again."""
        text = self.prompt.compose()
        if not self._history or self._history[-1] != text:
            self._history = [*self._history, text][-HISTORY:]
        self._place = None

    def older(self) -> bool:
        """Show the prompt before this one. False where there is none."""
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
        """Show the prompt after this one, at last what was not sent yet."""
        if self._place is None:
            return False
        self._place += 1
        if self._place >= len(self._history):
            self._place = None
            text, urls = self._unsent
            self.references.replace_all(urls)
            self.set_text(text)
        else:
            self.load(self._history[self._place])
        return True

    def _tell(self) -> None:
        self.changed.emit(self.prompt)
