"""The window's notices about the library: what could not be read or cannot be saved."""

from PySide6.QtCore import QObject, Signal

from mjstudio.library.journal import Journal, Restored
from mjstudio.studio.jobs.recovery import Recovery
from mjstudio.texts import _, ngettext
from mjstudio.ui.look.notices import NoticeArea


class LibraryNotices(QObject):
    """Shows the library's troubles as notices.

    Signals:
        troubled(str): the library cannot be saved, or can be again (empty).
    """

    troubled = Signal(str)

    def __init__(self, notices: NoticeArea, journal: Journal, recovery: Recovery) -> None:
        super().__init__()
        self._notices = notices
        self._trouble = ""
        recovery.restored.connect(self._restored)
        # The journal calls in its own thread; the signal carries the words into the window's.
        journal.trouble = self.troubled.emit
        self.troubled.connect(self._show_trouble)

    def _restored(self, restored: Restored) -> None:
        if restored.opened.problem:
            self._notices.show_notice(restored.opened.problem)
        if count := restored.damaged:
            words = ngettext(
                "{count} entry of the library cannot be read; it is left there.",
                "{count} entries of the library cannot be read; they are left there.",
                count,
            )
            self._notices.show_notice(words.format(count=count))

    def _show_trouble(self, words: str) -> None:
        if self._trouble:
            self._notices.dismiss(self._trouble)
        self._trouble = words
        if words:
            self._notices.show_notice(words)
        else:
            self._notices.mention(_("The library can be saved again."))
