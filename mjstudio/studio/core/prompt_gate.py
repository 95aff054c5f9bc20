"""Holds back a doubtful prompt before it costs anything, for pictures and regions alike."""

from collections.abc import Sequence

from mjstudio.model.lint import Problem
from mjstudio.texts import _


class PromptGate:
    """Lets a prompt pass, or returns the problem that holds it back.

    An invalid prompt is always held back; a doubtful one only once, until its warning has been
    read, and one whose warning needs to be read only once never again.
    """

    def __init__(self) -> None:
        self._read = ""
        self._known: set[str] = set()

    def held_by(self, text: str, problems: Sequence[Problem]) -> Problem | None:
        """Return the gravest problem (`problems` is sorted), unless the prompt may pass now."""
        problems = [one for one in problems if not (one.once and one.message in self._known)]
        if not problems:
            return None
        gravest = problems[0]
        if gravest.blocking:
            return gravest
        read, self._read = self._read, text
        if read != text:
            return gravest
        self._known.update(problem.message for problem in problems if problem.once)
        return None


def reason(problem: Problem) -> str:
    """Return what the artist reads about a prompt that is held back."""
    if problem.blocking:
        return problem.message
    return _("{problem} Press Enter again to send it anyway.").format(problem=problem.message)
