"""Every canvas in turn."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.canvas.canvases import MAKERS, Canvas


@pytest.fixture(params=list(MAKERS))
def canvas(request: pytest.FixtureRequest, qtbot: QtBot) -> Canvas:
    """Each canvas in turn, its picture three times as large as it fits."""
    made = MAKERS[request.param]()
    qtbot.addWidget(made.widget)
    made.widget.resize(640, 480)
    with qtbot.waitExposed(made.widget):
        made.widget.show()
    made.enlarge()
    return made
