"""The index of the search: what the script needs, and nothing that changes with each post."""

from __future__ import annotations

import json

from msgspec.structs import replace

from feeds.pages.files import search_index
from tests.support.pages import HOME, listed


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
