"""nginx and Caddy serve feeds and pages of the strangest names as they are told to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import lxml.html
import pytest
from msgspec.structs import replace

from feeds.config.moves import Moves, Redirect
from feeds.edition import read_edition
from feeds.hosting import WrittenTree, nginx
from tests.support.edition import Place, feed, page
from tests.support.hosts import CADDY, NGINX, PLACES, Answer, Host, Served, hosted
from tests.support.processes import free_port, listening
from tests.support.tree import Tree

URL = "https://example.com/c++/%E7%A7%91$x"
STRANGE = (
    "/feed.atom",
    "/Feed.atom",
    "/odd.json",
    "/Odd.json",
    "/a b.atom",
    "/c$uri.atom",
    '/d"e.atom',
    "/x.c++",
    "/x.NET (Core)",
    "/h{path}.atom",
    "/i;j.atom",
    "/k#l.atom",
    "/m'n.atom",
    "/o%2Fp.atom",
    "/科技/feed.rss",
    "/s?t.json",
    "/u`v.json",
    "/none",
    "/odd.json.rss/feed.xml",
)
MOVES = Moves(
    (
        Redirect("/old/{slug}.xml", "/{slug}.atom", 200),
        Redirect("/moved/{slug}", "/{slug}.atom", 301),
        Redirect("/{year}/feed.xml", "/feed.atom", 308),
        Redirect("/query", "/s?t.json", 200),
        Redirect("/brace", "/h{path}.atom", 200),
        Redirect("/first.xml", "/feed.atom", 301),
        Redirect("/{any}.xml", "/a b.atom", 200),
        Redirect("/packed.gz", "/feed.atom", 200),
        Redirect("/RSS", "/feed.atom", 200),
        Redirect("/rss", "/feed.atom", 308),
    ),
    ("/gone/*", "/back\\", '/a\\"b'),
)


LIST = "/feeds/index.html"
OTHERS = {
    "/feeds.opml": "text/x-opml; charset=utf-8",
    "/feeds/style.css": "text/css; charset=utf-8",
    "/feeds/script.js": "text/javascript; charset=utf-8",
    "/feeds/search.json": "application/json",
    "/feeds/tag/index-2.html": "text/html; charset=utf-8",
}


def page_of(path: str) -> str:
    return f"/feeds/tag/{path[1:].replace('/', '-')}.html"


def folder_of(path: str) -> str:
    """The folder of a list of feeds; kinds may have strange names too."""
    return f"/feeds/{path[1:].replace('/', '-')}/"


class Site(NamedTuple):
    served: Served
    place: Place

    def ask(self, *request: str, **fields: str) -> Answer:
        return self.served.ask(*request, **fields)


@pytest.fixture(scope="module", params=[NGINX, CADDY], ids=lambda host: host.name)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    host: Host = request.param
    root = tmp_path_factory.mktemp(host.name)
    place = Place(root, url=URL, home=f"{URL}/feed.atom", pages=LIST)
    ages = {"/feed.atom": 1800, "/Odd.json": 7200}
    lists = [f"{folder_of(path)}index.html" for path in STRANGE]
    place.publish(
        *(feed(path, path, ages.get(path, 3600), page_of(path)) for path in STRANGE),
        *(page(path, path, 900) for path in (LIST, *map(page_of, STRANGE), *lists, *OTHERS)),
        feed("/alone.atom", "alone"),
    )
    tree = WrittenTree(replace(read_edition(place.state), moves=MOVES), place.output)
    with hosted(host, tree, root) as served:
        yield Site(served, place)


MOUNT = URL.removeprefix("https://example.com")


def quoted(path: str) -> str:
    return quote(path, safe="/!$&'()*+,;=:@")


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize("mount", ["", MOUNT])
@pytest.mark.parametrize("path", STRANGE)
def test_every_feed_is_found_and_names_itself(
    site: Site, path: str, mount: str, accepted: str
) -> None:
    address = quoted(path)
    answer = site.ask(mount + address, accepted=accepted)
    file = site.place.file(path + ".gz" * (accepted == "gzip"))
    assert (answer.status, answer.body) == (200, file.read_bytes())
    assert answer.headers["Link"] == f'<{URL}{address}>; rel="self"'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/%E7%A7%91%E6%8A%80/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/u%60v.json", "application/feed+json; charset=utf-8"),
        ("/none", "application/atom+xml; charset=utf-8"),
        ("/odd.json.rss/feed.xml", "application/atom+xml; charset=utf-8"),
    ],
)
def test_every_feed_has_its_type(site: Site, path: str, expected: str) -> None:
    assert site.ask(path).headers["Content-Type"] == expected


@pytest.mark.parametrize(
    ("path", "age"),
    [("/feed.atom", 1800), ("/Feed.atom", 3600), ("/Odd.json", 7200), ("/odd.json", 3600)],
)
def test_every_feed_has_its_max_age_also_beside_one_that_differs_by_case(
    site: Site, path: str, age: int
) -> None:
    assert site.ask(path).headers["Cache-Control"].startswith(f"public, max-age={age}, ")


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("/old/a%20b.xml", "/a b.atom"),
        ("/old/c$uri.xml/", "/c$uri.atom"),
        ("/query", "/s?t.json"),
        ("/brace", "/h{path}.atom"),
    ],
)
def test_an_old_path_answers_with_the_feed(site: Site, old: str, path: str) -> None:
    answer = site.ask(old)
    assert (answer.status, answer.body) == (200, site.place.file(path).read_bytes())
    assert answer.headers["Content-Location"] == URL + quote(path, safe="/$")


@pytest.mark.parametrize(
    ("old", "status", "location"),
    [
        ("/moved/c$uri", 301, "/c$uri.atom"),
        ("/moved/a%20b", 301, "/a%20b.atom"),
        ("/2019/feed.xml", 308, "/feed.atom"),
        ("/first.xml", 301, "/feed.atom"),
        ("/rss", 308, "/feed.atom"),
        ("/c++/%E7%A7%91$x/2020/feed.xml", 308, "/feed.atom"),
    ],
)
def test_an_old_path_may_send_readers_on(site: Site, old: str, status: int, location: str) -> None:
    answer = site.ask(old)
    assert (answer.status, answer.headers["Location"]) == (status, URL + location)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/gone/a/b", "GET", 410),
        ("/gone/a.gz", "GET", 410),
        ("/back%5C", "GET", 410),
        ("/a%5C%22b", "GET", 410),
        ("/moved/nothing", "GET", 404),
        ("/feeds/tag/", "GET", 404),
        ("/feeds/tag", "GET", 404),
        ("/feeds/nothing/index.html", "GET", 404),
        ("/feeds/index.html.gz", "GET", 404),
        ("/feed.atom.gz", "GET", 404),
        ("/a/2019/feed.xml", "GET", 404),
        ("/feed.atom", "POST", 405),
        ("/feeds/", "POST", 405),
        ("/feed.atom", "OPTIONS", 204),
        ("/feeds", "OPTIONS", 204),
    ],
)
def test_everything_else_is_refused_in_plain_text(
    site: Site, path: str, method: str, status: int
) -> None:
    answer = site.ask(path, method)
    assert answer.status == status
    assert answer.body.decode().startswith(f"{status} ") == (status != 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize("path", [*map(page_of, STRANGE), *map(folder_of, STRANGE)])
def test_every_page_is_found(site: Site, path: str, accepted: str) -> None:
    answer = site.ask(MOUNT + quoted(path), accepted=accepted)
    name = f"{path}index.html" if path.endswith("/") else path
    file = site.place.file(name + ".gz" * (accepted == "gzip"))
    assert (answer.status, answer.body) == (200, file.read_bytes())
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("public, max-age=900, ")
    assert answer.headers["Content-Security-Policy"].endswith("; frame-ancestors 'none'")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Link" not in answer.headers


@pytest.mark.parametrize("end", ["", "/index.html", "?a=b"])
@pytest.mark.parametrize("mount", ["", MOUNT])
@pytest.mark.parametrize("path", [*map(folder_of, STRANGE)])
def test_a_list_has_one_address(site: Site, path: str, mount: str, end: str) -> None:
    answer = site.ask(mount + quoted(path[:-1]) + end)
    assert (answer.status, answer.headers["Location"]) == (308, MOUNT + quoted(path))
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("mount", ["", MOUNT])
@pytest.mark.parametrize("path", STRANGE)
def test_a_browser_that_opens_a_feed_gets_its_page(
    site: Site, path: str, mount: str, method: str
) -> None:
    conditions = {"If_None_Match": "*", "Sec_Fetch_Dest": "document"}
    answer = site.ask(mount + quoted(path), method, **conditions)
    assert (answer.status, answer.headers["Location"]) == (302, MOUNT + quoted(page_of(path)))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("old", ["/old/a%20b.xml", "/old/a%20b.xml/", "/a%20b.atom/"])
def test_a_browser_gets_the_page_also_at_old_paths_of_the_feed(site: Site, old: str) -> None:
    answer = site.ask(old, Sec_Fetch_Dest="document")
    assert answer.status == 302
    assert answer.headers["Location"] == f"{MOUNT}/feeds/tag/a%20b.atom.html"
    assert "Content-Location" not in answer.headers


@pytest.mark.parametrize(
    ("path", "fetched"),
    [("/feed.atom", "empty"), ("/feed.atom", "iframe"), ("/alone.atom", "document")],
)
def test_other_requests_for_a_feed_get_the_feed(site: Site, path: str, fetched: str) -> None:
    answer = site.ask(path, Sec_Fetch_Dest=fetched)
    assert (answer.status, answer.body) == (200, site.place.file(path).read_bytes())
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", MOUNT, f"{MOUNT}/", "/?a=b"])
def test_the_list_of_feeds_is_at_the_top_too(site: Site, path: str) -> None:
    answer = site.ask(path, Sec_Fetch_Dest="document")
    assert (answer.status, answer.body) == (200, site.place.file(LIST).read_bytes())
    assert answer.headers["Content-Location"] == f"{URL}/feeds/"
    assert "Content-Location" not in site.ask("/feeds/").headers


@pytest.mark.parametrize("path", OTHERS)
def test_every_file_of_the_pages_has_its_type(site: Site, path: str) -> None:
    answer = site.ask(path, Sec_Fetch_Dest="document")
    assert (answer.status, answer.headers["Content-Type"]) == (200, OTHERS[path])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Link" not in answer.headers


def test_a_404_names_the_list(site: Site) -> None:
    assert f"a page with all feeds is {URL}/feeds/".encode() in site.ask("/nothing").body


def test_the_file_s_time_is_the_date(site: Site) -> None:
    assert site.ask("/none").headers["Last-Modified"] == "Mon, 23 Nov 2026 07:46:40 GMT"


def test_two_sites_stand_side_by_side_in_one_nginx(tmp_path: Path) -> None:
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    text, sites = NGINX.before.format(places=PLACES), list[Site]()
    for name, age in (("one", 1800), ("other", 7200)):
        place = Place(tmp_path / name, url=f"https://{name}.example/x")
        place.publish(feed("/feed.atom", name, age), feed("/科技.atom", name, 3600))
        moves = Moves((Redirect("/old.xml", f"/{name}", 301),), (f"/gone-{name}",))
        place.publish(feed(f"/{name}", name, age))
        tree = WrittenTree(replace(read_edition(place.state), moves=moves), place.output)
        port = free_port()
        text += nginx(tree, [f"127.0.0.1:{port}"], sizes=not sites)
        sites.append(Site(Served(port), place))
    (tmp_path / "conf").write_text(text + NGINX.after, encoding="utf-8")
    with listening(NGINX.command, sites[0].served.port, tmp_path):
        for site, name, age in ((sites[0], "one", 1800), (sites[1], "other", 7200)):
            answer = site.ask("/feed.atom")
            assert answer.body == site.place.file("/feed.atom").read_bytes()
            assert answer.headers["Cache-Control"].startswith(f"public, max-age={age}, ")
            link = f'<https://{name}.example/x/%E7%A7%91%E6%8A%80.atom>; rel="self"'
            assert site.ask("/%E7%A7%91%E6%8A%80.atom").headers["Link"] == link
            moved = site.ask("/old.xml")
            assert (moved.status, moved.headers["Location"]) == (
                301,
                f"https://{name}.example/x/{name}",
            )
        assert [site.ask("/gone-one").status for site in sites] == [410, 404]
        assert [site.ask("/").status for site in sites] == [404, 404]


@pytest.mark.parametrize("host", [NGINX, CADDY], ids=lambda host: host.name)
def test_an_old_path_at_the_top_comes_before_the_list(host: Host, tmp_path: Path) -> None:
    place = Place(tmp_path, url="https://example.com", pages=LIST)
    place.publish(feed("/feed.atom", page=LIST), page(LIST))
    moves = Moves((Redirect("/", "/feed.atom", 200),))
    tree = WrittenTree(replace(read_edition(place.state), moves=moves), place.output, False)
    with hosted(host, tree, tmp_path) as served:
        for path in ("/", "/feed.atom"):
            answer = served.ask(path, Sec_Fetch_Dest="document")
            assert answer.body == place.file("/feed.atom").read_bytes()


@pytest.mark.parametrize("host", [NGINX, CADDY], ids=lambda host: host.name)
@pytest.mark.parametrize("folder", ["", "/x/y", "/a b$uri;\"'`#?*:/科技%41+&[x]"])
def test_pages_can_be_in_any_folder(host: Host, folder: str, tmp_path: Path) -> None:
    place = Place(tmp_path, url="https://example.com/blog", pages=f"{folder}/index.html")
    files = page(f"{folder}/index.html"), page(f"{folder}/site.html"), page(f"{folder}/search.json")
    place.publish(feed("/feed.atom", page=f"{folder}/site.html"), *files)
    tree = WrittenTree(read_edition(place.state), place.output)
    with hosted(host, tree, tmp_path) as served:
        for path in ("/", quoted(f"{folder}/"), quoted(f"{folder}/site.html")):
            assert served.ask(path).status == 200
        answer = served.ask(quoted(f"{folder}/search.json"))
        assert answer.headers["Content-Type"] == "application/json"
        answer = served.ask("/feed.atom", Sec_Fetch_Dest="document")
        assert answer.headers["Location"] == f"/blog{quoted(folder)}/site.html"


@pytest.mark.parametrize("host", [NGINX, CADDY], ids=lambda host: host.name)
def test_a_site_can_have_no_compressed_files(host: Host, tmp_path: Path) -> None:
    blog = Tree(tmp_path, feeds={"codings": []})
    blog.post("a.md", "To bake bread. " * 40)
    blog.build()
    tree = WrittenTree(read_edition(blog.state), blog.output, codings=[])
    with hosted(host, tree, tmp_path) as served:
        answer = served.ask("/feed.atom", accepted="gzip, br")
        assert (answer.status, answer.body) == (200, (blog.output / "feed.atom").read_bytes())
        assert "Content-Encoding" not in answer.headers
        assert served.ask("/feed.atom.gz").status == 404


def links_of(content: bytes) -> set[str]:
    """Return the paths that a page links on its own site."""
    elements = lxml.html.document_fromstring(content).iter()
    links = (one.get("href") or one.get("src") or "" for one in elements)
    paths = {link.removeprefix("https://example.com") for link in links}
    return {path for path in paths if path.startswith("/")}


@pytest.mark.parametrize("host", [NGINX, CADDY], ids=lambda host: host.name)
def test_every_link_of_built_pages_leads_somewhere(
    host: Host, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Without redirects, from the list at the top to the last feed."""
    blog = Tree(tmp_path_factory.mktemp("blog"))
    for number, tag in enumerate(["科技 & more", "reindex", "index", "C++", "100%", "a/b", "$uri"]):
        blog.post(f"{number}.md", date=f"2026-01-0{number + 1}", tags=[tag, f"tag {number}"])
    blog.build()
    posts = {f"/blog/{number}.html" for number in range(7)}
    edition = read_edition(blog.state)
    seen: set[str] = set()
    tree = WrittenTree(edition, blog.output)
    with hosted(host, tree, blog.root) as served:
        left = {"/blog/"}
        while left:
            answer = served.ask(path := left.pop())
            assert answer.status == 200, path
            seen.add(path)
            if answer.headers["Content-Type"].startswith("text/html"):
                left |= links_of(answer.body) - posts - seen
        for feed in filter(attrgetter("is_feed"), edition.files.values()):
            answer = served.ask(quoted(feed.path), Sec_Fetch_Dest="document")
            assert (answer.status, answer.headers["Location"] in seen) == (302, True), feed.path
    alone = {"/blog/feeds/search.json", "/blog/feeds/tag/", "/blog/feeds/tag.opml"}
    assert seen | alone == {"/blog/", *map(tree.address_of, edition.files)}
