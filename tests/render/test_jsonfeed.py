"""JSON Feed 1.1, as https://www.jsonfeed.org/version/1.1/ has it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from feeds.model import Category, Enclosure, Entry, Feed, Format, Person
from feeds.render import render_entry, render_feed
from tests.support.render import BARE, FEED, FULL, PLAIN_FEED


def _item(entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render_entry(entry, Format.JSON))
    return made


def _feed(feed: Feed, *entries: Entry) -> dict[str, Any]:
    fragments = [render_entry(entry, Format.JSON) for entry in entries]
    made: dict[str, Any] = json.loads(render_feed(feed, fragments, Format.JSON))
    return made


def test_a_full_item_has_every_member() -> None:
    assert _item(FULL) == {
        "id": FULL.id,
        "url": FULL.link,
        "title": FULL.title,
        "content_html": FULL.content,
        "summary": FULL.summary,
        "image": FULL.image,
        "date_published": "2022-06-08T07:26:17+08:00",
        "date_modified": "2022-06-09T00:00:00+00:00",
        "authors": [{"name": "Ada Example", "url": "https://ada.example/"}, {"name": "Bo Example"}],
        "tags": ["Paper & Ink", "绵阳日报新闻"],
        "language": "zh-CN",
        "attachments": [
            {
                "url": "https://news.example/audio/1.mp3",
                "mime_type": "audio/mpeg",
                "size_in_bytes": 12345,
            }
        ],
    }


def test_a_full_feed_has_every_member() -> None:
    assert _feed(FEED, FULL, BARE) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": FEED.title,
        "home_page_url": FEED.home,
        "feed_url": "https://news.example/feed.json",
        "description": FEED.subtitle,
        "icon": FEED.logo,
        "favicon": FEED.icon,
        "authors": [{"name": "The Desk", "url": "https://news.example/desk"}],
        "language": "en",
        "hubs": [
            {"type": "WebSub", "url": "https://hub.example/"},
            {"type": "WebSub", "url": "https://other.example/?a=1&b=2"},
        ],
        "items": [_item(FULL), _item(BARE)],
    }


def test_what_is_not_known_is_left_out() -> None:
    dates = {"date_published", "date_modified"}
    assert set(_item(BARE)) == {"id", "url", "content_text"} | dates
    assert set(_feed(PLAIN_FEED)) == {"version", "title", "home_page_url", "feed_url", "items"}


@pytest.mark.parametrize(
    ("title", "summary", "content", "member", "text"),
    [
        ("t", "s", "<p>c</p>", "content_html", "<p>c</p>"),
        ("t", "s", "", "content_text", "s"),
        ("t", "", "", "content_text", "t"),
        ("", "", "", "content_text", ""),
    ],
)
def test_an_item_has_one_content(
    title: str, summary: str, content: str, member: str, text: str
) -> None:
    item = _item(replace(BARE, title=title, summary=summary, content=content))
    assert {name: item[name] for name in item if name.startswith("content")} == {member: text}


def test_a_summary_in_html_is_the_content_of_an_item_without_another() -> None:
    shown = replace(BARE, summary="two", summary_html="<em>two</em>")
    item = _item(shown)
    assert (item["content_html"], item["summary"]) == ("<em>two</em>", "two")
    assert _item(replace(shown, content="<p>All</p>"))["content_html"] == "<p>All</p>"


def test_every_enclosure_is_an_attachment() -> None:
    both = (Enclosure("a", "a/b", 1), Enclosure("b", "a/b"))
    attachments = _item(replace(BARE, enclosures=both))["attachments"]
    assert [one["url"] for one in attachments] == ["a", "b"]


def test_an_unknown_size_is_left_out() -> None:
    [attachment] = _item(replace(BARE, enclosures=(Enclosure("u", "a/b"),)))["attachments"]
    assert attachment == {"url": "u", "mime_type": "a/b"}


def test_a_label_shared_by_two_terms_is_one_tag() -> None:
    terms = (Category("a", "s1", "A"), Category("a", "s2", "A"), Category("b", "s1", ""))
    assert _item(replace(BARE, categories=terms))["tags"] == ["A", "b"]


def test_somebody_without_a_name_is_nobody() -> None:
    assert "authors" not in _item(replace(BARE, authors=(Person(""),)))


def test_text_is_written_as_it_reads_and_an_item_is_a_line() -> None:
    fragments = [render_entry(entry, Format.JSON) for entry in (FULL, BARE)]
    assert "绵阳日报".encode() in fragments[0]
    assert b"\n" not in fragments[0]
    lines = render_feed(FEED, fragments, Format.JSON).splitlines()
    assert [line.removesuffix(b",") for line in lines[2:-1]] == fragments
