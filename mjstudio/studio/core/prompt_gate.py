"""Holds a prompt back before it costs anything: a picture's and a region's alike."""

from collections.abc import Sequence

from mjstudio.model.lint import Problem
from mjstudio.texts import _


class PromptGate:
    """Lets a prompt pass, or returns the problem that holds it back.

    What cannot be sent is held for good, what is doubtful once: the second time it has been read.
    """

    def __init__(self) -> None:
        self._read = ""

    def held_by(self, text: str, problems: Sequence[Problem]) -> Problem | None:
        """The gravest of the problems, which come in that order, unless it may pass now."""
        if not problems:
            return None
        gravest = problems[0]
        if gravest.blocking:
            return gravest
        read, self._read = self._read, text
        return None if read == text else gravest


def reason(problem: Problem) -> str:
    """What is said of a prompt that is held back."""
    if problem.blocking:
        return problem.message
    return _("{problem} Press Enter again to send it anyway.").format(problem=problem.message)
