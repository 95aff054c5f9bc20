"""The settings that concern the desktop: notes when a job ends, and news of new versions."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from mjstudio.library.settings import Settings
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.release import check_feed
from mjstudio.ui.look.choice import Choice
from mjstudio.ui.settings.rows import row, say, section

_ON, _OFF = "on", "off"
_NOTES = {_ON: "When a job ends behind other windows", _OFF: "Never"}
_LOOKS = {_ON: "Look once a day", _OFF: "Never"}
_HINT = "The address of a JSON document. Your token is never sent to it."


class DesktopSettings(QObject):
    """The section at the end of the settings dialog.

    Signals:
        changed(): something was chosen or typed; `valid` may be another.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notify = Choice("Notify", _NOTES)
        self.updates = Choice("Updates", _LOOKS)
        self.feed = QLineEdit()
        self.feed.setObjectName("update_feed")
        self.feed.setAccessibleName("Feed of new versions")
        self.feed.setPlaceholderText("https://…/mjstudio.json")
        self.line = QLabel()
        self.line.setObjectName("update_feed_status")
        self.show_settings(Settings())
        self.updates.clicked.connect(self._updates_chosen)
        self.feed.textChanged.connect(self._check)

    @property
    def valid(self) -> bool:
        """Whether all of it can be saved."""
        return not self._problem()

    def lay_out(self, page: QVBoxLayout) -> None:
        """Put the controls at the end of a page."""
        form = section(page, "Desktop")
        row(form, "Notes", self.notify)
        row(form, "Versions", self.updates)
        row(form, "Feed", self.feed, below=self.line)

    def show_settings(self, settings: Settings) -> None:
        """Fill the controls."""
        self.notify.choose(_ON if settings.notify else _OFF)
        self.updates.choose(_ON if settings.check_updates else _OFF)
        self.feed.setEnabled(settings.check_updates)
        self.feed.setText(settings.update_feed)
        self._check()

    def applied_to(self, settings: Settings) -> Settings:
        """Settings with what is chosen here; an address that is none changes nothing."""
        feed = self.feed.text().strip()
        if feed and self._refusal():
            feed = settings.update_feed
        return replace(
            settings,
            notify=self.notify.chosen() == _ON,
            check_updates=self.updates.chosen() == _ON,
            update_feed=feed,
        )

    def _updates_chosen(self) -> None:
        self.feed.setEnabled(self.updates.chosen() == _ON)
        self._check()

    def _check(self) -> None:
        problem = self._problem()
        say(self.line, self.feed, problem or _HINT, "error" if problem else "small")
        self.changed.emit()

    def _problem(self) -> str:
        """What is wrong with the feed; empty where nothing is, or it is not asked for."""
        return self._refusal() if self.updates.chosen() == _ON else ""

    def _refusal(self) -> str:
        try:
            check_feed(self.feed.text())
        except InvalidRequest as error:
            return error.message
        return ""
