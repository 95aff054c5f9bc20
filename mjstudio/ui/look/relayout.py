"""Empties layouts, so that their widgets can go elsewhere."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Remove everything from a layout and the layouts inside it; widgets keep their parents.

    A layout outside any other belongs to Python, which deletes it after its widgets, so it must be
    empty by then.
    """
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty(inner)
