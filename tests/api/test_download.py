import asyncio
import io
import json
import struct
import zlib

import httpx
import pytest
from PIL import Image

from mjstudio.api.download import ExactURL, PictureFetcher
from mjstudio.api.imagefile import sniff, verify
from mjstudio.api.resumable import ResumableDownloads
from mjstudio.model import errors
from mjstudio.model.errors import PictureUnusable

from .server import (
    CHUNKED,
    CUT,
    HANG,
    NO_TLS,
    SAMPLES,
    TOKEN,
    Server,
    answer,
    cheap_http,
    chunk,
    head,
    run,
)


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    noise = Image.effect_noise(size, 90).convert(mode)
    file = io.BytesIO()
    noise.save(file, kind)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"x") + part(b"IEND", b"")


async def fetch(server: Server, path: str = "/a.png", **options):
    async with cheap_http() as http:
        fetcher = PictureFetcher(http=http, **options.pop("fetcher", {}))
        return await fetcher.fetch(server.url + path, **options)


async def one_fetch(*scripts, path: str = "/a.png", **options):
    async with Server(*scripts) as server:
        return await fetch(server, path, **options), server


async def one_failure(*scripts, **options):
    async with Server(*scripts) as server:
        with pytest.raises(PictureUnusable) as caught:
            await fetch(server, **options)
        return caught.value, server


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_comes_whole(kind):
    data = picture(kind, mode="L" if kind == "GIF" else "RGB")
    told = []
    found, server = run(
        lambda: one_fetch(
            answer(data, kind="text/plain"), progress=lambda *where: told.append(where)
        )
    )
    assert found.data == data
    assert (found.format, found.size) == (kind.lower(), (64, 48))
    assert found.suffix.startswith(".")
    assert told[-1] == (len(data), len(data))
    assert server.requests[0].method == "GET"


def test_a_body_that_ends_with_the_connection_or_in_chunks_will_do():
    data = picture()
    told = []
    found, _ = run(lambda: one_fetch([head() + data], progress=lambda *w: told.append(w)))
    assert found.data == data
    assert told[-1] == (len(data), None)
    found, _ = run(lambda: one_fetch([CHUNKED + chunk(data[:9]) + chunk(data[9:]) + chunk(b"")]))
    assert found.data == data


SAID = [json.loads(path.read_text()) for path in sorted(SAMPLES.glob("*.response.json"))]
TARGETS = [
    said[name].split("acedata.cloud", 1)[1]
    for said in SAID
    for name in ("image_url", "raw_image_url")
]


@pytest.mark.parametrize(
    "target",
    [
        *TARGETS,
        "/midjourney/t.png?imageMogr2/thumbnail/!50p",
        "/a.png?ex=1&is=2&hm=3&",
        "/a.png?",
        "/a.png?a",
        "/a%2fb%2F%zz/../c//d.png?x=%20+'\"<>[]{}|\\^`~",
        "?q",
        "/",
    ],
)
def test_an_address_is_sent_byte_for_byte(target):
    _, server = run(lambda: one_fetch(answer(picture()), path=target))
    raw = server.requests[0].raw
    wanted = target if target.startswith("/") else f"/{target}"
    assert raw.startswith(f"GET {wanted} HTTP/1.1\r\n".encode())
    assert server.requests[0].headers["host"] == f"127.0.0.1:{server.port}"


def test_only_what_no_request_line_carries_is_escaped():
    _, server = run(lambda: one_fetch(answer(picture()), path="/猫 a.png?é!#part"))
    assert server.requests[0].target == "/%E7%8C%AB%20a.png?%C3%A9!"


