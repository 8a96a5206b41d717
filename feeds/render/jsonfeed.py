"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Its functions expect texts and dates as :func:`feeds.render.formats.portable` returns them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from feeds.model import Enclosure, Entry, Feed, Format, Person

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: Entry) -> bytes:
    """Return an item object on one line, for :func:`json_feed`."""
    return _dump(
        {
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            **_content(entry),
            "summary": entry.summary,
            "image": entry.image,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": _authors(entry.authors),
            "tags": list(dict.fromkeys(c.label or c.term for c in entry.categories)),
            "language": entry.language,
            "attachments": list(map(_attachment, entry.enclosures)),
        }
    )


def json_feed(feed: Feed, items: Sequence[bytes]) -> bytes:
    """Return a feed object with items from :func:`json_item`, one a line."""
    head = _dump(
        {
            "version": VERSION,
            "title": feed.title or feed.home,
            "home_page_url": feed.home,
            "feed_url": feed.urls[Format.JSON],
            "description": feed.subtitle,
            "icon": feed.logo,
            "favicon": feed.icon,
            "authors": _authors(feed.authors),
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
        }
    )
    return b'%s,\n"items":[\n%s\n]}\n' % (head.removesuffix(b"}"), b",\n".join(items))


def _content(entry: Entry) -> dict[str, str]:
    """Return HTML or else text: an item must have one of them, even empty ("Items")."""
    if html := entry.content or entry.summary_html:
        return {"content_html": html}
    return {"content_text": entry.summary or entry.title}


def _authors(authors: Sequence[Person]) -> list[dict[str, str]]:
    return [
        {"name": person.name} | ({"url": person.uri} if person.uri else {})
        for person in authors
        if person.name
    ]


def _attachment(enclosure: Enclosure) -> dict[str, str | int]:
    size = {"size_in_bytes": enclosure.length} if enclosure.length else {}
    return {"url": enclosure.url, "mime_type": enclosure.type, **size}


def _dump(members: Mapping[str, Any]) -> bytes:
    """Write an object in UTF-8, without empty members."""
    given = {name: value for name, value in members.items() if value or name == "content_text"}
    return msgspec.json.encode(given)
