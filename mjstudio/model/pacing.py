"""The distance in time that the service wants between requests, and how many jobs it takes at once.

Its documentation: five generations in flight for a token, one submitted a second, look-ups at most
one a second.
"""

GAP = 1.1
"""Seconds between two requests; a margin, since those sent a second apart may arrive closer."""

MOST_AT_ONCE = 5
"""Generations in flight for a token."""


class RateLimiter:
    """Keeps requests `gap` seconds apart; 0 lets all pass. Pure: the caller passes the time."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._next = float("-inf")

    def reserve(self, now: float) -> float:
        """Reserve the next free moment, and return the seconds until then."""
        at = max(now, self._next)
        self._next = at + self._gap
        return at - now