def test_an_address_goes_through_a_proxy_byte_for_byte():
    async def story():
        async with (
            Server(answer(picture())) as proxy,
            httpx.AsyncClient(proxy=proxy.url, verify=NO_TLS) as http,
        ):
            await PictureFetcher(http=http).fetch("http://cdn.example/a.png?b/!50p&")
            assert proxy.requests[0].target == "http://cdn.example/a.png?b/!50p&"
            with pytest.raises(PictureUnusable):
                await PictureFetcher(http=http).fetch("https://cdn.example/a.png?b/!50p&")
            assert proxy.requests[1].method == "CONNECT"
            assert proxy.requests[1].target == "cdn.example:443"

    run(story)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.example/a.png",
        "file:///etc/passwd",
        "//x.example/a",
        "https://",
        "http:///a",
        "https://user:pw@x.example/a.png",
        "https://x.example:port/",
        "data:image/png;base64,AA",
        "https://[::1/a.png",
        "https://x.example/\ud800",
        "http://x\\y/a",
    ],
)
def test_what_is_no_address_of_a_picture_is_not_sent(url):
    with pytest.raises(PictureUnusable):
        ExactURL(url)


def test_nothing_that_the_http_client_knows_is_sent_along():
    async def story():
        script = answer(picture(), set_cookie="a=b; Path=/")
        async with Server(script) as server, cheap_http() as http:
            http.headers["authorization"] = f"Bearer {TOKEN}"
            http.cookies.set("session", TOKEN)
            http.auth = ("user", TOKEN)
            fetcher = PictureFetcher(http=http)
            await fetcher.fetch(server.url + "/a.png")
            await fetcher.fetch(server.url + "/b.png")
            return server.requests

    for request in run(story):
        assert set(request.headers) <= {"host", "accept", "accept-encoding", "user-agent"}
        assert TOKEN.encode() not in request.raw


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_byte_for_byte(status):
    async def story():
        async with Server(answer(picture())) as other:
            first = answer(b"", status, location="/b.png?x/!1&")
            second = answer(b"", status, location=f"{other.url}/c.png?y/!2&")
            _, server = await one_fetch(first, second)
            return [r.target for r in server.requests], [r.target for r in other.requests]

    assert run(story) == (["/a.png", "/b.png?x/!1&"], ["/c.png?y/!2&"])


def test_five_redirects_are_followed_and_no_sixth():
    hop = answer(b"", 302, location="/next")
    _, server = run(lambda: one_fetch(*[hop] * 5, answer(picture())))
    assert len(server.requests) == 6
    error, server = run(lambda: one_failure(hop))
    assert "circles" in error.message
    assert len(server.requests) == 6


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://x/a", "http://u:p@x/", "http://"])
def test_a_redirect_out_of_the_web_is_not_followed(where):
    _, server = run(lambda: one_failure(answer(b"", 302, location=where)))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 410, 500, 503])
def test_a_refusal_tells_its_status(status):
    error, server = run(lambda: one_failure(answer(b"", status)))
    assert error.status == status
    assert len(server.requests) == 1


def test_a_picture_that_is_cut_is_unusable():
    data = picture(size=(200, 200))
    half = data[: len(data) // 2]
    for script in (
        [head(content_length=str(len(data))) + half],
        [head(content_length=str(len(data))) + half, CUT],
        [CHUNKED + chunk(half)],
        [head() + half],
        answer(half),
    ):
        error, _ = run(lambda script=script: one_failure(script))
        assert isinstance(error, PictureUnusable)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
def test_a_truncated_picture_does_not_pass_for_whole(kind, share):
    data = picture(kind, (200, 200), "L" if kind == "GIF" else "RGB")
    with pytest.raises(PictureUnusable):
        verify(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"<!doctype html><p>not found",
        b"BM" + bytes(60),
        b"\x00\x00\x01\x00" + bytes(60),
        b"II*\x00" + bytes(60),
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
)
def test_only_four_formats_are_pictures(data):
    error, _ = run(lambda: one_failure(answer(data, kind="image/png")))
    assert "Not a supported picture" in error.message
    assert sniff(data) == ""


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP", b"GIF89a"]
)
@pytest.mark.parametrize("rest", [b"", bytes(40), b"\xff" * 400, b"VP8X" + b"\xff" * 30])
def test_a_right_beginning_does_not_make_a_picture(start, rest):
    with pytest.raises(PictureUnusable):
        verify(start + rest)


def big_jpeg() -> bytes:
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 60000, 60000)
    return bytes(data)


