"""Atom 1.0 (RFC 4287) and RSS 2.0, written with feedgen.

This is the only module that uses feedgen. Each workaround for feedgen 1.0 has a comment. Its
functions expect texts and dates as :func:`feeds.render.formats.portable` returns them.

An entry is serialised once and spliced into every feed that shows it. So an entry declares no
namespaces: the root of each feed declares them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from functools import partial
from html import escape

import feedgen.entry  # type: ignore[import-untyped]
import feedgen.feed  # type: ignore[import-untyped]
from lxml import etree
from msgspec import Struct

from feeds.model import Category, Enclosure, Entry, Feed, Format, Person

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
ATOM = "http://www.w3.org/2005/Atom"

GENERATOR = "feeds"
RSS_SPECIFICATION = "https://www.rssboard.org/rss-specification"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800}
"""The periods of the syndication module, in seconds."""

# The first ends a section; parsers read the second as a line feed (XML 1.0 2.11).
_UNFIT_FOR_CDATA = ("]]>", "\r")

# feedgen's own function changes the locale of the whole process, in all threads.
feedgen.feed.formatRFC2822 = feedgen.entry.formatRFC2822 = format_datetime


class Frame(Struct, frozen=True):
    """The elements around the entries of a format."""

    parents: tuple[str, ...]
    """Tag names, the root first."""
    namespaces: Mapping[str, str]
    """The namespaces that the root declares, by prefix."""

    def cut(self, entry: etree._Element) -> bytes:
        """Return an entry as it is written inside this frame, in UTF-8, indented.

        This moves the element: do not use it afterwards.
        """
        root = parent = etree.Element(self.parents[0], nsmap=dict(self.namespaces))
        for tag in self.parents[1:]:
            parent = etree.SubElement(parent, tag)
        parent.append(entry)
        framed: bytes = etree.tostring(root, encoding="UTF-8", pretty_print=True)
        opening, closing = f"<{entry.tag}".encode(), f"</{entry.tag}>".encode()
        return framed[framed.index(opening) : framed.rindex(closing) + len(closing)]

    def splice(self, feed: bytes, entries: Sequence[bytes]) -> bytes:
        """Return a feed that was serialised without entries, with these as its last elements."""
        indent = b"  " * len(self.parents)
        end = feed.rindex(indent[2:] + f"</{self.parents[-1]}>".encode())
        lines = (b"%s%s\n" % (indent, entry) for entry in entries)
        return b"".join([feed[:end], *lines, feed[end:]])


ATOM_FEED = Frame(("feed",), {"media": MEDIA, "sy": SYNDICATION})
RSS_CHANNEL = Frame(
    ("rss", "channel"),
    {
        "atom": ATOM,
        "content": CONTENT,
        "dc": DUBLIN_CORE,
        "media": MEDIA,
        "sy": SYNDICATION,
    },
)


class _Given(str):
    """A text that feedgen writes even if it is empty: feedgen tests texts for truth."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


class _Additions:
    """An extension of feedgen: the namespaces of all entries, and how often to poll.

    feedgen's own syndication extension misspells the elements, as ``UpdatePeriod``. Of a feed's
    links, feedgen writes only ``rel="self"`` into RSS: this extension adds the hubs.
    """

    def __init__(self, feed: Feed, frame: Frame) -> None:
        self._feed = feed
        self._namespaces = frame.namespaces

    def extend_ns(self) -> Mapping[str, str]:
        return self._namespaces

    def extend_atom(self, feed: etree._Element) -> None:
        self._extend(feed)

    def extend_rss(self, rss: etree._Element) -> None:
        self._extend(rss[0])
        for hub in self._feed.hubs:
            etree.SubElement(rss[0], f"{{{ATOM}}}link", href=hub, rel="hub")

    def _extend(self, parent: etree._Element) -> None:
        period, frequency = _rhythm(self._feed.max_age)
        _add(parent, SYNDICATION, "updatePeriod", period)
        _add(parent, SYNDICATION, "updateFrequency", str(frequency))


def atom_entry(entry: Entry) -> bytes:
    """Return an ``entry`` element (RFC 4287 4.1.2), for :func:`atom_feed`."""
    made = _entry(entry, entry.enclosures)
    made.title(_Given(entry.title))  # RFC 4287 4.2.14: the element is required, text is not
    made.author(_persons(entry.authors))
    if entry.summary_html:
        if entry.summary_html != entry.content:  # RFC 4287 4.2.13: not advisable to duplicate
            made.summary(_html(entry.summary_html), type="html")
    elif entry.summary:
        made.summary(entry.summary)
    element = made.atom_entry()
    _restore_links(element, made.link())
    if entry.language:
        element.set(_LANGUAGE, entry.language)
    _add_image(element, entry.image)
    return ATOM_FEED.cut(element)


