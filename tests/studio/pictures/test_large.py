"""Pictures as large as the service makes them: shown up to 67 megapixels, kept beyond."""

import warnings
from pathlib import Path

import pytest
from PIL import Image

from mjstudio.library.export import save
from mjstudio.model.errors import PictureUnusable
from mjstudio.model.job import State
from mjstudio.sandbox.trouble.faults import Fault
from mjstudio.studio.jobs import delivery
from tests.conftest import Programs, Workbench

LARGEST, LARGER = (8192, 8192), (10000, 9000)


@pytest.fixture(autouse=True)
def quick_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FETCH_WAITS", (0.0, 0.0))


def test_a_picture_of_67_megapixels_is_shown(studio: Workbench) -> None:
    studio.service.faults.order(Fault.LARGE_PICTURE, where="raw", pixels=LARGEST)
    job = studio.imagine()
    studio.wait_for(lambda: studio.job(job.id).state.ended)
    job = studio.job(job.id)
    assert (job.state, job.error) == (State.FINISHED, None)
    pyramid = studio.images.picture(job.id)
    assert pyramid is not None
    assert pyramid.full.size().toTuple() == LARGEST
    assert studio.images.thumbnail(job.id) is not None


def test_a_larger_one_is_kept_as_a_file_and_says_so(programs: Programs, tmp_path: Path) -> None:
    first = programs.start()
    first.service.faults.order(Fault.LARGE_PICTURE, where="raw", times=3, pixels=LARGER)
    job = first.imagine()
    first.wait_for(lambda: first.job(job.id).state.ended)
    programs.close(first)

    again = programs.start()
    job = again.job(job.id)
    assert job.state is State.FINISHED
    assert job.error is not None
    assert "10,000 × 9,000 pixels" in job.error.message
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(job.file) as kept:
            assert kept.size == LARGER
    again.session.show(job.id)
    assert not again.window.commands["vary_region"].isEnabled()
    saved = save(job, tmp_path / "large.png")
    assert saved.stat().st_size >= Path(job.file).stat().st_size
    with pytest.raises(PictureUnusable, match="pixels"):
        save(job, tmp_path / "large.jpg")
    assert again.images.picture(job.id) is None
    again.finish_a_grid("another")
