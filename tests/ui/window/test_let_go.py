"""What a closed window leaves behind: nothing, so that hundreds of tests cost what one does."""

import gc

from mjstudio.app import App
from mjstudio.ui.window.main_window import MainWindow
from tests.conftest import Programs, let_go


def test_a_closed_window_is_held_by_nothing(programs: Programs) -> None:
    bench = programs.start()
    bench.finish_a_single()
    bench.window.commands["vary_region"].trigger()
    programs.close(bench)
    del bench
    let_go()
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, App | MainWindow)] == []