def big_gif() -> bytes:
    data = bytearray(picture("GIF", mode="L"))
    data[6:10] = struct.pack("<HH", 60000, 60000)
    return bytes(data)


def big_webp(kind: bytes) -> bytes:
    size = {
        b"VP8X": struct.pack("<IHBHB", 0, 0x3FFF, 0, 0x3FFF, 0),
        b"VP8L": b"\x2f" + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + bytes(8),
        b"VP8 ": b"\x10\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 0x3FFF, 0x3FFF) + bytes(8),
    }[kind]
    body = b"WEBP" + kind + struct.pack("<I", len(size)) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [png_header(10001, 8000), png_header(60000, 60000), big_jpeg(), big_gif()]
    + [big_webp(kind) for kind in (b"VP8X", b"VP8L", b"VP8 ")],
)
def test_a_bomb_is_known_by_its_header(data):
    with pytest.raises(PictureUnusable, match="too large"):
        verify(data)


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (257, 129)])
def test_the_sizes_of_webp_are_read_aright(lossless, size):
    for mode in ("RGB", "RGBA"):
        file = io.BytesIO()
        Image.new(mode, size, "red").save(file, "WEBP", lossless=lossless)
        assert verify(file.getvalue()) == ("webp", size)


def test_the_largest_body_is_256_mib_unless_said():
    data = picture(size=(200, 200))
    limit = {"max_bytes": len(data) - 1}
    error, _ = run(lambda: one_failure(answer(data), fetcher=limit))
    assert "larger than" in error.message
    error, _ = run(lambda: one_failure([head() + data], fetcher=limit))
    assert "larger than" in error.message
    error, _ = run(lambda: one_failure([head(content_length=str(2**28 + 1)), HANG]))
    assert "268 MB" in error.message
    exact = {"max_bytes": len(data)}
    assert run(lambda: one_fetch(answer(data), fetcher=exact))[0].data == data


@pytest.mark.parametrize("script", [[HANG], [head(), HANG], [head() + b"\x89PNG", HANG]])
def test_silence_ends_and_hangs_up(script):
    async def story():
        async with Server(script) as server:
            with pytest.raises(PictureUnusable):
                await fetch(server, fetcher={"idle": 0.1})
            await server.hung_up.wait()

    run(story)


def test_a_drip_meets_the_deadline():
    drip = [head(), *[b"x", 0.02] * 100]
    error, _ = run(lambda: one_failure(drip, fetcher={"deadline": 0.1}))
    assert "timed out" in error.message


def test_cancelling_hangs_up_at_once():
    async def story():
        async with Server([head() + b"\x89PNG", HANG]) as server:
            begun = asyncio.Event()
            task = asyncio.create_task(fetch(server, progress=lambda *_: begun.set()))
            await begun.wait()
            task.cancel()
            await asyncio.wait_for(server.hung_up.wait(), 0.2)
            with pytest.raises(asyncio.CancelledError):
                await task

    run(story)


def test_a_host_that_is_not_there_is_told():
    async def story():
        async with Server([]) as gone:
            pass
        with pytest.raises(PictureUnusable, match="Couldn't reach the picture's host"):
            await fetch(gone)

    run(story)


def test_a_fetcher_builds_and_closes_its_own_client():
    async def story():
        async with Server(answer(picture())) as server:
            fetcher = PictureFetcher()
            found = await fetcher.fetch(server.url + "/a.png")
            await fetcher.aclose()
            with pytest.raises(PictureUnusable, match="closed"):
                await fetcher.fetch(server.url + "/a.png")
            return found

    assert run(story).size == (64, 48)


def broken_off(data: bytes, at: int, **headers: str) -> list:
    """The head of a whole answer, and only so many bytes of its body."""
    return [head(200, "image/png", content_length=str(len(data)), **headers) + data[:at], CUT]


def rest(data: bytes, at: int, **headers: str) -> list:
    """The answer to a question for the rest."""
    where = f"bytes {at}-{len(data) - 1}/{len(data)}"
    return answer(data[at:], 206, "image/png", content_range=where, **headers)


