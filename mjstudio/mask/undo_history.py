"""Tile-based undo and redo for the mask, limited in steps and in bytes.

A drag is one step: tiles are copied just before they are first touched, and at the end only those
that really changed are kept, packed, before and after. Rejected: storing before XOR after, which
halves the memory but takes five times as long to restore a tile in plain Python.
"""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QRect

from mjstudio.mask.pixels.bitmap import MaskBitmap
from mjstudio.mask.pixels.tiles import Changes, Place, pack, tile_rect, tiles_under, unpack

MAX_STEPS = 200
MAX_BYTES = 64 * 1024 * 1024
_ENTRY_COST = 200
"""Approximate memory that Python itself needs for one tile of one step."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Tiles with their packed bytes before and after; or a full inversion, its own inverse."""

    tiles: dict[Place, tuple[bytes, bytes]]
    bytes: int
    inverted: bool = False


class MaskHistory:
    """Undo and redo of one bitmap, which must not be edited in any other way.

    Call `before(area)` ahead of each edit, and `commit()` after the last edit of a step.
    """

    def __init__(
        self, bitmap: MaskBitmap, *, max_steps: int = MAX_STEPS, max_bytes: int = MAX_BYTES
    ) -> None:
        self._bitmap = bitmap
        self._max_steps = max_steps
        self._max_bytes = max_bytes
        self._done: deque[_Step] = deque()
        self._undone: list[_Step] = []
        self._open: dict[Place, bytes] = {}
        self.bytes = 0
        """Approximate memory used, in bytes."""

    @property
    def steps(self) -> int:
        """The number of steps that can be undone."""
        return len(self._done)

    @property
    def undone_steps(self) -> int:
        """The number of steps that can be redone."""
        return len(self._undone)

    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._done)

    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self._undone)

    def before(self, area: QRect) -> None:
        """Record the pixels of an area that is about to be edited."""
        whole = self._bitmap.rect
        area = area.intersected(whole)
        if area.isEmpty():
            return
        for place in tiles_under(area):
            if place not in self._open:
                self._open[place] = self._bitmap.copy(tile_rect(place, whole))

    def commit(self) -> bool:
        """Make one step of all edits since the last commit. False if no pixel changed."""
        tiles: dict[Place, tuple[bytes, bytes]] = {}
        size = 0
        for place, old in self._open.items():
            new = self._bitmap.copy(tile_rect(place, self._bitmap.rect))
            if new != old:
                kept = (pack(old), pack(new))
                tiles[place] = kept
                size += len(kept[0]) + len(kept[1]) + _ENTRY_COST
        self._open.clear()
        if not tiles:
            return False
        self._push(_Step(tiles, size))
        return True

    def put(self, changed: Changes, rows: bytearray, area: QRect) -> QRect:
        """Apply a mask computed elsewhere, as one step; see MaskBitmap.replace.

        `changed` are the tiles that differ, at least one, and `area` is their bounding rectangle.
        """
        self.commit()
        size = sum(len(old) + len(new) + _ENTRY_COST for old, new in changed.values())
        self._push(_Step(changed, size))
        return self._bitmap.replace(rows, area)

    def invert(self) -> QRect:
        """Invert the bitmap, as a step that stores no pixels."""
        self.commit()
        touched = self._bitmap.invert()
        self._push(_Step({}, _ENTRY_COST, inverted=True))
        return touched

    def _push(self, step: _Step) -> None:
        self.bytes += step.bytes - sum(step.bytes for step in self._undone)
        self._undone.clear()
        self._done.append(step)
        while self._done and (len(self._done) > self._max_steps or self.bytes > self._max_bytes):
            self.bytes -= self._done.popleft().bytes

    def forget(self) -> None:
        """Free the memory; nothing can be undone or redone any more."""
        self._done.clear()
        self._undone.clear()
        self.bytes = 0

    def rollback(self) -> list[QRect]:
        """Revert all edits since the last step; returns the areas restored."""
        touched = [
            self._bitmap.paste(tile_rect(place, self._bitmap.rect), old)
            for place, old in self._open.items()
        ]
        self._open.clear()
        return touched

    def undo(self) -> list[QRect]:
        """Undo one step; returns the areas touched, empty if there is no step."""
        if not self._done or self._open:
            return []
        step = self._done.pop()
        self._undone.append(step)
        return self._put(step, 0)

    def redo(self) -> list[QRect]:
        """Redo one step; returns the areas touched."""
        if not self._undone or self._open:
            return []
        step = self._undone.pop()
        self._done.append(step)
        return self._put(step, 1)

    def _put(self, step: _Step, side: int) -> list[QRect]:
        if step.inverted:
            return [self._bitmap.invert()]
        whole = self._bitmap.rect
        return self._bitmap.paste_all(
            (tile_rect(place, whole), unpack(kept[side])) for place, kept in step.tiles.items()
        )
