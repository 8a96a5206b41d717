"""Pages in Chromium: how they look, search, copying, keys, and that hostile posts run nothing.

Screenshots of every page in every mode are written to the temporary directory of the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import opened, served, write
from tests.support.pages import (
    HOME,
    files_of_site,
    in_arabic,
    renderer,
    tags,
    with_hostile_posts,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "contrast": {"forced_colors": "active"},
}
PATHS = {"list": "/blog/feeds/", "tags": "/blog/feeds/tag/", "feed": "/blog/feeds/tag/first/"}
SITES: dict[str, Callable[[Path], dict[str, bytes]]] = {
    "english": lambda _: files_of_site(renderer(), tags(4000)),
    "arabic": in_arabic,
    "hostile": lambda _: with_hostile_posts(),
}
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
AXE = """axe.run({
  resultTypes: ["violations"],
  rules: { "target-size": { enabled: true } },
})"""
MILLISECONDS = """words => {
  const box = document.getElementById("words");
  const fastest = new Map(words.map((word) => [word, Infinity]));
  for (let round = 0; round < 5; round++) {
    for (const word of words) {
      box.value = word;
      const start = performance.now();
      box.dispatchEvent(new InputEvent("input"));
      document.body.offsetHeight; // lays out the results
      fastest.set(word, Math.min(fastest.get(word), performance.now() - start));
    }
  }
  return Math.max(...fastest.values());
}"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return the URL of each site."""
    with ExitStack() as servers:
        urls = {}
        for name, files in SITES.items():
            folder = tmp_path_factory.mktemp(name)
            write(folder, files(folder))
            urls[name] = servers.enter_context(served(folder))
        yield urls


@pytest.fixture
def page(browser: Browser, sites: dict[str, str]) -> Iterator[Page]:
    """Return the list of all feeds, 4,000 of them tags."""
    with opened(browser, sites["english"] + PATHS["list"]) as one:
        yield one


def names(page: Page) -> list[str]:
    return page.locator("#found .name").all_inner_texts()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.id"))


