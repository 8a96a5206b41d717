"""The variables of the templates of pages.

Sites override templates, so these names are part of the public interface:
docs/reference/templates.md lists them. A link to another page is a path that begins with the
site's own path; a link to a feed is an absolute URL. Both are percent-encoded.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from feeds.model import Format


class ReaderLink(msgspec.Struct, frozen=True):
    """A feed reader on the web, and how it subscribes to a feed."""

    name: str
    url: str
    """With ``{url}`` in the place of the feed's address, percent-encoded."""


class FormatLink(msgspec.Struct, frozen=True):
    """A feed in one format."""

    format: Format
    """``atom``, ``rss`` or ``json``."""
    label: str
    """``Atom``, ``RSS`` or ``JSON Feed``."""
    url: str
    """The absolute URL of the feed."""
    type: str
    """The media type, such as ``application/atom+xml``."""


class ListedFeed(msgspec.Struct, frozen=True):
    """A feed in a list."""

    kind: str
    """``site``, ``category``, ``tag``, ``author``, or another kind of terms."""
    name: str
    """The name of the term; the title of the site for the site's own feed."""
    page: str
    """The path of the page of this feed; empty if it has none."""
    posts: int
    """The number of published posts."""
    newest: date | None
    """The date of the newest post; None without posts."""
    formats: tuple[FormatLink, ...]
    """The formats of the feed; recommend the first one."""


class FeedGroup(msgspec.Struct, frozen=True):
    """Feeds of one kind in a list."""

    kind: str
    """The kind of these feeds."""
    feeds: tuple[ListedFeed, ...]
    """The feeds that this page shows."""
    total: int
    """The number of all feeds of this kind."""
    more: str
    """The path of the list of all feeds of this kind; empty if this page shows all."""
    opml: str
    """The path of the OPML file with all feeds of this kind."""


class FeedListPage(msgspec.Struct, frozen=True):
    """A page that lists feeds."""

    kind: str
    """The kind of the feeds; empty for the list of all kinds."""
    groups: tuple[FeedGroup, ...]
    """The feeds by kind; one group if the page lists one kind."""
    number: int
    """The number of this page, from 1."""
    count: int
    """The number of pages of this list."""
    pages: tuple[str, ...]
    """The paths of all pages of this list."""
    previous: str
    """The path of the previous page; empty on the first page."""
    next: str
    """The path of the next page; empty on the last page."""
    url: str
    """The absolute URL of this page."""


class PageEntry(msgspec.Struct, frozen=True):
    """A post on the page of a feed."""

    title: str
    """Plain text; it may be empty."""
    link: str
    """The absolute URL of the post; empty if it does not begin with http or https."""
    published: datetime
    """When the post was published."""
    summary: str
    """Plain text; it may be empty."""
    language: str | None
    """The language of the post (BCP 47); None if it is the language of the feed."""


class FeedPage(msgspec.Struct, frozen=True):
    """The page of a feed."""

    kind: str
    """``site``, ``category``, ``tag``, ``author``, or another kind of terms."""
    name: str
    """The name of the term; the title of the site for the site's own feed."""
    title: str
    """The title of the feed."""
    home: str
    """The absolute URL of the site's page for this feed."""
    language: str | None
    """The language of the feed (BCP 47); None if it is not known."""
    formats: tuple[FormatLink, ...]
    """The formats of the feed; recommend the first one."""
    entries: tuple[PageEntry, ...]
    """The newest posts."""
    url: str
    """The absolute URL of this page."""


class PagesSite(msgspec.Struct, frozen=True):
    """The site, as every page shows it."""

    title: str
    """The title of the site."""
    url: str
    """The absolute URL of the site's front page."""
    description: str
    """One sentence about the site; it may be empty."""
    language: str | None
    """The language of the site (BCP 47); None if it is not known."""
    path: str
    """The path of all pages, such as ``/blog/feeds``, without a slash at its end."""
    opml: str
    """The path of the OPML file with all feeds."""
