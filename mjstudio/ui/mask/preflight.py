"""The checks of a mask before it is sent, with fixes at one click."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mjstudio.mask.pixels.defects import Findings, small_below
from mjstudio.studio.masking.mask_preflight import Report
from mjstudio.texts import _, ngettext, pgettext
from mjstudio.texts.amounts import number
from mjstudio.texts.phrases import listed
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import CommandAction, Commands
from mjstudio.ui.look.labels import OneLine

_ROW = 24
NAMES_WIDTH = 66
"""Wide enough for the longest English name."""


class MaskPreflight(QWidget):
    """Islands, pinholes, specks, and the size that will be sent."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._islands = _fact("mask_islands")
        self._pinholes = _fact("mask_pinholes")
        self._specks = _fact("mask_specks")
        self._size = OneLine()
        self._size.setObjectName("mask_sent_size")
        self._fill = _button(
            commands["mask_fill_pinholes"],
            pgettext("pinholes", "Fill"),
            _("Fill the pinholes: paint them"),
        )
        self._drop = _button(
            commands["mask_drop_specks"], _("Remove"), _("Remove the specks: erase them")
        )
        found = _form()
        # Rows as high as their buttons, set without spacing: as far apart as those below.
        found.setVerticalSpacing(0)
        self._islands.setFixedHeight(_ROW)
        found.addRow(name_label(_("Islands")), self._islands)
        found.addRow(name_label(_("Pinholes")), _row(self._pinholes, self._fill))
        found.addRow(name_label(_("Specks")), _row(self._specks, self._drop))
        self._size.setFixedHeight(_ROW)
        found.addRow(name_label(_("Mask")), self._size)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(found)
        self.expire()

    def expire(self) -> None:
        """Clear the report, because another mask is shown."""
        for label in (self._islands, self._pinholes, self._specks):
            label.setText("…")
        self._fill.hide()
        self._drop.hide()
        self._show_size(None)

    def show_report(self, report: Report) -> None:
        """Show the findings, and the size of what will be sent."""
        found = report.findings
        # Counting stops at a limit: the numbers are then the least there can be.
        count = "{n}" if found.complete else _("more than {n}")
        self._islands.setText(count.format(n=number(found.islands)))
        small = _("Smaller than {limit} pixels").format(limit=number(small_below(*found.size)))
        for label, button, spots in (
            (self._pinholes, self._fill, found.pinholes),
            (self._specks, self._drop, found.specks),
        ):
            some = bool(spots) or not found.complete
            label.setText(count.format(n=number(len(spots))) if some else _("none"))
            area = sum(spot.area for spot in spots)
            total = _("{limit}; {area} pixels in total").format(limit=small, area=number(area))
            label.setToolTip(total if spots else small)
            button.setVisible(bool(spots))
        self._show_size(report.sent_size)
        self.setAccessibleDescription(words(found))

    def _show_size(self, size: tuple[int, int] | None) -> None:
        text = _("nothing yet")
        if size is not None:
            text = "{} × {}".format(*size)
        self._size.set_words(text)


def words(found: Findings) -> str:
    """The findings in one line."""
    islands, pinholes, specks = found.islands, len(found.pinholes), len(found.specks)
    if found.complete:
        parts = (
            ngettext("{n} island", "{n} islands", islands).format(n=number(islands)),
            ngettext("{n} pinhole", "{n} pinholes", pinholes).format(n=number(pinholes)),
            ngettext("{n} speck", "{n} specks", specks).format(n=number(specks)),
        )
    else:
        parts = (
            ngettext("more than {n} island", "more than {n} islands", islands).format(
                n=number(islands)
            ),
            ngettext("more than {n} pinhole", "more than {n} pinholes", pinholes).format(
                n=number(pinholes)
            ),
            ngettext("more than {n} speck", "more than {n} specks", specks).format(
                n=number(specks)
            ),
        )
    return listed(parts)


class _Name(QLabel):
    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(NAMES_WIDTH, 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def name_label(text: str) -> QLabel:
    """Return the label of a value, wide enough for most, so that the values align."""
    label = _Name(text)
    label.setProperty("look", "dim")
    return label


def _fact(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    return label


def _button(action: CommandAction, label: str, says: str) -> ActionButton:
    button = ActionButton(action, label, key_beside=False, tip=says, follows=False)
    button.setObjectName(action.command.id)
    button.setProperty("look", "small")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _row(label: QLabel, button: QPushButton) -> QWidget:
    """Both in a row of one height, whether the button shows or not."""
    row = QWidget()
    row.setFixedHeight(_ROW)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    layout.addWidget(label)
    layout.addWidget(button)
    layout.addStretch(1)
    return row


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form
