"""The same promises over real sockets, by the built-in server and by another."""

from __future__ import annotations

import gzip
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from feeds.http import content_digest
from tests.support.edition import Clock, Place, feed
from tests.support.processes import environment, free_port, stop

ATOM, JSON = feed("/feed.xml"), feed("/标签/科技.json")
JSON_TARGET = "/%E6%A0%87%E7%AD%BE/%E7%A7%91%E6%8A%80.json"
URL = "https://example.org/blog"
PATIENCE = 30

SETTINGS = """
from pathlib import Path
from feeds.web import EditionSettings
settings = EditionSettings(Path("public"), Path(".feeds"))
"""
GRANIAN = (
    SETTINGS
    + """
from feeds.config.schema import ServeSection
from feeds.web.server import serve
serve(EditionSettings(settings.output, settings.state, ServeSection(port={port})), print)
"""
)
GUNICORN = (
    SETTINGS
    + """
from feeds.web import create_app
app = create_app(settings)
"""
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    place: Place
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer: HTTPResponse = connection.getresponse()
        found = Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
        connection.close()
        return found

    def send(self, request: bytes) -> bytes:
        """Send bytes as they are; return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(request)
            answer = b""
            try:
                while more := connection.recv(65536):
                    answer += more
            except ConnectionResetError:
                pass  # refused before all was read
            return answer

    def status(self, target: bytes, *headers: bytes, version: bytes = b"1.1") -> int:
        lines = [b"GET " + target + b" HTTP/" + version, b"Host: x", b"Connection: close", *headers]
        answer = self.send(b"\r\n".join(lines) + b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
        assert found, answer[:200]
        return int(found[1])


def command(kind: str, port: int, directory: Path) -> list[str]:
    if kind == "granian":
        return [sys.executable, "-c", GRANIAN.format(port=port)]
    (directory / "served.py").write_text(GUNICORN)
    return [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "served:app"]


@contextmanager
def serving(kind: str, place: Place) -> Iterator[tuple[Server, subprocess.Popen[bytes]]]:
    port = free_port()
    with (place.root / "log").open("wb") as log:
        process = subprocess.Popen(
            command(kind, port, place.root),
            cwd=place.root,
            env=environment(HOME=str(place.root)),
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(port, process)
        yield Server(place, port), process
    finally:
        stop(process, place.root / "log")


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module", params=["granian", "gunicorn"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    pytest.importorskip(request.param)
    place = Place(tmp_path_factory.mktemp("site"), Clock(time.time() - 1000), URL)
    place.publish(ATOM, JSON)
    with serving(request.param, place) as (server, _):
        yield server


@pytest.mark.parametrize("path", ["/feed.xml", "/blog/feed.xml", "/feed.xml?utm_source=x"])
def test_a_feed_is_served_whole_with_its_headers(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert (answer.status, answer.body) == (200, ATOM.body)
    assert answer.headers["content-length"] == str(len(ATOM.body))
    assert answer.headers["etag"] == f'"{ATOM.digest}"'
    assert answer.headers["link"] == '<https://example.org/blog/feed.xml>; rel="self"'
    assert "date" in answer.headers
    assert "accept-ranges" not in answer.headers


def test_gzip_is_served_as_published(server: Server) -> None:
    answer = server.ask("/feed.xml", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"].endswith(f'-gz.{content_digest(answer.body)}"')
    assert gzip.decompress(answer.body) == ATOM.body


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_and_304_have_no_body(server: Server, coding: str) -> None:
    full = server.ask("/feed.xml", Accept_Encoding=coding)
    head = server.ask("/feed.xml", "HEAD", Accept_Encoding=coding)
    assert head.body == b""
    assert head.headers | {"date": ""} == full.headers | {"date": ""}
    for method in ("GET", "HEAD"):
        held = {"Accept_Encoding": coding, "If_None_Match": full.headers["etag"]}
        answer = server.ask("/feed.xml", method, **held)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == full.headers["etag"]
        assert "content-type" not in answer.headers


def test_repeated_headers_are_joined(server: Server) -> None:
    lines = b'If-None-Match: "other"', b'If-None-Match: "' + ATOM.digest.encode() + b'"'
    assert server.status(b"/feed.xml", *lines) == 304


def test_a_path_beyond_ascii_is_found(server: Server) -> None:
    answer = server.ask(JSON_TARGET)
    assert (answer.status, answer.body) == (200, JSON.body)
    assert answer.headers["link"] == f'<https://example.org/blog{JSON_TARGET}>; rel="self"'


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET /feed.xml HTTP/1.0",
        b"GET /feed.xml HTTP/1.0\r\nHost: nobody.example",
        b"GET http://nobody.example/feed.xml HTTP/1.1\r\nHost: x\r\nConnection: close",
        b"GET /feed.xml HTTP/1.1\r\nHost: a b<>\r\nConnection: close",
    ],
)
def test_the_host_does_not_change_the_feed(server: Server, request_head: bytes) -> None:
    head, _, body = server.send(request_head + b"\r\n\r\n").partition(b"\r\n\r\n")
    assert b" 200 OK" in head
    assert body == ATOM.body
    assert b"nobody.example" not in head


def test_http_1_0_gets_the_coding_it_asks_for(server: Server) -> None:
    asked = b"GET /feed.xml HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n"
    head, _, body = server.send(asked).partition(b"\r\n\r\n")
    assert b"content-encoding: gzip" in head.lower()
    assert gzip.decompress(body) == ATOM.body


@pytest.mark.parametrize(
    "target",
    [
        b"/../.feeds/edition.db",
        b"/%2e%2e/.feeds/edition.db",
        b"/..%2f.feeds%2fedition.db",
        b"/%5c..%5c.feeds",
        b"/feed.xml%00",
        b"/%zz%",
        b"/%ff%fe",
        b"//etc/passwd",
        b"/" + b"a" * 65536,
        b"/\xff\xfe",
    ],
)
def test_a_hostile_path_is_refused(server: Server, target: bytes) -> None:
    assert server.status(target) in (400, 404, 414)


@pytest.mark.parametrize(
    "header",
    [
        b'If-None-Match: \xff\xfe"\x80',
        b"If-None-Match: " + b'"' * 5000,
        b"If-Modified-Since: Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        b"Accept-Encoding: \xe9;;q=,",
        b"Range: bytes=9999-0",
        b"X: " + b"a" * 65536,
        b"Content-Length: five",
    ],
)
def test_a_strange_header_gives_no_500(server: Server, header: bytes) -> None:
    assert server.status(b"/feed.xml", header) in (200, 400, 417, 431)


@pytest.mark.parametrize("method", ["POST", "DELETE", "PROPFIND", "TRACE"])
def test_a_feed_can_only_be_read(server: Server, method: str) -> None:
    answer = server.ask("/feed.xml", method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_options_have_no_body(server: Server) -> None:
    answer = server.ask("/feed.xml", "OPTIONS")
    assert (answer.status, answer.body) == (204, b"")


def test_a_new_edition_is_served_without_a_restart(server: Server) -> None:
    newer = feed("/new.xml", str(time.time()))
    assert server.ask("/new.xml").status == 404
    server.place.publish(newer)
    assert server.ask("/new.xml").body == newer.body
    with server.place.writer() as edition:
        edition.remove_stale({"/feed.xml", JSON.path})
    assert server.ask("/new.xml").status == 404


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_built_in_server_ends_cleanly(tmp_path: Path, stop: signal.Signals) -> None:
    pytest.importorskip("granian")
    place = Place(tmp_path)
    place.publish(ATOM)
    with serving("granian", place) as (server, process):
        assert server.ask("/feed.xml").status == 200
        process.send_signal(stop)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
