"""The program's connections to the desktop: later starts, files, notifications, session end.

`app` connects the inside of the window, this module the system around it.
"""

import asyncio
import platform
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, qVersion
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from mjstudio import __version__
from mjstudio.desktop.crash_watch import CrashWatch
from mjstudio.desktop.file_opener import FileOpener
from mjstudio.desktop.front import bring_to_front, is_in_front
from mjstudio.desktop.instance import Instance, OpenRequest
from mjstudio.desktop.instance_server import InstanceServer
from mjstudio.desktop.job_notifications import JobNotification, JobNotifications
from mjstudio.desktop.new_releases import Releases
from mjstudio.desktop.restart import start_command
from mjstudio.desktop.session_manager import SessionManager
from mjstudio.desktop.sleep import Sleep
from mjstudio.desktop.tray import Tray
from mjstudio.desktop.updates import Updates
from mjstudio.files.atomic import NotSaved, write_whole
from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.release import Release
from mjstudio.options import Options
from mjstudio.studio.studio import Studio
from mjstudio.texts import N_, _
from mjstudio.texts.phrases import listed, sentences
from mjstudio.ui.look.icons import icon
from mjstudio.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from mjstudio.library.recognise import Origin

_HOUR_MS = 60 * 60 * 1000
_AT_REST_MS = 5000
"""When the start is over, and what is for later may be loaded."""
_ON_ACCOUNT = N_(
    "mjstudio is already open, but not on the sandbox. It can restart there; everything is kept."
)
_CRASHED = N_(
    "mjstudio quit unexpectedly last time. You can save a report about it; nothing is sent."
)


