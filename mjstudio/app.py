"""The composition root: builds everything, wires it, runs the loop, shuts down in order.

What the first paint does not need (clients, keyring, the sandbox's server) is imported and started
after it. Shutting down: work is cancelled and awaited, connections are closed, settings are
written, the sandbox is stopped. Nothing here spins a nested loop.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEvent, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mjstudio import logs
from mjstudio.allocator import use_one_arena
from mjstudio.desktop.clipboard import let_go_of_clipboard
from mjstudio.desktop.crash_watch import CrashWatch
from mjstudio.desktop.desktop import Desktop
from mjstudio.desktop.ending import Ending
from mjstudio.desktop.instance import Instance
from mjstudio.desktop.language import speaks_another
from mjstudio.desktop.language_notices import LanguageNotices
from mjstudio.desktop.missing_face import MissingFace
from mjstudio.files.atomic import NotSaved
from mjstudio.library import settings_file
from mjstudio.library.accounts import TokenMarks
from mjstudio.library.database import Database
from mjstudio.library.journal import Journal
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.model.errors import StudioError
from mjstudio.model.secret import redacted
from mjstudio.options import Options
from mjstudio.sandbox.child import SandboxChild, SandboxFailed
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.studio.service.account_connection import AccountConnection
from mjstudio.studio.service.account_manager import AccountManager
from mjstudio.studio.studio import Studio
from mjstudio.texts import _
from mjstudio.ui.commands.composition import finish_composition
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.settings import commands as settings_commands
from mjstudio.ui.settings.settings_opener import SettingsOpener
from mjstudio.ui.window.account_notices import AccountNotices
from mjstudio.ui.window.library_notices import LibraryNotices
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.window_commands import WindowCommands

_log = logging.getLogger(__name__)
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class App(QObject):
    """The running program: the parts and their wiring.

    A given `sandbox` must be stopped by its owner.

    Signals:
        restart_requested(): end in order, and be started again.
        sandbox_requested(): the same, but on the sandbox.
    """

    restart_requested = Signal()
    sandbox_requested = Signal()

    def __init__(
        self,
        application: QApplication,
        options: Options,
        window: MainWindow | None = None,
        *,
        sandbox: SandboxChild | None = None,
        instance: Instance | None = None,
        crashes: CrashWatch | None = None,
    ) -> None:
        super().__init__()
        self.application = application
        self.options = options
        loaded, self._damaged = settings_file.load(options.paths.settings)
        self.settings = SettingsStore(options.paths.settings, loaded, self._write_soon)
        self.theme = Theme(application, Mode(loaded.theme))
        paths = options.paths
        journal = Journal(Database(paths.database), paths.pictures)
        self.studio = Studio.build(
            loaded,
            journal,
            ThumbnailStore(paths.thumbnails),
            paths.masks,
            paths.draft,
            paths.dragged,
        )
        self.window = window or MainWindow()
        self.window.setPalette(QPalette())
        self.window.build(self.studio, self.theme)
        self.commands = WindowCommands(self.window, self.settings)
        self.sandbox = sandbox or SandboxChild(speed=options.sandbox_speed, folder=paths.sandbox)
        self._own_sandbox = sandbox is None
        environ = dict(os.environ)
        if options.api_base:
            environ["ACEDATACLOUD_API_BASE_URL"] = options.api_base
        self.connection = AccountConnection(
            environ,
            options.paths.pictures,
            self._start_sandbox,
            marks=TokenMarks(options.paths.accounts_key),
            book=self.studio.accounts.book,
            force_sandbox=options.force_sandbox,
            gap=options.gap,
        )
        self.account = AccountManager(
            self.connection,
            self.settings,
            self.studio.callbacks,
            self.studio.tasks,
            _account_chosen(options),
        )
        self.opener = SettingsOpener(
            self.window,
            self.window.commands,
            self.settings,
            self.account,
            speaks_another,
            self.restart_requested.emit,
        )
        self.ended = asyncio.Event()
        self._wire()
        self.desktop = Desktop(
            options,
            self.window,
            self.studio,
            self.settings,
            save=self.save,
            end=self.ended.set,
            restart=self.restart_requested.emit,
            restart_on_sandbox=self.sandbox_requested.emit,
            on_sandbox=lambda: self.account.on_sandbox,
            instance=instance,
            crashes=crashes,
        )

    def _wire(self) -> None:
        window, studio = self.window, self.studio
        window.shown_once.connect(self._begin)
        window.shown_once.connect(studio.recovery.begin)
        # Connect the service first, so that the window's notices about an account are already true.
        self.account.connected.connect(lambda _account: studio.set_service(self.connection.service))
        notices = window.stage.notices
        self._library_notices = LibraryNotices(notices, studio.journal, studio.recovery)
        self._account_notices = AccountNotices(
            window, self.account, studio.accounts, self.opener.open_settings
        )
        self._language_notices = LanguageNotices(
            self.settings, notices, self.restart_requested.emit
        )
        self._missing_face = MissingFace(notices, studio.draft)
        window.shown_once.connect(self._missing_face.look)
        window.closed.connect(self.ended.set)
        window.open_url.connect(QDesktopServices.openUrl)
        window.commands.bind(settings_commands.COMMANDS, self.opener)
        studio.tasks.failed.connect(self._fault)
        studio.draft_autosave.said.connect(notices.show_notice)
        studio.runner.job_added.connect(lambda _job: self._remember_prompts())
        studio.runner.job_changed.connect(self.account.revive_sandbox)
        self.theme.changed.connect(
            lambda _tokens: self.settings.change(theme=self.theme.mode.value)
        )
        current = self.settings.current
        self.settings.listen(self._settings_changed)
        window.restore_layout(current.window_geometry, current.window_state)

    def _begin(self) -> None:
        if self._damaged:
            self.window.stage.notices.show_notice(self._damaged)
            self._damaged = ""
        self.account.connect_soon()

    async def _start_sandbox(self) -> str:
        try:
            return await asyncio.to_thread(self.sandbox.start)
        except (SandboxFailed, OSError) as error:
            words = _("The sandbox did not start: {error}").format(error=error)
            raise StudioError(words) from error

    # -- settings

    def _settings_changed(self, settings: Settings) -> None:
        self.theme.set_mode(Mode(settings.theme))
        self.studio.adopt(settings)

    def _remember_prompts(self) -> None:
        self.settings.change(prompt_history=tuple(self.studio.draft.history))

    def _write_soon(self) -> None:
        async def write() -> None:
            await asyncio.sleep(0.5)
            try:
                await asyncio.to_thread(self.settings.write)
            except NotSaved as error:
                self.window.stage.notices.show_notice(error.message)

        self._spawn(write(), "write the settings")

    # -- running and ending

    def _spawn(self, work: Coroutine[Any, Any, object], name: str) -> None:
        try:
            self.studio.tasks.spawn(work, name)
        except RuntimeError:
            # Nothing can be started before the loop runs; `close` writes what is left.
            work.close()

    def _fault(self, error: BaseException) -> None:
        self.window.stage.notices.show_notice(
            redacted(_("Something went wrong in mjstudio: {error}").format(error=error))
        )

    async def save(self) -> None:
        """Save everything to disk without stopping, because the session may be about to end."""
        self._keep_place()
        await self.studio.save()
        await self._write_settings()

    async def close(self) -> None:
        """End everything in order."""
        finish_composition()
        # A drag runs its own event loop, for which the program's end would have to wait.
        if QGuiApplication.mouseButtons():
            QDrag.cancel()
        self._keep_place()
        self.desktop.leave()
        await self.studio.shutdown()
        await self.connection.aclose()
        await self._write_settings()
        if self._own_sandbox:
            await asyncio.to_thread(self.sandbox.stop)
        self.window.hide()
        self.window.deleteLater()

    def _keep_place(self) -> None:
        geometry, state = self.window.save_layout()
        self.commands.preferences.keep_hand()
        self.commands.remembered.keep()
        self.settings.change(window_geometry=geometry, window_state=state)

    async def _write_settings(self) -> None:
        try:
            await asyncio.to_thread(self.settings.write)
        except NotSaved as error:
            _log.warning("settings were not saved: %s", error)


def _account_chosen(options: Options) -> str:
    """Return how the command line chose the account; empty if it did not."""
    if options.force_sandbox:
        return _("This run works on the sandbox, whatever the settings say (--sandbox).")
    if options.api_base:
        words = _("This run works with {address} (--api-base).")
        return words.format(address=options.api_base)
    return ""


def _qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), text)


def run_with(application: QApplication, main: Callable[[], Awaitable[int]]) -> int:
    """Run a coroutine on Qt's loop and return its exit code."""
    use_one_arena()
    with StudioLoop(application) as loop:
        result = int(loop.run_until_complete(main()))
        # Widgets that were left to be deleted later go before the loop does.
        application.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
        let_go_of_clipboard()
        return result


Guest = Callable[[App], Awaitable[tuple[App, int]]]
"""Uses the program in the artist's stead until its window was closed; gives back the program that
was closed last, which is another one after a restart, and the exit code."""


def run(
    application: QApplication,
    window: MainWindow,
    options: Options,
    level: str | None,
    ending: Ending,
    *,
    sandbox: SandboxChild | None = None,
    instance: Instance | None = None,
    crashes: CrashWatch | None = None,
    guest: Guest | None = None,
) -> int:
    """Furnish the window and run until the end is requested; return the exit code."""
    logs.start_logging(options.paths.logs, level)
    qInstallMessageHandler(_qt_message)

    async def main() -> int:
        app = App(application, options, window, sandbox=sandbox, instance=instance, crashes=crashes)
        ending.asked.connect(app.ended.set)
        app.restart_requested.connect(ending.restart)
        app.sandbox_requested.connect(ending.restart_on_sandbox)
        code = 0
        if guest is not None:
            app, code = await guest(app)
        elif not ending.is_asked:
            await app.ended.wait()
        await app.close()
        return code

    try:
        return run_with(application, main)
    finally:
        logs.stop_logging()
