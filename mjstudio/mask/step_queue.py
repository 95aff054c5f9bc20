"""What waits for a computation of the whole mask: every step in the order of the hand.

A step that a thread computes holds up those behind it, strokes included, for it starts from the
bits that the steps before it left. Rejected: dropping what is computed as soon as another step
comes, which loses a step that was asked for; and painting at once what the result then replaces.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What an entry is to undo, and to a drag that is taken back."""

    SETTING = auto()
    """A tool or a setting of the hand: no step, and never dropped."""
    PRESS = auto()
    """The begin of a drag."""
    DRAG = auto()
    """The rest of one."""
    STEP = auto()
    """A step that is made at once, or undone, or redone."""
    SHAPE = auto()
    """A step that a thread computes."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Something to do once it is its turn."""

    kind: Kind
    run: Callable[[], object]


class StepQueue:
    """Entries that wait until nothing is computed any more."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()

    def __bool__(self) -> bool:
        return bool(self._entries)

    @property
    def drags(self) -> bool:
        """Whether a drag is among them."""
        return any(entry.kind is Kind.PRESS for entry in self._entries)

    def add(self, kind: Kind, run: Callable[[], object]) -> None:
        """Have something done after everything else."""
        self._entries.append(Entry(kind, run))

    def go_on(self, busy: Callable[[], bool]) -> None:
        """Do what waits, up to and including the next step that is `busy`."""
        while self._entries and not busy():
            self._entries.popleft().run()

    def drop_drag(self) -> None:
        """Forget the last drag."""
        entries = list(self._entries)
        first = max(at for at, entry in enumerate(entries) if entry.kind is Kind.PRESS)
        kept = (entry for entry in entries[first:] if entry.kind is Kind.SETTING)
        self._entries = deque([*entries[:first], *kept])

    def drop_shapes(self) -> bool:
        """Forget every step that a thread would compute; False without one."""
        kept = deque(entry for entry in self._entries if entry.kind is not Kind.SHAPE)
        dropped = len(kept) < len(self._entries)
        self._entries = kept
        return dropped

    @property
    def newest(self) -> Entry | None:
        """The last entry that is no setting."""
        return next((e for e in reversed(self._entries) if e.kind is not Kind.SETTING), None)

    def remove(self, entry: Entry) -> None:
        """Forget one entry."""
        self._entries.remove(entry)
