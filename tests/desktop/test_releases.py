"""News of new versions: which version is newer, what a feed may be, and when it is looked at."""

import asyncio
import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QPushButton

from mjstudio.api.feed import MAX_FEED_BYTES, FeedUnusable, fetch_release
from mjstudio.desktop.new_releases import DAY, is_due
from mjstudio.library.settings import Settings
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.release import Release, check_feed, read_release
from mjstudio.model.version import is_newer, version_key
from tests.conftest import PATIENCE, TOKEN

RISING = (
    "0.1.dev3", "0.1a1", "0.1a2", "0.1b1", "0.1rc1", "0.1rc2", "0.1.0", "0.1.0.post1", "0.1.1",
    "0.2", "0.9.9", "0.10", "1.0-beta.2", "v1.0", "1.0.1", "2", "10.0",
)  # fmt: skip


class Feed:
    """A feed on loopback, and what it was asked."""

    def __init__(self):
        self.answer = (200, {}, b"{}")
        self.asked = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                feed.asked.append((self.path, dict(self.headers)))
                status, headers, body = feed.answer
                if self.path == "/moved":
                    status, headers, body = 200, {}, b'{"version": "9"}'
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/feed.json?channel=1"

    def tells(self, **told):
        self.answer = (200, {}, json.dumps(told).encode())


@pytest.fixture
def feed():
    feed = Feed()
    thread = threading.Thread(target=feed.server.serve_forever)
    thread.start()
    yield feed
    feed.server.shutdown()
    feed.server.server_close()
    thread.join()


def fetched(url):
    return asyncio.run(fetch_release(url))


def test_versions_rise():
    for older, newer in itertools.pairwise(RISING):
        assert is_newer(newer, older), (older, newer)
        assert not is_newer(older, newer)


def test_some_spellings_are_the_same_version():
    for one, other in (("1.2", "1.2.0"), ("v1.2", "1.2+build.7"), ("1.0rc1", "1.0-RC.1")):
        assert version_key(one) == version_key(other)
        assert not is_newer(one, other)


@pytest.mark.parametrize("text", ["", "newest", "1..2", "1.2.x", "1 2", "-1", "1." * 9 + "1"])
def test_what_is_no_version_is_never_newer(text):
    assert not is_newer(text, "0.1")
    assert not is_newer("9.9", text)
    with pytest.raises(ValueError, match="not a version"):
        version_key(text)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=5))
def test_numbers_are_compared_as_numbers(parts):
    text = ".".join(map(str, parts))
    higher = ".".join(map(str, [*parts[:-1], parts[-1] + 1]))
    assert is_newer(higher, text)
    assert not is_newer(text, text)
    assert is_newer(text, f"{text}rc1")


@pytest.mark.parametrize(
    "url", ["", "http://example.com/f", "file:///etc/passwd", "https://a b", "https://u:p@h/", "x"]
)
def test_a_feed_is_https_or_this_computer(url):
    with pytest.raises(InvalidRequest):
        check_feed(url)
    assert check_feed(" https://example.com/a.json?b=1 ") == "https://example.com/a.json?b=1"
    assert check_feed("http://127.0.0.1:8/f") == "http://127.0.0.1:8/f"


@pytest.mark.parametrize(
    "told",
    [
        None, [], "1.0", {}, {"version": 7}, {"version": "new"}, {"version": "1", "notes": []},
        {"version": "1", "url": "http://example.com"}, {"version": "1", "url": "javascript:1"},
    ],
)  # fmt: skip
def test_what_is_no_release_is_refused(told):
    with pytest.raises(ValueError, match=r"feed|version"):
        read_release(told)


def test_notes_become_one_short_line():
    release = read_release({"version": " 1.2 ", "notes": "New:\n\n masks " + "x" * 999})
    assert release.notes.startswith("New: masks xxx")
    assert (release.version, len(release.notes)) == ("1.2", 500)


