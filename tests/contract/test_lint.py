"""Linters: httplint and redbot"""

from __future__ import annotations

from itertools import product

import pytest

from tests.support.docs import read_page

from .lint import EXPLAINED, installed, lint, redbot
from .reading import CODINGS, FORMATS, digest
from .servers import Server
from .site import target

pytestmark = pytest.mark.skipif(
    not installed(), reason="httplint and redbot are not installed (FEEDS_HTTPLINT)"
)
PUBLIC = "STORE_PUBLIC_UNNECESSARY"


def judged(
    server: Server, path: str, *lines: str, method: str = "GET", status: int = 200
) -> frozenset[str]:
    answer = server.get(path, *lines, method=method)
    assert answer.status == status
    return lint(answer, path, lines, method)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("format", "coding"),
    [
        pytest.param(format, coding, id=f"{format} {coding}")
        for format, coding in product(FORMATS, CODINGS)
    ],
)
def test_a_feed_has_nothing_bad(server: Server, format: str, coding: str, method: str) -> None:
    accept = f"Accept-Encoding: {coding}, identity;q=0.1"
    assert judged(server, f"/feed.{format}", accept, method=method) == {PUBLIC}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", CODINGS)
def test_a_304_has_nothing_bad(server: Server, coding: str, method: str) -> None:
    accept = f"Accept-Encoding: {coding}"
    held = f"If-None-Match: {server.get('/feed.atom', accept)['ETag']}"
    assert judged(server, "/feed.atom", accept, held, method=method, status=304) == {PUBLIC}


@pytest.mark.dynamic
@pytest.mark.parametrize("format", FORMATS)
def test_a_226_has_nothing_bad(server: Server, format: str) -> None:
    old = digest(server.site.builds[0][f"/feed.{format}"].body)
    lines = "A-IM: feed", f'If-None-Match: "{old}"'
    assert judged(server, f"/feed.{format}", *lines, status=226) == set()


@pytest.mark.parametrize("accepted", ["text/plain", "application/problem+json"])
@pytest.mark.parametrize(
    ("path", "method", "lines", "status"),
    [
        pytest.param("/nothing", "GET", (), 404, id="404"),
        pytest.param("/nothing", "HEAD", (), 404, id="404 HEAD"),
        pytest.param("/feed.atom", "POST", (), 405, id="405"),
        pytest.param("/feed.atom", "GET", ('If-Match: "x"',), 412, id="412"),
    ],
)
def test_an_error_has_nothing_bad(
    server: Server, path: str, method: str, lines: tuple[str, ...], status: int, accepted: str
) -> None:
    found = judged(server, path, f"Accept: {accepted}", *lines, method=method, status=status)
    assert found <= {PUBLIC}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param(target("/old/科技.xml"), 200, id="200"),
        pytest.param("/rss", 301, id="301"),
        pytest.param("/rss2", 308, id="308"),
        pytest.param("/gone/feed.xml", 410, id="410"),
    ],
)
def test_an_old_address_has_nothing_bad(moved: Server, path: str, status: int) -> None:
    assert judged(moved, path, status=status) <= {PUBLIC}


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        pytest.param("/feeds/", (), 200, id="a page"),
        pytest.param("/", ("Accept-Encoding: gzip",), 200, id="the root"),
        pytest.param("/feeds.opml", (), 200, id="OPML"),
        pytest.param("/feeds/search.json", (), 200, id="JSON"),
        pytest.param("/feeds", (), 308, id="a folder"),
        pytest.param("/feed.atom", ("Sec-Fetch-Dest: document",), 302, id="a browser"),
    ],
)
def test_a_page_has_nothing_bad(
    server: Server, path: str, lines: tuple[str, ...], status: int
) -> None:
    assert judged(server, path, *lines, status=status) <= {PUBLIC}


@pytest.mark.dynamic
def test_a_503_has_nothing_bad(unready: Server) -> None:
    assert judged(unready, "/feed.atom", status=503) == set()


@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        pytest.param(
            ("Origin: https://reader.example", "Access-Control-Request-Method: GET"),
            set(),
            id="a browser's",
        ),
        pytest.param((), {"CORS_PREFLIGHT_ONLY"}, id="by hand"),
    ],
)
def test_options_have_nothing_bad(server: Server, lines: tuple[str, ...], bad: set[str]) -> None:
    assert judged(server, "/feed.atom", *lines, method="OPTIONS", status=204) == bad


@pytest.mark.parametrize("format", FORMATS)
def test_redbot_finds_nothing_bad(server: Server, format: str) -> None:
    bad, good = redbot(f"http://127.0.0.1:{server.port}/feed.{format}")
    assert bad == {PUBLIC}
    assert good >= {"INM_304", "IMS_304", "CONNEG_GZIP_GOOD"}


def test_what_is_left_is_explained() -> None:
    page = read_page("http")
    for note, reason in EXPLAINED.items():
        assert f"| `{note}` | {reason} |" in page
