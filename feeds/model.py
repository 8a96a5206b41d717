"""The types that all packages share: posts, entries, feeds.

Names are those of RFC 4287 (Atom), RFC 9110 (HTTP) and of the generators whose trees are read.
Every value is immutable. A ``datetime`` is aware. A path is relative, with ``/`` between its parts.
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

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {Format.ATOM: "Atom", Format.RSS: "RSS", Format.JSON: "JSON Feed"}


class FileType(StrEnum):
    """The type of a published file that is not a feed."""

    HTML = "html"
    OPML = "opml"
    STYLE = "css"
    SCRIPT = "js"
    SEARCH = "search"
    """What the script searches: JSON."""

    @property
    def media_type(self) -> str:
        """The registered (or, for OPML, customary) media type, without parameters."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Mapping[str, str] = {
    Format.ATOM: "application/atom+xml",  # RFC 4287 section 7
    Format.RSS: "application/rss+xml",
    Format.JSON: "application/feed+json",  # JSON Feed 1.1, "Suggestions for publishers"
    FileType.HTML: "text/html",
    FileType.OPML: "text/x-opml",
    FileType.STYLE: "text/css",
    FileType.SCRIPT: "text/javascript",  # RFC 9239
    FileType.SEARCH: "application/json",
}


def type_named(name: str) -> Format | FileType:
    """Return the format or the type with this value; ``ValueError`` if there is none."""
    try:
        return Format(name)
    except ValueError:
        return FileType(name)


class Coding(StrEnum):
    """A content coding (RFC 9110 8.4.1), named as in the registry; no coding is ``identity``."""

    GZIP = "gzip"
    BROTLI = "br"  # RFC 7932
    ZSTANDARD = "zstd"  # RFC 8878

    @property
    def mark(self) -> str:
        """The mark of this coding in entity tags and, after a dot, at the end of file names."""
        return _MARKS[self]


_MARKS = {Coding.GZIP: "gz", Coding.BROTLI: "br", Coding.ZSTANDARD: "zst"}
USUAL_CODINGS = (Coding.GZIP, Coding.BROTLI)
"""The codings of feeds, unless the configuration names others."""


class Template(IntEnum):
    """A template language in a post's body, by what its result depends on."""

    NONE = 0
    ALONE = 1
    """Only the post itself, and files of the site other than posts."""
    POSTS = 2
    """Also on other posts."""
    ADDRESSES = 3
    """Also on the files and addresses of other posts, and on nothing else of them."""


