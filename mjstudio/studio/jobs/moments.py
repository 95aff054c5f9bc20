"""A job's steps and their times in words, and the service's raw answers made readable."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mjstudio.library.journal import Step
from mjstudio.model.job import State
from mjstudio.texts import N_, _
from mjstudio.texts.amounts import percent, seconds
from mjstudio.texts.phrases import facts

_WORDS = {
    State.QUEUED.value: N_("Queued"),
    State.SENT.value: N_("Sent"),
    State.FETCHING.value: N_("Finished by the service"),
    State.FINISHED.value: N_("Downloaded"),
    State.FAILED.value: N_("Failed"),
    State.CANCELLED.value: N_("Cancelled"),
    State.UNKNOWN.value: N_("Outcome unknown"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One step: its name, its time (UTC), and the seconds since the first and the previous step."""

    words: str
    at: datetime
    since_start: float
    since_before: float
    answer: bytes


def moments(steps: Sequence[Step]) -> list[Moment]:
    """Return the steps of a job in words.

    The clock may have been set back between two steps, so differences are never negative.
    """
    found: list[Moment] = []
    heard = False
    for step in steps:
        running = step.state == State.RUNNING.value
        if running and not heard:
            words, heard = _("First byte"), True
        elif running:
            words = percent(step.progress)
        else:
            words = _(_WORDS[step.state]) if step.state in _WORDS else step.state
        before = found[-1] if found else None
        if before is not None and running and words == before.words and not step.answer:
            continue
        if before is not None and words == before.words == _(_WORDS[State.SENT.value]):
            words = _("Waiting to be sent again")
        start = found[0].at if found else step.at
        last = before.at if before else step.at
        found.append(
            Moment(
                words,
                step.at,
                max(0.0, (step.at - start).total_seconds()),
                max(0.0, (step.at - last).total_seconds()),
                step.answer,
            )
        )
    return found


def pretty(answer: bytes) -> str:
    """Return an answer as indented JSON; unchanged if it is not JSON."""
    try:
        return json.dumps(json.loads(answer), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return answer.decode("utf-8", "replace")


def answers(found: Sequence[Moment]) -> str:
    """Return every distinct raw answer in order, under the step that it came with."""
    parts, seen = [], b""
    for moment in found:
        if moment.answer and moment.answer != seen:
            seen = moment.answer
            told = facts((moment.words, seconds(moment.since_start, 1)))
            parts.append(f"// {told}\n{pretty(moment.answer)}")
    return "\n\n".join(parts)
