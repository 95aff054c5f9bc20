"""Letters for the language of the window: faces, and how small and bold they may be."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontDatabase

from mjstudio import texts
from mjstudio.ui.canvas.badge import badge_font
from mjstudio.ui.look.lettering import (
    LATIN,
    emphasis,
    faces,
    keep_strokes_even,
    label_pixels,
    strokes_are_drawn,
)
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


def test_programs_opened_from_here_draw_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FREETYPE_PROPERTIES", raising=False)
    keep_strokes_even()
    assert "darkening-parameters" in os.environ["FREETYPE_PROPERTIES"]
    strokes_are_drawn()
    assert "FREETYPE_PROPERTIES" not in os.environ


def test_what_the_environment_says_of_freetype_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREETYPE_PROPERTIES", "truetype:interpreter-version=35")
    keep_strokes_even()
    strokes_are_drawn()
    assert os.environ["FREETYPE_PROPERTIES"] == "truetype:interpreter-version=35"


INK = """
import sys
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from mjstudio.start import make_application
from mjstudio.ui.look.theme import load_fonts

app = make_application([]) if "even" in sys.argv else QApplication([])
load_fonts(app)
font = QFont("Noto Sans CJK SC")
font.setPixelSize(13)
image = QImage(200, 20, QImage.Format.Format_Grayscale8)
image.fill(0)
painter = QPainter(image)
painter.setPen(QColor("white"))
painter.setFont(font)
painter.drawText(2, 15, "\u84b8\u6c7d\u7ed8\u753b\u8499\u7248\u91cd\u7ed8")
painter.end()
print(sum(bytes(image.constBits())))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="FreeType draws on Linux alone")
def test_chinese_is_not_darker_than_it_is_designed(qapp: object) -> None:
    if "Noto Sans CJK SC" not in QFontDatabase.families():
        pytest.skip("Noto Sans CJK is not here")
    ink = [
        int(
            subprocess.run(
                [sys.executable, "-c", INK, *how], capture_output=True, check=True
            ).stdout
        )
        for how in (["even"], [])
    ]
    assert 1.1 * ink[0] < ink[1]


LINES = """
from PySide6.QtGui import QFontMetrics, QTextLayout
from mjstudio import texts
from mjstudio.start import make_application
from mjstudio.ui.look.theme import load_fonts

texts.use("zh_CN")
app = make_application([])
load_fonts(app)
for words in ("Ctrl F", "\u641c\u7d22", "\u641c\u7d22 Ctrl F"):
    layout = QTextLayout(words, app.font())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    print(round(line.height()), round(line.ascent()))
"""


def test_latin_and_chinese_stand_on_one_line_in_a_chinese_window(qapp: object) -> None:
    if "Noto Sans CJK SC" not in QFontDatabase.families():
        pytest.skip("Noto Sans CJK is not here")
    command = [sys.executable, "-c", LINES]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert set(done.stdout.splitlines()) == {"19 15"}
