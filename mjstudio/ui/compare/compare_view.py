"""Compare: before and after in place of the stage, Escape leaves."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mjstudio.model.comparison import Comparison, Frame
from mjstudio.studio.compare.compare_session import CompareSession
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.pictures.pyramid import Pyramid
from mjstudio.texts import _
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.compare.bar import CompareBar
from mjstudio.ui.compare.canvas import CompareCanvas
from mjstudio.ui.compare.parts import Part, View
from mjstudio.ui.look.key_places import QUARTERS, digit_of


class CompareView(QWidget):
    """Shows the open comparison. How it is looked at is all that it knows itself.

    Signals:
        view_chosen(View): the artist compares in another way, this time and the next.
    """

    view_chosen = Signal(object)

    def __init__(
        self,
        comparing: CompareSession,
        images: Images,
        commands: Commands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._comparing, self._images = comparing, images
        self._frame: Frame | None = None
        self._shown: tuple[str, int] | None = None
        self._chosen = View.SWIPE
        self.canvas = CompareCanvas()
        self.bar = CompareBar(commands)
        self._beat = QTimer(self)
        self._beat.timeout.connect(self.canvas.blink)
        rule = QFrame()
        rule.setProperty("look", "rule")
        rule.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(rule)
        layout.addWidget(self.bar)
        bar = self.bar
        bar.quarter_chosen.connect(comparing.choose_quarter)
        bar.pace_chosen.connect(lambda _pace: self._set_beat())
        bar.paused.connect(self._pause)
        bar.zoom.follow(self.canvas.pan_zoom)
        bar.feather_chosen.connect(self._choose_feather)
        comparing.closed.connect(self._let_go)
        comparing.changed.connect(self._refresh)
        images.changed.connect(self._decoded)
        self._paused = False

    @property
    def chosen(self) -> View:
        """How the artist compares; pictures that cannot be compared so are shown otherwise."""
        return self._chosen

    def choose_view(self, view: View) -> None:
        """Compare in this way from the next comparison on."""
        self._chosen = view

    @property
    def aligned(self) -> bool:
        """Whether the pictures can overlap."""
        return self._frame is not None

    def set_view(self, view: View) -> None:
        """Compare in another way."""
        current = self._comparing.current
        if current is None or (view is View.HEAT and current.mask is None):
            return
        if view is not View.SIDE and not self.aligned:
            view = View.SIDE
        elif view is not self._chosen:
            self._chosen = view
            self.view_chosen.emit(view)
        self.canvas.set_view(view)
        self._set_beat()
        self._refresh()

    def toggle_preview(self) -> None:
        """Show the picture with its outside locked, or unchanged."""
        self._comparing.show_preview(not self._comparing.previewing)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the comparison that was opened."""
        self._shown = None
        without = self._chosen is View.HEAT and comparison.mask is None
        self.canvas.set_view(View.SWIPE if without else self._chosen)
        self._set_beat()
        self._refresh()

    def _let_go(self) -> None:
        """Release the pictures while nothing is compared."""
        self._shown = None
        self.canvas.show_parts(None, None, None, anew=False)
        self.canvas.show_heat(None)

    def _choose_feather(self, pixels: int) -> None:
        # Moving the slider is meant to show its effect.
        self._comparing.set_feather(pixels)
        self._comparing.show_preview(True)

    def _pause(self, paused: bool) -> None:
        self._paused = paused
        self._set_beat()

    def _set_beat(self) -> None:
        if self.canvas.view is View.BLINK and not self._paused and self._comparing.current:
            self._beat.start(round(1000 / self.bar.pace))
        else:
            self._beat.stop()

    def _refresh(self) -> None:
        comparing = self._comparing
        current = comparing.current
        if current is None:
            self._beat.stop()
            return
        before = self._images.picture(current.before.id)
        after = self._images.picture(current.after.id)
        one, other = self._part_before(current, before), self._part_after(current, after)
        if one is not None and other is not None:
            whole = (other.box[2] - other.box[0], other.box[3] - other.box[1])
            size = (one.box[2] - one.box[0], one.box[3] - one.box[1])
            self._frame = current.frame(size, whole)
            if self._frame is None and self.canvas.view is not View.SIDE:
                self.canvas.set_view(View.SIDE)
        if (locked := comparing.preview) is not None and other is not None:
            pyramid = Pyramid((locked,))
            other = Part(
                pyramid, (0, 0, locked.width(), locked.height()), _("After, outside locked")
            )
        key = (current.after.id, id(current))
        anew = one is not None and other is not None and self._shown != key
        if anew:
            self._shown = key
        self.canvas.show_parts(one, other, self._frame, anew=anew)
        if self.canvas.view is View.HEAT and comparing.outside is None:
            comparing.look_outside()
        outside = comparing.outside
        self.canvas.show_heat(outside.heat if outside else None)
        self.canvas.setAccessibleDescription(outside.words if outside else "")
        self.bar.show_state(comparing, self.canvas.view, aligned=self.aligned)

    def _part_before(self, current: Comparison, pyramid: Pyramid | None) -> Part | None:
        if pyramid is None:
            return None
        box = current.before_box((pyramid.full.width(), pyramid.full.height()))
        return Part(pyramid, box, _("Before"))

    def _part_after(self, current: Comparison, pyramid: Pyramid | None) -> Part | None:
        if pyramid is None:
            return None
        quarter = self._comparing.quarter
        box = current.after_box((pyramid.full.width(), pyramid.full.height()), quarter)
        return Part(
            pyramid, box, _("After · {n}").format(n=quarter) if current.quarters else _("After")
        )

    def _decoded(self, key: str) -> None:
        current = self._comparing.current
        if current is not None and key in (current.before.id, current.after.id):
            self._refresh()

    # -- input

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–4 choose the quarter, Space shows the picture before, P stops blinking."""
        key, digit = event.key(), digit_of(event)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and digit is not None and digit in QUARTERS:
            self._comparing.choose_quarter(digit)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._beat.stop()
                self.canvas.hold(True)
        elif key == Qt.Key.Key_P:
            self.bar.toggle_pause()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Handle the release of Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.canvas.hold(False)
            self._set_beat()
        else:
            super().keyReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Forget held keys: releases in another window never arrive here."""
        if event.type() is QEvent.Type.WindowDeactivate and self.canvas.held:
            self.canvas.hold(False)
            self._set_beat()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop blinking and forget held keys while hidden."""
        self._beat.stop()
        self.canvas.hold(False)
        super().hideEvent(event)
