"""A feed opened in Chromium: from ``feeds serve``, and from a host that sends plain XML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.support.browser import opened, served
from tests.support.live import running
from tests.support.pages import HOSTILE
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


@contextmanager
def hosted(site: Tree) -> Iterator[str]:
    """Serve the output of a site as its host does, and return the URL of the site."""
    (site.output / "blog").unlink(missing_ok=True)
    (site.output / "blog").symlink_to(".")
    (site.output / "favicon.ico").touch()
    with served(site.output) as url:
        yield f"{url}/blog"


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


def test_the_list_at_the_root_of_the_server_works(browser: Browser, server: str) -> None:
    with opened(browser, f"{server}/") as page:
        page.keyboard.press("/")
        page.keyboard.type("brea")
        page.locator("#found li").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/blog/feeds/tag/bread.html")


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss"])
def test_a_feed_sent_as_xml_shows_as_a_list_of_entries(
    browser: Browser, site: Tree, shots: Path, name: str
) -> None:
    with hosted(site) as url, opened(browser, f"{url}/{name}") as page:
        page.screenshot(path=shots / f"styled-{name}.png")
        title = page.locator("entry > title, item > title").first
        assert title.text_content() == "Salt"
        assert page.evaluate("getComputedStyle(document.documentElement).display") == "block"
        assert page.locator("entry > content, item > guid").first.is_hidden()


def test_no_page_of_a_site_with_hostile_posts_runs_anything(
    browser: Browser, tmp_path: Path
) -> None:
    site = Tree(tmp_path / "site")
    for number, text in enumerate(HOSTILE):
        body = f"{text}\n\n<script>ran()</script> <img src=x onerror=ran()>"
        site.post(
            f"{number}.md", body, title=text, tags=[text or "empty"], author="' onclick=ran()"
        )
    report = site.build()
    assert (report.posts, report.faults) == (len(HOSTILE), ())
    pages = sorted(site.output.rglob("*.html"))
    assert len(pages) == report.pages > len(HOSTILE)
    narrow = {"width": 320, "height": 640}
    with hosted(site) as url, opened(browser, f"{url}/feeds/", viewport=narrow) as page:
        for file in pages:
            page.goto(f"{url}/{quote(file.relative_to(site.output).as_posix())}")
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert page.locator("body script, body img").count() == 0
