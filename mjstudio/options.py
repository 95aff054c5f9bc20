"""The options of the command line."""

from dataclasses import dataclass
from pathlib import Path

from mjstudio.model.pacing import GAP
from mjstudio.paths import Paths


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    paths: Paths
    force_sandbox: bool = False
    api_base: str = ""
    sandbox_speed: float = 1.0
    gap: float = GAP
    """Seconds between two submissions to a service, and between two look-ups; 0 for tests."""
    new_prompt: bool = False
    files: tuple[Path, ...] = ()
    """Pictures to open."""
    again: tuple[str, ...] = ()
    """The arguments of a new start in the same way, which need not open the pictures again."""
