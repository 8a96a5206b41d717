"""HEAD and 304"""

from __future__ import annotations

from itertools import product

import pytest

from .client import Answer, conversation, request
from .reading import CODINGS, FORMATS, coded
from .servers import Server

CASES = [
    pytest.param(format, coding, id=f"{format} {coding}")
    for format, coding in product(FORMATS, CODINGS)
]
RESENT = ("ETag", "Cache-Control", "Vary")
"""RFC 9110 15.4.5; Date besides, and Content-Location where there is one."""


@pytest.mark.parametrize(("format", "coding"), CASES)
def test_head_is_get_without_its_body_9_3_2(server: Server, format: str, coding: str) -> None:
    full = coded(server, f"/feed.{format}", coding)
    head = server.head(f"/feed.{format}", f"Accept-Encoding: {coding}, identity;q=0.1")
    assert (head.status, head.body) == (200, b"")
    assert head.lasting == full.lasting


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("format", "coding"), CASES)
def test_304_repeats_what_a_cache_needs_15_4_5(
    server: Server, format: str, coding: str, method: str
) -> None:
    full = coded(server, f"/feed.{format}", coding)
    answer = repeated(server, f"/feed.{format}", full, coding, method)
    assert (answer.status, answer.body) == (304, b"")
    assert [answer[name] for name in RESENT] == [full[name] for name in RESENT]
    assert answer["Date"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", CODINGS)
def test_304_describes_no_content_15_4_5(server: Server, coding: str, method: str) -> None:
    full = coded(server, "/feed.atom", coding)
    answer = repeated(server, "/feed.atom", full, coding, method)
    assert answer.get("Content-Type") is None
    assert answer.get("Content-Encoding") is None
    assert answer.get("Content-Length") in (None, full["Content-Length"])  # 8.6
    assert answer.get("Transfer-Encoding") is None


def test_304_may_be_read_from_any_origin(server: Server) -> None:
    answer = repeated(server, "/feed.atom", server.get("/feed.atom"), "identity", "GET")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_answers_on_one_connection_keep_their_bounds_rfc_9112_9_3(server: Server) -> None:
    """A 304 or an answer to HEAD with a body would be taken for the next answer."""
    full = server.get("/feed.atom")
    held = f"If-None-Match: {full['ETag']}"
    rows = (
        ("GET", (), 200),
        ("HEAD", (), 200),
        ("GET", (held,), 304),
        ("HEAD", (held,), 304),
        ("GET", ("Accept-Encoding: gzip",), 200),
        ("OPTIONS", (), 204),
        ("GET", (), 200),
    )
    asked = [(method, request("/feed.atom", *lines, method=method)) for method, lines, _ in rows]
    answers = list(conversation(server.port, asked))
    assert [answer.status for answer in answers] == [status for *_, status in rows]
    assert answers[-1].body == full.body


def test_requests_sent_at_once_are_answered_in_their_order_rfc_9112_9_3_2(server: Server) -> None:
    bodies = {path: server.get(path).body for path in ("/feed.atom", "/feed.rss", "/feed.json")}
    with server.connect() as connection:
        connection.send(b"".join(request(path) for path in bodies))
        assert [connection.receive().body for _ in bodies] == list(bodies.values())


def repeated(server: Server, path: str, full: Answer, coding: str, method: str) -> Answer:
    accept = f"Accept-Encoding: {coding}, identity;q=0.1"
    return server.get(path, f"If-None-Match: {full['ETag']}", accept, method=method)