class Desktop(QObject):
    """Connects the program to the desktop around it.

    `save` saves everything to disk, `end` asks the program to end in order, `restart` to start
    again afterwards.
    """

    def __init__(
        self,
        options: Options,
        window: MainWindow,
        studio: Studio,
        settings: SettingsStore,
        *,
        save: Callable[[], Coroutine[Any, Any, None]],
        end: Callable[[], None],
        restart: Callable[[], None],
        restart_on_sandbox: Callable[[], None],
        on_sandbox: Callable[[], bool],
        instance: Instance | None = None,
        crashes: CrashWatch | None = None,
    ) -> None:
        super().__init__()
        self._paths = options.paths
        self._on_sandbox, self._restart_on_sandbox = on_sandbox, restart_on_sandbox
        self._window, self._studio, self._settings = window, studio, settings
        self._save, self._end, self._restart = save, end, restart
        self.session_manager = SessionManager()
        self.sleep = Sleep()
        self._fault = crashes.left_behind if crashes is not None else None
        self.opening = FileOpener(studio.runner, studio.session, studio.references, studio.tasks)
        self.callers = InstanceServer(instance, studio.tasks) if instance is not None else None
        self.notifier = JobNotifications(studio.runner, self._wants_notes)
        picture = window.windowIcon()
        # A tray icon without a picture is not shown at all.
        self.tray = Tray(icon("sparkles") if picture.isNull() else picture)
        self.releases = Releases(settings, studio.tasks)
        # The tour, which ends by itself, is no instance.
        self.updates = Updates(studio.tasks) if instance is not None else None
        self._hourly = QTimer(self)
        self._hourly.setInterval(_HOUR_MS)
        self._wire()
        self.opening.open(options.files)
        if options.new_prompt:
            window.shown_once.connect(lambda: window.write_prompt(""))

    def _wire(self) -> None:
        window, studio = self._window, self._studio
        studio.recovery.restored.connect(lambda _restored: self.opening.library_is_there())
        self.opening.refused.connect(window.stage.notices.show_notice)
        self.opening.quarter_shown.connect(window.stage.grid_view.light)
        self.opening.lost.connect(self._offer_lost)
        window.prompt_panel.file_dropped.connect(lambda path: self.opening.open([path]))
        window.stage.files_dropped.connect(partial(self.opening.open, refer=False))
        if self.callers is not None:
            self.callers.called.connect(self._called)
            window.shown_once.connect(self.callers.begin)
        self.notifier.note_due.connect(self._show_note)
        self.tray.pressed.connect(self._show_job)
        window.shown_once.connect(self._offer_report)
        window.shown_once.connect(self.releases.look)
        window.shown_once.connect(self._hourly.start)
        self._hourly.timeout.connect(self.releases.look)
        self.releases.found.connect(self._say_release)
        self._settings.listen(lambda _settings: self.releases.look())
        if self.updates is not None:
            QTimer.singleShot(_AT_REST_MS, self.updates, self.updates.begin)
            self.updates.found.connect(self._say_update)
        window.shown_once.connect(self._join_session)
        self.session_manager.save_asked.connect(self._save_for_session)
        self.session_manager.end_asked.connect(self._end)
        self.sleep.near.connect(lambda: studio.tasks.spawn(self._save(), "save before sleep"))
        self.sleep.over.connect(studio.runner.take_up_again)
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._state_changed)
            if sys.platform == "darwin":
                application.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Open files that macOS passes to the running program (dock icon or “Open with”)."""
        if event.type() is QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self.opening.open([Path(event.file())])
            return True
        return False

    def _offer_lost(self, path: Path, origin: "Origin") -> None:
        """Offer the prompt and address in a file whose picture is not in the library."""
        words = _("“{name}” was made with mjstudio, but is not in this library.").format(
            name=path.name
        )

        def write() -> None:
            self._window.write_prompt(origin.prompt)

        def refer() -> None:
            self._studio.references.add(origin.address)

        also = (_("Use as a reference"), refer) if origin.address else None
        self._window.stage.notices.show_notice(words, _("Use this prompt"), write, also=also)

    # -- the session's end

    def leave(self) -> None:
        """Disconnect from the session manager, because the program ends."""
        self.session_manager.leave()

    def _join_session(self) -> None:
        tasks = self._studio.tasks
        command = start_command(sys.argv[1:])
        tasks.spawn(self.session_manager.join(command), "join the session")
        tasks.spawn(self.sleep.listen(), "listen for sleep")

    def _save_for_session(self) -> None:
        async def save() -> None:
            try:
                await self._save()
            finally:
                self.session_manager.saved()

        self._studio.tasks.spawn(save(), "save for the session")

    # -- later starts

    def _called(self, call: OpenRequest) -> None:
        if call.quit:
            self._end()
            return
        bring_to_front(self._window, call.activation)
        self.opening.open(Path(name) for name in call.files)
        if call.new_prompt:
            self._window.write_prompt("")
        ignored = [word for word in call.ignored if word != "--sandbox"]
        if "--sandbox" in call.ignored and not self._on_sandbox():
            self._window.stage.notices.show_notice(
                _(_ON_ACCOUNT), _("Restart on the sandbox"), self._restart_on_sandbox
            )
        if ignored:
            words = _("mjstudio was already running and ignored {options}. Quit it first.").format(
                options=listed(ignored)
            )
            self._window.stage.notices.mention(words)

    # -- notifications

    def _wants_notes(self) -> bool:
        return self._settings.current.notify and not is_in_front(self._window)

    def _show_note(self, note: JobNotification) -> None:
        self.tray.show_note(note, self._studio.images.thumbnail(note.job_id))

    def _show_job(self, job_id: str) -> None:
        bring_to_front(self._window)
        self._window.show_job(job_id)
        self.tray.clear()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.tray.clear()
            if self.updates is not None:
                self.updates.look()

    # -- reports

    def _offer_report(self) -> None:
        if self._fault is not None:
            self._window.stage.notices.show_notice(
                _(_CRASHED), _("Save report…"), self.ask_for_report
            )

    def ask_for_report(self) -> None:
        """Ask where to save the report on the last crash."""
        from mjstudio.desktop.crash_report_dialog import ReportDialog

        dialog = ReportDialog(self._window)
        dialog.save_requested.connect(self.save_report)
        dialog.open()

    def save_report(self, path: Path, with_prompts: bool) -> None:
        """Save the report on the last crash at `path`; a notice confirms it."""
        self._studio.tasks.spawn(self._save_report(path, with_prompts=with_prompts), "report")

    async def _save_report(self, path: Path, *, with_prompts: bool) -> None:
        fault = self._fault
        if fault is None:
            return
        settings = self._settings.current
        jobs = (job.prompt for job in self._studio.runner.jobs)
        prompts = {*settings.prompt_history, *jobs, self._studio.draft.prompt.compose()}
        log = self._paths.logs / "mjstudio.log"

        def save() -> None:
            from mjstudio.desktop.crash_report import build_report

            report = build_report(
                fault, log, _versions(), settings, prompts, with_prompts=with_prompts
            )
            write_whole(path, report, _("The report"))

        notices = self._window.stage.notices
        try:
            await asyncio.to_thread(save)
        except NotSaved as error:
            notices.show_notice(error.message, _("Save report…"), self.ask_for_report)
        else:
            notices.mention(_("Report saved as “{name}”.").format(name=path.name))

    # -- new versions

    def _say_release(self, release: Release) -> None:
        words = _("mjstudio {version} is available (you have {current}).").format(
            version=release.version, current=__version__
        )
        notices = self._window.stage.notices
        if release.url:
            notices.show_notice(
                sentences(words, release.notes),
                _("What’s new"),
                lambda: self._window.open_url.emit(release.url),
            )
        else:
            notices.show_notice(sentences(words, release.notes))

    def _say_update(self, version: str) -> None:
        words = _("mjstudio was updated. Restart to use version {version}.")
        notices = self._window.stage.notices
        notices.show_notice(words.format(version=version), _("Restart now"), self._restart)


def _versions() -> dict[str, str]:
    return {
        "mjstudio": __version__,
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "PySide6": PySide6.__version__,
        "platform": QGuiApplication.platformName(),
        "system": platform.platform(),
    }
