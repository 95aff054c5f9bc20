"""Follows what an input method composes in a text field, and delays what must wait for it.

Chinese, Japanese and Korean are typed in two steps: keys go to the input method (fcitx5, ibus,
those of macOS and Windows), which shows its suggestion in the field, and only what the artist
chooses becomes text. Until then

- the field's text counts as it was: what checks, searches or saves it listens to `written`;
- no key does anything but write. Most never come here, but an input method leaves some over, as
  those with Ctrl, and some hand the Enter on that has ended their work, or a blank, which comes
  behind the words;
- nothing is lost. An input method may ask that what it composes is dropped when the pointer is
  pressed or the keyboard goes elsewhere (ibus calls it the preedit's focus mode, and libpinyin
  asks for it). An artist who saw the words in the prompt means them, so they stay.
"""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from mjstudio.ui.commands.presses import ENTER, presses

NO_HAND = 0.02
"""Sooner after the end of a composition, in seconds, no hand presses a key: it was the one that
ended it."""
PATIENCE_MS = 60
"""How long a letter that the input method does not want waits for the words in front of it: fcitx5
tells of the letter first. After that the input method must be gone; it may have crashed."""
_ENDING = (*ENTER, Qt.Key.Key_Escape)
_LEAVING = frozenset(
    (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.FocusAboutToChange,
        QEvent.Type.Close,
    )
)
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Composition(QObject):
    """What is composed in one field; a child of it.

    Signals:
        written(): the field has a new text, and nothing in it is being composed.
        ended(): nothing is being composed any more; sent after `written`.
    """

    written = Signal()
    ended = Signal()
    clock = staticmethod(time.monotonic)

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._shown = self._lost = ""
        self._held = self._passing = self._finishing = self._dropping = self._ending = False
        self._ended_at = float("-inf")
        self._behind: list[QKeyEvent] = []
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.finish)
        self._window: QObject | None = None
        field.textChanged.connect(self._text_changed)
        field.installEventFilter(self)

    @property
    def composing(self) -> bool:
        """Whether something is shown in the field that is no text yet."""
        return bool(self._shown)

    @property
    def ending(self) -> bool:
        """Whether `written` tells of what was composed, rather than typed."""
        return self._ending

    def finish(self) -> None:
        """Commit the composed text to the field."""
        if not self._shown:
            return
        self._finishing = True
        try:
            QGuiApplication.inputMethod().commit()
            if self._shown:
                QCoreApplication.sendEvent(self._field, QInputMethodEvent())
        finally:
            self._finishing = False

    def drop(self) -> None:
        """Drop the composed text, because another text is about to replace the field's."""
        if not self._shown:
            return
        self._dropping = True
        try:
            QGuiApplication.inputMethod().reset()
            if self._shown:
                QCoreApplication.sendEvent(self._field, QInputMethodEvent())
        finally:
            self._dropping = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the input method, and absorb the keys that it leaves over."""
        kind = event.type()
        if watched is not self._field:
            if kind in _LEAVING:
                self.finish()
            return False
        if kind is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._compose(event)
        if kind is QEvent.Type.FocusAboutToChange:
            self._keep()
        elif isinstance(event, QKeyEvent) and kind is not QEvent.Type.KeyRelease:
            return self._takes(event)
        return False

    def _compose(self, event: QInputMethodEvent) -> bool:
        if self._passing:
            return False
        self._lost = ""
        before, shown = self._shown, event.preeditString()
        if shown and not before:
            # Runs before the receiver of the press and before Qt, which would drop the text.
            handle = self._field.window().windowHandle()
            if handle is not None:
                self._window = handle
                handle.installEventFilter(self)
        if shown or not before:
            self._shown = shown
            return False
        if self._finishing and not event.commitString():
            event = _writing(before)
        self._pass(event)
        self._end(before if not event.commitString() and not self._dropping else "")
        return True

    def _pass(self, event: QInputMethodEvent) -> None:
        """Deliver an event to the field now, so that what follows comes after it."""
        self._passing = True
        try:
            QCoreApplication.sendEvent(self._field, event)
        finally:
            self._passing = False

    def _end(self, lost: str) -> None:
        self._shown, self._lost = "", lost
        self._ended_at = self.clock()
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
        if lost:
            QTimer.singleShot(0, self, self._let_go)
        held, self._held = self._held and not self._dropping, False
        if held:
            self._ending = True
            try:
                self.written.emit()
            finally:
                self._ending = False
        self.ended.emit()
        self._write_behind()

    def _keep(self) -> None:
        """The keyboard focus is moving; Qt has informed the input method already."""
        self.finish()
        if self._lost:
            lost, self._lost = self._lost, ""
            self._pass(_writing(lost))

    def _let_go(self) -> None:
        # The artist has taken it back: had the keyboard gone elsewhere, that would be told by now.
        self._lost = ""

    def _takes(self, event: QKeyEvent) -> bool:
        if not self._shown:
            if event.key() in _ENDING and self.clock() - self._ended_at < NO_HAND:
                event.accept()
                return True
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.text().isprintable() and event.text() and not event.modifiers() & _COMMANDING:
            self._behind.append(event.clone())
            self._patience.start()
        else:
            presses.stroke(event)
        return True

    def _write_behind(self) -> None:
        keys, self._behind = self._behind, []
        self._patience.stop()
        for event in keys:
            QCoreApplication.sendEvent(self._field, event)

    def _text_changed(self) -> None:
        if self._shown:
            self._held = True
        else:
            self.written.emit()


def finish_composition() -> None:
    """Commit what is composed in any field, because its text is about to be used."""
    field = QApplication.focusWidget()
    for composition in field.findChildren(Composition) if field is not None else ():
        composition.finish()


def _writing(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event
