"""The state that the window keeps between runs, apart from its position and mask preferences.

The parts are asked for it after a short pause without changes, and at the end; the settings store
it. A search is not kept, because pictures made tomorrow may not match it.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.studio.jobs.session import Session
from mjstudio.ui.compare.parts import View
from mjstudio.ui.library.library_view import LibraryView
from mjstudio.ui.library.saving import Saving
from mjstudio.ui.look.first_use import FirstUse
from mjstudio.ui.mask.import_export import MaskImportExport

if TYPE_CHECKING:
    from mjstudio.ui.compare.compare_view import CompareView

_REST_MS = 400
"""Delay before changes are saved, because a slider changes in many steps."""


class Remembered:
    """The filters of the library, ways to compare and to deliver, folders, the picture shown."""

    def __init__(
        self,
        library: LibraryView,
        first_compare: "FirstUse[CompareView]",
        exchange: MaskImportExport,
        saving: Saving,
        session: Session,
        comparing: CompareSession,
        settings: SettingsStore,
    ) -> None:
        self._library, self._first_compare = library, first_compare
        self._exchange, self._saving = exchange, saving
        self._session, self._comparing, self._settings = session, comparing, settings
        self._rest = QTimer(library)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.keep)
        self._bring_back()
        for signal in (
            library.filters_changed,
            comparing.changed,
            session.delivery_changed,
            session.current_changed,
            exchange.folder_chosen,
            saving.folder_chosen,
        ):
            signal.connect(lambda *_told: self._soon())
        first_compare.then(self._bring_compare_back)

    def _bring_back(self) -> None:
        kept = self._settings.current
        self._library.set_filters(kept.library_kind, starred=kept.library_starred)
        self._comparing.set_feather(kept.lock_feather)
        way = kept.next_delivery
        self._session.choose_delivery(DeliveryMode(way) if way else None)
        self._session.begin_with(kept.shown_job)
        self._exchange.folder = kept.mask_folder or self._exchange.folder
        self._saving.folder = kept.save_folder or self._saving.folder

    def _bring_compare_back(self, compare: "CompareView") -> None:
        kept = self._settings.current
        compare.choose_view(View(kept.compare_view))
        compare.bar.set_pace(kept.compare_pace)
        compare.view_chosen.connect(lambda _view: self._soon())
        compare.bar.pace_chosen.connect(lambda _pace: self._soon())

    def _soon(self) -> None:
        if not self._rest.isActive():
            self._rest.start()

    def keep(self) -> None:
        """Put it all into the settings."""
        session, compare = self._session, self._first_compare.made
        if compare is not None:
            self._settings.change(compare_view=compare.chosen.value, compare_pace=compare.bar.pace)
        current = session.current
        self._settings.change(
            library_kind=self._library.kind,
            library_starred=self._library.starred.isChecked(),
            lock_feather=self._comparing.feather,
            next_delivery=session.chosen_delivery.value if session.chosen_delivery else "",
            mask_folder=self._exchange.folder,
            save_folder=self._saving.folder,
            shown_job=current.id if current else self._settings.current.shown_job,
        )
