"""The notice while the queue is paused: the reason, the remedy, and “Resume”."""

from collections.abc import Callable

from mjstudio.model.errors import Remedy, StudioError
from mjstudio.studio.jobs.pause import Pause
from mjstudio.texts import _
from mjstudio.ui.look.notices import NoticeArea


class PauseNotice:
    """Shows the notice for as long as the pause lasts; `remedy` handles its button."""

    def __init__(self, pause: Pause, notices: NoticeArea, remedy: Callable[[Remedy], None]) -> None:
        self._pause = pause
        self._notices = notices
        self._remedy = remedy
        self._text = ""
        pause.paused.connect(self._say)
        pause.resumed.connect(lambda: notices.dismiss(self._text))

    def _say(self, trouble: StudioError) -> None:
        self._text = _("The queue is paused: {reason}").format(reason=trouble.words)
        self._notices.show_notice(
            self._text,
            trouble.remedy.label,
            lambda: self._remedy(trouble.remedy),
            also=(_("Resume"), self._pause.resume),
        )