def test_notes_are_in_the_windows_language_where_the_feed_has_them(monkeypatch):
    told = {"version": "1", "notes": "New masks.", "translations": {"zh_CN": "新的蒙版。", "de": 7}}
    for language, notes in (("en", "New masks."), ("zh_CN", "新的蒙版。"), ("de", "New masks.")):
        monkeypatch.setattr("mjstudio.model.release.spoken", lambda language=language: language)
        assert read_release(told).notes == notes
    assert read_release(told | {"translations": ["zh_CN"]}).notes == "New masks."


def test_a_feed_is_fetched_without_a_token(feed, monkeypatch):
    monkeypatch.setenv("ACEDATACLOUD_API_TOKEN", TOKEN)
    feed.tells(version="9.1", url="https://example.com/new", notes="Masks.")
    assert fetched(feed.url) == Release("9.1", "https://example.com/new", "Masks.")
    ((path, headers),) = feed.asked
    assert path == "/feed.json?channel=1"
    assert {name.lower() for name in headers} == {"host", "accept", "accept-encoding", "user-agent"}
    assert TOKEN not in str(feed.asked)


@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"\xff\xfe"),
        (200, {}, b"[" * 50_000),
        (200, {}, b" " * (MAX_FEED_BYTES + 1)),
        (200, {"Content-Encoding": "br"}, b"{}"),
        (302, {"Location": "http://example.com/elsewhere"}, b""),
        (302, {"Location": "file:///etc/passwd"}, b""),
        (302, {"Location": "/round"}, b""),
    ],
)
def test_whatever_else_a_feed_answers_is_one_plain_error(feed, answer):
    feed.answer = answer
    with pytest.raises(FeedUnusable):
        fetched(feed.url)


def test_a_feed_may_move_and_may_be_gone(feed):
    feed.answer = (302, {"Location": "/moved"}, b"")
    assert fetched(feed.url).version == "9"
    with pytest.raises(FeedUnusable, match="Couldn't load"):
        fetched("http://127.0.0.1:1/f")


def test_it_is_looked_at_once_a_day_and_only_if_switched_on():
    on = Settings(check_updates=True, update_feed="https://example.com/f", updates_checked=1e9)
    assert not is_due(Settings(), 1e9)
    assert is_due(Settings(check_updates=True), 2e9)  # at the program's own releases
    assert not is_due(Settings(check_updates=True, update_feed=""), 2e9)
    assert not is_due(on, 1e9 + DAY - 1)
    assert is_due(on, 1e9 + DAY)
    assert is_due(on, 1e9 - 1)  # the clock was set back


def test_a_new_version_is_a_notice_with_a_way_to_its_page(studio, feed):
    feed.tells(version="99.1", url="https://example.com/new", notes="Faster masks.")
    pages = []
    studio.window.open_url.disconnect()
    studio.window.open_url.connect(pages.append)
    releases = studio.app.desktop.releases
    with studio.qtbot.waitSignal(releases.looked, timeout=PATIENCE):
        studio.app.settings.change(check_updates=True, update_feed=feed.url)
    (words,) = studio.window.stage.notices.texts
    assert words.startswith("mjstudio 99.1 is available (you have ")
    assert words.endswith("Faster masks.")
    button = next(
        child
        for child in studio.window.stage.notices.findChildren(QPushButton)
        if child.text() == "What’s new"
    )
    button.click()
    assert pages == ["https://example.com/new"]
    assert studio.window.stage.notices.texts == []
    releases.look()
    assert len(feed.asked) == 1  # not again today


def test_the_same_version_or_a_broken_feed_is_nothing_to_speak_of(programs, feed):
    for body in (b'{"version": "0.0.1"}', b"broken"):
        feed.answer = (200, {}, body)
        bench = programs.start()
        with bench.qtbot.waitSignal(bench.app.desktop.releases.looked, timeout=PATIENCE):
            bench.app.settings.change(
                check_updates=True, update_feed=feed.url, updates_checked=len(feed.asked) * 1.0
            )
        assert bench.window.stage.notices.texts == []
        bench.app.settings.change(check_updates=False, updates_checked=0.0)
        programs.close(bench)
    assert len(feed.asked) == 2
