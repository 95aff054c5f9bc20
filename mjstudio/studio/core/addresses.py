"""Reads addresses from drops and pastes byte for byte, since signed ones break if normalised."""

import re

from PySide6.QtCore import QMimeData, QUrl

_URI_LIST = "text/uri-list"
_OWN = "application/x-mjstudio-addresses"
"""A picture dragged inside mjstudio is its address; other programs get its file."""


def addresses(mime: QMimeData) -> list[str]:
    """Return every address; empty if there is none, or if there is other text among them."""
    listed = next((kind for kind in (_OWN, _URI_LIST) if mime.hasFormat(kind)), "")
    if listed:
        lines = bytes(mime.data(listed).data()).decode("utf-8", "replace").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    words = mime.text().split()
    return words if all(re.match(r"(?:https?|file)://", word) for word in words) else []


def mime_of(urls: list[str], files: list[str]) -> QMimeData:
    """Return drag data: the addresses unchanged, and the pictures' files for other programs."""
    mime = QMimeData()
    listed = "\r\n".join(urls).encode()
    if urls:
        mime.setText("\n".join(urls))
        mime.setData(_OWN, listed)
    if files:
        mime.setUrls([QUrl.fromLocalFile(file) for file in files])
    else:
        mime.setData(_URI_LIST, listed)
    return mime
