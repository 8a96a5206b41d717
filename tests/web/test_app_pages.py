"""Pages are served to people, and browsers that open a feed are sent to its page."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from feeds.config.moves import Moves, Redirect
from feeds.config.schema import ServeSection
from feeds.pages.html import POLICY
from feeds.web import EditionSettings, create_app
from tests.support.edition import Clock, Place, feed, page

URL = "https://example.org/blog"
HOME = f"{URL}/feed.xml"
LIST, OWN, CHINESE = "/feeds/index.html", "/feeds/site.html", "/feeds/标签/科技.html"
FIRST, SECOND, STYLE = "/feeds/标签/index.html", "/feeds/标签/index-2.html", "/feeds/style.css"
SCRIPT, SEARCH, OPML = "/feeds/script.js", "/feeds/search.json", "/feeds.opml"
ATOM, JSON, ALONE = "/feed.xml", "/标签/科技.json", "/alone.xml"
MOVES = Moves(
    (Redirect("/rss", ATOM, 200), Redirect("/old", ATOM, 301), Redirect("/abo", "/feeds/", 200)),
    ("/gone",),
)
OPENED = {"Sec-Fetch-Dest": "document"}
FOLDER_URL = "/blog/feeds/%E6%A0%87%E7%AD%BE/"
CHINESE_URL = f"{FOLDER_URL}%E7%A7%91%E6%8A%80.html"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("site"), Clock(1_700_000_000.5), URL, HOME)
    with place.writer() as writer:
        writer.describe(URL, HOME, MOVES, pages=LIST)
        for path in (LIST, OWN, CHINESE, FIRST, SECOND, STYLE, SCRIPT, SEARCH, OPML):
            writer.put(page(path, text=path), "1")
        for one in (feed(ATOM, page=OWN), feed(JSON, page=CHINESE), feed(ALONE)):
            writer.put(one, "1")
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Client:
    return client_of(place)


def client_of(place: Place, serve: ServeSection | None = None) -> Client:
    app = create_app(EditionSettings(place.output, place.state, serve or ServeSection()))
    return Client(app)


def is_list(answer: TestResponse) -> bool:
    return answer.status_code == 200 and answer.data == page(LIST, text=LIST).body


def test_a_page_comes_with_every_header_of_the_contract(client: Client) -> None:
    answer = client.get("/feeds/")
    assert is_list(answer)
    assert dict(answer.headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(answer.data)),
        "ETag": f'"{page(LIST, text=LIST).digest}"',
        "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT",
        "Cache-Control": (
            "public, max-age=3600, stale-while-revalidate=3600, stale-if-error=604800"
        ),
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("path", "type"),
    [
        (OWN, "text/html; charset=utf-8"),
        (CHINESE, "text/html; charset=utf-8"),
        (SECOND, "text/html; charset=utf-8"),
        (STYLE, "text/css; charset=utf-8"),
        (SCRIPT, "text/javascript; charset=utf-8"),
        (SEARCH, "application/json"),
        (OPML, "text/x-opml; charset=utf-8"),
    ],
)
def test_each_file_has_its_type_and_the_codings_and_validators_of_feeds(
    client: Client, path: str, type: str
) -> None:
    plain = client.get(path)
    assert (plain.status_code, plain.headers["Content-Type"]) == (200, type)
    assert "Link" not in plain.headers
    assert ("Content-Security-Policy" in plain.headers) == type.startswith("text/html")
    coded = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(coded.data) == plain.data
    for held in (plain, coded):
        condition = {"Accept-Encoding": "gzip", "If-None-Match": held.headers["ETag"]}
        assert client.get(path, headers=condition).status_code == 304
    since = {"If-Modified-Since": plain.headers["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    assert client.get(path, headers={"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/feeds", "/blog/feeds/"),
        ("/feeds?page=2", "/blog/feeds/"),
        ("/blog/feeds", "/blog/feeds/"),
        ("/feeds/index.html", "/blog/feeds/"),
        ("/FEEDS/Index.HTML", "/blog/feeds/"),
        ("//feeds", "/blog/feeds/"),
        ("/feeds/标签", FOLDER_URL),
        ("/feeds%2F%E6%A0%87%E7%AD%BE", FOLDER_URL),
        ("/feeds/标签/index.html", FOLDER_URL),
    ],
)
def test_a_folder_is_reached_by_its_trailing_slash_in_one_hop(
    client: Client, path: str, location: str, method: str
) -> None:
    answer = client.open(f"http://localhost{path}", method=method)
    assert (answer.status_code, answer.headers["Location"]) == (308, location)
    assert client.get(location).status_code == 200


@pytest.mark.parametrize("path", ["/feeds/", "/blog/feeds/", "/FEEDS/", "/feeds//", "/feeds/?a=b"])
def test_other_spellings_of_a_folder_give_the_same_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert is_list(answer)
    assert dict(answer.headers) == dict(client.get("/feeds/").headers)


@pytest.mark.parametrize("path", ["/", "/blog/", "/blog", "/?utm_source=x"])
def test_the_root_is_the_list_with_its_own_address(client: Client, path: str) -> None:
    """Where no feed, and no other file, has that path."""
    answer = client.get(path)
    assert is_list(answer)
    own = dict(client.get("/feeds/").headers)
    assert dict(answer.headers) == own | {"Content-Location": f"{URL}/feeds/"}
    unchanged = client.get(path, headers={"If-None-Match": own["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_the_root_belongs_to_a_file_or_an_old_or_retired_path_first(tmp_path: Path) -> None:
    place = Place(tmp_path, url=URL)
    with place.writer() as writer:
        writer.put(feed(ATOM), "1")
        writer.put(page(LIST), "1")
        writer.describe(URL, "", Moves((Redirect("/", ATOM, 200),)), pages=LIST)
    client = client_of(place)
    assert client.get("/").data == feed(ATOM).body
    with place.writer() as writer:
        writer.describe(URL, "", Moves((), ("/",)), pages=LIST)
    assert client.get("/").status_code == 410
    with place.writer() as writer:
        writer.put(page("/index.html", "root"), "1")
    for path in ("/", "/blog/"):
        assert client.get(path).data == page("/index.html", "root").body
    assert client.get("/index.html").headers["Location"] == "/blog/"


def test_without_pages_nothing_is_at_the_root(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed(ATOM, page=OWN))
    client = client_of(place)
    assert client.get("/").status_code == client.get("/feeds/").status_code == 404
    assert client.get(ATOM, headers=OPENED).data == feed(ATOM).body
    place.pages = LIST
    place.publish(page(LIST))
    assert client.get("/").data == page(LIST).body


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_404_names_the_list_and_the_sites_feed(client: Client, accept: str) -> None:
    text = client.get("/nothing", headers={"Accept": accept}).text
    assert f"The site's feed is {HOME} and a page with all feeds is {URL}/feeds/" in text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Tue, 14 Nov 2034 22:13:20 GMT"},
        {"If-Match": '"other"'},
        {"Accept-Encoding": "gzip", "Accept": "text/html"},
    ],
)
@pytest.mark.parametrize(
    ("path", "location"),
    [
        (ATOM, "/blog/feeds/site.html"),
        ("/blog/feed.xml", "/blog/feeds/site.html"),
        ("/Feed.XML/", "/blog/feeds/site.html"),
        ("/rss", "/blog/feeds/site.html"),
        (JSON, CHINESE_URL),
    ],
)
def test_a_browser_that_opens_a_feed_is_sent_to_its_page(
    client: Client, path: str, location: str, headers: dict[str, str], method: str
) -> None:
    """Also at an old path, and whatever it has cached: RFC 9110 13.2.1."""
    answer = client.open(path, method=method, headers=OPENED | headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(location, headers=OPENED).status_code == 200


@pytest.mark.parametrize("destination", ["empty", "iframe", "", "Document", "document;a", "script"])
def test_all_others_get_the_feed(client: Client, destination: str) -> None:
    answer = client.get(ATOM, headers={"Sec-Fetch-Dest": destination})
    assert (answer.status_code, answer.data) == (200, feed(ATOM).body)
    assert dict(answer.headers) == dict(client.get(ATOM).headers)
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "status"), [(ALONE, 200), ("/old", 301), ("/gone", 410), ("/nothing", 404)]
)
def test_a_browser_gets_the_feed_if_the_feed_has_no_page(
    client: Client, path: str, status: int
) -> None:
    assert client.get(path, headers=OPENED).status_code == status


def test_browsers_are_not_sent_to_a_withdrawn_page(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed(ATOM, page=OWN), page(OWN))
    client = client_of(place)
    assert client.get(ATOM, headers=OPENED).headers["Location"] == OWN
    with place.writer() as writer:
        writer.remove_stale({ATOM})
    assert client.get(ATOM, headers=OPENED).data == feed(ATOM).body


def test_browsers_get_feeds_if_the_configuration_says_so(place: Place) -> None:
    client = client_of(place, ServeSection(browsers="feed"))
    answer = client.get(ATOM, headers=OPENED)
    assert (answer.status_code, answer.data) == (200, feed(ATOM).body)
    assert is_list(client.get("/feeds/", headers=OPENED))


def test_an_old_path_leads_to_no_page(client: Client) -> None:
    """Builds say so, and static hosts do the same."""
    assert client.get("/abo", headers=OPENED).status_code == 404


def test_a_page_is_never_sent_in_part(client: Client) -> None:
    held = {"A-IM": "feed", "If-None-Match": '"0123456789abcdef"', "Range": "bytes=0-9"}
    assert is_list(client.get("/feeds/", headers=held))


@pytest.mark.parametrize("path", ["/feeds/", "/feeds", "/", STYLE])
def test_pages_can_only_be_read(client: Client, path: str) -> None:
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.options(path).status_code == 204


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/..",
        "/feeds/../feeds/",
        "/feeds/%2e%2e/.feeds/edition.db",
        "/feeds/.",
        "/feeds/%00/",
        "/feeds%00/",
        "/feeds/index.html.gz",
        "/feeds/index.html/index.html",
        "/feeds/tag",
        "/feeds/tag/",
        "/feeds/%E6%A0%87/",
        "/feeds/site",
        "/feeds/site/",
        "/feeds/%5cindex.html",
        "/feeds/" + "a" * 65536 + "/",
    ],
)
def test_no_other_path_leads_to_a_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert client.get(path, headers=OPENED).data == answer.data


@given(path=st.text(), slash=st.sampled_from(["", "/"]), opened=st.booleans())
@settings(max_examples=200, deadline=None)
def test_whatever_is_asked_below_the_list_no_redirect_leaves_the_site(
    client: Client, path: str, slash: str, opened: bool
) -> None:
    encoded = path.encode("utf-8", "surrogatepass").decode("latin-1")
    asked = {"PATH_INFO": f"/feeds/{encoded}{slash}"}
    answer = client.get("/", headers=OPENED if opened else {}, environ_overrides=asked)
    assert answer.status_code in (200, 308, 404)
    if answer.status_code == 308:
        assert answer.headers["Location"].startswith("/blog/feeds/")
