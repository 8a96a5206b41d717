"""The types every layer shares.

Names are those of RFC 4287 (Atom), RFC 9110 (HTTP) and of the generators whose trees are read.
Every value is immutable, every ``datetime`` aware, every path relative, Unicode, parted by ``/``.
What the catalogue stores is ``array_like``: encoded as an array of its fields, in this order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum

import msgspec


class FeedKind(StrEnum):
    """What a feed collects. A generator may have more kinds: taxonomies of any name."""

    SITE = "site"
    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"


class Format(StrEnum):
    """A feed document's format."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The registered (or, for RSS, customary) media type, without parameters."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.ATOM: "application/atom+xml",  # RFC 4287 section 7
    Format.RSS: "application/rss+xml",
    Format.JSON: "application/feed+json",  # JSON Feed 1.1, "Suggestions for publishers"
}


class Coding(StrEnum):
    """A content coding (RFC 9110 8.4.1), named as in the registry; no coding is ``identity``."""

    GZIP = "gzip"
    BROTLI = "br"  # RFC 7932
    ZSTANDARD = "zstd"  # RFC 8878

    @property
    def mark(self) -> str:
        """What stands for it in entity tags and, after a dot, at the end of file names."""
        return _MARKS[self]


_MARKS = {Coding.GZIP: "gz", Coding.BROTLI: "br", Coding.ZSTANDARD: "zst"}


class Template(IntEnum):
    """A template language in a post's body, by what its result depends on."""

    NONE = 0
    ALONE = 1
    """The post itself, and files of the site that are no posts."""
    POSTS = 2
    """Other posts as well."""


