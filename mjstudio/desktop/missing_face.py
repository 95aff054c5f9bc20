"""Says which package to install if Chinese text has to be shown and no font can show it."""

import platform
import re
from collections.abc import Mapping

from mjstudio import texts
from mjstudio.studio.prompt.draft import Draft
from mjstudio.texts import N_
from mjstudio.texts.languages import SIMPLIFIED_CHINESE
from mjstudio.ui.look.lettering import shows_chinese
from mjstudio.ui.look.notices import NoticeArea

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PACKAGES = {
    "debian": "fonts-noto-cjk",
    "ubuntu": "fonts-noto-cjk",
    "fedora": "google-noto-sans-cjk-fonts",
    "rhel": "google-noto-sans-cjk-ttc-fonts",
    "arch": "noto-fonts-cjk",
    "suse": "google-noto-sans-sc-fonts",
    "alpine": "font-noto-cjk",
    "void": "noto-fonts-cjk",
    "gentoo": "media-fonts/noto-cjk",
}
"""By the ids in os-release."""
_INSTALL = N_(
    "No font on this computer has Chinese characters. Install {package} and start mjstudio again."
)


class MissingFace:
    """Reports, once per run, Chinese text that cannot be shown: the window's own, or a prompt's.

    In English, whatever the window's language, because that could not be read either.
    """

    def __init__(self, notices: NoticeArea, draft: Draft) -> None:
        self._notices, self._draft = notices, draft

    def look(self) -> None:
        """Report it if needed, now or when the prompt changes."""
        if shows_chinese():
            return
        if texts.spoken() == SIMPLIFIED_CHINESE:
            self._tell()
            return
        self._draft.changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        if _HAN.search(self._draft.text):
            self._draft.changed.disconnect(self._read)
            self._tell()

    def _tell(self) -> None:
        self._notices.show_notice(_INSTALL.format(package=package_of(_os_release())))


def package_of(release: Mapping[str, str]) -> str:
    """Return the package with a Chinese font for a system, by its os-release."""
    ids = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    known = (_PACKAGES[name] for name in ids if name in _PACKAGES)
    return next(known, "Noto Sans CJK SC")


def _os_release() -> Mapping[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
