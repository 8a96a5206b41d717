"""An entry serialised once reads the same in every feed it is put into."""

from __future__ import annotations

import pytest
from lxml import etree

from feeds.render.fragments import ATOM_FEED, MEDIA, RSS_CHANNEL, Frame


def _entry(tag: str) -> etree._Element:
    entry = etree.Element(tag)
    etree.SubElement(entry, "title").text = f"</{tag}> <{tag}>"
    etree.SubElement(entry, f"{{{MEDIA}}}content", url="u")
    return entry


@pytest.mark.parametrize(("frame", "tag"), [(ATOM_FEED, "entry"), (RSS_CHANNEL, "item")])
def test_a_fragment_is_one_element_without_namespace_declarations(frame: Frame, tag: str) -> None:
    fragment = frame.cut(_entry(tag))
    assert fragment.startswith(f"<{tag}>".encode())
    assert fragment.endswith(f"</{tag}>".encode())
    assert b"<media:content" in fragment
    assert b"xmlns" not in fragment


def test_fragments_become_the_last_children_in_their_order() -> None:
    frame = Frame(("rss", "channel"), {})
    feed = b"<rss>\n  <channel>\n    <title>x</title>\n  </channel>\n</rss>\n"
    assert frame.splice(feed, [b"<item>1</item>", b"<item>2</item>"]) == (
        b"<rss>\n  <channel>\n    <title>x</title>\n"
        b"    <item>1</item>\n    <item>2</item>\n  </channel>\n</rss>\n"
    )


def test_a_feed_without_fragments_stays_as_it_is() -> None:
    feed = b"<feed>\n  <title>x</title>\n</feed>\n"
    assert ATOM_FEED.splice(feed, []) == feed
