"""The prompt's text field: several lines, Enter sends, parameters in the accent colour."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mjstudio.model.prompt import first_flag
from mjstudio.studio.core.addresses import addresses
from mjstudio.studio.prompt.prompt_undo import Change
from mjstudio.ui.commands.composition import Composition
from mjstudio.ui.commands.presses import ENTER, presses
from mjstudio.ui.look.tokens import current_tokens
from mjstudio.ui.prompt.utf16 import characters, units


class PromptEdit(QPlainTextEdit):
    """Plain text with a prompt's habits. What follows it listens to `composition.written`.

    Signals:
        submit_requested(): Enter was pressed.
        older_requested(), newer_requested(): up in the first line, down in the last.
        urls_pasted(list[str]): picture addresses were dropped or pasted.
        undo_requested(), redo_requested(): by key or menu, once `keep_undo_elsewhere` was called.
    """

    submit_requested = Signal()
    older_requested = Signal()
    newer_requested = Signal()
    urls_pasted = Signal(list)
    undo_requested = Signal()
    redo_requested = Signal()

    _left_to: QAction | None = None
    _placeholder = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "prompt")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._lay_out_from_left()
        self._highlighter = _Highlighter(self.document())
        self._undoable = self._redoable = False
        self.composition = Composition(self)

    def _lay_out_from_left(self) -> None:
        """Have parameters at the right end, each in one piece, also behind Arabic or Hebrew.

        By itself Qt lays such a text out from the right, in which `--ar 16:9` reads `ar 16:9--`.
        The words themselves run from right to left either way.
        """
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the text for a new theme, because it keeps the colours it was given."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._highlighter.rehighlight()

    def text(self) -> str:
        """The exact text; Qt's plain text turns no-break spaces into blanks."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def caret(self) -> int:
        """The position of the caret, in characters."""
        return characters(self.text(), self.textCursor().position())

    def setPlainText(self, text: str) -> None:
        """Replace the text; what was being composed is dropped with the old text."""
        self.composition.drop()
        super().setPlainText(text)

    def show_text(self, text: str, caret: int | None = None) -> None:
        """Show a text by changing only the difference, as one step of undo.

        `caret` is where the caret goes, in characters; without it caret and selection stay at the
        letters where they are.
        """
        self.composition.drop()
        old, cursor = self.text(), self.textCursor()
        places = [characters(old, place) for place in (cursor.anchor(), cursor.position())]
        change = Change.between(old, text)
        if text != old:
            cursor.setPosition(units(old, change.start))
            end = units(old, change.start + change.removed)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(change.inserted)
        anchor, place = [change.moved(place) if caret is None else caret for place in places]
        cursor.setPosition(units(text, anchor))
        cursor.setPosition(units(text, place), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def show_marks(self, spans: list[tuple[int, int]]) -> None:
        """Underline these stretches of the text, in characters, with a wavy line."""
        text = self.text()
        self._highlighter.mark([(units(text, a), units(text, b)) for a, b in spans])

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take the placeholder away where something is composed; Qt writes one over the other."""
        super().inputMethodEvent(event)
        if event.preeditString():
            if placeholder := self.placeholderText():
                self._placeholder = placeholder
                self.setPlaceholderText("")
        elif self._placeholder:
            self.setPlaceholderText(self._placeholder)
            self._placeholder = ""

    def leave_to(self, action: QAction) -> None:
        """Leave the keys of commands to them, although fields use some, to delete a line's end."""
        self._left_to = action

    def keep_undo_elsewhere(self) -> None:
        """Ask for undo and redo instead of doing them."""
        self.setUndoRedoEnabled(False)

    def show_undo(self, undoable: bool, redoable: bool) -> None:
        """What the menu of the field offers."""
        self._undoable, self._redoable = undoable, redoable

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show Qt's own menu with the undo and redo of `keep_undo_elsewhere`."""
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions() if not self.isUndoRedoEnabled() else ():
            if action.objectName() == "edit-undo":
                action.setEnabled(self._undoable)
                action.triggered.connect(self.undo_requested)
            elif action.objectName() == "edit-redo":
                action.setEnabled(self._redoable)
                action.triggered.connect(self.redo_requested)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Leave the keys of one command to it (see `leave_to`)."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            left = self._left_to.shortcuts() if self._left_to is not None else []
            if QKeySequence(event.keyCombination()) in left:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter breaks the line, up and down walk through the history."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        own = presses.stroke(event)
        if self._edits(event):
            return
        if key in ENTER and not shift:
            if own:
                self.submit_requested.emit()
        elif key in ENTER:
            # A plain line break: Qt's own Shift+Enter would put a U+2028 into the prompt.
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif key == Qt.Key.Key_Up and not shift and self._in_first_line():
            self.older_requested.emit()
        elif key == Qt.Key.Key_Down and not shift and self._in_last_line():
            self.newer_requested.emit()
        else:
            super().keyPressEvent(event)

    def _edits(self, event: QKeyEvent) -> bool:
        """Return whether the key is one that undoes or redoes, or one that must not send."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in ENTER:
            # A command's key, and none that sends: here the command cannot be used.
            return True
        if self.isUndoRedoEnabled():
            return False
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_requested.emit()
        else:
            return False
        return True

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


class _Highlighter(QSyntaxHighlighter):
    """Colours everything from the first parameter on, and underlines problems."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._marks: list[tuple[int, int]] = []

    def mark(self, marks: list[tuple[int, int]]) -> None:
        """Underline these stretches of the document, in UTF-16 units."""
        if marks != self._marks:
            self._marks = marks
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        inside = self.previousBlockState() == 1
        start = 0 if inside else first_flag(text)
        if start < len(text):
            form = QTextCharFormat()
            form.setForeground(QColor(current_tokens().accent))
            form.setFontWeight(QFont.Weight.Normal)
            self.setFormat(units(text, start), units(text) - units(text, start), form)
        begin, length = self.currentBlock().position(), units(text)
        for a, b in self._marks:
            self._underline(max(0, a - begin), min(length, b - begin))
        self.setCurrentBlockState(1 if inside or start < len(text) else 0)

    def _underline(self, start: int, end: int) -> None:
        for place in range(start, end):
            form = self.format(place)
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(current_tokens().warning))
            self.setFormat(place, 1, form)
