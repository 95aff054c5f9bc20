"""Versions, and which of two is the newer."""

import re

_VERSION = re.compile(
    r"v?(?P<release>\d{1,9}(?:\.\d{1,9}){0,5})"
    r"(?:[-._]?(?P<phase>a|alpha|b|beta|c|rc|pre|dev)[-._]?(?P<number>\d{0,9}))?"
    r"(?:\.post(?P<post>\d{1,9}))?(?:\+[a-z0-9.]+)?",
    re.IGNORECASE,
)
_PHASES = {"dev": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2, "c": 3, "rc": 3, "pre": 3}
_FINAL = 4

Key = tuple[tuple[int, ...], int, int, int]


def version_key(text: str) -> Key:
    """A sort key for versions: release, phase (dev < a < b < rc < final), number, post.

    Trailing zeros of the release do not count: 1.2 is 1.2.0. Neither does what follows a `+`.
    Raises ValueError for what is not a version.
    """
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a version")
    release = [int(part) for part in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    phase = match["phase"]
    kind = _FINAL if phase is None else _PHASES[phase.lower()]
    return tuple(release), kind, int(match["number"] or 0), int(match["post"] or 0)


def is_newer(candidate: str, current: str) -> bool:
    """Whether `candidate` is a later version than `current`; False if either is no version."""
    try:
        return version_key(candidate) > version_key(current)
    except ValueError:
        return False
