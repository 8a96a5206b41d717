"""Malformed and hostile requests"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.support import ROOT

from .client import Answer, request
from .reading import agrees
from .servers import Server
from .site import SECRET

LEAKS = (SECRET, "Traceback", "site-packages", "SQLite format", "root:x:", "generator: plain")

TARGETS: dict[str, bytes] = {
    "dots": b"/../secret.txt",
    "dots after a folder": b"/tags/../../secret.txt",
    "many dots": b"/" + b"../" * 40 + b"etc/passwd",
    "a dot": b"/./../config.yaml",
    "escaped dots": b"/%2e%2e/secret.txt",
    "half escaped dots": b"/.%2e/secret.txt",
    "twice escaped dots": b"/%252e%252e/secret.txt",
    "an escaped slash": b"/..%2fsecret.txt",
    "an escaped slash, all": b"/%2e%2e%2fsecret.txt",
    "twice escaped slash": b"/..%252fsecret.txt",
    "a backslash": b"/..\\secret.txt",
    "an escaped backslash": b"/..%5csecret.txt",
    "an overlong slash": b"/..%c0%afsecret.txt",
    "an overlong dot": b"/%c0%ae%c0%ae/secret.txt",
    "a wide slash": b"/..%ef%bc%8fsecret.txt",
    "an absolute path": b"//etc/passwd",
    "an absolute path, escaped": b"/%2fetc%2fpasswd",
    "a drive": b"/C:/Windows/win.ini",
    "the state": b"/../.feeds/edition.db",
    "the posts": b"/../posts/a.md",
    "a hidden file": b"/.feeds/edition.db",
    "git": b"/.git/config",
    "a semicolon": b"/..;/secret.txt",
    "NUL at the end": b"/feed.atom%00",
    "NUL and an ending": b"/secret.txt%00.atom",
    "NUL raw": b"/feed.atom\x00",
    "a broken escape": b"/%zz",
    "half an escape": b"/feed.atom%2",
    "a lonely percent": b"/%",
    "no UTF-8": b"/%ff%fe",
    "half a character": b"/%e7%a7",
    "a surrogate": b"/%ed%a0%80",
    "raw bytes": b"/\xff\xfe",
    "line ends": b"/feed.atom%0d%0aX-Injected:%20yes",
    "a tab": b"/feed.atom%09",
    "delete": b"/%7f",
    "a fragment": b"/nothing#feed.atom",
    "markup": b"/%3Cscript%3Ealert(1)%3C/script%3E",
    "64 KB": b"/" + b"a" * 65536,
    "64 KB of escapes": b"/" + b"%61" * 21846,
    "64 KB of folders": b"/" + b"a/" * 32768,
    "8000 combining marks": b"/" + b"%cc%81" * 1300,
    "another scheme": b"file:///etc/passwd",
    "an asterisk": b"*",
    "an empty host": b"http:///feed.atom/nothing",
}


@pytest.mark.parametrize("target", [pytest.param(row, id=id) for id, row in TARGETS.items()])
def test_a_hostile_target_leads_nowhere_17_3(server: Server, target: bytes) -> None:
    answer = sent(server, request(target, "Connection: close"))
    assert answer.status in (400, 404, 414, 431)
    assert is_clean(server, answer)


@pytest.mark.parametrize(
    "target",
    [
        *(b"/feed.atom%5c", b"/feed.atom%2f", b"/%2ffeed.atom", b"/./feed.atom", b"feed.atom"),
        pytest.param(b"/" + b"/" * 65536, id="64 KB of slashes"),
        pytest.param(b"nobody.example:443", id="an authority"),
    ],
)
def test_a_slash_in_disguise_leads_to_a_page_or_feed_or_nowhere(
    server: Server, target: bytes
) -> None:
    """Not every server tells ``%2f`` from a slash, or misses the one at the beginning."""
    answer = sent(server, request(target, "Connection: close"))
    assert answer.status in (200, 301, 400, 404, 414)
    assert is_clean(server, answer)


LINES: dict[str, bytes] = {
    "bytes for a tag": b'If-None-Match: \xff\xfe"\x80',
    "5000 quotes": b"If-None-Match: " + b'"' * 5000,
    "5000 open tags": b"If-None-Match: " + b'W/"' * 1700,
    "a tag of 30 KB": b'If-None-Match: "' + b"a" * 30000 + b'"',
    "a thousand tags": b"If-None-Match: " + b'"a",' * 1000,
    "hyphens for a tag": b'If-None-Match: "' + b"-" * 4000 + b'"',
    "5000 quotes for If-Match": b"If-Match: " + b'"' * 5000,
    "a huge date": b"If-Modified-Since: Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    "spaces for a date": b"If-Modified-Since: " + b" " * 4000 + b"x",
    "bytes for a date": b"If-Modified-Since: \xff",
    "bytes for a coding": b"Accept-Encoding: \xe9;;q=,",
    "a thousand codings": b"Accept-Encoding: " + b"gzip;q=0.1," * 600,
    "4000 semicolons": b"Accept-Encoding: gzip" + b";" * 4000,
    "commas for a type": b"Accept: " + b"," * 4000,
    "a thousand types": b"Accept: " + b"a/b;q=0.1," * 600,
    "a thousand manipulations": b"A-IM: " + b"feed;q=0.1," * 600,
    "a range": b"Range: bytes=" + b"0-1," * 1000,
    "a header of 64 KB": b"X-Long: " + b"a" * 65536,
    "a tag of 64 KB": b'If-None-Match: "' + b"a" * 65536 + b'"',
    "a thousand headers": b"\r\n".join(b"X-%d: a" % n for n in range(1000)),
    "a length in words": b"Content-Length: five",
    "a length below nothing": b"Content-Length: -1",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 5",
    "two codings of transfer": b"Transfer-Encoding: chunked\r\nContent-Length: 5",
    "an unknown coding of transfer": b"Transfer-Encoding: magic",
    "an expectation": b"Expect: the unexpected",
    "a name with a space": b"If None Match: x",
    "a line without a name": b": x",
    "a folded line": b"X-Folded: a\r\n b",
    "a second host": b"Host: other.example",
    "an upgrade": b"Connection: Upgrade\r\nUpgrade: h2c",
    "a proxy's cookie": b"Cookie: " + b"a=b;" * 900,
}


@pytest.mark.parametrize("line", [pytest.param(row, id=id) for id, row in LINES.items()])
@pytest.mark.parametrize("path", ["/feed.atom", "/nothing"])
def test_a_hostile_header_is_no_fault_of_the_server_17_5(
    server: Server, path: str, line: bytes
) -> None:
    body = b"0\r\n\r\n" if b"chunked" in line else b""
    answer = sent(server, request(path, line, *ending(line), body=body))
    usual = 200 if path == "/feed.atom" else 404
    assert answer.status in (usual, 400, 412, 413, 414, 417, 431, 501)
    assert is_clean(server, answer)
    if answer.status == 200:
        agrees(answer)


STARTS: dict[str, bytes] = {
    "no version": b"GET /feed.atom\r\n\r\n",
    "another version": b"GET /feed.atom HTTP/9.9\r\nHost: x\r\n\r\n",
    "no protocol": b"GET /feed.atom FTP/1.1\r\nHost: x\r\n\r\n",
    "two spaces": b"GET  /feed.atom  HTTP/1.1\r\nHost: x\r\n\r\n",
    "no method": b" /feed.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    "a strange method": b"G(T /feed.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of 10 KB": b"G" * 10000 + b" / HTTP/1.1\r\nHost: x\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("start", [pytest.param(row, id=id) for id, row in STARTS.items()])
def test_what_is_hardly_http_does_no_harm(server: Server, start: bytes) -> None:
    with server.connect() as connection:
        connection.send(start)
        connection.stop_sending()
        answer = connection.surplus()
    assert b"HTTP/1.1 5" not in answer.replace(b"HTTP/1.1 505", b"")
    assert not any(leak.encode() in answer for leak in LEAKS)
    assert server.get("/feed.atom").status == 200


SLOW: dict[str, bytes] = {
    "headers": b"GET /feed.atom HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "body": b"POST /feed.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
    "nothing": b"",
    "answers that are not read": b"GET /feed.atom HTTP/1.1\r\nHost: x\r\n\r\n" * 100,
}


@pytest.mark.alone
@pytest.mark.parametrize("start", [pytest.param(row, id=id) for id, row in SLOW.items()])
def test_slow_clients_do_not_keep_others_out_of_feeds_serve(server: Server, start: bytes) -> None:
    """docs/how-to/run-a-server.md: gunicorn and waitress need a proxy in front for that."""
    with ExitStack() as slow:
        for _ in range(200):
            slow.enter_context(server.connect()).send(start)
        assert [server.get("/feed.atom").status for _ in range(5)] == [200] * 5


def sent(server: Server, data: bytes) -> Answer:
    with server.connect() as connection:
        connection.send(data)
        return connection.receive()


def ending(line: bytes) -> tuple[bytes, ...]:
    return () if line.startswith(b"Connection:") else (b"Connection: close",)


def is_clean(server: Server, answer: Answer) -> bool:
    """Nothing of the machine, no line that the request smuggled in, no part of it as markup."""
    whole = answer.head + answer.body
    private = (*LEAKS, str(server.site.root), str(ROOT))
    leaked = [word for word in private if word.encode() in whole]
    return not leaked and answer.get("X-Injected") is None and b"<script>" not in answer.body
