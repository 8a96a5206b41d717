"""Patterns of URLs and of paths."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.generators.hugo import permalinks
from feeds.generators.hugo.addresses import UrlStyle
from feeds.generators.hugo.permalinks import PermalinkPage


def page(title: str = "The Title", slug: str = "") -> PermalinkPage:
    return PermalinkPage(
        kind="page",
        path="/docs/guide/a",
        date=datetime(2026, 11, 3, 7, 8, 9, tzinfo=UTC),
        title=title,
        slug=slug,
        filename="file",
        base_name="base",
        section="docs",
        sections=("docs", "guide"),
        section_slugs=("D", "G"),
        urlized=UrlStyle().urlized,
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year/:month/:day/:slug/", "/2026/11/03/the-title/"),
        ("/:monthname-:weekday-:weekdayname-:yearday", "/November-2-Tuesday-307"),
        ("/:section/:sections/:filename", "/docs/docs/guide/file"),
        ("/:sections[1:]/:sections[last]/:sections[0]/:sections[9]", "/guide/guide/docs/"),
        ("/:06-:1-:2:Jan", "/26-11-3Nov"),
        ("/a\\:b/:slugorcontentbasename", "/a:b/base"),
        ("/plain", "/plain"),
    ],
)
def test_patterns_are_filled_in(pattern: str, expected: str) -> None:
    assert permalinks.expanded(pattern, page()) == expected


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("SSL/TLS & A\\B", "ssl-tls-a-b"),
        ("/lead/ / trail/", "-lead--trail-"),
        ("../up", "..-up"),
        ("a%2Fb", "a%2fb"),
    ],
)
@pytest.mark.parametrize("token", [":title", ":slug"])
def test_a_slash_in_a_title_becomes_a_hyphen(title: str, path: str, token: str) -> None:
    assert permalinks.expanded(f"/{token}/", page(title)) == f"/{path}/"


def test_a_slug_keeps_its_slashes() -> None:
    filled = permalinks.expanded("/:slug/:slugorfilename/:title/", page("A/B", slug="c/d\\e"))
    assert filled == "/c/d%5Ce/c/d%5Ce/a-b/"


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(permalinks.UnknownToken, match="nothing"):
        permalinks.expanded("/:nothing/", page())


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("/posts/*", "/posts/a", True),
        ("/posts/*", "/posts/a/b", False),
        ("/posts/**", "/posts/a/b", True),
        ("/{a,b}/x?", "/B/xy", True),
        ("/[ab]", "/c", False),
        ("/[!ab]", "/c", True),
        ("/a(b)", "/a(b)", True),
        ("/{a", "/a", True),
        ("/[z-a]", "/a", False),
    ],
)
def test_a_star_does_not_match_a_slash(pattern: str, text: str, matches: bool) -> None:
    assert permalinks.matches(pattern, text) is matches
