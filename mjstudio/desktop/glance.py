"""A first look at the settings, for what is needed before they are read properly.

Values are unchecked, so callers must tolerate anything; errors in the file are reported later.
"""

import json
from pathlib import Path
from typing import Any


def glance(settings: Path) -> dict[str, Any]:
    """Return what the settings file contains; empty if it cannot be read. Never raises."""
    try:
        kept = json.loads(settings.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
