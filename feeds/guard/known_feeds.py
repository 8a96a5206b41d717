"""A feed as a feed reader sees it, in every format."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from feeds.catalogue.baseline import EarlierPost
from feeds.model import Post

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class KnownEntry(msgspec.Struct, frozen=True):
    """An entry as a reader remembers it: without content and format."""

    id: str
    """``atom:id``, ``guid`` or ``id``; without one the link, as in readers."""
    link: str = ""
    title: str = ""
    """Plain text."""
    published: datetime | None = None
    """Whole seconds; None if the feed does not say."""
    updated: datetime | None = None


class KnownFeed(msgspec.Struct, frozen=True):
    """One document that somebody may have subscribed to."""

    entries: tuple[KnownEntry, ...]
    """In the document's order, each id once."""
    path: str = ""
    """Below the site's URL, with a leading slash; empty if it is not known."""
    url: str = ""
    """Its own address: in a document its ``rel="self"``, or as planned."""


def known_entry(post: Post) -> KnownEntry:
    """Return a post's entry as readers will remember it."""
    published, updated = (date.replace(microsecond=0) for date in (post.published, post.updated))
    return KnownEntry(post.id, post.link, post.title, published, updated)


def earlier_entry(post: EarlierPost) -> KnownEntry:
    """Return the entry of a post that the last build published."""
    return KnownEntry(post.id, post.link, post.title, post.date.replace(microsecond=0))


def without_tags(title: str) -> str:
    """Return a title without anything that looks like an HTML tag."""
    return _TAG.sub("", title)
