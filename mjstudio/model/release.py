"""A release of mjstudio, as the feed announces it.

The feed is one JSON object. Names that are not listed here are passed over:

    version       the newest version, as `0.2.0`
    url           optional: the release's page, https
    notes         optional: what is new, in English; the first 500 characters are shown
    translations  optional: the notes in other languages, by code: {"zh_CN": "…"}
"""

from dataclasses import dataclass

from mjstudio.model.account import check_base_url
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.version import version_key
from mjstudio.texts import _, spoken

FEED = "https://github.com/mjstudio/mjstudio/releases/latest/download/mjstudio.json"
"""The feed of the program itself: every release has it among its files."""

_LONGEST_NOTES = 500
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Release:
    """A version, its web page (https, or empty), and a line on what is new."""

    version: str
    url: str = ""
    notes: str = ""


def check_feed(text: str) -> str:
    """The address of a feed without blanks around it.

    Raises InvalidRequest("update_feed", …) for one that is not https; plain http is good enough
    for this computer itself.
    """
    url = text.strip()
    if not url:
        raise InvalidRequest("update_feed", _("Enter the address of the feed."))
    if len(url) > _LONGEST_URL or not (url.isascii() and url.isprintable()) or set(" #") & set(url):
        raise InvalidRequest("update_feed", _("This is not an address."))
    address = url.partition("?")[0]
    try:
        check_base_url(address)
    except InvalidRequest as error:
        plain = address.lower().startswith("http:")
        words = _("The address must start with https://.") if plain else error.message
        raise InvalidRequest("update_feed", words) from None
    return url


def read_release(told: object) -> Release:
    """The release in a feed's JSON document, its notes in the window's language if it has them.

    Raises ValueError for anything else.
    """
    if not isinstance(told, dict):
        raise ValueError("the feed is not an object")  # noqa: TRY004 (one kind for the caller)
    version, url, notes = (told.get(name, "") for name in ("version", "url", "notes"))
    if not (isinstance(version, str) and isinstance(url, str) and isinstance(notes, str)):
        raise ValueError("the feed's fields are not texts")  # noqa: TRY004 (as above)
    version_key(version)
    if url:
        try:
            url = check_feed(url)
        except InvalidRequest:
            raise ValueError("the feed's link is not https") from None
    translations = told.get("translations")
    translated = translations.get(spoken()) if isinstance(translations, dict) else None
    line = " ".join((translated if isinstance(translated, str) else notes).split())
    return Release(version.strip(), url, line[:_LONGEST_NOTES])
