"""The last part of the tour: failures, and the window in the light theme."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from mjstudio.model.job import State
from mjstudio.tour.checks import share_of, variety
from mjstudio.tour.guide import Guide, region
from mjstudio.ui.look.theme import Mode
from mjstudio.ui.look.tokens import LIGHT


class Mishaps:
    """Refusals, a cancelled job, the palette, the light theme."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.window = guide.window
        self.studio = guide.app.studio
        self.stage = guide.window.stage

    async def troubles(self) -> None:
        """A word beside the field, an error on a card, a cancelled job."""
        guide = self.guide
        await guide.write("prompt_edit", "a lighthouse --ar 0:1")
        await guide.press(self.window.prompt_panel.edit, Qt.Key.Key_Return)
        said = self.window.prompt_panel.problem
        count = len(self.studio.runner.jobs)
        await guide.shoot(
            "bad-parameter",
            "what is wrong stands beside the field and nothing was sent",
            lambda shot: (
                "--ar" in said.text() and variety(region(shot, self.window, said, said.rect())) > 3
            ),
        )
        await guide.write("prompt_edit", "a lighthouse --storm high")
        for _ in range(2):
            await guide.press(self.window.prompt_panel.edit, Qt.Key.Key_Return)
        await guide.until(
            lambda: any(j.state is State.FAILED for j in self.studio.runner.jobs),
            self.studio.runner.job_changed,
            what="the service's refusal",
        )
        card = self.window.jobs
        await guide.shoot(
            "refused",
            "the service's words stand on the job's card and the prompt is still there",
            lambda shot: (
                len(self.studio.runner.jobs) == count + 1
                and "lighthouse" in self.studio.draft.text
                and share_of(
                    region(shot, self.window, card, card.rect()), self.window.theme.tokens.error
                )
                > 0.001
            ),
        )
        await guide.write("prompt_edit", "a paper boat on still water")
        await guide.press(self.window.prompt_panel.edit, Qt.Key.Key_Return)
        job = self.studio.runner.jobs[-1]
        await guide.click("job_cancel", card.card(job.id))
        await guide.until(
            lambda: (self.studio.runner.job(job.id) or job).state is State.CANCELLED,
            self.studio.runner.job_changed,
            what="the cancelled job",
        )
        await guide.shoot(
            "cancelled", "the card offers to try again", lambda _s: card.card(job.id) is not None
        )

    async def looks(self) -> None:
        """The palette of commands, and the light theme."""
        guide = self.guide
        await guide.press(self.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        palette = self.window.findChild(QWidget, "command_palette")
        await guide.shoot(
            "command-palette",
            "the palette is open",
            lambda _shot: palette is not None and palette.isVisible(),
        )
        if palette is not None:
            await guide.do(palette.close)
        first = next(j for j in self.studio.runner.jobs if j.state is State.FINISHED)
        self.studio.session.show(first.id)
        await guide.until(
            lambda: self.studio.images.picture(first.id) is not None,
            self.studio.images.changed,
            what="the first picture",
        )
        guide.window.theme.set_mode(Mode.LIGHT)
        corner = QRect(2, 2, 8, 8)
        await guide.shoot(
            "light",
            "the stage is light",
            lambda shot: (
                share_of(region(shot, self.window, self.stage, corner), LIGHT.background, 4) > 0.9
            ),
        )
