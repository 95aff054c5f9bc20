"""GET and HEAD for pictures, whole or in ranges, so that a client can resume a download."""

import asyncio
import hashlib
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mjstudio.sandbox.work.gallery import Gallery
from mjstudio.sandbox.work.urls import Denied, Urls

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


async def give_picture(request: Request, gallery: Gallery, urls: Urls) -> Response:
    """Answer with a picture at the size that its address asks for."""
    path = request.url.path
    query = request.scope["query_string"].decode("latin-1")
    served = gallery.at(path)
    if served is None:
        return PlainTextResponse("Not found", 404)
    size = urls.size_asked(path, query, served.size)
    if isinstance(size, Denied):
        return PlainTextResponse(size.reason, size.status)
    content = await asyncio.to_thread(gallery.content, path, served, size)
    return _in_range(request, content, served.media_type)


def _in_range(request: Request, content: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"accept-ranges": "bytes", "etag": tag, "cache-control": "private, max-age=3600"}
    match = _RANGE.fullmatch(request.headers.get("range", "").strip())
    changed = request.headers.get("if-range", tag) != tag
    if match is None or changed or match[0] == "bytes=-":
        return Response(content, 200, headers, media_type)
    length = len(content)
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or length - 1), length - 1)
    else:
        first, last = max(0, length - int(match[2])), length - 1
    if first > last:
        headers["content-range"] = f"bytes */{length}"
        return Response(b"", 416, headers, media_type)
    headers["content-range"] = f"bytes {first}-{last}/{length}"
    return Response(content[first : last + 1], 206, headers, media_type)
