import pytest

from mjstudio.sandbox.work.sizes import doubled, halved, quarter_size, same_aspect


@pytest.mark.parametrize(
    ("ratio", "raw"),
    [
        ((1, 1), (2048, 2048)),
        ((16, 9), (2912, 1632)),
        ((9, 16), (1632, 2912)),
        ((32, 18), (2912, 1632)),
    ],
)
def test_grids_of_common_ratios_have_the_samples_sizes(ratio, raw):
    assert doubled(quarter_size(ratio)) == raw
    assert halved(raw) == quarter_size(ratio)


@pytest.mark.parametrize("ratio", [(5, 4), (10, 21), (3, 1), (1, 14), (14, 1), (17, 13)])
def test_other_ratios_keep_the_area_in_steps_of_eight(ratio):
    width, height = quarter_size(ratio)
    assert width % 8 == height % 8 == 0
    assert width * height == pytest.approx(1024**2, rel=0.06)
    assert width / height == pytest.approx(ratio[0] / ratio[1], rel=0.03)


def test_the_scale_shrinks_everything_alike():
    assert quarter_size((16, 9), 0.125) == (182, 102)
    assert quarter_size((1, 1), 0.001) == (16, 16)


def test_one_pixel_of_rounding_keeps_an_aspect():
    assert same_aspect((410, 410), (1024, 1024))
    assert same_aspect((728, 409), (1456, 816))
    assert not same_aspect((410, 400), (1024, 1024))
