"""The settings' part on delivery: the usual way, and the way round for callbacks with its test."""

from typing import Any

from PySide6.QtCore import QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout

from mjstudio.library.settings import Settings
from mjstudio.model.address import is_loopback
from mjstudio.model.delivery_mode import DeliveryMode, check_public_address
from mjstudio.ui.look.choice import Choice
from mjstudio.ui.settings.rows import named, refusal, row, say, section

_WAYS = {way.value: way.label for way in DeliveryMode}
_PORTS = QRegularExpression(
    "[0-9]{0,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
)
_HOW = "Only for callbacks: your own tunnel or proxy, which leads to the port below."
_NEEDED = "Until an address is entered, only the sandbox can call back."
_FIXED = "Choose a port for your tunnel: “any” is another one at every start."


class DeliverySettings(QObject):
    """The controls of the part. They are put into a page by `lay_out`.

    Signals:
        changed(): something was entered.
        test_requested(str, int): prove the way round by that address to that port.
    """

    changed = Signal()
    test_requested = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._testing = False
        self._ways = Choice("Delivery", _WAYS)
        self._ways.clicked.connect(self._check)
        self._hint = named(QLabel(), "delivery_hint", look="small")
        self._address = named(QLineEdit(), "callback_url_edit", "Public address for callbacks")
        self._address.setPlaceholderText("https://studio.example.net")
        self._address.textChanged.connect(self._check)
        self._test = named(QPushButton("Test"), "callback_test", "Test the way round")
        self._test.setToolTip("Post to that address and see whether it arrives here")
        self._test.clicked.connect(self._begin_test)
        self._line = named(QLabel(wordWrap=True), "callback_status")
        self._line.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Two lines from the start: a longer word moves nothing.
        self._line.setMinimumHeight(32)
        self._port = named(QLineEdit(), "callback_port_edit", "Port for callbacks")
        self._port.setPlaceholderText("any")
        self._port.setFixedWidth(72)
        self._port.setValidator(QRegularExpressionValidator(_PORTS, self._port))
        self._port.textChanged.connect(self._check)
        self._steps = named(
            QCheckBox("A post at every step"), "callback_steps", "A post at every step"
        )
        self._steps.setToolTip(
            "Progress and previews come along; else there is one post at the end"
        )

    @property
    def valid(self) -> bool:
        """Whether all of it can be saved."""
        return not self._refusal()

    def lay_out(self, page: QVBoxLayout) -> None:
        """Put the controls at the end of a page."""
        form = section(page, "Delivery")
        row(form, "Usual way", self._ways, below=self._hint)
        row(form, "Callbacks to", self._address, self._test, below=self._line)
        row(form, "On port", self._port, self._steps)

    def show_settings(self, settings: Settings) -> None:
        """Fill the fields."""
        self._ways.choose(settings.delivery)
        self._address.setText(settings.callback_url)
        self._port.setText(str(settings.callback_port) if settings.callback_port else "")
        self._steps.setChecked(settings.callback_steps)
        self._check()

    def chosen(self) -> dict[str, Any]:
        """The fields of Settings. Raises InvalidRequest unless `valid`."""
        entered = self._address.text().strip()
        return {
            "delivery": self._ways.chosen(),
            "callback_url": check_public_address(entered) if entered else "",
            "callback_port": int(self._port.text() or 0),
            "callback_steps": self._steps.isChecked(),
        }

    def show_result(self, words: str, *, good: bool) -> None:
        """What came of the test; it stands until something is changed."""
        self._testing = False
        self._test.setEnabled(self.valid and bool(self._address.text().strip()))
        say(self._line, self._address, words, "good" if good else "error")

    def _begin_test(self) -> None:
        self._testing = True
        self._test.setEnabled(False)
        say(self._line, self._address, "A test post is on its way round…", "small")
        chosen = self.chosen()
        self.test_requested.emit(chosen["callback_url"], chosen["callback_port"])

    def _refusal(self) -> str:
        entered = self._address.text().strip()
        return refusal(check_public_address, entered) if entered else ""

    def _check(self) -> None:
        way = DeliveryMode(self._ways.chosen())
        self._hint.setText(way.hint)
        entered, error = self._address.text().strip(), self._refusal()
        self._test.setEnabled(bool(entered) and not error and not self._testing)
        words, look = _HOW, "small"
        if error:
            words, look = error, "error"
        elif way is DeliveryMode.CALLBACK and not entered:
            words, look = _NEEDED, "warning"
        elif entered and not self._port.text() and not is_loopback(check_public_address(entered)):
            words, look = _FIXED, "warning"
        if not self._testing:
            say(self._line, self._address, words, look)
        self.changed.emit()
