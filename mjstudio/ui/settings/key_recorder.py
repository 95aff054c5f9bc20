"""Waits for a key or a key combination, and reports it."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from mjstudio.texts import _
from mjstudio.ui.look.key_places import digit_of

_MODIFIERS = {
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown),
    *(Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Hyper_L, Qt.Key.Key_Hyper_R),
    Qt.Key(0),
}
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyRecorder(QPushButton):
    """Takes the next press of a key, whatever it does elsewhere.

    Signals:
        recorded(str): this was pressed, in Qt's portable text; digits by their place.
        cleared(): Backspace was.
        stopped(): Escape was, or the keyboard went elsewhere; nothing is to change.
    """

    recorded = Signal(str)
    cleared = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Press the keys"), parent)
        self.setObjectName("key_record")
        self.setAccessibleName(_("Press the keys"))
        self.setAccessibleDescription(_("Escape stops, Backspace takes the key off."))
        self.setToolTip(self.accessibleDescription())
        self.setProperty("look", "key")
        self.setAutoDefault(False)
        self._done = False

    def event(self, event: QEvent) -> bool:
        """Take keys before shortcuts, menus and the walk of the keyboard have them."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop recording, because no more keys will arrive here."""
        super().focusOutEvent(event)
        self._end(self.stopped)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS or event.isAutoRepeat():
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key == Qt.Key.Key_Escape:
            self._end(self.stopped)
        elif plain and key == Qt.Key.Key_Backspace:
            self._end(self.cleared)
        else:
            self._end(self.recorded, key_text(event))

    def _end(self, signal: SignalInstance, *told: str) -> None:
        """Send exactly one signal: its receiver may take the focus, or delete this widget."""
        if not self._done:
            self._done = True
            signal.emit(*told)


def key_text(event: QKeyEvent) -> str:
    """What was pressed, as commands write it."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    digit = digit_of(event)
    key = Qt.Key(event.key()) if digit is None else Qt.Key(Qt.Key.Key_0 + digit)
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    return QKeySequence(QKeyCombination(modifiers, key)).toString(_PORTABLE)
