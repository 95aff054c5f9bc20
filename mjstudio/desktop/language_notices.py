"""The window's notice that another language was chosen and waits for a restart."""

from collections.abc import Callable

from mjstudio.desktop.language import speaks_another
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.texts import _
from mjstudio.ui.look.notices import NoticeArea


class LanguageNotices:
    """Offers a restart while the settings ask for another language than the window uses."""

    def __init__(
        self, settings: SettingsStore, notices: NoticeArea, restart: Callable[[], None]
    ) -> None:
        self._notices, self._restart = notices, restart
        settings.listen(self._settings_changed)

    def _settings_changed(self, settings: Settings) -> None:
        words = _("The language changes with the next start.")
        if speaks_another(settings):
            self._notices.show_notice(words, _("Restart now"), self._restart)
        else:
            self._notices.dismiss(words)
