"""Which links a page has: those of the feed that it follows first, the site's last."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from feeds.discovery.links import FeedLink, SiteLinks, feed_links, page_key
from feeds.generators import TermPage
from feeds.model import FeedSpec, Format, Term

SITE = "https://example.com/blog"


def feed(name: str | None, title: str = "", kind: str = "tag") -> FeedSpec:
    """A feed in two formats; ``name`` None is the site's."""
    path = f"/tags/{name}/feed" if name else "/feed"
    paths = {Format.ATOM: f"{path}.atom", Format.RSS: f"{path}.rss"}
    return FeedSpec(
        kind=kind if name else "site",
        term=Term(kind, name, name) if name else None,
        title=title or name or "Example",
        home=f"{SITE}/",
        language=None,
        paths=paths,
        urls={format: SITE + path for format, path in paths.items()},
        limit=20,
    )


def page(path: str, further: str = "", is_folder: bool = False) -> TermPage:
    return TermPage(SITE + path, SITE + further if further else "", is_folder)


def hrefs(links: SiteLinks, url: str) -> list[str]:
    """Return the paths of the feeds that a page links."""
    key = links.key_of(url)
    assert key is not None
    return [link.href.removeprefix(SITE) for link in links.at(key)]


SITE_FEED = ["/feed.atom", "/feed.rss"]
BREAD = ["/tags/bread/feed.atom", "/tags/bread/feed.rss"]


def test_a_tags_page_links_its_feed_and_the_sites_in_every_format() -> None:
    links = SiteLinks(SITE, feed(None), [(feed("bread"), page("/tags/bread/"))])
    assert hrefs(links, f"{SITE}/tags/bread/") == BREAD + SITE_FEED
    assert hrefs(links, f"{SITE}/") == SITE_FEED
    assert hrefs(links, f"{SITE}/posts/one.html") == SITE_FEED


@pytest.mark.parametrize(
    "path", ["/tags/bread/", "/tags/bread", "/tags/bread.html", "/tags/bread/index.html"]
)
@pytest.mark.parametrize("known", ["/tags/bread/", "/tags/bread", "/tags/bread.html"])
def test_all_addresses_of_one_file_are_one_page(path: str, known: str) -> None:
    links = SiteLinks(SITE, None, [(feed("bread"), page(known))])
    assert hrefs(links, SITE + path) == BREAD


@pytest.mark.parametrize(
    ("further", "own", "other"),
    [
        ("/tags/bread/page/", "/tags/bread/page/12/", "/tags/bread/pages/2/"),
        ("/tags/bread", "/tags/bread12.html", "/tags/breads.html"),
    ],
)
def test_further_pages_of_a_list_link_its_feed(further: str, own: str, other: str) -> None:
    links = SiteLinks(SITE, feed(None), [(feed("bread"), page("/tags/bread/", further))])
    assert hrefs(links, SITE + own) == BREAD + SITE_FEED
    assert hrefs(links, SITE + other) == SITE_FEED


def test_the_page_of_a_term_without_a_feed_is_not_the_second_page_of_another() -> None:
    web = feed("web"), page("/tag/web.html", "/tag/web")
    links = SiteLinks(SITE, feed(None), [web, (None, page("/tag/web2.html", "/tag/web2"))])
    assert hrefs(links, f"{SITE}/tag/web2.html") == SITE_FEED
    assert hrefs(links, f"{SITE}/tag/web3.html")[0] == "/tags/web/feed.atom"


def test_a_number_may_be_the_end_of_a_terms_name() -> None:
    web, web7 = feed("web"), feed("web7")
    links = SiteLinks(
        SITE, None, [(web, page("/tag/web", "/tag/web")), (web7, page("/tag/web7", "/tag/web7"))]
    )
    first = {
        path: hrefs(links, SITE + path)[0] for path in ("/tag/web7", "/tag/web72", "/tag/web12")
    }
    assert first == {
        "/tag/web7": "/tags/web7/feed.atom",
        "/tag/web72": "/tags/web7/feed.atom",
        "/tag/web12": "/tags/web/feed.atom",
    }


def test_every_page_of_a_language_links_its_feed() -> None:
    french = feed("fr", kind="language"), page("/fr/", is_folder=True)
    tag = feed("pain", kind="tag.fr"), page("/fr/tags/pain/")
    links = SiteLinks(SITE, feed(None), [french, tag])
    of_french = ["/tags/fr/feed.atom", "/tags/fr/feed.rss"]
    assert hrefs(links, f"{SITE}/fr/posts/un/") == of_french + SITE_FEED
    assert hrefs(links, f"{SITE}/fr/tags/pain/")[0] == "/tags/pain/feed.atom"
    assert hrefs(links, f"{SITE}/fr/tags/pain/")[2:] == of_french + SITE_FEED
    assert hrefs(links, f"{SITE}/french/") == SITE_FEED


@pytest.mark.parametrize(
    "url", ["https://example.org/blog/", "https://example.com/", "https://example.com/blogs/"]
)
def test_pages_elsewhere_are_not_pages_of_the_site(url: str) -> None:
    assert SiteLinks(SITE, None, []).key_of(url) is None


def test_a_page_on_another_host_is_not_taken_for_one_of_the_site() -> None:
    other = TermPage("https://fr.example.com/blog/tags/bread/")
    links = SiteLinks(SITE, None, [(feed("bread"), other)])
    assert hrefs(links, f"{SITE}/tags/bread/") == []


def test_the_page_that_feeds_publishes_for_a_feed_links_it() -> None:
    bread = replace(feed("bread"), page="/feeds/tag/bread.html")
    links = SiteLinks(SITE, feed(None), [(bread, None)])
    assert hrefs(links, f"{SITE}/feeds/tag/bread.html") == BREAD + SITE_FEED


def test_names_of_any_script_are_found_in_files_and_in_urls() -> None:
    links = SiteLinks(SITE, None, [(feed("bread"), page("/tags/%E9%9D%A2%E5%8C%85/"))])
    assert [link.href for link in links.at(page_key("/tags/面包/index.html"))] == [
        SITE + path for path in BREAD
    ]


def test_the_titles_of_one_feeds_formats_differ() -> None:
    assert [link.title for link in feed_links(feed("bread", "Bread"), "Example")] == [
        "Bread (Atom)",
        "Bread (RSS)",
    ]


def test_feeds_with_the_title_of_the_site_differ_by_their_terms() -> None:
    first, _ = feed_links(feed("bread", "Example"), "Example")
    assert first.title == "Example | bread (Atom)"


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ('"><script>alert(1)</script>', "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a\n\tb\x00\x1bc", "a b\ufffd\ufffdc"),
        ("\u202egnp.exe\u2066", "&#x202E;gnp.exe&#x2066;"),
        ("'x' & y", "&#x27;x&#x27; &amp; y"),
        ("\ud800", "\ufffd"),
        ("面包" * 150, "面包" * 150),
    ],
)
def test_a_title_is_one_line_that_hides_nothing(title: str, value: str) -> None:
    link = FeedLink("application/rss+xml", title, "https://example.com/?a&b")
    assert link.element == (
        f'<link rel="alternate" type="application/rss+xml" title="{value}" '
        'href="https://example.com/?a&amp;b">'
    )
