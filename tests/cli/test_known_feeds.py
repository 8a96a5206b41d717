"""``compare`` and ``adopt`` say why a place has no feed, and what to name instead."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from feeds.cli.known_feeds import feeds_at
from feeds.errors import ConfigError
from tests.support.privileges import without_privileges

LINKED_PAGE = """<!DOCTYPE html><head><link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" href="https://a.example/x.xml?a&amp;b"></head>"""
PAGE = "<!DOCTYPE html>\n<html><head><title>A page</title></head></html>"
CUT_OFF = '<rss version="2.0"><channel><item><title>A title</ti'


def problem(place: str) -> str:
    with pytest.raises(ConfigError) as caught:
        feeds_at(place, "OLD")
    return str(caught.value)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def web() -> Iterator[str]:
    """A server that answers with the status in the path, and with a page for 200."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path[1:]))
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is not a feed; name a feed file in Atom, RSS or JSON Feed"),
        ("Some text", "is not a feed; name a feed file in Atom, RSS or JSON Feed"),
        ('{"items": []}', "is not a feed; name a feed file in Atom, RSS or JSON Feed"),
        (PAGE, "is a web page, not a feed; name a feed file"),
        (LINKED_PAGE, "is a web page, not a feed; name its feed, https://a.example/x.xml?a&b"),
        (CUT_OFF, "contains no entries; name a complete feed"),
    ],
)
def test_a_file_without_entries_is_not_compared(content: str, words: str) -> None:
    Path("old.xml").write_text(content)
    assert problem("old.xml") == f"old.xml: {words}"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "OLD: is empty; name a feed file, a folder of feeds, or a URL"),
        (
            "example.com/feed.xml",
            "example.com/feed.xml: does not exist; name a file, a folder, or a URL that begins with"
            " https://",
        ),
        (
            "a\x1b[31m\nb",
            "a\\x1b[31m\\nb: does not exist; name a file, a folder, or a URL that begins with"
            " https://",
        ),
        (
            "posts",
            "posts: contains no feeds (.atom, .json, .rdf, .rss, .xml); name another folder",
        ),
        ("circle.xml", "circle.xml: the symbolic links form a loop; remove one of them"),
        (
            "ftp://example.com/feed",
            "ftp://example.com/feed: the URL must begin with http:// or https://;"
            " download the feed, then name the file",
        ),
        (
            "http://[::1/feed",
            "http://[::1/feed: is not a URL; write one such as https://example.com/feed.xml",
        ),
    ],
)
def test_a_place_that_is_not_there_is_named_with_its_remedy(place: str, words: str) -> None:
    Path("posts").mkdir()
    Path("posts/a.md").touch()
    Path("circle.xml").symlink_to("circle.xml")
    assert problem(place) == words


def test_the_file_that_cannot_be_read_is_named_not_its_directory() -> None:
    Path("old").mkdir()
    Path("old/feed.xml").touch(0)
    with without_privileges():
        assert problem("old").startswith("old/feed.xml: permission denied; change its permissions")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "is a web page, not a feed; name a feed file"),
        (
            403,
            "the server answers 403 Forbidden; check the URL in a browser, or download the feed,"
            " then name the file",
        ),
        (502, "the server answers 502 Bad Gateway; try again later"),
    ],
)
def test_an_answer_without_a_feed_is_explained(web: str, status: int, words: str) -> None:
    assert problem(f"http://{web}/{status}") == f"http://{web}/{status}: {words}"


def test_a_server_without_tls_is_explained(web: str) -> None:
    words = "the https connection failed; use http:// if the server has no https"
    assert problem(f"https://{web}/200") == f"https://{web}/200: {words}"


def test_a_server_that_says_nothing_in_tls_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.cli.known_feeds._SILENCE", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        words = "the server did not answer within 20 seconds; download the feed, then name the file"
        assert problem(address) == f"{address}: {words}"


def test_a_server_that_is_not_there_is_explained() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # nobody listens
        place = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        words = "the server cannot be reached (connection refused); check the URL and the server"
        assert problem(place) == f"{place}: {words}"
