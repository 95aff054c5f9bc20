"""The mask as a document: what the artist painted, with undo, and how it is sent.

    PointerSample ─► tools ─► MaskDocument ─► MaskBitmap ─► changed(QRect)
                                   │              └─► snapshot ─► encode, files, shelf (any thread)
                                   ├─► MaskHistory (tiles)
                                   ├─► ColourSearch (a thread of its own) ─► flood
                                   ├─► Shaping (threads) ─► shape, preflight ─► tiles
                                   └─► SoftEdge (threads) ─► shape

Coordinates are pixels of the picture itself, as floats, with (0, 0) at the outer corner of the
first pixel: nothing here knows of zoom, scrolling or screens.
"""
