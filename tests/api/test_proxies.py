"""Proxies of the environment as people write them, and real ones on this computer.

This computer itself is never asked for through a proxy, so the services behind the proxies are
called by names that only the proxies know.
"""

import asyncio
import contextlib
import datetime as dt
import gc
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from mjstudio.api.client import MidjourneyClient
from mjstudio.api.download import PictureFetcher
from mjstudio.api.proxies import Proxies
from mjstudio.api.transport import build_http
from mjstudio.model.errors import NotReached, PictureUnusable

from .server import TOKEN, Server, answer, run
from .test_download import picture

NAME = "service.example"
PICTURE = picture()
PENDING = {"id": "t", "type": "imagine", "request": {}}
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch):
    """Sets variables of an environment that names no proxy."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def put(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return put


class Proxy:
    """A proxy of both kinds: SOCKS5 where the first byte says so, else HTTP. Knows `names`."""

    def __init__(self, names: dict[str, int], login: tuple[str, str] | None = None) -> None:
        self.names, self.login = names, login
        self.asked: list[str] = []
        self.broken = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.readexactly(1)
            if first == b"\5":
                await self._socks(reader, writer)
            else:
                await self._http(first, reader, writer)
        writer.close()

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928 and 1929."""
        methods = await reader.readexactly((await reader.readexactly(1))[0])
        wanted = 2 if self.login else 0
        writer.write(bytes([5, wanted if wanted in methods else 255]))
        if wanted not in methods:
            return
        if self.login:
            await reader.readexactly(1)
            given = [
                (await reader.readexactly((await reader.readexactly(1))[0])).decode()
                for _ in range(2)
            ]
            writer.write(bytes([1, tuple(given) != self.login]))
            if tuple(given) != self.login:
                return
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 3, "the name is the proxy's to look up"
        name = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append(f"{name}:{port}")
        known = self.names.get(name)
        writer.write(bytes([5, 0 if known else 4, 0, 1, 0, 0, 0, 0, 0, 0]))
        if known:
            await self._join(known, reader, writer, b"")

    async def _http(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, rest = head.split(b"\r\n", 1)
        method, target, version = line.decode().split(" ")
        self.asked.append(f"{method} {target}")
        if self.broken:
            return
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Joined\r\n\r\n")
            await self._join(self.names[target.partition(":")[0]], reader, writer, b"")
        else:
            host, _, path = target.removeprefix("http://").partition("/")
            begun = f"{method} /{path} {version}\r\n".encode() + rest
            await self._join(self.names[host], reader, writer, begun)

    async def _join(
        self,
        port: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        begun: bytes,
    ) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", port)
        onward.write(begun)

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
                target.close()

        await asyncio.gather(copy(reader, onward), copy(there, writer))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the made-up name with its key, to be trusted by `SSL_CERT_FILE`."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.asynccontextmanager
async def safe_service(certificate: Path):
    """Answers every request over TLS with a pending task; its port, and the heads it was sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(answer(PENDING)[0])
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heads


@contextlib.contextmanager
def left_to_the_collector() -> Iterator[None]:
    """httpcore closes no socket whose SOCKS handshake was refused; Python does, and warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            gc.collect()


async def look_up(base_url: str) -> str:
    client = MidjourneyClient(TOKEN, base_url)
    try:
        record = await client.task("t")
        return record.task_id if record else ""
    finally:
        await client.aclose()


async def fetch(url: str) -> Any:
    async with build_http() as http:
        return await PictureFetcher(http=http).fetch(url)


AS_WRITTEN = [
    {"ALL_PROXY": "socks://127.0.0.1:7890/"},
    {"all_proxy": "socks5://127.0.0.1:1"},
    {"ALL_PROXY": "socks4://127.0.0.1:1"},
    {"HTTPS_PROXY": "http://127.0.0.1:1 ", "HTTP_PROXY": " http://127.0.0.1:1"},
    {"http_proxy": "127.0.0.1:1", "https_proxy": "127.0.0.1:1"},
    {"http_proxy": "http://[::1", "https_proxy": "http://x:notaport/"},
    {"http_proxy": "gopher://x", "https_proxy": "what is this"},
    {"http_proxy": "http://127.0.0.1:1", "no_proxy": "localhost,::1/128,[::1],fe80::/10"},
    {"http_proxy": "http://127.0.0.1:1", "NO_PROXY": "10.0.0.0/8; *.lan, [fe80::%eth0]:80,,/,[,]:"},
    {"SSL_CERT_FILE": "/no/such/file.pem"},
    {"SSL_CERT_DIR": "/no/such/folder"},
]


@pytest.mark.parametrize("variables", AS_WRITTEN, ids=lambda v: " ".join(v.values()))
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_computer_is_reached_whatever_the_environment_says(environ, variables, host):
    environ(**variables)

    async def story():
        async with Server(answer(PENDING)) as server:
            return await look_up(server.url.replace("127.0.0.1", host))

    assert run(story) == "t"


def kinds(proxy: Proxy) -> dict[str, dict[str, str]]:
    at = f"127.0.0.1:{proxy.port}"
    return {
        "socks": {"ALL_PROXY": f"socks://{at}/"},
        "socks5": {"all_proxy": f"socks5://{at}"},
        "socks5h": {"HTTP_PROXY": f"SOCKS5H://{at} ", "HTTPS_PROXY": f"socks5h://{at}"},
        "http": {"http_proxy": f"http://{at}", "https_proxy": f"http://{at} "},
        "bare": {"all_proxy": at},
        "with a name": {"ALL_PROXY": f"http://me:p%40ss@{at}/", "no_proxy": "[::1],fe80::/10"},
    }


@pytest.mark.parametrize("kind", ["socks", "socks5", "socks5h", "http", "bare", "with a name"])
def test_everything_else_goes_through_the_proxy(environ, certificate, kind):
    environ(SSL_CERT_FILE=str(certificate))

    async def story():
        async with (
            safe_service(certificate) as (port, heads),
            Server(answer(PICTURE, kind="image/png")) as pictures,
            Proxy({NAME: port, "pictures.example": pictures.port}) as proxy,
        ):
            environ(**kinds(proxy)[kind])
            assert await look_up(f"https://{NAME}") == "t"
            fetched = await fetch("http://pictures.example/a.png")
            assert fetched.data == PICTURE
            assert f"authorization: Bearer {TOKEN}" in heads[0]
            assert "authorization" not in pictures.requests[0].headers
            return proxy.asked

    asked = run(story)
    if kind.startswith("socks"):
        assert asked == [f"{NAME}:443", "pictures.example:80"]
    else:
        assert asked == [f"CONNECT {NAME}:443", "GET http://pictures.example/a.png"]


@pytest.mark.parametrize("password", ["p@ss:wörd", "wrong"])
def test_a_proxy_that_wants_a_password_is_given_it(environ, password):
    async def story():
        async with (
            Server(answer(PICTURE, kind="image/png")) as pictures,
            Proxy({NAME: pictures.port}, ("me", "p@ss:wörd")) as proxy,
        ):
            quoted = password.replace("@", "%40").replace(":", "%3A").replace("ö", "%C3%B6")
            environ(ALL_PROXY=f"socks5://me:{quoted}@127.0.0.1:{proxy.port}")
            return await fetch(f"http://{NAME}/a.png")

    if password == "wrong":
        with pytest.raises(PictureUnusable) as caught, left_to_the_collector():
            run(story)
        assert "wrong" not in str(caught.value)
        assert "proxy socks5://127.0.0.1" in str(caught.value)
        del caught
        with left_to_the_collector():
            pass
    else:
        assert run(story).data == PICTURE


UNUSABLE = [
    ("socks4://me:pw123@proxy.example:1080", "SOCKS 5"),
    ("gopher://me:pw123@proxy.example", "gopher"),
    ("http://me:pw123@", "HTTPS_PROXY"),
    ("http://me:pw123@proxy.example:99999", "HTTPS_PROXY"),
    ("http://me:pw123@[::1", "HTTPS_PROXY"),
    ("me:pw123@what is this", "HTTPS_PROXY"),
    ("http://me:pw123@127.0.0.1:1", "http://127.0.0.1:1"),
    ("socks5://me:pw123@127.0.0.1:1/", "socks5://127.0.0.1:1"),
    ("http://me:pw123@no-such-proxy.invalid:8", "no-such-proxy.invalid"),
]


@pytest.mark.parametrize(("written", "named"), UNUSABLE)
def test_what_is_wrong_with_a_proxy_is_said_without_its_password(environ, written, named):
    environ(HTTPS_PROXY=written)
    with pytest.raises(NotReached) as caught:
        run(lambda: look_up(f"https://{NAME}"))
    words = caught.value.message
    assert "proxy" in words
    assert named in words
    assert "pw123" not in words
    assert "\n" not in words


def test_a_proxy_that_breaks_off_has_not_passed_anything_on(environ):
    async def story():
        async with Proxy({}) as proxy:
            proxy.broken = True
            environ(HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}")
            with pytest.raises(NotReached, match="proxy"):
                await look_up(f"https://{NAME}")
            return proxy.asked

    assert set(run(story)) == {f"CONNECT {NAME}:443"}


@pytest.mark.parametrize(
    "exempt", [NAME, f".{NAME}", "*.example", "EXAMPLE", "*", f"a, {NAME}:443"]
)
def test_what_is_exempt_is_not_asked_for_through_the_proxy(environ, exempt):
    async def story():
        async with Proxy({}) as proxy:
            environ(HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}", no_proxy=exempt)
            # Nobody but the proxy knows the name.
            with pytest.raises(NotReached, match="address does not exist"):
                await look_up(f"https://{NAME}")
            return proxy.asked

    assert run(story) == []


@pytest.mark.parametrize(
    ("exempt", "url", "proxied"),
    [
        ("fe80::/10", "https://[fe80::1]", False),
        ("fe80::/10", "https://[2001:db8::1]", True),
        ("2001:db8::1/128", "https://[2001:0db8:0::1]:8443", False),
        ("[2001:db8::1]", "https://[2001:db8::1]", False),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]", True),
        ("10.0.0.0/8", "https://10.1.2.3", False),
        ("10.0.0.0/8", "https://ten.example", True),
        ("192.168.0.*", "https://192.168.0.7", True),
        ("Example.COM.", "https://www.example.com", False),
        ("example.com", "https://notexample.com", True),
        ("example.com:8443", "https://example.com:8443", False),
        ("a.example; b.example  c.example", "https://c.example", False),
        ("::1/128", "https://x.example", True),
        ("[], ,/,:,%,[::1", "https://x.example", True),
        ("", "http://x.localhost:8000", False),
        ("", "http://127.8.9.1", False),
        ("", "http://[::1]:8000", False),
        ("", "http://[::ffff:127.0.0.1]", False),
        ("", "http://0.0.0.0:8000", False),
        ("", "http://127.0.0.1.example", True),
    ],
)
def test_which_addresses_are_asked_for_through_a_proxy(exempt, url, proxied):
    proxies = Proxies({"all": "socks://proxy.example:1080/", "no": exempt})
    assert (proxies.of(httpx.URL(url)) is not None) is proxied


def test_certificates_that_cannot_be_read_are_told(environ):
    environ(SSL_CERT_FILE="/no/such/file.pem")
    with pytest.raises(NotReached, match="SSL_CERT_FILE"):
        run(lambda: look_up(f"https://{NAME}"))