class Person(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who wrote something (RFC 4287 3.2)."""

    name: str
    uri: str | None = None
    email: str | None = None


class Term(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A category, tag, author or whatever else posts can be gathered under."""

    kind: str
    """A :class:`FeedKind`, or the name of a taxonomy that only this site has."""
    name: str
    """As the post writes it; terms are the same when kind and name are, byte for byte."""
    slug: str
    """The name as the site's generator writes it in URLs; may be empty, may collide."""


class Enclosure(msgspec.Struct, frozen=True, array_like=True):
    """A file that goes with a post (RFC 4287 4.2.7.2 ``rel="enclosure"``; RSS ``enclosure``)."""

    url: str
    type: str
    length: int = 0
    """Bytes; 0 where it is not known (RSS Advisory Board's profile)."""


class Post(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one published post, its body left out."""

    path: str
    """The file, relative to the tree."""
    id: str
    """``atom:id``, as the site's own generator forms it."""
    link: str
    """The page's absolute URL, percent-encoded."""
    title: str
    """Plain text; empty for a post without a title."""
    published: datetime
    updated: datetime
    authors: tuple[Person, ...] = ()
    categories: tuple[Term, ...] = ()
    """The categories whose feeds hold this post."""
    tags: tuple[Term, ...] = ()
    """The tags whose feeds hold this post."""
    bylines: tuple[Term, ...] = ()
    """The authors whose feeds hold this post."""
    others: tuple[Term, ...] = ()
    """What else holds this post in a feed of its own: a section, a collection, a taxonomy."""
    on_site: bool = True
    """The site's own feed holds this post too."""
    labels: tuple[Term, ...] = ()
    """The terms its entry shows, in order; some generators show fewer than they file under."""
    summary: str | None = None
    """Written by the author; may hold HTML. Without one the excerpt serves."""
    summary_only: bool = False
    """The author wants no full content of this post in feeds."""
    image: str | None = None
    """A URL, absolute or relative to the link."""
    enclosure: Enclosure | None = None
    language: str | None = None
    """BCP 47, where it differs from the site's."""
    template: Template = Template.NONE
    """What must be worked off in the body before it is markup."""
    due: datetime | None = None
    """Not to be published before; None where the date holds nothing back."""
    expires: datetime | None = None
    """Not to be published from then on."""
    weight: int = 0
    """Posts with a weight come first, the lightest before all; 0 is none."""
    ordered_by: datetime | None = None
    """What feeds sort it by, newest first, where that is not when it was published."""
    tie: str = ""
    """What decides between posts of one weight and moment, before their paths do."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term whose feed holds this post, each once."""
        return tuple(dict.fromkeys(self.categories + self.tags + self.bylines + self.others))


class Site(msgspec.Struct, frozen=True):
    """What every feed says of the site."""

    title: str
    url: str
    """Absolute, without a trailing slash, the path the site is mounted at included."""
    timezone: str
    """An IANA name: the zone of dates that name none; empty where nobody has said."""
    description: str = ""
    language: str | None = None
    """BCP 47."""
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None


class FeedSpec(msgspec.Struct, frozen=True):
    """One feed as planned: where it is, what it gathers, how much of it."""

    kind: str
    term: Term | None
    """None for the site's feed."""
    title: str
    home: str
    """The absolute URL of the page that readers are led to: the site's front page."""
    paths: Mapping[Format, str]
    """Each format's path below the site's URL, with a leading slash, not percent-encoded."""
    urls: Mapping[Format, str]
    """Each format's absolute URL, percent-encoded."""
    limit: int
    """The most entries it shows."""
    full_content: bool = True
    """Entries carry the whole post, not only its summary."""
    ties_ascend: bool = False
    """Posts of one moment: by path upwards (True) or downwards."""
    max_age: tuple[int, int] = (1800, 14_400)
    """Seconds: the least and the most that a reader may be told to wait."""
    hubs: tuple[str, ...] = ()
    """URLs where news of it can be subscribed to (WebSub 4)."""


class Category(msgspec.Struct, frozen=True):
    """A term as an entry shows it (RFC 4287 4.2.2)."""

    term: str
    scheme: str
    label: str


class Entry(msgspec.Struct, frozen=True):
    """One entry, ready for any format. Every URL in it is absolute."""

    id: str
    link: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    summary: str = ""
    """Plain text."""
    content: str = ""
    """Clean HTML; empty where only the summary is published."""
    image: str | None = None
    enclosure: Enclosure | None = None
    language: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """One feed, ready for any format, its entries apart."""

    id: str
    title: str
    home: str
    """``rel="alternate"``: the page this feed follows."""
    urls: Mapping[Format, str]
    """``rel="self"`` of each format."""
    updated: datetime
    """Its newest entry's."""
    subtitle: str = ""
    authors: tuple[Person, ...] = ()
    language: str | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    max_age: int = 3600
    """Seconds for which a reader need not ask again, from the rhythm of its entries."""
    hubs: tuple[str, ...] = ()


class Encoded(msgspec.Struct, frozen=True):
    """A body in a content coding."""

    body: bytes
    digest: str
    """Of the coded bytes."""


class EntryPlace(msgspec.Struct, frozen=True):
    """Where an entry stands in a feed's body, and what tells it from its other versions."""

    id: bytes
    """Eight bytes of a hash of its id."""
    version: bytes
    """Eight bytes of a hash of the bytes it is written in."""
    start: int
    end: int


class Representation(msgspec.Struct, frozen=True):
    """A feed's bytes in one format, and what a cache may compare (RFC 9110 8.8)."""

    path: str
    format: Format
    body: bytes
    digest: str
    """Of the body, lower-case hexadecimal, without ``-``: the entity tag's opaque part."""
    encoded: Mapping[Coding, Encoded] = {}
    """The body in each coding in which it is worth sending."""
    entries: tuple[EntryPlace, ...] = ()
    """In the body's order."""
    is_full: bool = False
    """It shows as many entries as it may: newer ones push out the last."""
    kind: str = FeedKind.SITE
    """What the feed collects, as in its :class:`FeedSpec`."""
    max_age: int = 3600
    """Seconds, as in the feed it renders (RFC 9111 5.2.2.1)."""
