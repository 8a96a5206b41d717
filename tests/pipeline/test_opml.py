"""OPML beside the feeds: all feeds by kind in one file, and those of each kind in one."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.support.tree import Tree

SITE = "https://example.com/blog"


@pytest.fixture
def site(tree: Tree) -> Tree:
    tree.post("a.md", title="A", tags=["rye", "Spelt & oats"], categories=["Bread"])
    tree.post("b.md", title="B", tags=["rye"], author="Ann")
    return tree


def listed(tree: Tree, path: str = "feeds.opml", **feeds: Any) -> dict[str, list[tuple[str, str]]]:
    """Build, and return the title and the address of each feed of an OPML file, by group."""
    tree.feeds = feeds
    tree.build(accept_removals=True)
    groups = etree.fromstring(tree.published()[path]).iterfind("body/outline")
    return {
        str(group.get("text")): [
            (str(one.get("title")), str(one.get("xmlUrl")).removeprefix(SITE)) for one in group
        ]
        for group in groups
    }


def test_every_feed_is_in_the_group_of_its_kind(site: Tree) -> None:
    assert listed(site) == {
        "Whole site": [("Example", "/feed.atom")],
        "Categories": [("Bread", "/categories/bread/feed.atom")],
        "Tags": [("rye", "/tags/rye/feed.atom"), ("Spelt & oats", "/tags/spelt-oats/feed.atom")],
        "Authors": [("Ann", "/authors/ann/feed.atom")],
    }


def test_each_kind_has_a_file_of_its_own(site: Tree) -> None:
    assert listed(site, "feeds/tag.opml").keys() == {"Tags"}
    assert "feeds/site.opml" not in site.published()


@pytest.mark.parametrize(
    ("formats", "best"), [(["json", "rss", "atom"], "atom"), (["json", "rss"], "rss")]
)
def test_the_format_that_most_readers_know_is_listed(
    site: Tree, formats: list[str], best: str
) -> None:
    groups = listed(site, formats=formats)
    assert {url.rpartition(".")[2] for feeds in groups.values() for _, url in feeds} == {best}


def test_retired_feeds_are_not_listed(site: Tree) -> None:
    groups = listed(site, retired=["/tags/rye/*", "/feed.atom", "/authors/*"])
    assert groups["Whole site"] == [("Example", "/feed.rss")]
    assert groups["Tags"] == [("Spelt & oats", "/tags/spelt-oats/feed.atom")]
    assert "Authors" not in groups


def test_only_new_feeds_change_a_list(site: Tree) -> None:
    listed(site)
    times = site.times()
    site.post("c.md", title="C", tags=["rye"])
    site.build()
    assert site.times()["feeds.opml"] == times["feeds.opml"]
    site.post("d.md", title="D", tags=["new"])
    site.build()
    assert site.times()["feeds.opml"] > times["feeds.opml"]
    assert site.times()["feeds/category.opml"] == times["feeds/category.opml"]
