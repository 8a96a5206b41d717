"""Pages: what they say, in which language, and that no text of a post becomes markup."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import http
from feeds.errors import ConfigError
from feeds.model import Coding
from feeds.pages.html import PagesRenderer
from feeds.pages.views import ReaderLink
from tests.support.pages import (
    HOME,
    SITE,
    entry,
    feed_page,
    group,
    list_page,
    listed,
    renderer,
)


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(page: bytes) -> _Parser:
    parser = _Parser()
    parser.feed(page.decode())
    return parser


def find(page: bytes, tag: str, **attributes: str) -> list[dict[str, str]]:
    return [
        one.attributes
        for one in parsed(page).elements
        if one.tag == tag and attributes.items() <= one.attributes.items()
    ]


def words(page: bytes) -> str:
    return " ".join("".join(parsed(page).words).split())


LIST = list_page(group("site", ["Bread & Salt"]), group("tag", ["rye", "oven"], 4000))
FEED = feed_page(entries=[entry("Rye at 28 °C", "Warm.")])


def test_a_list_shows_each_feed_with_its_posts_date_formats_and_a_button() -> None:
    page = renderer().list_page(LIST)
    assert "rye 401 posts · 2025-10-25 Atom RSS JSON Feed Copy" in words(page)
    assert find(page, "a", href="/blog/feeds/tag/rye/")
    assert find(page, "a", href=f"{HOME}/feed/tag/rye.rss", type="application/rss+xml")
    (button,) = find(page, "button", **{"data-copy": f"{HOME}/feed/tag/rye.atom"})
    assert "hidden" in button
    assert button["aria-label"] == "Copy: rye"


def test_a_feed_without_a_page_is_linked_itself() -> None:
    feed = replace(listed("rye"), page="")
    shown = replace(group("tag", []), feeds=(feed,), total=1)
    assert len(find(renderer().list_page(list_page(shown)), "a", href=feed.formats[0].url)) == 2


def test_a_list_that_shows_some_feeds_links_all_of_them() -> None:
    page = renderer().list_page(LIST)
    assert "All Tags (4000)" in words(page)
    assert find(page, "a", href="/blog/feeds/tag/")


def test_pages_of_a_list_link_their_neighbours() -> None:
    page = renderer().list_page(list_page(group("tag", ["rye"]), kind="tag", number=2, count=3))
    assert "Tags · Page 2 of 3 · Bread & Salt" in words(page)
    assert "Previous page 1 2 3 Next page" in words(page)
    assert find(page, "a", rel="prev", href="/blog/feeds/tag/")
    assert find(page, "a", rel="next", href="/blog/feeds/tag/index-3.html")
    assert find(page, "a", href="/blog/feeds/tag/index-2.html", **{"aria-current": "page"})
    assert find(page, "a", href="/blog/feeds/tag.opml")
    assert find(page, "a", href="/blog/feeds/")


def test_a_list_of_many_pages_links_some_of_them() -> None:
    page = renderer().list_page(list_page(group("tag", ["rye"]), kind="tag", number=17, count=40))
    assert "Previous page 1 10 15 16 17 18 19 20 30 40 Next page" in words(page)


def test_a_list_of_one_page_has_no_pager() -> None:
    assert not find(renderer().list_page(LIST), "nav", **{"class": "pager"})


def test_the_page_of_a_feed_says_what_a_feed_is_and_shows_its_address() -> None:
    page = renderer().feed_page(FEED)
    assert "This is a feed. Add its address to a feed reader" in words(page)
    assert f"{HOME}/feed/tag/sourdough.atom Copy" in words(page)
    assert find(page, "a", href=f"{HOME}/feed/tag/sourdough.json")
    assert find(page, "a", href=f"{HOME}/tag/sourdough/")
    assert find(page, "a", href="/blog/feeds/")


def test_the_page_of_a_feed_is_named_after_its_term_even_if_all_feeds_share_a_title() -> None:
    """jekyll-feed gives all feeds the title of the site."""
    page = renderer().feed_page(feed_page("rye", title=SITE.title))
    assert "<h1><bdi>rye</bdi></h1>" in page.decode()
    assert "<title>rye · Bread &amp; Salt</title>" in page.decode()
    assert find(page, "link", title="rye · Bread & Salt (RSS)")


def test_the_page_of_a_feed_shows_its_latest_entries() -> None:
    assert "Rye at 28 °C 2026-11-30 Warm." in words(renderer().feed_page(FEED))


def test_the_page_of_a_feed_has_a_link_for_each_reader() -> None:
    page = renderer().feed_page(FEED)
    encoded = "https%3A%2F%2Fexample.com%2Fblog%2Ffeed%2Ftag%2Fsourdough.atom"
    assert find(page, "a", href=f"https://feedly.com/i/subscription/feed/{encoded}")
    assert find(page, "a", href=f"https://www.inoreader.com/?add_feed={encoded}")
    assert find(page, "a", href=f"feed:{HOME}/feed/tag/sourdough.atom")


def test_readers_are_those_of_the_configuration() -> None:
    own = PagesRenderer(SITE, None, None, [ReaderLink("Ours", "https://r.example/?u={url}&x=1")])
    page = own.feed_page(FEED)
    assert "Ours" in words(page)
    assert "Feedly" not in words(page)


def test_browsers_and_programs_find_the_feeds_of_a_page() -> None:
    for page, feed in (
        (renderer().feed_page(FEED), "tag/sourdough"),
        (renderer().list_page(LIST), "site/Bread%20%26%20Salt"),
    ):
        found = [link["href"] for link in find(page, "link", rel="alternate")]
        assert found == [f"{HOME}/feed/{feed}.{end}" for end in ("atom", "rss", "json")]


def test_only_pages_of_single_feeds_are_kept_out_of_search_engines() -> None:
    assert find(renderer().feed_page(FEED), "meta", name="robots", content="noindex")
    assert not find(renderer().list_page(LIST), "meta", name="robots")


@pytest.mark.parametrize("page", [renderer().feed_page(FEED), renderer().list_page(LIST)])
def test_a_page_loads_only_its_own_files_and_has_no_inline_code(page: bytes) -> None:
    (policy,) = find(page, "meta", **{"http-equiv": "Content-Security-Policy"})
    assert "default-src 'none'" in policy["content"]
    assert "unsafe" not in policy["content"]
    loaded = [one.attributes.get("src") for one in parsed(page).elements if one.tag == "script"]
    assert loaded == ["/blog/feeds/script.js"]
    assert [link["href"] for link in find(page, "link", rel="stylesheet")] == [
        "/blog/feeds/style.css"
    ]
    for tag, attributes in parsed(page).elements:
        assert tag not in ("style", "img", "iframe", "base")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_the_first_view_of_4000_feeds_has_less_than_30_kb() -> None:
    names = [f"a tag with a name {number}" for number in range(200)]
    page = list_page(
        group("site", ["Bread & Salt"]),
        *(group(kind, names[:50], 1000) for kind in ("category", "tag", "author", "section")),
    )
    files = [renderer().list_page(page), *renderer().assets().values()]
    for coding in (Coding.GZIP, Coding.BROTLI):
        assert sum(len(http.encode(file, coding)) for file in files) < 30_000


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ site.title }}{% include 'base.html' %}",
    "</title></textarea></style><svg onload=alert(1)>",
    "\u202egnp.exe\u2066",
    "<!-- Written by feeds -->",
    "&lt;b&gt;",
    "x" * 300,
    "a\x00\x07\ud800\x9f",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "",
]


def shape(page: bytes) -> list[tuple[str, list[str]]]:
    """Return the elements of a page with the names of their attributes."""
    return [(tag, sorted(attributes)) for tag, attributes in parsed(page).elements]


def pages_with(text: str, render: PagesRenderer) -> list[bytes]:
    post = replace(entry(text, text), summary=f"x{text}")
    feed = replace(FEED, name=text, title=text, kind=text, entries=(post,))
    shown = replace(listed("rye"), name=text)
    lists = list_page(
        replace(group("site", []), feeds=(shown,)),
        replace(group("tag", []), kind=text, feeds=(shown,), total=9, more="/blog/feeds/x/"),
    )
    return [render.feed_page(feed), render.list_page(lists)]


RENDERER = renderer()
SHAPES = [shape(page) for page in pages_with("plain", RENDERER)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    render = renderer(replace(SITE, title=text, description=text))
    assert [shape(page) for page in pages_with(text, render)] == SHAPES


@given(st.text(st.characters(), max_size=60))
def test_any_text_stays_text(text: str) -> None:
    assert [shape(page) for page in pages_with(text, RENDERER)] == SHAPES


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", " https://x.example", "//x.example", ""]
)
def test_only_addresses_of_the_web_are_linked(link: str) -> None:
    feed = replace(FEED, home=link, entries=(entry("Rye", link=link),))
    page = renderer().feed_page(feed)
    assert not [a for a in find(page, "a") if a["href"] == link]
    assert "Rye" in words(page)


def test_names_and_titles_are_isolated_from_the_direction_of_the_page() -> None:
    page = renderer().list_page(list_page(group("tag", ["\u202eevil"])))
    assert "<bdi>\u202eevil</bdi>".encode() in page


@pytest.mark.parametrize(
    ("configured", "feed", "site", "expected"),
    [
        (None, None, None, "en"),
        (None, None, "de-AT", "de"),
        (None, "zh-CN", "de", "zh"),
        ("de", "zh-CN", "en", "de"),
        (None, "fr", "de", "de"),
        (None, "fr", "fr", "en"),
    ],
)
def test_the_language_of_a_page(
    configured: str | None, feed: str | None, site: str | None, expected: str
) -> None:
    own = renderer(replace(SITE, language=site), language=configured)
    page = own.feed_page(replace(FEED, language=feed))
    assert [one["lang"] for one in find(page, "html")] == [expected]


def test_entries_say_their_own_language() -> None:
    entries = (replace(entry("Brot"), language="de"), entry("Pain"))
    page = renderer().feed_page(replace(FEED, language="fr", entries=entries))
    assert [item["lang"] for item in find(page, "li") if "lang" in item] == ["de", "fr"]


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ConfigError) as raised:
        renderer(language="fr")
    assert str(raised.value) == (
        "feeds.pages.language: no texts exist in fr; "
        "use one of en, de, zh, or add texts to texts.json"
    )


def test_the_same_views_give_the_same_bytes() -> None:
    first, second = renderer(), renderer()
    assert first.rules == second.rules
    assert first.feed_page(FEED) == second.feed_page(FEED)
    assert first.list_page(LIST) == second.list_page(LIST)
    assert first.assets() == second.assets()


def test_whatever_decides_the_bytes_changes_the_rules(tmp_path: Path) -> None:
    (tmp_path / "feed.html").write_text("x")
    different = [
        renderer(),
        renderer(replace(SITE, title="Other")),
        renderer(language="de"),
        renderer(folder=tmp_path),
        PagesRenderer(SITE, None, None, [ReaderLink("Ours", "https://r.example/?u={url}")]),
    ]
    assert len({one.rules for one in different}) == len(different)


def test_jinja_is_loaded_only_where_a_page_is_rendered() -> None:
    code = (
        "import sys; from tests.support.pages import renderer; "
        "one = renderer(); one.rules, one.assets(); print('jinja2' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
