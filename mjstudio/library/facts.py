"""The facts that a saved file states: prompt, parameters, action, parent, ids, time, program.

Never a token, and no address with a query: picture addresses may be signed, and anyone with a
signed one can download the picture.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from mjstudio import __version__
from mjstudio.model.job import Job
from mjstudio.model.prompt import Prompt

SOFTWARE = f"mjstudio {__version__}"

_ADDRESS = re.compile(r"(https?://)(?:[^\s/?#@]*@)?([^\s?#]*)(?:[?#]\S*)?", re.IGNORECASE)


def without_queries(text: str) -> str:
    """Return a text whose addresses have lost their queries, fragments and user names."""
    return _ADDRESS.sub(r"\1\2", text)


def _unsigned(url: str) -> str:
    """Return an address; empty if it has a query, a fragment or a user name."""
    return url if url and without_queries(url) == url and not re.search("[?#@]", url) else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one file. `quadrant` is 1–4 if it holds a quarter of a grid, else 0."""

    prompt: str
    parameters: str
    action: str
    created_at: datetime
    parent_image_id: str = ""
    parent_quadrant: int = 0
    """The quarter of the parent that was acted on; 0 for all of it."""
    image_id: str = ""
    task_id: str = ""
    quadrant: int = 0
    address: str = ""
    """Where the service keeps the whole picture; empty if that address is signed."""

    @classmethod
    def of(cls, job: Job, quadrant: int = 0) -> "Facts":
        """Return what is known about a job's picture, or about one quarter of it."""
        lineage = job.lineage
        return cls(
            prompt=without_queries(job.prompt),
            parameters=without_queries(" ".join(map(str, Prompt.parse(job.prompt).parameters))),
            action=job.request.action,
            created_at=job.created_at.astimezone(UTC),
            parent_image_id=lineage.parent.image_id if lineage else "",
            parent_quadrant=(lineage.quadrant or 0) if lineage else 0,
            image_id=job.picture.image_id if job.picture else "",
            task_id=job.task_id,
            quadrant=quadrant,
            address=_unsigned(job.picture.best_url) if job.picture and not quadrant else "",
        )

    @property
    def own(self) -> dict[str, str]:
        """Return the facts that no common vocabulary covers, by name, without empty ones."""
        named = {
            "prompt": self.prompt,
            "parameters": self.parameters,
            "action": self.action,
            "quadrant": str(self.quadrant or ""),
            "parentImageId": self.parent_image_id,
            "parentQuadrant": str(self.parent_quadrant or ""),
            "imageId": self.image_id,
            "taskId": self.task_id,
            "address": self.address,
        }
        return {name: value for name, value in named.items() if value}
