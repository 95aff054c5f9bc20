"""The mask as a document: what the artist painted, with undo, and how it is sent.

    PointerSample ─► MaskDocument ─► ToolSession ─► tools ─► ToolSurface
                      │                                       │    └─► ColourPicks (a thread)
                      ├─► ShapeEdits (threads) ─┐             ▼
                      ├─► undo, clear, … ───────┴──► RecordedBitmap ─► changed(QRect)
                      │                                ├─► MaskHistory (tiles)
                      │                                └─► MaskBitmap ─► snapshot ─► encode, files
                      └─► SoftEdge (threads): the feather

Coordinates are pixels of the picture itself, as floats, with (0, 0) at the outer corner of the
first pixel: nothing here knows of zoom, scrolling or screens.
"""
