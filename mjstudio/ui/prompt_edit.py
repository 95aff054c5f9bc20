"""The prompt's text field: several lines, Enter sends, parameters in the accent colour."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mjstudio.model.prompt import first_flag
from mjstudio.studio.addresses import addresses
from mjstudio.ui.tokens import Tokens
from mjstudio.ui.utf16 import units


class PromptEdit(QPlainTextEdit):
    """Plain text with a prompt's habits.

    Signals:
        submit_requested(): Enter was pressed.
        older_requested(), newer_requested(): up in the first line, down in the last.
        urls_pasted(list[str]): picture addresses were dropped or pasted.
        focus_changed(bool): the field got or lost the keyboard.
    """

    submit_requested = Signal()
    older_requested = Signal()
    newer_requested = Signal()
    urls_pasted = Signal(list)
    focus_changed = Signal(bool)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "prompt")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._highlighter = _Highlighter(self.document(), tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of another theme."""
        self._highlighter.set_tokens(tokens)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+K to the command palette: the field would delete to the end of the line."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_K:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter breaks the line, up and down walk through the history."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.submit_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A plain line break: Qt's own Shift+Enter would put a U+2028 into the prompt.
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif key == Qt.Key.Key_Up and not shift and self._in_first_line():
            self.older_requested.emit()
        elif key == Qt.Key.Key_Down and not shift and self._in_last_line():
            self.newer_requested.emit()
        else:
            super().keyPressEvent(event)

    def _in_first_line(self) -> bool:
        cursor = self.textCursor()
        line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
        return cursor.blockNumber() == 0 and line.lineNumber() <= 0

    def _in_last_line(self) -> bool:
        cursor = self.textCursor()
        layout = cursor.block().layout()
        line = layout.lineForTextPosition(cursor.positionInBlock())
        return (
            cursor.blockNumber() == self.blockCount() - 1
            and line.lineNumber() >= layout.lineCount() - 1
        )

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and addresses."""
        return source.hasText() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Addresses become references; anything else is inserted as plain text."""
        if urls := addresses(source):
            self.urls_pasted.emit(urls)
        else:
            self.insertPlainText(source.text().replace("\0", ""))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell it."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell it."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class _Highlighter(QSyntaxHighlighter):
    """Colours everything from the first parameter on."""

    def __init__(self, document: QTextDocument, tokens: Tokens) -> None:
        super().__init__(document)
        self._format = QTextCharFormat()
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        self._format.setForeground(QColor(tokens.accent))
        self._format.setFontWeight(QFont.Weight.Normal)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        inside = self.previousBlockState() == 1
        start = 0 if inside else first_flag(text)
        if start < len(text):
            self.setFormat(units(text, start), units(text) - units(text, start), self._format)
        self.setCurrentBlockState(1 if inside or start < len(text) else 0)
