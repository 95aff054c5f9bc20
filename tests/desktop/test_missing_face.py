"""Where no font has Chinese characters, the window says once what to install."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mjstudio import texts
from mjstudio.desktop import missing_face
from mjstudio.desktop.missing_face import MissingFace, package_of
from mjstudio.studio.core.spawner import Tasks
from mjstudio.studio.prompt.draft import Draft
from mjstudio.studio.prompt.references import References
from mjstudio.ui.look.notices import NoticeArea


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    texts.use("en")


@pytest.fixture
def notices(qtbot: QtBot) -> NoticeArea:
    area = NoticeArea()
    qtbot.addWidget(area)
    return area


@pytest.fixture
def draft() -> Draft:
    return Draft(References(Tasks()))


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing_face, "shows_chinese", lambda: False)


@pytest.mark.usefixtures("no_font")
def test_a_chinese_window_says_it_at_once_and_in_words_that_can_be_read(
    notices: NoticeArea, draft: Draft
) -> None:
    texts.use("zh_CN")
    MissingFace(notices, draft).look()
    (words,) = notices.texts
    assert words.isascii()


@pytest.mark.usefixtures("no_font")
def test_an_english_window_says_it_once_with_the_first_chinese_prompt(
    notices: NoticeArea, draft: Draft
) -> None:
    face = MissingFace(notices, draft)
    face.look()
    draft.set_text("a quiet lake, été, ふゆ")
    assert notices.texts == []
    draft.set_text("a quiet lake, 薄雾")
    assert len(notices.texts) == 1
    notices.dismiss(notices.texts[0])
    draft.set_text("薄雾")
    assert notices.texts == []


def test_where_a_font_has_them_nothing_is_said(
    notices: NoticeArea, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing_face, "shows_chinese", lambda: True)
    face = MissingFace(notices, draft)
    face.look()
    draft.set_text("薄雾")
    assert notices.texts == []


@pytest.mark.parametrize(
    ("release", "package"),
    [
        ({"ID": "debian"}, "fonts-noto-cjk"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "fonts-noto-cjk"),
        ({"ID": "fedora"}, "google-noto-sans-cjk-fonts"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "google-noto-sans-cjk-ttc-fonts"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "noto-fonts-cjk"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "google-noto-sans-sc-fonts"),
        ({"ID": "unheard-of"}, "Noto Sans CJK SC"),
        ({}, "Noto Sans CJK SC"),
    ],
)
def test_the_package_has_the_name_of_this_system(release: dict[str, str], package: str) -> None:
    assert package_of(release) == package
