"""Paths"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, urlsplit

import pytest

from .client import Answer, request
from .reading import agrees
from .servers import Server
from .site import BAKING, SCIENCE, URL, target

PATH = "/feed.atom"
CAFE = "/tags/café-notes/feed.rss"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("?", id="empty"),
        pytest.param("?utm_source=rss&utm_medium=feed", id="a campaign"),
        pytest.param("?null", id="null"),
        pytest.param("?1700000000", id="a time"),
        pytest.param("?a=%zz%", id="a broken escape"),
        pytest.param("?format=json", id="a wish"),
        pytest.param("?x=../../etc/passwd", id="a path"),
        pytest.param("?" + "a" * 4000, id="4000 letters"),
    ],
)
def test_a_query_changes_nothing(server: Server, query: str) -> None:
    plain = server.get(PATH)
    answer = server.get(PATH + query)
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.lasting == plain.lasting
    assert server.get(PATH + query, f"If-None-Match: {plain['ETag']}").status == 304


@pytest.mark.parametrize(
    "accepted",
    [
        pytest.param("*/*", id="any"),
        pytest.param("text/html,application/xhtml+xml", id="a browser"),
        pytest.param("application/json", id="another format"),
        pytest.param("image/*, */*;q=0", id="nothing we have"),
        pytest.param("application/atom+xml;q=0", id="all but this"),
        pytest.param(";;/,q=", id="nonsense"),
        pytest.param("", id="empty"),
    ],
)
def test_accept_is_ignored_12_5_1(server: Server, accepted: str) -> None:
    plain = server.get(PATH)
    answer = server.get(PATH, f"Accept: {accepted}")
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.lasting == plain.lasting


@pytest.mark.parametrize(
    ("written", "path"),
    [
        pytest.param("/%66eed.atom", PATH, id="6.2.2.2 an escaped letter"),
        pytest.param("/feed%2eatom", PATH, id="6.2.2.2 an escaped dot"),
        pytest.param(
            f"/tags/{quote(SCIENCE).lower()}/feed.rss", f"/tags/{SCIENCE}/feed.rss", id="6.2.2.1"
        ),
        pytest.param(quote(unicodedata.normalize("NFD", CAFE)), CAFE, id="NFD"),
        pytest.param(quote(CAFE), CAFE, id="NFC"),
        pytest.param("/feed.atom/", PATH, id="a slash too many"),
        pytest.param("/feed.atom//", PATH, id="two slashes too many"),
        pytest.param("/FEED.ATOM", PATH, id="upper case"),
        pytest.param("/Feed.Atom", PATH, id="mixed case"),
        pytest.param("/Feed.Atom/?x", PATH, id="case, slash and query"),
        pytest.param(
            "/categories/home%20baking/feed.json",
            f"/categories/{BAKING}/feed.json",
            id="case and a space",
        ),
        pytest.param(
            quote(unicodedata.normalize("NFD", "/TAGS/CAFÉ-NOTES/FEED.RSS")) + "/",
            CAFE,
            id="case, form and slash",
        ),
    ],
)
def test_the_same_address_written_otherwise_leads_there_in_one_hop_rfc_3986_6(
    server: Server, written: str, path: str
) -> None:
    answer = server.get(written)
    if answer.status == 301:
        assert place(answer) == target(path)
        answer = server.get(place(answer))
    assert answer.status == 200
    assert agrees(answer) == server.site.builds[-1][path].body
    assert answer["Link"].startswith(f'<{URL}{target(path)}>; rel="self"')


def place(answer: Answer) -> str:
    """Where a redirect leads: on this site, whatever the request's host was called."""
    url = urlsplit(answer["Location"])
    assert f"{url.scheme}://{url.netloc}" in (URL, "://")
    return url.path


HOSTS: dict[str, dict[str, str | None]] = {
    "7.2 an unknown host": {"host": "nobody.example"},
    "7.2 an unknown host and port": {"host": "nobody.example:8080"},
    "7.2 an address": {"host": "127.0.0.1"},
    "RFC 9112 3.3 HTTP 1.0 without Host": {"host": None, "version": "1.0"},
    "RFC 9112 3.3 HTTP 1.0 with one": {"host": "nobody.example", "version": "1.0"},
}


@pytest.mark.parametrize("how", [pytest.param(how, id=id) for id, how in HOSTS.items()])
def test_whatever_host_is_named_the_feed_is_the_same(server: Server, how: dict[str, str]) -> None:
    plain = server.get(PATH)
    answer = server.get(PATH, **how)
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.lasting == plain.lasting


def test_an_empty_host_is_answered_or_refused_rfc_9112_3_3(server: Server) -> None:
    """Granian reports it as none, which must be refused."""
    assert server.get(PATH, host="").status in (200, 400)


@pytest.mark.parametrize("path", [PATH, "/nothing"])
def test_http_1_1_names_its_host_rfc_9112_3_2(server: Server, path: str) -> None:
    with server.connect() as connection:
        connection.send(request(path, "Connection: close", host=None))
        assert connection.receive().status == 400


@pytest.mark.parametrize("path", [PATH, "/nothing"])
@pytest.mark.parametrize("second", ["other.example", "feeds.example.org"])
def test_two_hosts_are_refused_rfc_9112_3_2(server: Server, second: str, path: str) -> None:
    assert server.get(path, f"Host: {second}").status == 400


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("http://nobody.example/feed.atom", id="a proxy's"),
        pytest.param("http://nobody.example:8080/feed.atom?x", id="with a port and a query"),
        pytest.param("https://feeds.example.org/feed.atom", id="over TLS"),
        pytest.param("HTTP://NOBODY.EXAMPLE/feed.atom", id="upper case"),
    ],
)
def test_an_absolute_form_is_answered_rfc_9112_3_2_2(server: Server, form: str) -> None:
    plain = server.get(PATH)
    answer = server.get(form)
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.lasting == plain.lasting


@pytest.mark.parametrize("path", ["/feed.atom", "/nothing", "/Feed.Atom/", "/feed.atom/nothing"])
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((), id="Host"),
        pytest.param(("X-Forwarded-Host: nobody.example", "X-Forwarded-Proto: https"), id="X-"),
        pytest.param(("Forwarded: host=nobody.example;proto=https",), id="Forwarded"),
        pytest.param(("X-Original-URL: /nobody.example", "X-Rewrite-URL: /nobody"), id="rewritten"),
    ],
)
def test_no_answer_names_the_host_of_the_request(
    server: Server, path: str, lines: tuple[str, ...]
) -> None:
    answer = server.get(path, *lines, host="nobody.example")
    assert b"nobody" not in answer.head + answer.body
