"""Empties layouts, so that their widgets can go elsewhere."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, and out of those inside it; widgets keep their parents.

    A layout that stands in no other is Python's, which deletes it after its widgets: it must hold
    nothing then.
    """
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty(inner)
