"""Lists of feeds that feed readers import (OPML 2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgspec import Struct

from feeds.pages.files import HTML_MARK, marked
from feeds.render.formats import portable


class Subscription(Struct, frozen=True):
    """A feed that a reader can subscribe to."""

    title: str
    """Plain text."""
    url: str
    """The absolute URL of one of its formats."""
    home: str
    """The absolute URL of the page that it follows."""


class SubscriptionGroup(Struct, frozen=True):
    """Feeds of one kind; readers make it a folder."""

    name: str
    subscriptions: Sequence[Subscription]


def opml(title: str, groups: Iterable[SubscriptionGroup]) -> bytes:
    """Return an OPML document of groups of feeds, in UTF-8, in the given order.

    Groups without feeds are left out. Any text is allowed: characters that XML 1.0 forbids
    are removed.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
        *(line for group in groups if group.subscriptions for line in _group(group)),
        "  </body>",
        "</opml>",
    ]
    return marked("\n".join(lines), HTML_MARK)


def _group(group: SubscriptionGroup) -> Iterator[str]:
    yield f"    <outline{_attributes(text=group.name)}>"
    for feed in group.subscriptions:
        yield f"      <outline{_feed(feed)}/>"
    yield "    </outline>"


def _feed(feed: Subscription) -> str:
    title = portable(feed.title) or feed.home
    return _attributes(
        text=title,
        title=title,
        type="rss",  # "Subscription lists": for a feed of any format
        xmlUrl=feed.url,
        htmlUrl=feed.home,
    )


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{_escaped(text)}"' for name, text in values.items())


def _escaped(text: str) -> str:
    """Return text on one line, as it is written between tags and in quotes."""
    return escape(" ".join(portable(text).splitlines()))
