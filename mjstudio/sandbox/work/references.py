"""Image prompts: the colour that each address adds to the painting.

The sandbox contacts no other host. It looks up its own pictures; for any other address it assumes a
picture in one colour, hashed from the address, unless the address looks like a web page.
"""

import hashlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from PIL import Image

from mjstudio.model.address import is_url
from mjstudio.model.geometry import MOST_PIXELS
from mjstudio.model.prompt import MAX_REFERENCES, Prompt
from mjstudio.sandbox.http.answers import Refused
from mjstudio.sandbox.painting import average_colour, paint, scene_for
from mjstudio.sandbox.work.gallery import Gallery
from mjstudio.sandbox.work.nodes import Colour
from mjstudio.sandbox.work.sizes import quarter_size
from mjstudio.sandbox.work.urls import OWN_NAMES, Denied, Urls

_PAGES = frozenset({".html", ".htm", ".php", ".asp", ".aspx", ".svg", ".pdf"})


class References:
    """Looks up the pictures that requests refer to. Its methods may take a while."""

    def __init__(self, gallery: Gallery, urls: Urls) -> None:
        self._gallery = gallery
        self._urls = urls

    def tints(self, prompt: Prompt, base: str) -> tuple[tuple[Colour, float], ...]:
        """Return the colour and weight (0..3, shared among several) of every image prompt.

        Raises Refused for more than five, and for any that is not a picture.
        """
        urls = prompt.references
        if len(urls) > MAX_REFERENCES:
            raise Refused(f"at most {MAX_REFERENCES} image urls are allowed, got {len(urls)}")
        weight = _weight(prompt) / max(1, len(urls)) ** 0.5
        return tuple((self._colour(url, base), weight) for url in urls)

    def picture(self, url: object, base: str, scale: float) -> Image.Image:
        """Return the picture at a URL, or a substitute if the URL is on another host.

        Raises Refused if there is none.
        """
        if not isinstance(url, str) or not url.strip():
            raise Refused("image_url is required")
        own = self._own(url, base)
        if own is not None:
            return own
        number = int(_digest(url)[:8], 16)
        return paint(scene_for(url, number), quarter_size((1, 1), scale))

    def _colour(self, url: str, base: str) -> Colour:
        own = self._own(url, base)
        if own is not None:
            return average_colour(own)
        digest = bytes.fromhex(_digest(url))
        return (digest[0], digest[1], digest[2])

    def _own(self, url: str, base: str) -> Image.Image | None:
        """Return this server's own picture at that address; None if it is on another host."""
        if not is_url(url):
            raise Refused(f"`{url[:80]}` is not an image url")
        target = self._urls.own_target(url, base)
        if target is None:
            if kept := self._kept(url):
                return kept
            if PurePosixPath(urlsplit(url).path).suffix.lower() in _PAGES:
                raise Refused(f"`{url[:80]}` is a web page, not an image")
            return None
        path, _, query = target.partition("?")
        served = self._gallery.at(path)
        if served is None or not served.media_type.startswith("image/"):
            raise Refused(f"`{url[:80]}` is not an image")
        size = self._urls.size_asked(path, query, served.size)
        if isinstance(size, Denied):
            raise Refused(f"`{url[:80]}` could not be fetched: {size.reason}")
        if served.size[0] * served.size[1] > MOST_PIXELS:
            raise Refused(f"`{url[:80]}` is too large")
        try:
            with Image.open(BytesIO(self._gallery.content(path, served, size))) as opened:
                return opened.convert("RGB")
        except (OSError, ValueError, SyntaxError):
            raise Refused(f"`{url[:80]}` is not an image") from None

    def _kept(self, url: str) -> Image.Image | None:
        """Return a picture from an earlier run, whose URL had a different port and signature."""
        parts = urlsplit(url)
        served = self._gallery.at(parts.path) if parts.hostname in OWN_NAMES else None
        if served is None or not isinstance(served.content, Path):
            return None
        try:
            with Image.open(served.content) as opened:
                return opened.convert("RGB")
        except (OSError, ValueError, SyntaxError):
            return None


def _weight(prompt: Prompt) -> float:
    try:
        return min(3.0, max(0.0, float(prompt.value("iw") or 1)))
    except ValueError:
        return 1.0


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
