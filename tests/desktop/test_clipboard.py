"""What is on the clipboard when the program ends: it goes in order, and takes nothing with it."""

from pathlib import Path

import pytest

from tests.desktop.processes import Program

pytestmark = pytest.mark.whole

# Makes a grid at once (and a single picture, where a mask is to be copied), then copies.
COPIES = """
        from PySide6.QtGui import QGuiApplication
        from mjstudio.model.job import State
        from mjstudio.model.prompt import Prompt
        from mjstudio.sandbox.child import SandboxChild
        self.sandbox = SandboxChild(speed=0.0)
        studio, commands = self.studio, self.window.commands
        QGuiApplication.clipboard().dataChanged.connect(lambda: say("copied"))
        self.connection.connected.connect(lambda _account: studio.session.imagine(
            Prompt.parse("a quiet lake --ar 2:1")))
        def finished(job):
            if studio.images.picture(job.id) is None or job.state is not State.FINISHED:
                return
            if "{name}" != "mask_copy":
                self.window.stage.grid_view.light(1)
                commands["{name}"].trigger()
            elif job.makes_grid:
                studio.session.act("upscale1")
            elif studio.masking.current is None:
                studio.session.show(job.id)
                commands["vary_region"].trigger()
                commands["mask_copy"].trigger()
        studio.runner.job_changed.connect(finished)
"""


@pytest.mark.parametrize("name", ["copy_picture", "copy_quarter", "copy_prompt", "mask_copy"])
def test_it_ends_well_with_something_on_the_clipboard(tmp_path: Path, name: str) -> None:
    program = Program(tmp_path, extra=COPIES.replace("{name}", name))
    program.hear("copied")
    assert program.end() == (0, [])
