"""The computer's sleep and wake-up, as reported by systemd's logind on the system bus.

Its signal `PrepareForSleep(b)` comes with true before and false after
(https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html). Where there
is no such bus nothing happens here.

Weighed: QtDBus takes a slot by its C++ signature and tells nothing when the match is refused;
jeepney is there already, under the keyring. An inhibitor lock would give a second more before the
sleep; everything is saved within seconds anyway.
"""

import logging
import sys

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class Sleep(QObject):
    """Reports the computer's sleep.

    Signals:
        near(): the computer is about to sleep.
        over(): the computer has woken up.
    """

    near = Signal()
    over = Signal()

    async def listen(self) -> None:
        """Listen until cancelled, or until the bus is gone."""
        if not sys.platform.startswith("linux"):
            return
        from jeepney import MatchRule, message_bus
        from jeepney.io.asyncio import open_dbus_connection

        rule = MatchRule(
            type="signal",
            path="/org/freedesktop/login1",
            interface="org.freedesktop.login1.Manager",
            member="PrepareForSleep",
        )
        try:
            async with await open_dbus_connection("SYSTEM") as bus:
                await bus.send(message_bus.AddMatch(rule))
                while True:
                    message = await bus.receive()
                    if rule.matches(message):
                        (self.near if message.body[0] else self.over).emit()
        except (OSError, EOFError, ValueError, LookupError, StopIteration, TimeoutError) as error:
            _log.info("sleep is not told here: %s", error or type(error).__name__)
