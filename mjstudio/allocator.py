"""The C library's memory: one arena for all threads, and free memory returned to the system.

glibc gives each thread its own arena and keeps freed memory between two used blocks; decoded
pictures are allocated among small objects, mostly in workers. An hour of work took 600 MiB for 240
MiB of pictures. With one arena, freed pictures make room for the next ones, and now and then the
free pages are returned.

Rejected: a fixed threshold above which blocks are mapped separately (`M_MMAP_THRESHOLD`). It keeps
memory equally low, but each image as large as the screen would then cost a page fault for every 4
KiB: 3 ms instead of .1 whenever mask mode scrolls.
"""

import ctypes
import sys

_M_ARENA_MAX = -8
"""From glibc's malloc.h."""


def use_one_arena() -> None:
    """Let all threads share one arena; call before any starts. Does nothing without glibc."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_M_ARENA_MAX, 1)


def give_back() -> bool:
    """Give free memory back; whether there was any. False where there is no glibc.

    Takes milliseconds and releases the interpreter's lock: for workers.
    """
    libc = _glibc()
    return libc is not None and bool(libc.malloc_trim(0))


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
