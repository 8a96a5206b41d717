"""Pages"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from .client import Answer
from .reading import CODINGS, FORMATS, agrees, coded, coding, decoded, instant
from .servers import Host, Server, serving
from .site import BAKING, FIRST, SCIENCE, URL, Site, target
from .test_headers import CACHING
from .test_hostile import is_clean

LIST = "/feeds/"
PAGES = (LIST, "/feeds/site.html", "/feeds/tag/", target(f"/feeds/tag/{SCIENCE}.html"))
FILES = {
    **dict.fromkeys(PAGES, "text/html; charset=utf-8"),
    "/feeds.opml": "text/x-opml; charset=utf-8",
    "/feeds/tag.opml": "text/x-opml; charset=utf-8",
    "/feeds/style.css": "text/css; charset=utf-8",
    "/feeds/script.js": "text/javascript; charset=utf-8",
    "/feeds/search.json": "application/json",
}
OPENED = "Sec-Fetch-Dest: document"
FEEDS = {f"/feed.{format}": "/feeds/site.html" for format in FORMATS} | {
    target(f"/tags/{SCIENCE}/feed.rss"): target(f"/feeds/tag/{SCIENCE}.html"),
    target(f"/categories/{BAKING}/feed.atom"): target(f"/feeds/category/{BAKING}.html"),
}
CASES = [pytest.param(path, name, id=f"{path} {name}") for path, name in product(FILES, CODINGS)]


def written(server: Server, path: str) -> Path:
    """The file that the build wrote for a path."""
    name = unquote(path).strip("/")
    return server.site.output / (f"{name}/index.html" if path.endswith("/") else name)


@pytest.mark.parametrize(("path", "name"), CASES)
def test_a_page_has_the_codings_and_validators_of_feeds(
    server: Server, path: str, name: str
) -> None:
    answer = server.get(path, f"Accept-Encoding: {name}, identity;q=0.1")
    assert answer.status == 200
    assert agrees(answer) == written(server, path).read_bytes()
    assert answer["Content-Type"] == FILES[path]
    assert answer["Vary"].lower() == "accept-encoding"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert instant(answer, "Last-Modified") <= instant(answer, "Date")
    found = CACHING.fullmatch(answer["Cache-Control"])
    assert found
    assert 30 * 60 <= int(found[1]) <= 4 * 3600
    accept = f"Accept-Encoding: {coding(answer)}, identity;q=0.1"
    for held in (
        f"If-None-Match: {answer['ETag']}",
        f"If-Modified-Since: {answer['Last-Modified']}",
    ):
        again = server.get(path, accept, held)
        assert (again.status, again.body) == (304, b"")
        assert again["ETag"] == answer["ETag"]


@pytest.mark.parametrize("path", PAGES)
def test_codings_save_bytes_of_pages(server: Server, path: str) -> None:
    sizes = {name: len(coded(server, path, name).body) for name in ("identity", "gzip")}
    assert sizes["gzip"] < sizes["identity"]


@pytest.mark.parametrize("path", FILES)
def test_only_feeds_link_themselves_and_their_hubs_websub_4(server: Server, path: str) -> None:
    assert server.get(path).get("Link") is None


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_and_loads_nothing_but_its_own_csp_3(server: Server, path: str) -> None:
    answer = server.get(path)
    policy = {rule.strip() for rule in answer["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= policy
    assert not [rule for rule in policy if "unsafe" in rule or "http" in rule]
    meta = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text(answer))
    assert meta
    assert {rule.strip() for rule in unescape(meta[1]).split(";")} < policy


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_names_is_there(server: Server, path: str) -> None:
    named = {
        urljoin(f"{URL}{path}", unescape(one))
        for one in re.findall(r' (?:href|src|data-index)="([^"]+)"', text(server.get(path)))
    }
    own = {urldefrag(one).url.removeprefix(URL) for one in named if one.startswith(URL)}
    own = {path for path in own if re.match(r"/feeds|.*/feed\.\w+$", path)}
    assert {"/feeds/style.css", "/feeds/script.js"} < own
    assert any(path.endswith(".atom") for path in own)
    assert {one: server.get(one).status for one in own} == dict.fromkeys(own, 200)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/feeds", "/feeds?x=1", "/feeds/tag"])
def test_a_folder_without_its_slash_leads_to_the_page_15_4_9(
    server: Server, path: str, method: str
) -> None:
    answer = server.get(path, method=method, host="nobody.example")
    assert answer.status == 308
    assert answer["Location"] == path.partition("?")[0] + "/"
    assert server.get(answer["Location"]).status == 200


def test_an_index_file_is_the_page_or_leads_to_it(server: Server) -> None:
    answer = server.get("/feeds/index.html")
    if answer.status == 308:
        assert answer["Location"] == LIST
        answer = server.get(LIST)
    assert (answer.status, answer.body) == (200, server.get(LIST).body)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_root_is_the_list_where_no_feed_has_that_path(server: Server, method: str) -> None:
    answer, own = server.get("/", method=method), server.get(LIST, method=method)
    assert (answer.status, answer.body) == (200, own.body)
    assert answer["ETag"] == own["ETag"]
    assert answer["Content-Type"] == own["Content-Type"]
    assert answer["Content-Security-Policy"] == own["Content-Security-Policy"]
    assert urlsplit(answer["Content-Location"]).path == LIST  # 8.7
    assert server.get("/", f"If-None-Match: {own['ETag']}", method=method).status == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", FEEDS)
def test_a_browser_that_opens_a_feed_is_sent_to_its_page_15_4_3(
    server: Server, path: str, method: str
) -> None:
    answer = server.get(path, OPENED, method=method, host="nobody.example")
    assert (answer.status, answer["Location"]) == (302, FEEDS[path])
    assert answer["Cache-Control"] == "no-store"
    assert len(answer.body) < 2000
    assert answer.get("ETag") is None
    assert server.get(answer["Location"], OPENED).status == 200


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("If-None-Match: *", id="13.1.2"),
        pytest.param("If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT", id="13.1.3"),
        pytest.param("Accept-Encoding: gzip, deflate, br, zstd", id="12.5.3"),
        pytest.param("Accept: text/html,application/xhtml+xml,*/*;q=0.8", id="12.5.1"),
        pytest.param("A-IM: feed", id="RFC 3229"),
        pytest.param("Range: bytes=0-10", id="14.2"),
    ],
)
def test_whatever_else_a_browser_sends_it_is_sent_to_the_page_13_2_1(
    server: Server, line: str
) -> None:
    assert server.get("/feed.atom", OPENED, line).status == 302


@pytest.mark.parametrize("old", [target(f"/old/{SCIENCE}.xml"), "/old/caf%C3%A9-notes.xml"])
def test_an_old_address_sends_browsers_to_the_page_too(moved: Server, old: str) -> None:
    answer = moved.get(old, OPENED)
    name = unquote(old).removeprefix("/old/").removesuffix(".xml")
    assert (answer.status, answer["Location"]) == (302, target(f"/feeds/tag/{name}.html"))
    assert moved.get(answer["Location"]).status == 200


@pytest.mark.parametrize("path", FILES)
def test_a_browser_that_opens_a_page_gets_it(server: Server, path: str) -> None:
    plain, opened = server.get(path), server.get(path, OPENED)
    assert (opened.status, opened.body) == (200, plain.body)
    assert opened.lasting == plain.lasting


@pytest.mark.parametrize("destination", ["empty", "iframe", "script", "image", ""])
@pytest.mark.parametrize("path", FEEDS)
def test_requests_that_open_no_document_get_the_feed_12_5_5(
    server: Server, path: str, destination: str
) -> None:
    plain, answer = server.get(path), server.get(path, f"Sec-Fetch-Dest: {destination}")
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.lasting == plain.lasting
    assert answer["Vary"].lower() == "accept-encoding"


@pytest.fixture(scope="module")
def for_readers(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of which browsers get the feeds too."""
    made = Site(tmp_path_factory.mktemp("for-readers"), {"serve": {"browsers": "feed"}})
    made.configure()
    made.write(FIRST)
    made.build()
    return made


