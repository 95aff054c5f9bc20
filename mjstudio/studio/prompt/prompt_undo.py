"""Undo and redo of a prompt: its text and its references are one history.

Qt's undo of a text field knows nothing of references, so the field's own undo is off.
"""

from dataclasses import dataclass

LIMIT = 300
"""How many steps can be undone."""


@dataclass(frozen=True, slots=True)
class Written:
    """One state of a prompt: text as typed, references in order."""

    text: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two texts, in characters.

    At `start`, `inserted` replaces `removed` characters.
    """

    start: int
    removed: int
    inserted: str

    @property
    def end(self) -> int:
        """Its end in the new text."""
        return self.start + len(self.inserted)

    def moved(self, place: int) -> int:
        """Map a position in the old text to the new one; inside a replacement, to its end."""
        if place <= self.start:
            return place
        if place >= self.start + self.removed:
            return place + len(self.inserted) - self.removed
        return min(place, self.end)

    @classmethod
    def between(cls, old: str, new: str, caret: int | None = None) -> "Change":
        """Return the single change between two texts.

        `caret` is where the change ended, which resolves ambiguity, such as typing `a` before an
        `a`.
        """
        grown = len(new) - len(old)
        if caret is not None and 0 < grown <= caret and old == new[: caret - grown] + new[caret:]:
            return cls(caret - grown, 0, new[caret - grown : caret])
        least = min(len(old), len(new))
        start = 0
        while start < least and old[start] == new[start]:
            start += 1
        tail = 0
        while tail < least - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        return cls(start, len(old) - tail - start, new[start : len(new) - tail])


class PromptUndo:
    """The history of a prompt."""

    def __init__(self) -> None:
        self._states = [Written()]
        self._place = 0
        self._doing = ""
        self._edge = -1

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._place < len(self._states) - 1

    def begin(self, state: Written) -> None:
        """Start a new history with this state."""
        self._states, self._place = [state], 0
        self.settle()

    def record(self, state: Written, doing: str = "") -> None:
        """Add a step. Consecutive steps with the same `doing` become one."""
        if state == self._states[self._place]:
            return
        same = bool(doing) and doing == self._doing and self.can_undo
        del self._states[self._place + (0 if same else 1) :]
        self._states.append(state)
        del self._states[: max(0, len(self._states) - LIMIT)]
        self._place = len(self._states) - 1
        self._doing, self._edge = doing, -1

    def record_typing(self, state: Written, change: Change) -> None:
        """Add typing; consecutive letters become one step."""
        letters = len(change.inserted) == 1 and not change.removed
        rubbed = change.removed == 1 and not change.inserted
        doing = "typing" if letters else "rubbing out" if rubbed else ""
        follows = self._edge in (change.start, change.start + change.removed)
        if not follows:
            self.settle()
        self.record(state, doing)
        self._edge = change.end

    def settle(self) -> None:
        """Make the next change a separate step."""
        self._doing, self._edge = "", -1

    def undo(self) -> Written | None:
        """Return to the previous state; None without one."""
        return self._go(-1) if self.can_undo else None

    def redo(self) -> Written | None:
        """Return to the next state; None without one."""
        return self._go(1) if self.can_redo else None

    def _go(self, step: int) -> Written:
        self.settle()
        self._place += step
        return self._states[self._place]
