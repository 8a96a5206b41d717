"""Lists of feeds: every text survives in them, and feed readers import them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from reader import make_reader
from reader.opml import parse

from feeds.pages.opml import Subscription, SubscriptionGroup, opml
from feeds.render.formats import portable
from tests.support.reader import Newsboat

MANY = 4_000
BREAD = Subscription(
    "Bread & <butter>", "https://example.com/tags/bread.xml?a=1&b=2", "https://example.com/"
)


def outlines(document: bytes) -> list[dict[str, str]]:
    """Return the attributes of every outline, those of groups too."""
    root = etree.fromstring(document)
    return [{str(name): str(text) for name, text in one.items()} for one in root.iter("outline")]


def one_line(text: str) -> str:
    return " ".join(portable(text).splitlines()).replace("\t", " ")


def test_a_list_is_what_the_specification_shows() -> None:
    assert opml("Example", [SubscriptionGroup("tag", [BREAD])]).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head><title>Example</title></head>\n"
        "  <body>\n"
        '    <outline text="tag">\n'
        '      <outline text="Bread &amp; &lt;butter&gt;" title="Bread &amp; &lt;butter&gt;"'
        ' type="rss" xmlUrl="https://example.com/tags/bread.xml?a=1&amp;b=2"'
        ' htmlUrl="https://example.com/"/>\n'
        "    </outline>\n"
        "  </body>\n"
        "</opml>\n"
        "<!-- Written by feeds -->\n"
    )


def test_groups_keep_their_order_and_empty_ones_are_left_out() -> None:
    groups = [
        SubscriptionGroup("tag", [BREAD]),
        SubscriptionGroup("author", []),
        SubscriptionGroup("category", [BREAD]),
    ]
    named = [one["text"] for one in outlines(opml("Example", groups)) if "type" not in one]
    assert named == ["tag", "category"]


def test_a_feed_without_a_title_is_named_by_its_page() -> None:
    untitled = Subscription("\0", "https://example.com/feed.xml", "https://example.com/")
    assert outlines(opml("", [SubscriptionGroup("site", [untitled])]))[1] == {
        "text": "https://example.com/",
        "title": "https://example.com/",
        "type": "rss",
        "xmlUrl": "https://example.com/feed.xml",
        "htmlUrl": "https://example.com/",
    }


@given(title=st.text(), name=st.text(), feed=st.text(min_size=1))
def test_any_text_is_read_as_it_was_given_on_one_line(title: str, name: str, feed: str) -> None:
    listed = Subscription(feed, "https://example.com/feed.xml", "https://example.com/")
    document = opml(title, [SubscriptionGroup(name, [listed])])
    shown = [one["text"] for one in outlines(document)]
    expected = one_line(feed) if portable(feed) else "https://example.com/"
    assert shown == [one_line(name), expected]
    head = etree.fromstring(document).findtext("head/title") or ""
    assert head.replace("\t", " ") == one_line(title)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of thousands of feeds in every script."""
    feeds = [
        Subscription(
            f"Topic {at}: 交通 & «новости» <b>",
            f"https://example.com/feed/{at}.xml?a=1&b=2",
            f"https://example.com/{at}/",
        )
        for at in range(MANY)
    ]
    file = tmp_path_factory.mktemp("many") / "feeds.opml"
    file.write_bytes(opml("Example", [SubscriptionGroup("交通 & more", feeds)]))
    return file


@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
def test_newsboat_imports_thousands_of_feeds(many: Path, tmp_path: Path) -> None:
    newsboat = Newsboat(tmp_path)
    newsboat.subscribe("https://other.example/feed.xml")
    lines = newsboat.import_opml(many)
    assert len(lines) == MANY + 1
    assert lines[1].startswith('https://example.com/feed/0.xml?a=1&b=2 "交通 & more"')


def test_reader_imports_thousands_of_feeds(many: Path) -> None:
    with make_reader(":memory:") as reader, many.open("rb") as file:
        reader.import_feeds(file)
        imported = {feed.url for feed in reader.get_feeds()}
    assert imported == {f"https://example.com/feed/{at}.xml?a=1&b=2" for at in range(MANY)}


def test_reader_finds_titles_and_pages(many: Path) -> None:
    with many.open("rb") as file:
        first = parse(file)[0]
    assert first.title == "Topic 0: 交通 & «новости» <b>"
    assert first.link == "https://example.com/0/"