@pytest.fixture(scope="module")
def without(host: Host, for_readers: Site) -> Iterator[Server]:
    """That site, served."""
    with serving(host, for_readers) as running:
        yield running


def test_browsers_get_feeds_where_the_configuration_says_so(without: Server) -> None:
    assert agrees(without.get("/feed.atom", OPENED)) == without.site.builds[-1]["/feed.atom"].body
    assert without.get(LIST, OPENED).status == 200


@pytest.mark.parametrize("path", [LIST, "/feeds", "/", "/feeds/style.css"])
def test_pages_can_only_be_read_15_5_6(server: Server, path: str) -> None:
    assert server.get(path, method="POST").status == 405
    assert server.get(path, method="OPTIONS").status == 204


def test_a_404_names_the_list(server: Server) -> None:
    assert f"{URL}{LIST}" in server.get("/nothing").body.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/../../secret.txt",
        "/feeds/%2e%2e/%2e%2e/secret.txt",
        "/feeds/..%2f..%2fsecret.txt",
        "/feeds/%00",
        "/feeds/%5c..%5c",
        "/feeds/index.html.gz",
        "/feeds/site.html%00.atom",
        "/feeds/%E7%A7",
        "/feeds/" + "a/" * 30000,
    ],
)
def test_a_hostile_path_below_the_pages_leads_nowhere_17_3(server: Server, path: str) -> None:
    answer = server.get(path, OPENED)
    assert answer.status in (400, 404, 414, 431)
    assert is_clean(server, answer)


def text(answer: Answer) -> str:
    return decoded(answer).decode()