def atom_feed(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Return a ``feed`` document (RFC 4287 4.1.1) with entries from :func:`atom_entry`."""
    made = _feed(feed, Format.ATOM, ATOM_FEED)
    # RFC 4287 4.1.1: the feed needs an author if an entry has none.
    made.author(_persons(feed.authors) or [{"name": feed.title or feed.home}])
    made.subtitle(feed.subtitle)
    made.icon(feed.icon)
    made.logo(feed.logo)
    document = _styled(made.atom_str(pretty=True), feed.stylesheet)
    return ATOM_FEED.splice(document, entries)


def rss_item(entry: Entry) -> bytes:
    """Return an ``item`` element of RSS 2.0, for :func:`rss_feed`."""
    made = _entry(entry, entry.enclosures[:1])  # RSS 2.0 has one enclosure in an item
    if entry.title:
        made.title(entry.title)
    if entry.summary_html:
        made.description(_html(entry.summary_html))
    elif entry.summary or not (entry.title or entry.content):
        made.description(_Given(escape(entry.summary, quote=False)))
    # RSS allows one author, with an e-mail address; the profile writes others as dc:creator.
    sole = len(entry.authors) == 1 and entry.authors[0].email
    made.author(_persons(entry.authors) if sole else [])
    element = made.rss_entry()
    for person in () if sole else _persons(entry.authors):
        _add(element, DUBLIN_CORE, "creator", person["name"])
    _add_image(element, entry.image)
    if entry.updated != entry.published:
        _add(element, ATOM, "updated", entry.updated.isoformat())
    return RSS_CHANNEL.cut(element)


def rss_feed(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Return an ``rss`` document with items from :func:`rss_item`."""
    made = _feed(feed, Format.RSS, RSS_CHANNEL)
    made.description(feed.subtitle or made.title())
    made.image(feed.logo or feed.icon or None)
    made.ttl(-(-feed.max_age // 60))
    made.docs(RSS_SPECIFICATION)
    document = _styled(made.rss_str(pretty=True), feed.stylesheet)
    return RSS_CHANNEL.splice(document, entries)


def _entry(entry: Entry, enclosures: Sequence[Enclosure]) -> feedgen.entry.FeedEntry:
    """Return what Atom and RSS have in common of an entry."""
    made = feedgen.entry.FeedEntry()
    made.guid(entry.id, permalink=entry.id == entry.link)
    made.updated(entry.updated)  # by default the clock
    made.published(entry.published)
    made.link({"href": entry.link, "rel": "alternate", "type": "text/html"})
    made.link(list(map(_enclosure_link, enclosures)))
    made.category([_category(category) for category in entry.categories])
    if entry.content:
        made.content(_html(entry.content), type="html")
    return made


def _feed(feed: Feed, format: Format, frame: Frame) -> feedgen.feed.FeedGenerator:
    """Return what Atom and RSS have in common of a feed."""
    made = feedgen.feed.FeedGenerator()
    made.register_extension("additions", partial(_Additions, feed, frame))
    made.id(feed.id)
    made.title(feed.title or feed.home)
    made.updated(feed.updated)  # by default the clock, for lastBuildDate too
    made.link({"href": feed.urls[format], "rel": "self", "type": format.media_type})
    made.link([{"href": hub, "rel": "hub"} for hub in feed.hubs])
    # RSS gets the link given last.
    made.link({"href": feed.home, "rel": "alternate", "type": "text/html"})
    made.generator(GENERATOR)  # by default feedgen's name and version
    made.language(feed.language)
    made.rights(feed.rights)
    return made


def _styled(document: bytes, stylesheet: str | None) -> bytes:
    """Return a document that names a style sheet (https://www.w3.org/TR/xml-stylesheet/)."""
    if not stylesheet:
        return document
    declaration, root = document.split(b"\n", 1)
    named = f'<?xml-stylesheet type="text/css" href="{escape(stylesheet)}"?>'
    return b"\n".join((declaration, named.encode(), root))


def _rhythm(max_age: int) -> tuple[str, int]:
    """Return the shortest period of at least ``max_age`` seconds, and how often they fit in it."""
    seconds = max(max_age, 60)
    periods = (period for period, length in _PERIODS.items() if length >= seconds)
    period = next(periods, "weekly")
    return period, max(_PERIODS[period] // seconds, 1)


def _persons(persons: Sequence[Person]) -> list[dict[str, str]]:
    """Return persons for feedgen, without those that have no name (RFC 4287 3.2.1)."""
    return [
        {"name": person.name, "email": person.email or "", "uri": person.uri or ""}
        for person in persons
        if person.name
    ]


def _category(category: Category) -> dict[str, str]:
    given = {"term": category.term, "scheme": category.scheme, "label": category.label}
    return {key: text for key, text in given.items() if text or key == "term"}


def _enclosure_link(enclosure: Enclosure) -> dict[str, str]:
    link = {"href": enclosure.url, "rel": "enclosure", "type": enclosure.type}
    # RFC 4287 4.2.7.6: a length is a hint, so an unknown one is left out; RSS gets 0.
    return link | ({"length": str(enclosure.length)} if enclosure.length else {})


def _html(content: str) -> str | etree.CDATA:
    """Return CDATA, which is shorter and easier to read; escaped text if CDATA would change it."""
    unfit = any(text in content for text in _UNFIT_FOR_CDATA)
    return content if unfit else etree.CDATA(content)


def _restore_links(entry: etree._Element, links: Sequence[Mapping[str, str]]) -> None:
    """Add the attributes of an Atom entry's links: feedgen writes only ``href``."""
    for element, link in zip(entry.iterfind("link"), links, strict=True):
        for name in ("rel", "type", "length"):
            if link.get(name):
                element.set(name, link[name])


def _add_image(entry: etree._Element, url: str | None) -> None:
    """Add an image by Media RSS 1.5, directly in the entry: feedgen would add a ``group``."""
    if url:
        etree.SubElement(entry, f"{{{MEDIA}}}thumbnail", url=url)
        etree.SubElement(entry, f"{{{MEDIA}}}content", url=url, medium="image")


def _add(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text
