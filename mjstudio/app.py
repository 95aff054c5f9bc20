"""The composition root: builds everything, wires it, runs the loop, shuts down in order.

What the first paint does not need (clients, keyring, the sandbox's server) is imported and started
after it. Shutting down: work is cancelled and awaited, connections are closed, settings are
written, the sandbox is stopped. Nothing here spins a nested loop.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

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
from mjstudio.files.atomic import NotSaved
from mjstudio.library import settings_file
from mjstudio.library.accounts import TokenMarks
from mjstudio.library.database import Database
from mjstudio.library.journal import Journal, Restored
from mjstudio.library.settings import Settings
from mjstudio.library.settings_file import SettingsStore
from mjstudio.library.thumbnails import ThumbnailStore
from mjstudio.model.account import Account, Source, VaultResult, host_of
from mjstudio.model.errors import ConnectionFailed, StudioError
from mjstudio.model.job import Job
from mjstudio.model.secret import Token, redacted
from mjstudio.options import Options
from mjstudio.sandbox.child import SandboxChild, SandboxFailed
from mjstudio.studio.core.loop import StudioLoop
from mjstudio.studio.jobs.accounts import Question
from mjstudio.studio.service.account_connection import AccountConnection
from mjstudio.studio.studio import Studio
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.settings import commands as settings_commands
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.window_commands import WindowCommands

if TYPE_CHECKING:
    from mjstudio.ui.settings.settings_dialog import SettingsDialog

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

    A `sandbox` that is given stays its owner's to stop.

    Signals:
        library_troubled(str): the library cannot be written, or can again (empty).
    """

    library_troubled = Signal(str)

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
        )
        self._held = VaultResult("")
        self._account: Account | None = None
        self._library_trouble = self._no_connection = ""
        self.ended = asyncio.Event()
        self._wire()
        self.desktop = Desktop(
            options,
            self.window,
            self.studio,
            self.settings,
            save=self.save,
            end=self.ended.set,
            instance=instance,
            crashes=crashes,
        )

    def _wire(self) -> None:
        window, studio = self.window, self.studio
        window.shown_once.connect(self.connect_service)
        window.shown_once.connect(studio.recovery.begin)
        studio.recovery.restored.connect(self._restored)
        studio.journal.trouble = self._journal_trouble
        self.library_troubled.connect(self._say_library_trouble)
        window.closed.connect(self.ended.set)
        window.open_url.connect(QDesktopServices.openUrl)
        window.commands.bind(settings_commands.COMMANDS, self)
        self.connection.connected.connect(self._connected)
        self.connection.failed.connect(self._not_connected)
        self.connection.token_known.connect(self._token_known)
        self.connection.unlocked.connect(self.connect_service)
        studio.accounts.unknown.connect(self._ask_whose)
        studio.accounts.withdrawn.connect(
            lambda question: window.stage.notices.dismiss(question.words)
        )
        studio.tasks.failed.connect(self._fault)
        studio.draft_autosave.said.connect(window.stage.notices.show_notice)
        studio.runner.job_added.connect(lambda _job: self._remember_prompts())
        studio.runner.job_changed.connect(self._look_after_sandbox)
        self.theme.changed.connect(
            lambda _tokens: self.settings.change(theme=self.theme.mode.value)
        )
        current = self.settings.current
        self.settings.listen(self._settings_changed)
        window.restore_layout(current.window_geometry, current.window_state)

    # -- library

    def _restored(self, restored: Restored) -> None:
        if restored.opened.problem:
            self.window.stage.notices.show_notice(restored.opened.problem)
        if restored.damaged:
            words = (
                f"{restored.damaged} entries of the library cannot be read; they are left there."
            )
            self.window.stage.notices.show_notice(words)

    def _journal_trouble(self, words: str) -> None:
        """Told in the library's thread; the signal carries it into the window's."""
        self.library_troubled.emit(words)

    def _say_library_trouble(self, words: str) -> None:
        notices = self.window.stage.notices
        if self._library_trouble:
            notices.dismiss(self._library_trouble)
        self._library_trouble = words
        if words:
            notices.show_notice(words)
        else:
            notices.mention("The library can be saved again.")

    # -- account and service

    def connect_service(self) -> None:
        """Connect with the settings in force."""
        if self._damaged:
            self.window.stage.notices.show_notice(self._damaged)
            self._damaged = ""
        self._reconnect_soon()

    async def _start_sandbox(self) -> str:
        try:
            return await asyncio.to_thread(self.sandbox.start)
        except (SandboxFailed, OSError) as error:
            raise StudioError(f"The sandbox did not start: {error}") from error

    def _look_after_sandbox(self, job: Job) -> None:
        """Start the sandbox again where it has died under a job; the job says what happened."""
        on_sandbox = self._account is not None and self._account.sandbox
        if on_sandbox and isinstance(job.error, ConnectionFailed):
            self._reconnect_soon()

    def _connected(self, account: Account) -> None:
        self._account = account
        self.studio.set_service(self.connection.service)
        _log.info("connected to %s", "the sandbox" if account.sandbox else account.base_url)
        self.window.show_account(sandbox=account.sandbox, name=host_of(account.base_url))
        self.window.stage.notices.dismiss(self._no_connection)
        if account.problem:
            self.window.stage.notices.show_notice(account.problem, "Settings", self.open_settings)

    def _ask_whose(self, question: Question) -> None:
        answer = self.studio.accounts.answer
        self.window.stage.notices.show_notice(
            question.words,
            "It is the same account",
            lambda: answer(question, same=True),
            also=("It is another account", lambda: answer(question, same=False)),
        )

    def _not_connected(self, error: StudioError) -> None:
        notices = self.window.stage.notices
        notices.dismiss(self._no_connection)
        self._no_connection = error.message
        notices.show_notice(error.message, "Try again", self.connect_service)

    def _token_known(self, held: VaultResult) -> None:
        self._held = held

    # -- settings

    def open_settings(self) -> None:
        """Open the settings; nothing waits for them."""
        from mjstudio.ui.settings.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self.settings.current, self.theme, self.window)
        if given := self._given_account():
            dialog.show_given_account(given)
        else:
            dialog.show_token(self._held)
            self.connection.token_known.connect(dialog.show_token)
        dialog.saved.connect(self._save_settings)
        dialog.token_entered.connect(self._keep_token)
        dialog.token_forgotten.connect(self._forget_token)
        dialog.callback_test_requested.connect(partial(self._test_callback, dialog))
        dialog.open()

    def _given_account(self) -> str:
        """What this run's environment and command line say of the account; empty for nothing."""
        if self.options.force_sandbox:
            return "This run works on the sandbox, whatever the settings say (--sandbox)."
        if self.options.api_base:
            return f"This run works with {self.options.api_base} (--api-base)."
        if self._account is not None and self._account.source is Source.ENVIRONMENT:
            host = host_of(self._account.base_url)
            return f"This run works with {host}: the environment gives the token."
        return ""

    def _save_settings(self, chosen: Settings) -> None:
        before = self.settings.current
        after = self.settings.adopt(chosen)
        if (before.base_url, before.use_sandbox) != (after.base_url, after.use_sandbox):
            self._reconnect_soon()

    def _keep_token(self, token: Token) -> None:
        async def keep() -> None:
            await self.connection.keep_token(self.settings.current, token)
            held = self._held
            self.window.stage.notices.show_notice(held.words, passing=not held.reason)
            await self._reconnect()

        self._spawn(keep(), "keep the token")

    def _forget_token(self) -> None:
        async def forget() -> None:
            await self.connection.forget_token(self.settings.current)
            await self._reconnect()

        self._spawn(forget(), "forget the token")

    def _test_callback(self, dialog: "SettingsDialog", address: str, port: int) -> None:
        async def prove() -> None:
            try:
                proof = await self.studio.callbacks.prove(address, port)
            except StudioError as error:
                dialog.show_callback_result(error.message, good=False)
            else:
                dialog.show_callback_result(proof.words, good=proof.arrived)

        self._spawn(prove(), "test the callback")

    def _reconnect_soon(self) -> None:
        self._spawn(self._reconnect(), "connect")

    async def _reconnect(self) -> None:
        # Always with the settings as they stand when its turn has come.
        await self.connection.connect_with(self.settings.current)

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
            # Before the loop runs nothing can be started; `close` writes what is left.
            work.close()

    def _fault(self, error: BaseException) -> None:
        self.window.stage.notices.show_notice(
            redacted(f"Something went wrong in mjstudio: {error}")
        )

    async def save(self) -> None:
        """Put everything on the disk that is not there yet, and go on: the session may end."""
        self._keep_place()
        await self.studio.save()
        await self._write_settings()

    async def close(self) -> None:
        """End everything in order."""
        # A drag has a loop of its own, which the end would otherwise wait for.
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
    """Furnish the window and run until an end is asked for; return the exit code."""
    logs.start_logging(options.paths.logs, level)
    qInstallMessageHandler(_qt_message)

    async def main() -> int:
        app = App(application, options, window, sandbox=sandbox, instance=instance, crashes=crashes)
        ending.asked.connect(app.ended.set)
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
