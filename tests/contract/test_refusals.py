"""Errors, methods and ranges"""

from __future__ import annotations

import json
import re

import pytest

from tests.support import ROOT

from .client import BrokenAnswer, request
from .reading import FORMATS, agrees
from .servers import Server
from .site import URL

PATH = "/feed.atom"
METHODS = {"GET", "HEAD", "OPTIONS"}
WRITING = ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE", "BREW"]

PROBLEMS = [
    pytest.param("/nothing", "GET", (), 404, id="404"),
    pytest.param(PATH, "POST", (), 405, id="405"),
    pytest.param(PATH, "GET", ('If-Match: "x"',), 412, id="412"),
]
Lines = tuple[str, ...]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/nothing", id="nothing"),
        pytest.param("/feed", id="no ending"),
        pytest.param("/feed.atom.gz", id="a coded file"),
        pytest.param("/feed.atom/feed.atom", id="below a feed"),
        pytest.param("/tags/", id="a folder"),
        pytest.param("/tags/%E7%A7%91", id="half a name"),
    ],
)
def test_what_there_is_not_is_404_15_5_5(server: Server, path: str, method: str) -> None:
    answer = server.get(path, method=method)
    age = re.search(r"max-age=(\d+)", answer["Cache-Control"])
    assert answer.status == 404
    assert len(answer.body) < 2000
    assert answer.get("ETag") is None
    assert age
    assert int(age[1]) <= 300


@pytest.mark.parametrize("accepted", ["text/plain", "application/json"])
def test_a_404_names_the_site_s_feed(server: Server, accepted: str) -> None:
    assert f"{URL}/feed.atom" in server.get("/nothing", f"Accept: {accepted}").body.decode()


@pytest.mark.parametrize("method", WRITING)
@pytest.mark.parametrize("path", [PATH, "/nothing"])
def test_a_feed_can_only_be_read_15_5_6(server: Server, path: str, method: str) -> None:
    answer = server.get(path, method=method)
    assert answer.status == 405
    assert set(re.split(r",\s*", answer["Allow"])) == METHODS
    assert len(answer.body) < 2000


@pytest.mark.parametrize("path", [PATH, "/nothing"])
@pytest.mark.parametrize("method", ["get", "Get", "head", "options"])
def test_a_method_in_another_case_is_another_method_9_1(
    server: Server, path: str, method: str
) -> None:
    """gunicorn, waitress and nginx refuse it before they know what it asks for."""
    answer = server.get(path, method=method)
    assert answer.status in ((405, 501) if server.host.name == "granian" else (400, 405, 501))
    assert len(answer.body) < 2000


def test_a_body_that_nobody_reads_is_not_the_next_request_rfc_9112_9_3(server: Server) -> None:
    smuggled = request("/nothing")
    length = f"Content-Length: {len(smuggled)}"
    with server.connect() as connection:
        connection.send(request(PATH, length, method="POST", body=smuggled) + request(PATH))
        assert connection.receive().status == 405
        try:
            assert connection.receive().status == 200
        except BrokenAnswer:
            return  # closed: as good


@pytest.mark.parametrize("path", [PATH, "/nothing"])
def test_options_tell_what_is_allowed_9_3_7(server: Server, path: str) -> None:
    answer = server.get(path, method="OPTIONS")
    assert (answer.status, answer.body) == (204, b"")
    assert set(re.split(r",\s*", answer["Allow"])) == METHODS


def test_a_page_of_another_origin_may_ask_first_fetch_3_2_2(server: Server) -> None:
    wish = "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: if-none-match"
    answer = server.get(PATH, "Origin: https://reader.example", *wish, method="OPTIONS")
    headers = answer["Access-Control-Allow-Headers"].lower()
    assert answer.status == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer["Access-Control-Allow-Methods"]
    assert {"if-none-match", "if-modified-since"} <= set(re.split(r",\s*", headers))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Range: bytes=0-10",), id="the beginning"),
        pytest.param(("Range: bytes=-10",), id="the end"),
        pytest.param(("Range: bytes=99999999-",), id="nothing of it"),
        pytest.param(("Range: bytes=0-1,3-4",), id="two parts"),
        pytest.param(("Range: lines=1",), id="another unit"),
        pytest.param(("Range: bytes=9-0",), id="nonsense"),
        pytest.param(("Range: bytes=0-10", 'If-Range: "x"'), id="of another version"),
        pytest.param(("Range: bytes=0-10", "Accept-Encoding: gzip"), id="of a coding"),
    ],
)
def test_a_feed_is_read_whole_14_2(server: Server, lines: Lines) -> None:
    answer = server.get(PATH, *lines)
    assert answer.status == 200
    assert answer.get("Accept-Ranges") in (None, "none")
    assert answer.get("Content-Range") is None
    agrees(answer)


@pytest.mark.parametrize(("path", "method", "lines", "status"), PROBLEMS)
@pytest.mark.parametrize(
    "accepted", ["application/problem+json", "application/json", "text/plain;q=0.1, application/*"]
)
def test_errors_are_json_where_it_is_accepted_rfc_9457_3(
    server: Server, path: str, method: str, lines: Lines, status: int, accepted: str
) -> None:
    answer = server.get(path, f"Accept: {accepted}", *lines, method=method)
    problem = json.loads(answer.body)
    assert answer.status == problem["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(("path", "method", "lines", "status"), PROBLEMS)
@pytest.mark.parametrize("accepted", [None, "*/*", "text/plain", "text/html", "", "a/b;;q=,"])
def test_errors_are_plain_text_else(
    server: Server, path: str, method: str, lines: Lines, status: int, accepted: str | None
) -> None:
    wish = () if accepted is None else (f"Accept: {accepted}",)
    answer = server.get(path, *wish, *lines, method=method)
    assert answer.status == status
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert str(status) in answer.body.decode()


@pytest.mark.parametrize(("path", "method", "lines", "status"), PROBLEMS)
def test_errors_tell_nothing_of_the_machine(
    server: Server, path: str, method: str, lines: Lines, status: int
) -> None:
    answer = server.get(path, *lines, method=method)
    assert answer.status == status
    for word in (str(server.site.root), str(ROOT), "Traceback", "site-packages", ".py", ".db"):
        assert word.encode() not in answer.head + answer.body


@pytest.mark.parametrize(("path", "method", "lines", "status"), PROBLEMS)
def test_errors_may_be_read_from_any_origin_and_are_not_sniffed(
    server: Server, path: str, method: str, lines: Lines, status: int
) -> None:
    answer = server.get(path, *lines, method=method)
    assert answer.status == status
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("format", FORMATS)
def test_a_get_with_a_body_is_a_get_9_3_1(server: Server, format: str) -> None:
    with server.connect() as connection:
        connection.send(request(f"/feed.{format}", "Content-Length: 4", body=b"body"))
        assert connection.receive().status == 200