class Person(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who wrote something (RFC 4287 3.2)."""

    name: str
    uri: str | None = None
    email: str | None = None


class Term(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A category, a tag, an author, or another group of posts."""

    kind: str
    """A :class:`FeedKind`, or the name of a taxonomy that only this site has."""
    name: str
    """As the post writes it. Two terms are equal if kind and name are equal, byte for byte."""
    slug: str
    """The name as the generator writes it in URLs. It may be empty, and two terms may share it."""


class Enclosure(msgspec.Struct, frozen=True, array_like=True):
    """A file that belongs to a post (RFC 4287 4.2.7.2 ``rel="enclosure"``; RSS ``enclosure``)."""

    url: str
    type: str
    length: int = 0
    """Bytes; 0 if not known (RSS Advisory Board's profile)."""


class Post(msgspec.Struct, frozen=True, array_like=True):
    """A post without its body."""

    path: str
    """The path of the post's file in the site's folder."""
    id: str
    """``atom:id``, as the site's own generator forms it."""
    link: str
    """The page's absolute URL, percent-encoded."""
    title: str
    """Plain text; empty for a post without a title."""
    published: datetime
    """When the post was published, with a time zone."""
    updated: datetime
    """When it last changed, with a time zone. If it never changed, the same as ``published``."""
    authors: tuple[Person, ...] = ()
    """The authors that the entry names."""
    categories: tuple[Term, ...] = ()
    """The categories whose feeds include this post."""
    tags: tuple[Term, ...] = ()
    """The tags whose feeds include this post."""
    bylines: tuple[Term, ...] = ()
    """The authors whose feeds include this post."""
    others: tuple[Term, ...] = ()
    """Other terms whose feeds include this post: sections, collections, taxonomies."""
    on_site: bool = True
    """Whether the site's own feed includes this post."""
    labels: tuple[Term, ...] = ()
    """The terms that the entry shows, in order. Some generators do not show all terms."""
    summary: str | None = None
    """Written by the author; may contain HTML. If None, the excerpt is used."""
    summary_only: bool = False
    """Whether feeds leave out the full content of this post."""
    image: str | None = None
    """A URL, absolute or relative to the link."""
    enclosures: tuple[Enclosure, ...] = ()
    """Files that belong to the post, such as an episode of a podcast."""
    language: str | None = None
    """A BCP 47 tag, such as ``en-GB``; None for the site's language."""
    template: Template = Template.NONE
    """The template language of the body. It is rendered before Markdown."""
    due: datetime | None = None
    """When the post may be published; None for at once."""
    expires: datetime | None = None
    """When the post stops being published; None for never."""
    weight: int = 0
    """Posts with a weight come first, the smallest weight first. 0 means no weight."""
    ordered_by: datetime | None = None
    """The date by which feeds sort the post, newest first; None for ``published``."""
    tie: str = ""
    """Sorts posts with the same weight and date. If ``tie`` is the same too, the path decides."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term whose feed includes this post, each once."""
        return tuple(dict.fromkeys(self.categories + self.tags + self.bylines + self.others))


class Site(msgspec.Struct, frozen=True):
    """What every feed says of the site."""

    title: str
    url: str
    """Absolute, with the path that the site is mounted at, without a trailing slash."""
    timezone: str
    """An IANA name: the zone of dates without one; empty if not known."""
    description: str = ""
    language: str | None = None
    """BCP 47."""
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None


class Channel(msgspec.Struct, frozen=True):
    """What a feed says of itself, as the site's own generator has it."""

    title: str
    home: str
    """The absolute URL of the page that the feed follows: the site's, a section's, a term's."""
    language: str | None
    """BCP 47."""
    site_title: str
    """The title of the site in this language: ``{site}`` in ``feeds.titles``."""
    term_title: str = ""
    """The title of the term: ``{term}`` in ``feeds.titles``; empty for a site's feed."""


class FeedSpec(msgspec.Struct, frozen=True):
    """One planned feed: its paths, its posts, and how many of them it shows."""

    kind: str
    term: Term | None
    """None for the site's feed."""
    title: str
    home: str
    """The absolute URL of the page that the feed follows."""
    language: str | None
    """BCP 47."""
    paths: Mapping[Format, str]
    """Each format's path below the site's URL, with a leading slash, not percent-encoded."""
    urls: Mapping[Format, str]
    """Each format's absolute URL, percent-encoded."""
    limit: int
    """The most entries it shows."""
    full_content: bool = True
    """Entries carry the whole post, not only its summary."""
    ties_ascend: bool = False
    """The order of posts with the same date: by path, ascending (True) or descending."""
    max_age: tuple[int, int] = (1800, 14_400)
    """The shortest and the longest ``max-age`` of the feed, in seconds."""
    hubs: tuple[str, ...] = ()
    """URLs of hubs that announce changes of the feed (WebSub 4)."""
    name: str = ""
    """The title of the term, or of the site, as lists of feeds show it."""
    page: str = ""
    """The path of its page for people, as in ``paths``; empty if it has none."""
    stylesheet: str | None = None
    """The URL of a CSS style sheet for browsers that show the document, or a path on the host."""


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
    summary_html: str = ""
    """The summary as sanitised HTML; empty if it is only text."""
    content: str = ""
    """Sanitised HTML; empty if only the summary is published."""
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    """In the author's order. RSS shows the first."""
    language: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """One feed without its entries, ready for any format."""

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
    """Seconds for which a client may keep it; computed from the dates of its entries."""
    hubs: tuple[str, ...] = ()
    stylesheet: str | None = None


class Encoded(msgspec.Struct, frozen=True):
    """A body in a content coding."""

    body: bytes
    digest: str
    """Of the coded bytes."""


class EntryPlace(msgspec.Struct, frozen=True):
    """The position of an entry in a feed's body, and a hash that identifies its version."""

    id: bytes
    """Eight bytes of a hash of its id."""
    version: bytes
    """Eight bytes of a hash of its bytes."""
    start: int
    end: int


class Representation(msgspec.Struct, frozen=True):
    """The bytes of a feed in one format, or of another file, and what a cache may compare.

    See RFC 9110 8.8.
    """

    path: str
    format: Format | FileType
    body: bytes
    digest: str
    """Of the body, lower-case hexadecimal, without ``-``: the entity tag's opaque part."""
    encoded: Mapping[Coding, Encoded] = {}
    """The body in each coding that makes it smaller."""
    entries: tuple[EntryPlace, ...] = ()
    """In the order of the body."""
    is_full: bool = False
    """It shows as many entries as it may: a new entry replaces the last one."""
    kind: str = FeedKind.SITE
    """The kind of the feed, as in its :class:`FeedSpec`; empty for other files."""
    max_age: int = 3600
    """Seconds, as in the feed it renders (RFC 9111 5.2.2.1)."""
    page: str = ""
    """The path of the feed's page; empty if it has none."""
