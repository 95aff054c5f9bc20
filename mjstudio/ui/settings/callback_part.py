"""The callback part of the settings: what is missing, and a test."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from mjstudio.model.address import is_loopback
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.texts import _
from mjstudio.ui.settings.parts import named
from mjstudio.ui.settings.setting_row import SettingRow


class CallbackPart(QObject):
    """Sends a test callback with the address and port in the rows.

    Signals:
        test_requested(str, int): send one by that address to that port; `show_result` tells what
            became of it.
    """

    test_requested = Signal(str, int)

    def __init__(self, delivery: SettingRow, address: SettingRow, port: SettingRow) -> None:
        super().__init__()
        self._delivery, self._address, self._port = delivery, address, port
        self._testing = False
        # This line reports on the address and on the test.
        address.line.setObjectName("callback_status")
        # Two lines from the start, so that a longer message moves nothing.
        address.line.setMinimumHeight(32)
        self._test = named(QPushButton(_("Test callback")), "callback_test", _("Test callback"))
        self._test.setToolTip(_("Send a callback to that address and see whether it arrives here"))
        self._test.setAutoDefault(False)
        self._test.clicked.connect(self._begin_test)
        address.attach(self._test)
        for row in (delivery, address, port):
            row.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is missing."""
        entered = "" if self._address.problem else self._address.value()
        self._test.setEnabled(bool(entered) and not self._testing)
        if self._testing:
            return
        if self._delivery.value() == DeliveryMode.CALLBACK.value and not entered:
            words = _("Until an address is entered, only the sandbox can call back.")
            self._address.note(words, "warning")
        elif entered and not self._port.value() and not is_loopback(entered):
            words = _("Choose a port for your tunnel: “any” is another one at every start.")
            self._address.note(words, "warning")
        else:
            self._address.note("")

    def show_result(self, words: str, *, good: bool) -> None:
        """What became of the test; the words stay until something is changed."""
        self._testing = False
        self.refresh()
        self._address.note(words, "good" if good else "error")

    def _begin_test(self) -> None:
        self._testing = True
        self._test.setEnabled(False)
        self._address.note(_("Sending test callback…"))
        self.test_requested.emit(self._address.value(), self._port.value())
