"""What the stage shows before the first picture: how to start, and prompts to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from mjstudio.texts import N_, _
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import Commands

EXAMPLES = (
    # Translators: a prompt to try; what stands behind -- is a parameter.
    N_("a mountain valley before sunrise, layered mist, cold blue air --ar 16:9"),
    N_("a harbour at dusk, lanterns on the water"),
    N_("a red desert under a violet evening sky --stylize 250"),
)


class Welcome(QWidget):
    """The empty stage.

    Signals:
        example_chosen(str): a prompt to put into the prompt panel.
    """

    example_chosen = Signal(str)

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        title = QLabel(_("Describe a picture"))
        title.setProperty("look", "title")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words = QLabel()
        self._words.setProperty("look", "dim")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setWordWrap(True)
        self._account = ActionButton(
            commands["settings"], _("Connect your account…"), key_beside=False
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(3)
        layout.addWidget(title)
        layout.addWidget(self._words)
        layout.addSpacing(16)
        for at, text in enumerate(map(_, EXAMPLES)):
            button = QPushButton(text)
            if not at:
                self.first = button
            button.setAccessibleName(_("Try: {prompt}").format(prompt=text))
            button.setMaximumWidth(720)
            button.clicked.connect(lambda _on=False, t=text: self.example_chosen.emit(t))
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(16)
        layout.addWidget(self._account, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)
        self.show_sandbox(sandbox=True)

    def show_sandbox(self, *, sandbox: bool) -> None:
        """Show where pictures come from."""
        self._account.setVisible(sandbox)
        self._words.setText(
            _(
                "You are in the sandbox: everything works, mjstudio paints the pictures "
                "on this computer, and nothing costs anything."
            )
            if sandbox
            else _(
                "Type it below and press Enter. You get four pictures; continue from any of them."
            )
        )
