"""What the window remembers from run to run, besides its place and how masks are painted.

The parts are asked for it once they have rested for a moment, and at the end; the settings keep
it. A search is a question of its day and is not kept: what is made tomorrow may not answer it.
"""

from PySide6.QtCore import QTimer

from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.ui.compare.parts import View
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.mask_import_export import MaskImportExport

_REST_MS = 400
"""How long the hand rests before it is kept: a slider takes many steps."""


class Remembered:
    """The filters of the library, ways to compare and to deliver, folders, the picture shown."""

    def __init__(
        self, window: MainWindow, exchange: MaskImportExport, settings: SettingsStore
    ) -> None:
        self._window, self._exchange, self._settings = window, exchange, settings
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.keep)
        self._bring_back()
        studio, compare = window.studio, window.after_redraw.compare
        window.library.filters_changed.connect(self._soon)
        compare.view_chosen.connect(lambda _view: self._soon())
        compare.bar.pace_chosen.connect(lambda _pace: self._soon())
        studio.comparing.changed.connect(self._soon)
        studio.session.way_changed.connect(self._soon)
        studio.session.current_changed.connect(lambda _job: self._soon())
        exchange.folder_chosen.connect(lambda _folder: self._soon())

    def _bring_back(self) -> None:
        window, kept = self._window, self._settings.current
        session, compare = window.studio.session, window.after_redraw.compare
        window.library.set_filters(kept.library_kind, starred=kept.library_starred)
        compare.choose_view(View(kept.compare_view))
        compare.bar.set_pace(kept.compare_pace)
        window.studio.comparing.set_feather(kept.lock_feather)
        session.choose_way(DeliveryMode(kept.next_delivery) if kept.next_delivery else None)
        session.begin_with(kept.shown_job)
        if kept.mask_folder:
            self._exchange.folder = kept.mask_folder

    def _soon(self) -> None:
        if not self._rest.isActive():
            self._rest.start()

    def keep(self) -> None:
        """Put it all into the settings."""
        window = self._window
        session, compare = window.studio.session, window.after_redraw.compare
        current = session.current
        self._settings.change(
            library_kind=window.library.kind,
            library_starred=window.library.starred.isChecked(),
            compare_view=compare.chosen.value,
            compare_pace=compare.bar.pace,
            lock_feather=window.studio.comparing.feather,
            next_delivery=session.chosen_way.value if session.chosen_way else "",
            mask_folder=self._exchange.folder,
            shown_job=current.id if current else self._settings.current.shown_job,
        )
