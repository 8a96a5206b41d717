"""The style sheet of feeds: in Chromium, Atom and RSS are lists of entries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feeds.pages.files import is_ours, stylesheet
from tests.support.browser import served
from tests.support.tree import Tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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


def test_descriptions_are_shown_unless_they_are_html() -> None:
    text, html = stylesheet(html_summaries=False), stylesheet(html_summaries=True)
    assert b"item > description {\n  display: none;" not in text
    assert b"item > description {\n  display: none;" in html
    assert is_ours(text)
    assert is_ours(html)


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
