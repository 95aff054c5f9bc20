"""Uploads by the artist: `POST /api/v1/files/`, multipart field `file`."""

import asyncio
import mimetypes
from io import BytesIO
from uuid import uuid4

from PIL import Image
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mjstudio.model.geometry import Size
from mjstudio.sandbox.http.answers import Payload, Refused
from mjstudio.sandbox.work.gallery import Gallery
from mjstudio.sandbox.work.urls import Place, Urls

_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


async def take_file(request: Request, gallery: Gallery, urls: Urls, base: str) -> Payload:
    """Store an uploaded file and return its address. Raises Refused without a file."""
    try:
        async with request.form(max_files=1) as form:
            sent = form.get("file")
            if not isinstance(sent, UploadFile):
                raise Refused("file is required")
            content = await sent.read()
            name = sent.filename or ""
    except (HTTPException, KeyError, AssertionError):
        raise Refused("the body is no multipart form") from None
    if not content:
        raise Refused("file is empty")
    media_type, size = await asyncio.to_thread(_look_at, content, name)
    suffix = _SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type) or ".bin"
    place = Place(f"/uploads/{uuid4()}{suffix}", signed=False)
    gallery.hang(place, content, media_type, size)
    return {"url": urls.raw(place, base)}


def _look_at(content: bytes, name: str) -> tuple[str, Size]:
    """Return the media type, by content or else by name, and the size in pixels, else (0, 0)."""
    try:
        with Image.open(BytesIO(content)) as opened:
            return _TYPES.get(opened.format or "", "application/octet-stream"), opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        guessed, _ = mimetypes.guess_type(name)
        is_claim = guessed is None or guessed.startswith("image/")
        return ("application/octet-stream" if is_claim else str(guessed)), (0, 0)
