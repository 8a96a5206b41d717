"""An entry and a feed as a reader remembers them: no content, nothing about the format."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from feeds.model import Post

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class KnownEntry(NamedTuple):
    """What a reader tells entries apart by, and what a person does."""

    id: str
    """``atom:id``, ``guid`` or ``id``; the link where the feed has none, as readers take it."""
    link: str = ""
    title: str = ""
    """Plain text."""
    published: datetime | None = None
    """Whole seconds, aware, as all dates are; None where the feed does not say."""
    updated: datetime | None = None


class KnownFeed(NamedTuple):
    """One document that somebody may be subscribed to."""

    entries: tuple[KnownEntry, ...]
    """In the document's order, each id once."""
    path: str = ""
    """Below the site's URL, with a leading slash; empty where nobody knows."""
    url: str = ""
    """Its own address, as it says itself (``rel="self"``) or as it is planned."""


def known(post: Post) -> KnownEntry:
    """Return what the readers of a post's entry will know of it."""
    published, updated = (date.replace(microsecond=0) for date in (post.published, post.updated))
    return KnownEntry(post.id, post.link, post.title, published, updated)


def without_tags(title: str) -> str:
    """Return a title without what looks like HTML's tags."""
    return _TAG.sub("", title)
