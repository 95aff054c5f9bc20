"""Letters for the language of the window: faces, and how small and bold they may be."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont

from mjstudio import texts
from mjstudio.ui.canvas.badge import badge_font
from mjstudio.ui.look.lettering import LATIN, emphasis, faces, label_pixels
from mjstudio.ui.look.stylesheet import stylesheet
from mjstudio.ui.look.tokens import DARK

NOTO = [f"Noto Sans CJK {region}" for region in ("HK", "JP", "KR", "SC", "TC")]


@pytest.fixture
def chinese() -> Iterator[None]:
    texts.use("zh_CN")
    yield
    texts.use("en")


@pytest.mark.parametrize(
    ("wanted", "face"),
    [
        (["zh_CN", "en-US"], "SC"),
        (["en", "en-US"], "SC"),
        (["en", "de-DE"], "SC"),
        (["en", "ja-JP"], "JP"),
        (["en", "ko-KR", "ja"], "KR"),
        (["en", "zh-Hant-TW", "zh"], "TC"),
        (["en", "zh-Hant-HK"], "HK"),
        (["zh_CN", "ja-JP"], "SC"),
        (["en", "zh-Hans-HK"], "SC"),
    ],
)
def test_han_has_the_shapes_of_the_readers_language(wanted: list[str], face: str) -> None:
    families = faces(wanted, NOTO)
    assert families[:2] == [LATIN, f"Noto Sans CJK {face}"]
    assert len(set(families)) == len(families)


def test_only_faces_that_are_there_are_asked_for() -> None:
    assert faces(["zh_CN"], []) == [LATIN]
    assert faces(["zh_CN"], ["Arial", "Microsoft YaHei"]) == [LATIN, "Microsoft YaHei"]
    # Another script's readers still get Chinese where their own faces are missing.
    assert faces(["ja"], ["PingFang SC"]) == [LATIN, "PingFang SC"]


def test_english_labels_may_be_small_and_bold() -> None:
    assert (label_pixels(), emphasis(11)) == (11, QFont.Weight.DemiBold)
    assert "font-size: 11px" in stylesheet(DARK)


@pytest.mark.usefixtures("chinese")
def test_chinese_labels_are_twelve_pixels_and_nothing_small_is_bold() -> None:
    assert label_pixels() == 12
    assert (emphasis(12), emphasis(13)) == (QFont.Weight.Normal, QFont.Weight.DemiBold)
    assert badge_font(QFont(LATIN), 12).weight() is QFont.Weight.Normal
    sheet = stylesheet(DARK)
    assert "font-size: 11px" not in sheet
    rules = [rule for rule in sheet.split("}") if "font-size: 12px" in rule]
    assert rules
    assert not [rule for rule in rules if "font-weight: 600" in rule]
