"""Picture addresses, in both forms that the service has used.

2024: `/attachments/<channel>/<image_id>/<name>.png?ex=…&is=…&hm=…&width=1024&height=1024`, signed
and expiring; the raw picture's address ends in a bare `&`. 2026: `/midjourney/<task_id>.png` with
`?imageMogr2/thumbnail/!50p` for the thumbnail. The task id alone decides which form a task gets, so
clients meet both; region variations use the 2026 form, as in the documentation's sample.
"""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from mjstudio.model.action import VARIATION_REGION
from mjstudio.model.geometry import Size

THUMBNAIL = "imageMogr2/thumbnail/!50p"
_SIGNED = re.compile(
    r"ex=(?P<ex>[0-9a-f]{8,})&is=(?P<is>[0-9a-f]{8,})&hm=(?P<hm>[0-9a-f]{64})"
    r"(?:&width=(?P<width>\d{1,5})&height=(?P<height>\d{1,5})|&)?"
)
OWN_NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Place:
    """A picture's address on the server; a `signed` one expires."""

    path: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """Why a picture is withheld: an HTTP status and a line of text."""

    status: int
    reason: str


def is_signed_form(task_id: str, action: str) -> bool:
    """Return whether a task's pictures get addresses in the 2024 form."""
    return action != VARIATION_REGION and UUID(task_id).int % 2 == 0


def final_place(task_id: str, action: str, channel: str, image_id: str, words: str) -> Place:
    """Return the place of a finished picture."""
    if not is_signed_form(task_id, action):
        return Place(f"/midjourney/{task_id}.png", signed=False)
    slug = "_".join(re.findall(r"[A-Za-z0-9]+", words))[:64].strip("_")
    number = int(hashlib.sha256(task_id.encode()).hexdigest(), 16) % 10**7
    name = "_".join(part for part in ("artist", slug, f"id{number:07}", task_id) if part)
    return Place(f"/attachments/{channel}/{image_id}/{name}.png", signed=True)


def preview_place(task_id: str, action: str, channel: str, image_id: str) -> Place:
    """Return the place of a preview, valid until its picture is finished."""
    if not is_signed_form(task_id, action):
        return Place(f"/midjourney/{task_id}_{image_id}.webp", signed=False)
    return Place(f"/attachments/{channel}/{image_id}/{task_id}_grid_0.webp", signed=True)


def part_place(place: Place, quadrant: int) -> Place:
    """Return the place of one quarter of a split grid, `quadrant` 1–4."""
    return Place(f"{place.path.removesuffix('.png')}_{quadrant}.png", place.signed)


class Urls:
    """Writes addresses and checks them in incoming requests.

    `lifetime` is in seconds; `public_url`, if given, is the prefix of every address, else the base
    under which the client reached the server. Signed addresses stay valid in later runs with the
    same `secret`; without one, only in this run.
    """

    def __init__(self, lifetime: float, public_url: str | None, secret: bytes = b"") -> None:
        self.lifetime = lifetime
        self.public_url = public_url.rstrip("/") if public_url else None
        self._secret = secret or secrets.token_bytes(32)

    def raw(self, place: Place, base: str) -> str:
        """Return the address of the picture itself."""
        return f"{self._front(base)}{place.path}{self._signature(place)}"

    def thumbnail(self, place: Place, base: str, size: Size) -> str:
        """Return the address of the picture at half its size, `size` in pixels."""
        if not place.signed:
            return f"{self._front(base)}{place.path}?{THUMBNAIL}"
        return f"{self.raw(place, base)}width={size[0]}&height={size[1]}"

    def own_target(self, url: str, base: str) -> str | None:
        """Return the path and query of a URL on this server; None for any other."""
        parts, here = urlsplit(url), urlsplit(base)
        fronts = {here.netloc, *(f"{name}:{here.port}" for name in OWN_NAMES)}
        path = parts.path
        if self.public_url:
            public = urlsplit(self.public_url)
            fronts.add(public.netloc)
            if parts.netloc == public.netloc:
                path = path.removeprefix(public.path)
        if parts.netloc not in fronts:
            return None
        return f"{path}?{parts.query}" if parts.query else path

    def size_asked(self, path: str, query: str, size: Size) -> Size | Denied:
        """Return the size that an address asks for, given the picture's own; or why it is denied.

        Compares queries byte for byte, as the service's image hosts do.
        """
        if path.startswith("/attachments/"):
            return self._signed_size(path, query, size)
        if not query:
            return size
        match = re.fullmatch(r"imageMogr2/thumbnail/!(\d{1,3})p", query)
        if match is None or not 1 <= int(match[1]) <= 100:
            return Denied(400, "InvalidArgument: unknown picture operation")
        share = int(match[1])
        return (max(1, size[0] * share // 100), max(1, size[1] * share // 100))

    def _signed_size(self, path: str, query: str, size: Size) -> Size | Denied:
        match = _SIGNED.fullmatch(query)
        if match is None:
            return Denied(403, "This address is not signed.")
        wanted = self._seal(path, match["ex"], match["is"])
        if not hmac.compare_digest(wanted, match["hm"]):
            return Denied(403, "The signature does not fit.")
        if int(match["ex"], 16) <= time.time():
            return Denied(404, "This content is no longer available.")
        if match["width"] is None:
            return size
        width, height = int(match["width"]), int(match["height"])
        return (max(1, min(width, size[0])), max(1, min(height, size[1])))

    def _front(self, base: str) -> str:
        return self.public_url or base.rstrip("/")

    def _signature(self, place: Place) -> str:
        if not place.signed:
            return ""
        now = time.time()
        expires, issued = f"{int(now + self.lifetime):08x}", f"{int(now):08x}"
        return f"?ex={expires}&is={issued}&hm={self._seal(place.path, expires, issued)}&"

    def _seal(self, path: str, expires: str, issued: str) -> str:
        text = f"{path}?{expires}&{issued}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()
