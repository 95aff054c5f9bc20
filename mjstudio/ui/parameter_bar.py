"""The row of parameter chips: shows what the prompt says, and writes into it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mjstudio.model.prompt import Prompt
from mjstudio.ui.chip import Chip
from mjstudio.ui.parameter_popups import ChoicePopup, MorePopup, NumberPopup, Popup
from mjstudio.ui.tokens import Tokens

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "21:9", "4:5")
VERSIONS = ("8.2", "8.1", "8", "7", "6.1", "6", "5.2")

_Make = Callable[[QWidget], Popup]
_CHIPS: tuple[tuple[str, str, str, _Make], ...] = (
    ("ar", "Aspect", "1:1", lambda w: ChoicePopup("ar", RATIOS, True, w)),
    ("v", "Version", "auto", lambda w: ChoicePopup("v", VERSIONS, False, w)),
    ("stylize", "Stylize", "100", lambda w: NumberPopup("stylize", 0, 1000, 100, 1, w)),
    ("chaos", "Chaos", "0", lambda w: NumberPopup("chaos", 0, 100, 0, 1, w)),
    ("weird", "Weird", "0", lambda w: NumberPopup("weird", 0, 3000, 0, 1, w)),
    ("iw", "Image weight", "1", lambda w: NumberPopup("iw", 0, 30, 10, 0.1, w)),
)
_MORE = ("no", "seed", "tile", "raw")


class ParameterBar(QWidget):
    """Chips for `--ar --v --stylize --chaos --weird --iw`, and one for the others.

    Signals:
        parameter_chosen(str, str | None): a parameter and its value, None to remove it.
        closed(): the control behind a chip was closed.
    """

    parameter_chosen = Signal(str, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = Prompt()
        self._chips: dict[str, Chip] = {}
        self._popups: dict[str, Popup] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, label, _default, make in _CHIPS:
            row.addWidget(self._add(name, label, make(self)))
        row.addWidget(self._add("more", "More…", MorePopup(self)))
        row.addStretch(1)
        self.show_prompt(self._prompt)

    def _add(self, name: str, label: str, popup: Popup) -> Chip:
        chip = Chip(label)
        chip.setObjectName(f"parameter_{name}")
        chip.clicked.connect(lambda: self.open_popup(name))
        popup.setObjectName(f"popup_{name}")
        popup.chosen.connect(self.parameter_chosen)
        popup.closed.connect(self.closed)
        self._chips[name] = chip
        self._popups[name] = popup
        return chip

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        for chip in self._chips.values():
            chip.set_dim(QColor(tokens.dim))

    def open_popup(self, name: str) -> None:
        """Open the control behind a chip."""
        self._popups[name].fill(self._prompt)
        self._popups[name].open_above(self._chips[name], self.parentWidget() or self)

    def show_prompt(self, prompt: Prompt) -> None:
        """Show the parameters of a prompt; the service's default where it has none."""
        self._prompt = prompt
        for name, _label, default, _make in _CHIPS:
            self._chips[name].set_value(prompt.value(name) or default)
        others = sum(prompt.value(name) is not None for name in _MORE)
        self._chips["more"].set_value(str(others) if others else "")
        for popup in self._popups.values():
            if popup.isVisible():
                popup.fill(prompt)
