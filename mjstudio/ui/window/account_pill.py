"""The account at the right of the menu; in a low window also the state of the queue.

A low window has no row for the queue, so the pill shows what matters most: that the queue is
paused, that a job needs the artist, or how many are running. The account is then in its tooltip.
"""

from PySide6.QtWidgets import QPushButton

from mjstudio.texts import N_, _
from mjstudio.texts.phrases import facts
from mjstudio.ui.look.room import Room

_CONNECT = N_("Sandbox · connect your account…")


class AccountPill(QPushButton):
    """Opens the settings of the account."""

    def __init__(self) -> None:
        super().__init__(_(_CONNECT))
        self.setObjectName("account_badge")
        self.setProperty("look", "pill")
        self._room = Room()
        self._account, self._sandbox = _(_CONNECT), True
        self._queue: list[str] = []
        self._urgent = False

    def take_room(self, room: Room) -> None:
        """Follow the window's size."""
        self._room = room
        self._show()

    def show_account(self, *, sandbox: bool, name: str) -> None:
        """Show the account."""
        self._account, self._sandbox = (_(_CONNECT) if sandbox else name), sandbox
        self._show()

    def show_queue(self, words: list[str], *, urgent: bool) -> None:
        """Show the state of the queue, most important first; `urgent` if it needs the artist."""
        self._queue, self._urgent = words, urgent
        self._show()

    def _show(self) -> None:
        telling = self._room.low and bool(self._queue)
        who = _("Sandbox") if self._sandbox else self._account
        self.setText(facts((who, self._queue[0])) if telling else self._account)
        self.setToolTip("\n".join((self._account, facts(self._queue))) if telling else "")
        calm = (telling and not self._urgent) or (not telling and not self._sandbox)
        if self.property("account") != calm:
            self.setProperty("account", calm)
            self.style().unpolish(self)
            self.style().polish(self)
