"""The commands of one window: the objects they act on, and when they are updated."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mjstudio.library.settings_file import SettingsStore
from mjstudio.model.errors import Remedy
from mjstudio.studio.jobs.job_timeline import JobTimeline
from mjstudio.ui.commands.palette import CommandPalette
from mjstudio.ui.commands.presses import WindowPresses
from mjstudio.ui.commands.scene import Scene
from mjstudio.ui.commands.window_keys import WindowKeys
from mjstudio.ui.compare import commands as compare
from mjstudio.ui.details import commands as details
from mjstudio.ui.details.request_dialogs import RequestDialogs
from mjstudio.ui.jobs import commands as jobs
from mjstudio.ui.jobs.pause_notice import PauseNotice
from mjstudio.ui.library import commands as library
from mjstudio.ui.library.kept_pictures import KeptPictures
from mjstudio.ui.library.saving import Saving
from mjstudio.ui.mask import commands as mask
from mjstudio.ui.mask.import_export import MaskImportExport
from mjstudio.ui.mask.preferences import MaskPreferences
from mjstudio.ui.prompt import commands as prompt
from mjstudio.ui.stage import actions
from mjstudio.ui.stage import commands as stage
from mjstudio.ui.stage.dragging import PictureDrag
from mjstudio.ui.window import commands as window_wide
from mjstudio.ui.window.main_window import MainWindow
from mjstudio.ui.window.remembered import Remembered

if TYPE_CHECKING:
    from mjstudio.ui.mask.mask_mode import MaskMode


class WindowCommands:
    """Binds every feature's commands to the parts of one window."""

    def __init__(self, window: MainWindow, settings: SettingsStore) -> None:
        self._window = window
        studio, notices = window.studio, window.stage.notices
        self.scene = Scene(studio.session, studio.masking, studio.comparing, studio.forgotten)
        self.saving = Saving(window, studio.tasks, notices, window.open_url.emit)
        self.pictures = KeptPictures(window, window.library, studio.session, studio.runner)
        self.exchange = MaskImportExport(window, studio.mask_files, notices)
        self.preferences = MaskPreferences(studio.masking, settings, window)
        window.stage.first_mask.then(self._wire_mask)
        self.remembered = Remembered(
            window.library,
            window.after_redraw.first_compare,
            self.exchange,
            self.saving,
            studio.session,
            studio.comparing,
            settings,
        )
        window.commands.look_at(lambda: self.scene.where)
        window.commands.set_keys(settings.current.keys)
        settings.listen(lambda chosen: window.commands.set_keys(chosen.keys))
        self._bind_making()
        self._bind_kept()
        self._bind_mask(settings)
        self._bind_window()
        self.scene.changed.connect(window.commands.refresh)
        self._connect_parts()
        WindowKeys(window, window.commands)
        window.shown_once.connect(lambda: WindowPresses(window))
        window.commands.refresh()

    # -- whom the commands act on

    def _bind_making(self) -> None:
        window, studio = self._window, self._window.studio
        bind = window.commands.bind
        bind(
            prompt.COMMANDS,
            prompt.PromptActor(
                window.write_prompt, lambda: window.prompt_in_sight, window.prompt_panel.delivery
            ),
            window.prompt_panel.lint.changed,
        )
        bind(
            jobs.COMMANDS,
            jobs.JobActor(studio.session, studio.runner, studio.pause),
            studio.pause.paused,
            studio.pause.resumed,
        )
        self._stage = stage.StageActor(
            self.scene,
            window.stage,
            studio.session,
            studio.masking,
            studio.images,
            studio.references,
            self.saving,
            window.prompt_panel.edit.setFocus,
        )
        bind(stage.COMMANDS, self._stage)
        bind(actions.COMMANDS, self._stage)
        self.scene.changed.connect(self._meet_unknown)
        studio.images.changed.connect(self._stage.decoded)

    def _meet_unknown(self) -> None:
        """Create commands for actions that this program does not know."""
        self._window.commands.bind(actions.unknown(self.scene.offered), self._stage)

    def _bind_kept(self) -> None:
        window, studio = self._window, self._window.studio
        bind = window.commands.bind
        bind(
            library.COMMANDS,
            library.LibraryActor(self.scene, self.pictures, self.saving, window.search),
        )
        timeline = JobTimeline(studio.journal, studio.tasks)
        requests = RequestDialogs(window, studio.runner, timeline, self.saving.save_mask)
        bind(
            details.COMMANDS,
            details.DetailsActor(self.scene, window.write_prompt, requests),
        )
        bind(
            compare.COMMANDS,
            compare.CompareActor(studio.comparing, window.after_redraw.first_compare, self.scene),
            studio.comparing.changed,
        )

    def _bind_mask(self, settings: SettingsStore) -> None:
        window, studio = self._window, self._window.studio
        window.commands.bind(
            mask.COMMANDS,
            mask.MaskActor(
                window.stage.first_mask,
                studio.masking,
                studio.regions,
                studio.mask_reuse,
                self.exchange,
                self.preferences,
            ),
            studio.mask_reuse.changed,
        )
        settings.listen(lambda _settings: window.commands.refresh(mask.COMMANDS))

    def _wire_mask(self, mode: "MaskMode") -> None:
        """Mask mode was just made."""
        self.exchange.take_drops_on(mode)
        self.preferences.wire(mode, self._window.mask_panel)
        commands = self._window.commands
        self._window.mask_prompt.lint.changed.connect(lambda: commands.refresh(prompt.COMMANDS))

    def _bind_window(self) -> None:
        window, studio = self._window, self._window.studio
        window.commands.bind(
            window_wide.COMMANDS,
            window_wide.WindowActor(
                window,
                window.commands,
                self.scene,
                window.desk,
                window.stage,
                window.after_redraw.first_compare,
                studio.draft,
                window.theme,
                CommandPalette(window),
            ),
            window.theme.changed,
            window.desk.docks_changed,
            studio.draft.changed,
        )

    # -- what is not a command

    def _connect_parts(self) -> None:
        window, studio = self._window, self._window.studio
        for part in (window.library, window.details):
            part.star_pressed.connect(self.pictures.star_one)
        window.library.menu_requested.connect(
            lambda place: window.commands.popup("thumbnail").popup(place)
        )
        grid, single = window.stage.grid_view, window.stage.single_view
        self._drags = [PictureDrag(studio, view) for view in (grid, single)]
        for view, menu in ((grid, "grid"), (single, "single")):
            self._offer_menu(view, menu)
        window.jobs.remedy_requested.connect(self._remedy)
        self._pause_notice = PauseNotice(
            studio.pause, window.stage.notices, lambda remedy: self._remedy("", remedy)
        )
        notices = window.stage.notices
        for source in (studio.mask_autosave, studio.region_autosave):
            source.said.connect(notices.show_notice)
        studio.mask_autosave.withdrawn.connect(notices.dismiss)
        studio.mask_reuse.said.connect(notices.mention)

    def _offer_menu(self, view: QWidget, menu: str) -> None:
        """The menu of the picture on the stage, while there is one."""
        from PySide6.QtCore import QPoint, Qt

        def offer(place: QPoint) -> None:
            if self.scene.job is not None:
                self._window.commands.popup(menu).popup(view.mapToGlobal(place))

        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(offer)

    def _remedy(self, job_id: str, remedy: Remedy) -> None:
        job = self._window.studio.runner.job(job_id)
        if remedy is Remedy.OPEN_SETTINGS:
            self._window.commands["settings"].trigger()
        elif remedy is Remedy.EDIT_PROMPT and job is not None:
            self._window.write_prompt(job.prompt)
        else:
            self._window.open_url.emit("https://platform.acedata.cloud")
