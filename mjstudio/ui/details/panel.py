"""What is known of the picture on the stage: prompt, parameters, lineage, size, ids."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mjstudio.model.action import find_action
from mjstudio.model.job import Job, State
from mjstudio.model.prompt import Prompt
from mjstudio.studio.jobs.preview_history import Preview, Previews
from mjstudio.studio.jobs.session import Session
from mjstudio.studio.pictures.images import Images
from mjstudio.studio.studio import Studio
from mjstudio.texts import _
from mjstudio.ui.commands.action_button import ActionButton
from mjstudio.ui.commands.registry import Commands
from mjstudio.ui.details.preview_strip import PreviewStrip
from mjstudio.ui.look.discard import discard
from mjstudio.ui.look.flow_layout import FlowLayout
from mjstudio.ui.look.icons import pixmap
from mjstudio.ui.look.job_painter import paint_job
from mjstudio.ui.look.labels import dim, heading
from mjstudio.ui.look.star import star_icon
from mjstudio.ui.look.tokens import current_tokens, with_alpha


class _Ancestor(QPushButton):
    """A small thumbnail of one picture in the line."""

    def __init__(self, job: Job, images: Images, current: bool) -> None:
        super().__init__()
        self._job, self._images, self._current = job, images, current
        self.setFixedSize(52, 52)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        action = find_action(job.request.action)
        self.setAccessibleName(_("Go to: {action}").format(action=action.spoken))
        self.setToolTip(action.spoken)

    def show_job(self, job: Job) -> None:
        """Show a new state of the same job."""
        self._job = job
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        paint_job(painter, area, self._job, self._images.thumbnail(self._job.id))
        if self._job.local:
            badge = QRectF(area.right() - 20, area.bottom() - 20, 18, 18)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha("#131316", 0.86))
            painter.drawEllipse(badge)
            name = find_action(self._job.request.action).icon
            lock = pixmap(name, "#ececee", 12, self.devicePixelRatioF())
            painter.drawPixmap(badge.adjusted(3, 3, -3, -3), lock, QRectF(lock.rect()))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._current or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(current_tokens().accent)
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 7, 7)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(52, 52)


class DetailsPanel(QWidget):
    """The upper part of the dock at the right.

    Signals:
        job_chosen(str): an ancestor was clicked.
        star_pressed(str): star the picture, or remove its star.
    """

    job_chosen = Signal(str)
    star_pressed = Signal(str)

    def __init__(
        self,
        session: Session,
        images: Images,
        previews: Previews,
        commands: Commands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._images = session, images
        self._job: Job | None = None
        self._prompt = QLabel()
        self._prompt.setWordWrap(True)
        # A long word is cut rather than the panel widened.
        self._prompt.setMinimumWidth(1)
        self._prompt.setTextFormat(Qt.TextFormat.PlainText)
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._prompt.setObjectName("details_prompt")
        self._prompt.setAccessibleName(_("Prompt of this picture"))
        self._reuse = ActionButton(commands["use_prompt"], key_beside=False)
        self._reuse.setProperty("look", "small")
        self._copy = ActionButton(
            commands["copy_prompt"], _("Copy"), key_beside=False, tip=_("Copy the prompt")
        )
        self._copy.setProperty("look", "small")
        self._star = QToolButton()
        self._star.setObjectName("details_star")
        self._star.setProperty("look", "small")
        self._star.setCheckable(True)
        self._star_key = commands["star"]
        self._star_key.changed.connect(self._show_star_key)
        self._show_star_key()
        self._star.clicked.connect(self._press_star)
        self._request = ActionButton(
            commands["show_request"],
            _("Show the request…"),
            key_beside=False,
            tip=_("Timeline, raw answers, curl and Python"),
            spoken=_("Show the request…"),
        )
        self._request.setObjectName("show_request")
        self._request.setProperty("look", "small")
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(5)
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._ancestors: dict[str, _Ancestor] = {}
        self._line = QWidget()
        self._line_layout = FlowLayout(self._line, spacing=4, centred=False)
        self._line_layout.setContentsMargins(0, 0, 0, 0)
        self._headings = [heading(text) for text in (_("Prompt"), _("Parameters"), _("Lineage"))]
        self._previews = previews
        self._came = heading(_("Preview history"))
        self._strip = PreviewStrip()
        previews.read.connect(self._show_previews)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._reuse)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._star)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._headings[0])
        layout.addWidget(self._prompt)
        layout.addLayout(buttons)
        layout.addSpacing(4)
        layout.addWidget(self._headings[1])
        layout.addLayout(self._facts)
        layout.addWidget(self._request, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(4)
        layout.addWidget(self._headings[2])
        layout.addWidget(self._line)
        layout.addSpacing(4)
        layout.addWidget(self._came)
        layout.addWidget(self._strip)
        self._star.setIcon(star_icon())
        images.changed.connect(lambda _key: self._line.update())
        self.show_job(None)

    def show_job(self, job: Job | None) -> None:
        """Show the details of a job; None clears the panel."""
        self.setVisible(job is not None)
        before, self._job = self._job, job
        if job is None:
            return
        self._star.setChecked(job.starred)
        self._star.setVisible(job.state is State.FINISHED)
        same = before is not None and before.id == job.id and before.state is job.state
        if same and before is not None and before.picture == job.picture:
            return
        prompt = Prompt.parse(job.prompt)
        shown = (_short(url) for url in prompt.references)
        self._prompt.setText("\n".join((*shown, prompt.words)).strip() or "—")
        self._prompt.setToolTip("\n".join(prompt.references))
        self._show_facts(job, prompt)
        self._rebuild_line()
        self._show_previews(job.id, [])
        if job.state is State.FINISHED:
            self._previews.ask(job.id)

    def follow(self, job: Job) -> None:
        """Update a job in the lineage of the one that is shown."""
        if (shown := self._ancestors.get(job.id)) is not None:
            shown.show_job(job)

    def forget(self, job: Job) -> None:
        """Remove a deleted job from the lineage."""
        if job.id in self._ancestors:
            self._rebuild_line()

    def _show_previews(self, job_id: str, previews: list[Preview]) -> None:
        if self._job is not None and self._job.id == job_id:
            self._strip.show_previews(previews)
            self._came.setVisible(bool(previews))

    def _show_facts(self, job: Job, prompt: Prompt) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        width, height = prompt.ratio
        facts = [(_("Aspect"), f"{width}:{height}")]
        facts += [
            (_(parameter.spec.label), parameter.value or _("on"))
            for parameter in prompt.parameters
            if parameter.spec is not None and parameter.name != "ar"
        ]
        if prompt.unrecognized:
            facts.append((_("Other"), " ".join(prompt.unrecognized)))
        if job.lineage is not None:
            action = find_action(job.request.action)
            facts.append((_("Made by"), action.spoken))
        if job.picture is not None and job.picture.raw_size[0]:
            facts.append((_("Size"), "{} × {}".format(*job.picture.raw_size)))
        if job.local:
            facts.append((_("Service"), _("Made on this computer, so the service can't edit it.")))
        for label, value in facts:
            self._facts.addRow(dim(label), _value(value))
        if job.task_id:
            self._facts.addRow(dim(_("Task")), _copied(job.task_id))

    def _rebuild_line(self) -> None:
        while (item := self._line_layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                discard(widget)
        self._ancestors.clear()
        if self._job is None:
            return
        line = self._session.ancestors(self._job)
        shown = len(line) > 1 or self._job.state is State.FINISHED
        self._headings[2].setVisible(shown)
        self._line.setVisible(shown)
        for at, job in enumerate(line):
            if at:
                self._line_layout.addWidget(dim("›"))
            button = _Ancestor(job, self._images, job.id == self._job.id)
            button.clicked.connect(lambda _on=False, j=job.id: self.job_chosen.emit(j))
            self._line_layout.addWidget(button)
            self._ancestors[job.id] = button
        self._line.updateGeometry()

    def _press_star(self) -> None:
        if self._job is not None:
            self._star.setChecked(self._job.starred)
            self.star_pressed.emit(self._job.id)

    def _show_star_key(self) -> None:
        spoken = _("Star this picture")
        self._star.setAccessibleName(spoken)
        self._star.setToolTip(self._star_key.with_key(spoken))


def _short(url: str) -> str:
    """An address by its end, where pictures differ."""
    path = url.split("?", maxsplit=1)[0]
    return url if len(url) <= 32 else f"…{path[-30:]}"


def _copied(text: str) -> QPushButton:
    """An id: its beginning; a click copies the whole."""
    button = QPushButton(f"{text[:13]}…" if len(text) > 14 else text)
    button.setProperty("look", "link")
    button.setAccessibleName(_("Copy {text}").format(text=text))
    button.setToolTip("\n".join((text, _("Click to copy"))))
    button.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    return button


def _value(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def details_panel(studio: Studio, commands: Commands, show: Callable[[str], None]) -> DetailsPanel:
    """Build the details panel, following the studio; `show` brings a job to the stage."""
    panel = DetailsPanel(studio.session, studio.images, studio.previews, commands)
    panel.job_chosen.connect(show)
    studio.runner.job_changed.connect(panel.follow)
    studio.runner.job_removed.connect(panel.forget)
    return panel