@pytest.mark.parametrize(
    ("site", "mode"),
    [
        *(("english", mode) for mode in MODES),
        ("arabic", "dark"),
        ("arabic", "narrow"),
        ("hostile", "light"),
        ("hostile", "narrow"),
    ],
)
def test_every_page_fits_the_window_and_is_accessible(
    browser: Browser,
    axe: str,
    sites: dict[str, str],
    site: str,
    mode: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    shots = tmp_path_factory.getbasetemp() / "screenshots"
    for name, path in PATHS.items():
        with opened(browser, sites[site] + path, **MODES[mode]) as page:
            if (site, name) == ("english", "list"):
                page.locator("#words").fill("r")
                page.locator("#found li").first.wait_for()
                page.screenshot(path=shots / f"{site}-{mode}-search.png")
                assert violations(page, axe) == []
                page.locator("#words").fill("")
            page.screenshot(path=shots / f"{site}-{mode}-{name}.png", full_page=name == "feed")
            assert not page.evaluate(WIDER)
            assert violations(page, axe) == []


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds: each rule, and the elements that break it."""
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
    )
    return [
        f"{one['id']}: {', '.join(node['html'][:200] for node in one['nodes'][:3])}"
        for one in found["violations"]
    ]


def test_search_finds_feeds_while_people_type(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("OAF ryE")
    page.locator("#found li").first.wait_for()
    assert names(page)[:2] == ["rye loaf", "rye loaf 1"]
    assert page.locator("#lists").is_hidden()
    assert page.locator("#count").inner_text() == "Feeds found: 45"


def test_search_finds_any_width_case_and_form_of_letters(page: Page) -> None:
    box = page.locator("#words")
    for words in ("ｒｙｅ　ｂａｇｅｌ", "RYE BAGEL", "  bagel   rye "):
        box.fill(words)
        page.locator("#found li").first.wait_for()
        assert names(page)[0] == "rye bagel"
        box.fill("")


def test_search_shows_the_first_results_and_announces_their_number(page: Page) -> None:
    page.locator("#words").fill("rye")
    page.locator("#found li").first.wait_for()
    assert len(names(page)) == 50
    status = page.get_by_role("status").filter(has_text="Feeds found: 405.")
    status.wait_for(state="attached")
    assert status.inner_text() == "Feeds found: 405. These are the first 50."


def test_search_says_that_nothing_was_found(page: Page) -> None:
    page.locator("#words").fill("nothing like it")
    page.locator("#count").filter(has_text="Feeds found: 0").wait_for()
    assert names(page) == []


def test_search_works_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    assert focused(page) == "words"
    page.keyboard.type("spelt")
    page.locator("#found li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "spelt roll"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "words"
    page.keyboard.press("Escape")
    assert page.locator("#words").input_value() == ""
    assert page.locator("#lists").is_visible()


def test_enter_opens_the_first_result(page: Page) -> None:
    page.route("**/blog/feeds/tag/rye%20loaf/", lambda route: route.fulfill(body="opened"))
    page.keyboard.press("/")
    page.keyboard.type("rye loaf")
    page.locator("#found li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/feeds/tag/rye%20loaf/")


def test_an_index_that_cannot_be_loaded_is_reported(page: Page) -> None:
    page.route("**/search.json", lambda route: route.fulfill(body="<html>"))
    page.locator("#words").fill("rye")
    page.locator("#count").filter(has_text="could not be loaded").wait_for()


def test_search_over_4000_feeds_takes_less_than_50_ms(page: Page) -> None:
    """The best of five runs counts, as the machine may be busy."""
    page.locator("#words").fill("x")
    page.wait_for_function("() => !document.getElementById('found').hidden")
    slowest = page.evaluate(MILLISECONDS, ["r", "rye", "e", "1", "b l", "rye loaf 44"])
    print(f"search over 4,000 feeds: {slowest:.1f} ms for the slowest of six")
    assert slowest < 50


def test_nothing_is_loaded_before_it_is_needed(browser: Browser, sites: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sites["english"] + PATHS["list"], wait_until="networkidle")
    folder = sites["english"] + PATHS["list"]
    assert [url for url in asked if "favicon" not in url] == [
        folder,
        f"{folder}style.css",
        f"{folder}script.js",
    ]
    context.close()


@pytest.mark.parametrize("path", ["list", "feed"])
def test_a_button_copies_the_address(browser: Browser, sites: dict[str, str], path: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, sites["english"] + PATHS[path], permissions=permissions) as page:
        button = page.locator("button[data-copy]").first
        button.click()
        button.filter(has_text="Copied").wait_for()
        assert page.get_by_role("status").inner_text() == "Copied"
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == button.get_attribute("data-copy")
        assert copied.startswith(f"{HOME}/feed/")


def test_a_button_copies_without_https_too(browser: Browser, sites: dict[str, str]) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, sites["english"] + PATHS["feed"], permissions=permissions) as page:
        page.evaluate("Clipboard.prototype.writeText = null")
        page.locator(".address button").click()
        page.locator("button.done").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".address code").inner_text()


def test_pages_work_without_scripts(browser: Browser, sites: dict[str, str]) -> None:
    with opened(browser, sites["english"] + PATHS["list"], java_script_enabled=False) as page:
        assert page.locator("#search").is_hidden()
        assert page.locator("button:visible").count() == 0
        page.get_by_role("link", name="All Tags (4000)").click()
        assert page.url == sites["english"] + PATHS["tags"]


def test_hostile_posts_run_nothing(browser: Browser, sites: dict[str, str]) -> None:
    for path in PATHS.values():
        with opened(browser, sites["hostile"] + path) as page:
            page.evaluate("() => { window.ran = () => console.error('ran') }")
            page.locator("body").hover()
            assert page.locator("main a[href^='javascript:'], main img, main script").count() == 0
    with opened(browser, sites["hostile"] + PATHS["list"]) as page:
        page.locator("#words").fill("ran")
        page.locator("#found li").first.wait_for()
        assert names(page)[0].startswith("<script>")


def test_long_names_leave_room_for_the_rest_of_a_row(
    browser: Browser, sites: dict[str, str]
) -> None:
    with opened(browser, sites["hostile"] + PATHS["tags"]) as page:
        heights = page.locator(".feeds .formats").evaluate_all(
            "all => all.map((one) => one.offsetHeight)"
        )
        assert len(heights) == 30
        assert len(set(heights)) == 1


def test_marks_above_and_below_letters_stay_in_their_row(
    browser: Browser, sites: dict[str, str]
) -> None:
    for path in (PATHS["tags"], PATHS["feed"]):
        with opened(browser, sites["hostile"] + path) as page:
            styles = page.locator("main li:has(time)").evaluate_all(
                "all => all.map((one) => getComputedStyle(one).overflowY)"
            )
            assert set(styles) == {"clip"}
