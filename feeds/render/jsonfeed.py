"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Texts and dates come in as ``portable`` leaves them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from feeds.model import Enclosure, Entry, Feed, Format, Person

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: Entry) -> bytes:
    """An item object on one line, to be spliced in by :func:`json_feed`."""
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
            "attachments": _attachments(entry.enclosure),
        }
    )


def json_feed(feed: Feed, items: Sequence[bytes]) -> bytes:
    """A feed object of items made by :func:`json_item`, each on a line of its own."""
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
    """One of the two must be there, even if it is empty ("Items")."""
    if entry.content:
        return {"content_html": entry.content}
    return {"content_text": entry.summary or entry.title}


def _authors(authors: Sequence[Person]) -> list[dict[str, str]]:
    return [
        {"name": person.name} | ({"url": person.uri} if person.uri else {})
        for person in authors
        if person.name
    ]


def _attachments(enclosure: Enclosure | None) -> list[dict[str, str | int]]:
    if not enclosure:
        return []
    size = {"size_in_bytes": enclosure.length} if enclosure.length else {}
    return [{"url": enclosure.url, "mime_type": enclosure.type, **size}]


def _dump(members: Mapping[str, Any]) -> bytes:
    """In UTF-8, without the members that say nothing."""
    given = {name: value for name, value in members.items() if value or name == "content_text"}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
