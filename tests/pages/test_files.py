"""Files beside pages: their mark, the index of the search, and the style sheet of feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from feeds.pages.files import (
    CODE_MARK,
    HTML_MARK,
    LONGEST_MARK,
    is_ours,
    marked,
    search_index,
    stylesheet,
)
from tests.support.browser import served
from tests.support.pages import HOME, feed_page, group, list_page, listed, renderer
from tests.support.tree import Tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FILES = {
    "list": renderer().list_page(list_page(group("tag", ["rye"]))),
    "feed": renderer().feed_page(feed_page()),
    "search": search_index([listed("rye")]),
    **renderer().assets(),
}
TITLE = "Bread & <butter> " + "x" * 300
SHOWN = """() => [...document.querySelectorAll("entry *, item *")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.localName, one.textContent || one.getAttribute("href")])"""
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
COLOURS = """() => {
  const style = getComputedStyle(document.documentElement);
  return [style.color, style.backgroundColor];
}"""
DIRECTION = 'getComputedStyle(document.querySelector("entry")).direction'
PATHS = ["atom.xml", "rss.xml"]


@pytest.mark.parametrize("name", FILES)
def test_the_last_bytes_of_each_file_are_a_mark(name: str) -> None:
    assert is_ours(FILES[name][-LONGEST_MARK:])


@pytest.mark.parametrize(
    "tail",
    [b"", b"<html></html>\n", b"/* Written by hand */\n", b'{"feeds":[]}\n', HTML_MARK[:-1]],
)
def test_other_files_have_no_mark(tail: bytes) -> None:
    assert not is_ours(tail)


def test_a_mark_follows_whatever_a_template_ends_with() -> None:
    assert marked("body {}\n\n\n", CODE_MARK) == b"body {}\n" + CODE_MARK
    assert marked("", CODE_MARK) == b"\n" + CODE_MARK


def test_a_lone_surrogate_costs_only_its_character() -> None:
    assert marked("a\ud800b", HTML_MARK) == b"a?b\n" + HTML_MARK


def test_each_feed_has_its_kind_name_page_and_first_address() -> None:
    content = json.loads(search_index([listed("rye bread"), listed("Ann", "author")]))
    assert content["feeds"] == [
        ["tag", "rye bread", "/blog/feeds/tag/rye%20bread/", f"{HOME}/feed/tag/rye%20bread.atom"],
        ["author", "Ann", "/blog/feeds/author/Ann/", f"{HOME}/feed/author/Ann.atom"],
    ]


def test_new_posts_do_not_change_the_index() -> None:
    feed = listed("rye", posts=3)
    assert search_index([feed]) == search_index([replace(feed, posts=4, newest=None)])


def test_any_name_gives_valid_json() -> None:
    name = '"</script>\u2028\x00\ud800\U0001f35e'
    (row,) = json.loads(search_index([replace(listed("rye"), name=name)]))["feeds"]
    assert row[1] == name.replace("\ud800", "?")


def test_a_site_without_feeds_has_an_empty_index() -> None:
    assert json.loads(search_index([]))["feeds"] == []


def test_descriptions_are_shown_unless_they_are_html() -> None:
    text, html = stylesheet(html_summaries=False), stylesheet(html_summaries=True)
    assert b"item > description {\n  display: none;" not in text
    assert b"item > description {\n  display: none;" in html
    assert is_ours(text)
    assert is_ours(html)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose feeds end in ``.xml``, which static hosts send as XML."""
    tree = Tree(tmp_path_factory.mktemp("styled"))
    tree.site |= {"url": "https://example.com", "language": "ar"}
    tree.feeds = {"stylesheet": True, "paths": {"site": "/{ext}.xml"}}
    tree.post("bread.md", "<p>A <b>loaf</b></p>", title=TITLE, image="/loaf.png")
    tree.post("dough.md", "خبز", title="خبز")
    tree.build()
    with served(tree.output) as url:
        yield url


@contextmanager
def opened(browser: Browser, url: str, folder: Path, **mode: Any) -> Iterator[Page]:
    """Open a feed; its screenshot is written to a folder."""
    context = browser.new_context(**mode)
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=folder / "feed.png")
    yield page
    context.close()


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("path", PATHS)
def test_entries_have_titles_dates_summaries_and_addresses(
    browser: Browser, site: str, path: str, tmp_path: Path
) -> None:
    with opened(browser, f"{site}/{path}", tmp_path) as page:
        shown = page.evaluate(SHOWN)
    texts = [text for _, text in shown]
    assert [name for name, _ in shown].count("title") == 2
    assert {TITLE, "خبز", "A loaf", "https://example.com/bread.html"} <= {*texts}
    assert not any("<p>" in text or "loaf.png" in text for text in texts)
    dates = [text for name, text in shown if name in ("published", "pubDate")]
    assert len(dates) == 2
    assert len(shown) == 8


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("path", PATHS)
def test_no_screen_is_too_narrow(browser: Browser, site: str, path: str, tmp_path: Path) -> None:
    narrow = {"width": 320, "height": 640}
    with opened(browser, f"{site}/{path}", tmp_path, viewport=narrow) as page:
        assert not page.evaluate(WIDER)


@pytest.mark.xdist_group("browser")
def test_feeds_are_dark_where_people_want_it(browser: Browser, site: str, tmp_path: Path) -> None:
    url = f"{site}/rss.xml"
    with opened(browser, url, tmp_path, color_scheme="light") as page:
        light = page.evaluate(COLOURS)
    with opened(browser, url, tmp_path, color_scheme="dark") as page:
        dark = page.evaluate(COLOURS)
    assert light == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert dark == ["rgb(255, 255, 255)", "rgb(18, 18, 18)"]


@pytest.mark.xdist_group("browser")
def test_arabic_is_written_from_the_right(browser: Browser, site: str, tmp_path: Path) -> None:
    with opened(browser, f"{site}/atom.xml", tmp_path) as page:
        assert page.evaluate(DIRECTION) == "rtl"
