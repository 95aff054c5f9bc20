"""Parts of the window that are made when they are first wanted.

What is not seen at the start would make every start wait for it.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Part = TypeVar("Part")


class FirstUse(Generic[Part]):
    """A part that is built on first use: how to build it, and what to do with it then."""

    def __init__(self, make: Callable[[], Part]) -> None:
        self._make = make
        self._made: Part | None = None
        self._wires: list[Callable[[Part], object]] = []

    @property
    def made(self) -> Part | None:
        """The part, if there is one yet."""
        return self._made

    def get(self) -> Part:
        """The part, made and wired if there was none."""
        if self._made is None:
            self._made = self._make()
            for wire in self._wires:
                wire(self._made)
            self._wires.clear()
        return self._made

    def then(self, wire: Callable[[Part], object]) -> None:
        """Do this with the part once it is made, or at once; in the order in which it is asked."""
        if self._made is None:
            self._wires.append(wire)
        else:
            wire(self._made)
