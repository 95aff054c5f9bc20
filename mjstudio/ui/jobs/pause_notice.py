"""The one notice while the queue rests: what happened, the remedy, and “Go on”."""

from collections.abc import Callable

from mjstudio.model.errors import Remedy, StudioError
from mjstudio.studio.jobs.pause import Pause
from mjstudio.texts import _
from mjstudio.ui.look.notices import NoticeArea


class PauseNotice:
    """Stands in the notice area from the pause to its end; `remedy` is what its button does."""

    def __init__(self, pause: Pause, notices: NoticeArea, remedy: Callable[[Remedy], None]) -> None:
        self._pause = pause
        self._notices = notices
        self._remedy = remedy
        self._text = ""
        pause.paused.connect(self._say)
        pause.resumed.connect(lambda: notices.dismiss(self._text))

    def _say(self, trouble: StudioError) -> None:
        self._text = _("The queue is paused: {reason}").format(reason=trouble.message)
        self._notices.show_notice(
            self._text,
            trouble.remedy.label,
            lambda: self._remedy(trouble.remedy),
            also=(_("Resume"), self._pause.resume),
        )
