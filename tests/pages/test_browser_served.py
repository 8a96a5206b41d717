"""A feed opened in Chromium: from ``feeds serve``, and from a host that sends plain XML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import opened, served
from tests.support.live import running
from tests.support.tree import Tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(tmp_path_factory.mktemp("bakery") / "site", feeds={"stylesheet": True})
    tree.post("rye.md", "*Warm* water, and a night of rest.", title="Rye & spelt", tags=["bread"])
    tree.post("salt.md", "Less than you think.", title="Salt", tags=["bread"], date="2026-03-04")
    tree.build()
    return tree


@pytest.fixture(scope="module")
def server(site: Tree) -> Iterator[str]:
    with running(site) as live:
        yield f"http://127.0.0.1:{live.port}"


@pytest.fixture
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "screenshots"


def test_a_feed_opened_from_the_server_shows_its_page(
    browser: Browser, server: str, shots: Path
) -> None:
    with opened(browser, f"{server}/blog/feed.atom") as page:
        assert page.url == f"{server}/blog/feeds/site.html"
        page.get_by_role("heading", name="Rye & spelt").wait_for()
        assert page.locator(".address code").inner_text() == "https://example.com/blog/feed.atom"
        page.screenshot(path=shots / "served-feed.png", full_page=True)
        page.get_by_role("link", name="All feeds").click()
        page.get_by_role("link", name="bread").click()
        assert page.url == f"{server}/blog/feeds/tag/bread.html"


def test_search_works_on_the_server(browser: Browser, server: str) -> None:
    with opened(browser, f"{server}/feeds/") as page:
        page.keyboard.press("/")
        page.keyboard.type("brea")
        page.locator("#found li").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/blog/feeds/tag/bread.html")


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss"])
def test_a_feed_sent_as_xml_shows_as_a_list_of_entries(
    browser: Browser, site: Tree, shots: Path, name: str
) -> None:
    (site.output / "blog").unlink(missing_ok=True)
    (site.output / "blog").symlink_to(".")  # the host has the site's folder
    (site.output / "favicon.ico").touch()
    with served(site.output) as url, opened(browser, f"{url}/blog/{name}") as page:
        page.screenshot(path=shots / f"styled-{name}.png")
        title = page.locator("entry > title, item > title").first
        assert title.text_content() == "Salt"
        assert page.evaluate("getComputedStyle(document.documentElement).display") == "block"
        assert page.locator("entry > content, item > guid").first.is_hidden()