async def two_fetches(*scripts, first_fails: int = 1, **options):
    told = []
    async with Server(*scripts) as server, cheap_http() as http:
        fetcher = PictureFetcher(http=http, **options)
        for _ in range(first_fails):
            with pytest.raises(PictureUnusable):
                await fetcher.fetch(f"{server.url}/a.png?x!")
        found = await fetcher.fetch(
            f"{server.url}/a.png?x!", progress=lambda *where: told.append(where)
        )
        return found, server.requests, told


@pytest.mark.parametrize("mark", [{"etag": '"v1"'}, {"last_modified": "Sun, 22 Nov 2026"}])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_picture_that_broke_off_goes_on_where_it_ended(mark, share):
    data = picture()
    at = int(len(data) * share)
    found, requests, told = run(lambda: two_fetches(broken_off(data, at, **mark), rest(data, at)))
    assert found.data == data
    assert requests[1].headers["range"] == f"bytes={at}-"
    assert requests[1].headers["if-range"] == next(iter(mark.values()))
    assert requests[1].target == "/a.png?x!"
    assert told[0][0] > at
    assert told[-1] == (len(data), len(data))


def test_it_may_break_off_again_and_again():
    data = picture()
    scripts = [broken_off(data, 100, etag='"v1"')]
    for at in (100, 200, 300):
        where = f"bytes {at}-{len(data) - 1}/{len(data)}"
        length = str(len(data) - at)
        head_of_rest = head(206, "image/png", content_length=length, content_range=where)
        scripts.append([head_of_rest + data[at : at + 100], CUT])
    scripts.append(rest(data, 400))
    found, requests, _ = run(lambda: two_fetches(*scripts, first_fails=4))
    assert found.data == data
    asked = [request.headers.get("range") for request in requests]
    assert asked == [None, "bytes=100-", "bytes=200-", "bytes=300-", "bytes=400-"]


def test_another_file_at_the_same_address_is_taken_whole():
    old, new = picture(), picture(size=(80, 40))
    script = broken_off(old, 200, etag='"v1"'), answer(new, 200, "image/png", etag='"v2"')
    found, _, _ = run(lambda: two_fetches(*script))
    assert found.data == new


@pytest.mark.parametrize(
    "odd",
    [
        answer(b"", 416, content_range="bytes */5"),
        answer(b"xx", 206, content_range="bytes 7-8/900"),
        answer(b"xx", 206),
    ],
)
def test_a_rest_that_does_not_fit_is_asked_for_as_a_whole(odd):
    data = picture()
    script = broken_off(data, 200, etag='"v1"'), odd, answer(data, 200, "image/png")
    found, requests, _ = run(lambda: two_fetches(*script))
    assert found.data == data
    assert "range" not in requests[2].headers


@pytest.mark.parametrize("mark", [{}, {"etag": 'W/"v1"'}])
def test_without_a_mark_that_can_be_trusted_it_begins_anew(mark):
    data = picture()
    script = broken_off(data, 200, **mark), answer(data, 200, "image/png")
    found, requests, _ = run(lambda: two_fetches(*script))
    assert found.data == data
    assert "range" not in requests[1].headers


def test_what_broke_off_is_kept_within_bounds():
    kept = ResumableDownloads(1000)
    for name in "abc":
        kept.keep(name, bytes(400), '"v"')
    assert kept.take("a") is None
    assert len(kept.take("b").data) == 400
    assert kept.take("b") is None
    kept.keep("huge", bytes(1001), '"v"')
    assert kept.take("huge") is None


def plain(width, height):
    file = io.BytesIO()
    Image.new("L", (width, height), 128).save(file, "PNG")
    return file.getvalue()


def test_a_picture_of_8192_by_8192_is_whole():
    assert verify(plain(8192, 8192)) == ("png", (8192, 8192))


def test_a_larger_one_is_handed_over_as_a_file_to_who_wants_it():
    data = png_header(8193, 8192)
    fetched, _ = run(lambda: one_fetch(answer(data), any_size=True))
    assert fetched.too_large
    assert (fetched.data, fetched.size) == (data, (8193, 8192))
    error, _ = run(lambda: one_failure(answer(data)))
    assert isinstance(error, errors.PictureTooLarge)
