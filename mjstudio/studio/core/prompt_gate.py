"""Holds back a doubtful prompt before it costs anything, for pictures and regions alike."""

from collections.abc import Sequence

from mjstudio.model.lint import Problem
from mjstudio.texts import _


class PromptGate:
    """Lets a prompt pass, or returns the problem that holds it back.

    An invalid prompt is always held back; a doubtful one only once, until its warning has been
    read.
    """

    def __init__(self) -> None:
        self._read = ""

    def held_by(self, text: str, problems: Sequence[Problem]) -> Problem | None:
        """Return the gravest problem (`problems` is sorted), unless the prompt may pass now."""
        if not problems:
            return None
        gravest = problems[0]
        if gravest.blocking:
            return gravest
        read, self._read = self._read, text
        return None if read == text else gravest


def reason(problem: Problem) -> str:
    """Return what the artist reads about a prompt that is held back."""
    if problem.blocking:
        return problem.message
    return _("{problem} Press Enter again to send it anyway.").format(problem=problem.message)
