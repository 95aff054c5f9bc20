"""Reference pictures: image URLs in front of a prompt, checked before they are sent."""

import asyncio
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mjstudio.model.address import is_url
from mjstudio.model.errors import NotAPicture, StudioError
from mjstudio.model.lint import Problem, check_reference
from mjstudio.model.prompt import MAX_REFERENCES
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.pictures.images import decode, thumbnail_of
from mjstudio.studio.service.service_clients import Service
from mjstudio.texts import N_, _
from mjstudio.texts.phrases import labelled

_NO_FILE = N_(
    "This picture is only on this computer and has no address yet: put it online and drop "
    "its link here, or drag a picture from the library."
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One image URL with its thumbnail, or with its problem."""

    url: str
    thumbnail: QImage | None = None
    problem: Problem | None = None
    checked: bool = False


class References(QObject):
    """Up to five image URLs.

    Signals:
        changed(): a reference was added, removed, moved or checked.
        refused(Problem): why a reference was not added.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._service: Service | None = None
        self._items: tuple[Reference, ...] = ()

    @property
    def items(self) -> tuple[Reference, ...]:
        """The references in order."""
        return self._items

    @property
    def urls(self) -> tuple[str, ...]:
        """Their addresses in order."""
        return tuple(item.url for item in self._items)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all references."""
        return tuple(item.problem for item in self._items if item.problem)

    def set_service(self, service: Service | None) -> None:
        """Fetch reference pictures through this service; those not yet checked are checked now."""
        self._service = service
        for item in self._items:
            if not item.checked:
                self._look_at(item.url)

    def add(self, url: str) -> bool:
        """Add an image URL. `refused` says why, if it is invalid or there are already five."""
        url = url.strip()
        if url in self.urls:
            return True
        if (problem := check_address(url)) is not None:
            self.refused.emit(problem)
            return False
        if len(self._items) >= MAX_REFERENCES:
            self.refused.emit(
                Problem(
                    _("A prompt can have at most {most} reference pictures.").format(
                        most=MAX_REFERENCES
                    )
                )
            )
            return False
        self._items = (*self._items, Reference(url, problem=check_reference(url)))
        self.changed.emit()
        self._look_at(url)
        return True

    def remove(self, url: str) -> None:
        """Remove a reference."""
        self._set(tuple(item for item in self._items if item.url != url))

    def replace_all(self, urls: tuple[str, ...]) -> None:
        """Use exactly these, at most five, keeping the thumbnails of those that stay."""
        known = {item.url: item for item in self._items}
        self._set(
            tuple(
                known.get(url) or Reference(url, problem=check_reference(url))
                for url in urls[:MAX_REFERENCES]
            )
        )
        for item in self._items:
            if not item.checked:
                self._look_at(item.url)

    def _set(self, items: tuple[Reference, ...]) -> None:
        if items != self._items:
            self._items = items
            self.changed.emit()

    def _look_at(self, url: str) -> None:
        if self._service is not None:
            self._tasks.spawn(self._fetch(url, self._service), "look at a reference")

    async def _fetch(self, url: str, service: Service) -> None:
        thumbnail: QImage | None = None
        problem: Problem | None = None
        try:
            fetched = await service.fetcher.fetch(url)
            image = await asyncio.to_thread(decode, fetched.data, turn=True)
            thumbnail = await asyncio.to_thread(thumbnail_of, image)
        except StudioError as error:
            # The service may reach what this computer cannot, so only a web page is refused
            # outright.
            is_page = isinstance(error, NotAPicture)
            problem = Problem(labelled(url[:60], error.message), blocking=is_page)
        self._set(
            tuple(
                replace(item, thumbnail=thumbnail, problem=problem, checked=True)
                if item.url == url
                else item
                for item in self._items
            )
        )


def check_address(url: str) -> Problem | None:
    """Return why a pasted, dropped or typed address cannot be used; None if it can."""
    if url.startswith("file:"):
        return Problem(_(_NO_FILE))
    return None if is_url(url.strip()) else check_reference(url)
