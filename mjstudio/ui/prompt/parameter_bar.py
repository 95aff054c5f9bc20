"""The row of parameter chips: shows the prompt's parameters, and changes them."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from mjstudio.model.parameters import SERVICE_VERSIONS
from mjstudio.model.prompt import Prompt
from mjstudio.texts import N_, _
from mjstudio.ui.look.chip import Chip
from mjstudio.ui.prompt.parameter_popups import ChoicePopup, MorePopup, NumberPopup, Popup

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "21:9", "4:5")

_Make = Callable[[QWidget], Popup]
_CHIPS: tuple[tuple[str, str, str, _Make], ...] = (
    ("ar", N_("Aspect"), "1:1", lambda w: ChoicePopup("ar", RATIOS, True, w)),
    ("v", N_("Version"), N_("auto"), lambda w: ChoicePopup("v", SERVICE_VERSIONS, False, w)),
    ("stylize", N_("Stylize"), "100", lambda w: NumberPopup("stylize", 0, 1000, 100, 1, w)),
    ("chaos", N_("Chaos"), "0", lambda w: NumberPopup("chaos", 0, 100, 0, 1, w)),
    ("weird", N_("Weird"), "0", lambda w: NumberPopup("weird", 0, 3000, 0, 1, w)),
    ("iw", N_("Image weight"), "1", lambda w: NumberPopup("iw", 0, 30, 10, 0.1, w)),
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
        self._stand_ins: dict[str, Chip] = {}
        self._folded = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, label, _default, make in _CHIPS:
            row.addWidget(self._add(name, _(label), make(self)))
        more = MorePopup(self)
        row.addWidget(self._add("more", _("More…"), more))
        row.addStretch(1)
        # The bar is as narrow as it must be: chips without a place are in the popup.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for name, label, _default, _make in _CHIPS:
            more.add_chip(self._stand_in(name, _(label)))
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

    def _stand_in(self, name: str, label: str) -> Chip:
        """The chip in *More…* for one that does not fit in the bar."""
        chip = Chip(label)
        chip.setObjectName(f"more_{name}")
        chip.clicked.connect(lambda: self._open_instead(name))
        chip.hide()
        self._stand_ins[name] = chip
        return chip

    def fold(self, folded: bool) -> None:
        """Show *More…* only, or as many chips as fit."""
        self._folded = folded
        policy = QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """As wide as all chips, or as *More…* while folded."""
        return QSize(self._width(() if self._folded else tuple(self._stand_ins)), 28) + self._edges

    def minimumSizeHint(self) -> QSize:
        """As wide as *More…*."""
        return QSize(self._width(()), 28) + self._edges

    @property
    def _edges(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _width(self, names: tuple[str, ...]) -> int:
        shown = (*names, "more")
        return sum(self._chips[name].sizeHint().width() for name in shown) + 8 * len(names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other chips."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitting: tuple[str, ...] = ()
        for name in () if self._folded else self._stand_ins:
            if self._width((*fitting, name)) > max(self.width(), self._width(())):
                break
            fitting += (name,)
        for name, chip in self._stand_ins.items():
            self._chips[name].setVisible(name in fitting)
            chip.setVisible(name not in fitting)

    def open_popup(self, name: str) -> None:
        """Open the control behind a chip."""
        self._open(name, self._chips[name], self.parentWidget() or self)

    def _open_instead(self, name: str) -> None:
        """One control at a time: the chip's takes the place of *More…*."""
        self._popups["more"].close()
        self._open(name, self._chips["more"], self.parentWidget() or self)

    def _open(self, name: str, chip: QWidget, above: QWidget) -> None:
        self._popups[name].fill(self._prompt)
        self._popups[name].open_above(chip, above)

    def show_prompt(self, prompt: Prompt) -> None:
        """Show a prompt's parameters, with the service's defaults for missing ones."""
        self._prompt = prompt
        for name, _label, default, _make in _CHIPS:
            value = prompt.value(name) or _(default)
            self._chips[name].set_value(value)
            self._stand_ins[name].set_value(value)
        others = sum(prompt.value(name) is not None for name in _MORE)
        self._chips["more"].set_value(str(others) if others else "")
        self._fit()
        for popup in self._popups.values():
            if popup.isVisible():
                popup.fill(prompt)
