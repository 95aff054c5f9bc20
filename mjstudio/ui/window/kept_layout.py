"""Which docks are open and how wide, as the settings store it: JSON in base64."""

import base64
import json
from dataclasses import asdict, dataclass

_WIDEST = 10_000


@dataclass(frozen=True, slots=True)
class KeptDock:
    """Whether a dock is wanted, and its width in logical pixels; None for its usual one."""

    wanted: bool = True
    width: int | None = None


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """Both docks."""

    library: KeptDock = KeptDock()
    details: KeptDock = KeptDock()

    def encode(self) -> str:
        """For the settings."""
        return base64.b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def decode(cls, text: str) -> "KeptLayout":
        """Decode a saved layout. Never raises: unreadable values get their defaults."""
        try:
            kept = json.loads(base64.b64decode(text, validate=True))
        except ValueError:
            return cls()
        if not isinstance(kept, dict):
            return cls()
        return cls(_dock(kept.get("library")), _dock(kept.get("details")))


def _dock(kept: object) -> KeptDock:
    if not isinstance(kept, dict):
        return KeptDock()
    width = kept.get("width")
    sound = isinstance(width, int) and not isinstance(width, bool) and 0 < width < _WIDEST
    return KeptDock(kept.get("wanted") is not False, width if sound else None)
