"""The settings at a glance, for what cannot wait until they are read in earnest.

Unchecked: whoever uses a value takes it for what it may be, and what is wrong with the file is said
later.
"""

import json
from pathlib import Path
from typing import Any


def glance(settings: Path) -> dict[str, Any]:
    """What the settings file holds; nothing where it cannot be read. Never raises."""
    try:
        kept = json.loads(settings.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
