"""The fast path and Flask give the same answers, to the byte."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feeds.config.moves import Moves, Redirect
from feeds.web import EditionSettings, create_app
from feeds.web.fastpath import FastPath
from feeds.web.health import OwnPages
from tests.support.edition import Clock, Place, feed, page, short_feed

ENCODINGS = (
    None,
    "",
    "gzip",
    "gzip, deflate, br, zstd",
    "br;q=0.5, gzip;q=0.4",
    "identity",
    "GZIP;q=1.0",
    "*;q=0",
)
PATHS = (
    "/feed.xml",
    "/blog/feed.xml",
    "/feed.xml/",
    "/FEED.xml",
    "/tags/é (x).rss",
    "/标签/科技.json",
    "/short.xml",
    "/rss",
    "/old/a",
    "/gone/x",
    "/nothing",
    "/",
    "/healthz/..",
    "/feeds/",
    "/blog/feeds/",
    "/FEEDS/",
    "/feeds",
    "/feeds/index.html",
    "/feeds/style.css",
    "/blog/",
)
DESTINATIONS = (None, "document", "empty", "iframe")
HUBS = ("https://hub.example/", "https://hub.example/?of=a,b")
MODIFIED = "Tue, 14 Nov 2023 22:13:20 GMT"

Raw = tuple[str, list[tuple[str, str]], bytes]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(
        tmp_path_factory.mktemp("site"), Clock(1_700_000_000.5), "https://example.org/blog"
    )
    moves = Moves(
        (Redirect("/rss", "/feed.xml", 200), Redirect("/old/a", "/feed.xml", 301)), ("/gone/*",)
    )
    with place.writer() as writer:
        writer.describe(place.url, "", moves, HUBS, "/feeds/index.html")
        for one in (
            page("/feeds/index.html"),
            page("/feeds/style.css"),
            feed("/feed.xml", page="/feeds/index.html"),
            feed("/tags/é (x).rss"),
            feed("/标签/科技.json"),
            short_feed("/short.xml"),
        ):
            writer.put(one, "1")
    return place


def fast_path(app: Flask) -> FastPath:
    """The layer right in front of Flask, behind the server's own pages."""
    pages = app.wsgi_app
    assert isinstance(pages, OwnPages)
    assert isinstance(pages.app, FastPath)
    return pages.app


def environ_of(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        **named,
    }


def ask(application: Any, environ: dict[str, Any]) -> Raw:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    body = application(dict(environ), lambda status, headers: started.append((status, headers)))
    sent = b"".join(body)
    getattr(body, "close", lambda: None)()
    ((status, headers),) = started
    return status, headers, sent


def requests(tags: list[str]) -> Iterator[dict[str, Any]]:
    conditions: list[dict[str, str]] = [
        {},
        {"If-Modified-Since": MODIFIED},
        {"If-Modified-Since": "x"},
        {"If-None-Match": "*"},
        {"If-None-Match": '"0"', "If-Modified-Since": MODIFIED},
    ]
    conditions += [{"If-None-Match": tag} for tag in tags]
    conditions += [
        {"If-Match": tags[0]},
        {"If-Unmodified-Since": MODIFIED},
        {"A-IM": "feed", "If-None-Match": tags[0]},
    ]
    choices = itertools.product(PATHS, ENCODINGS, conditions, DESTINATIONS)
    for path, coding, condition, destination in choices:
        wishes = {"Accept-Encoding": coding, "Sec-Fetch-Dest": destination}
        given = {name: value for name, value in wishes.items() if value is not None}
        yield environ_of("GET", path, condition | given)
    for method in ("HEAD", "OPTIONS", "POST"):
        yield environ_of(method, "/feed.xml", {})


def test_fast_path_and_flask_give_the_same_answers(place: Place) -> None:
    app = create_app(EditionSettings(place.output, place.state))
    fast = fast_path(app)
    flask = fast.application
    plain = (
        environ_of("GET", path, {"Accept-Encoding": one or "identity"})
        for path, one in itertools.product(("/feed.xml", "/feeds/"), ENCODINGS)
    )
    tags = sorted({dict(ask(flask, environ)[1])["ETag"] for environ in plain})
    tags += [f"W/{tags[0]}", f'"{tags[0].strip(chr(34))}-gzip"', f'"0", {tags[0]}']
    asked = list(requests(tags))
    assert len(asked) > 1000
    for environ in asked:
        assert ask(fast, environ) == ask(flask, environ), environ


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/feed.xml", {}),
        ("/feed.xml", {"Sec-Fetch-Dest": "empty"}),
        ("/feeds/", {"Sec-Fetch-Dest": "document"}),
        ("/", {"Sec-Fetch-Dest": "document"}),
        ("/feeds/style.css", {"Sec-Fetch-Dest": "style"}),
    ],
)
def test_plain_requests_never_reach_flask(place: Place, path: str, headers: dict[str, str]) -> None:
    app = create_app(EditionSettings(place.output, place.state))
    fast = fast_path(app)
    fast.application = unreachable
    for coding in ENCODINGS:
        asked = headers if coding is None else headers | {"Accept-Encoding": coding}
        status, fields, body = ask(fast, environ_of("GET", path, asked))
        assert (status, bool(body)) == ("200 OK", True)
        for name, given_as in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            condition = {name: dict(fields)[given_as]}
            answer = ask(fast, environ_of("GET", path, asked | condition))
            assert (answer[0], answer[2]) == ("304 Not Modified", b"")
    assert ask(fast, environ_of("GET", "/rss", {}))[0] == "200 OK"


def test_an_answer_is_not_kept_longer_than_its_row(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed(), feed("/other.xml"))
    fast = create_app(EditionSettings(place.output, place.state)).wsgi_app
    plain = environ_of("GET", "/feed.xml", {})
    assert ask(fast, plain)[2] == feed().body
    place.clock.now += 60
    place.publish(feed(text="two"))
    assert ask(fast, plain)[2] == feed(text="two").body
    with place.writer() as writer:
        writer.remove_stale({"/other.xml"})
    assert ask(fast, plain)[0] == "404 Not Found"


def test_new_hubs_replace_the_kept_answers(tmp_path: Path) -> None:
    """A build notes them after the feeds, which then name other hubs than their heads."""
    place = Place(tmp_path)
    place.publish(feed())
    fast = create_app(EditionSettings(place.output, place.state)).wsgi_app
    plain = environ_of("GET", "/feed.xml", {})
    links = []
    for place.hubs in ((), HUBS, HUBS[:1], ()):
        place.publish(feed())
        links.append(dict(ask(fast, plain)[1])["Link"])
    itself = '</feed.xml>; rel="self"'
    first, second = (f', <{hub}>; rel="hub"' for hub in HUBS)
    assert links == [itself, itself + first + second, itself + first, itself]


def test_the_number_of_kept_answers_is_limited(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.web.fastpath._MOST", 5)
    fast = fast_path(create_app(EditionSettings(place.output, place.state)))
    for number in range(50):
        ask(fast, environ_of("GET", "/feed.xml", {"Accept-Encoding": f"gzip, x{number}"}))
        ask(
            fast, environ_of("GET", "/feed.xml", {"Accept-Encoding": f"gzip, {'x' * 1000}{number}"})
        )
    assert 0 < fast.kept <= 5


def unreachable(*_: object) -> list[bytes]:
    raise AssertionError("this request went to Flask")
