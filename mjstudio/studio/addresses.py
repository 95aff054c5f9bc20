"""The addresses in what was dropped or pasted, byte for byte: signed ones must not be tidied up."""

import re

from PySide6.QtCore import QMimeData

_URI_LIST = "text/uri-list"


def addresses(mime: QMimeData) -> list[str]:
    """Every address; empty where there is none or other text stands among them."""
    if mime.hasFormat(_URI_LIST):
        lines = bytes(mime.data(_URI_LIST).data()).decode("utf-8", "replace").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    words = mime.text().split()
    return words if all(re.match(r"(?:https?|file)://", word) for word in words) else []


def mime_of(urls: list[str]) -> QMimeData:
    """Addresses to drag, as they are."""
    mime = QMimeData()
    mime.setText("\n".join(urls))
    mime.setData(_URI_LIST, "\r\n".join(urls).encode())
    return mime
