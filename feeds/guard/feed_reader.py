"""Read feeds in any format: Atom, RSS 0.9x, 1.0, 2.0, JSON Feed.

This is not done with feedparser: it cleans all content and guesses every encoding, which takes 50
times as long as reading five fields with lxml, and a build must look at each feed that it is about
to replace. It also makes ids absolute, but here they must stay unchanged.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from feeds.guard.known_feeds import KnownEntry, KnownFeed, without_tags

_JSON_FEED = "https://jsonfeed.org/version/"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ATOM_03 = "{http://purl.org/atom/ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read_feed(body: bytes) -> KnownFeed | None:
    """Read a document, even a slightly damaged one; None if it is not a feed.

    Links become absolute if the document says its own address; ids stay unchanged.
    """
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    return _json_feed(start) if start[:1] == b"{" else _xml_feed(start)


def _json_feed(body: bytes) -> KnownFeed | None:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items")
    if not str(feed.get("version")).startswith(_JSON_FEED) or not isinstance(items, list):
        return None
    url = _text(feed.get("feed_url"))
    entries = (_json_entry(item, url) for item in items if isinstance(item, dict))
    return KnownFeed(_each_once(entries), url=url)


def _json_entry(item: dict[str, Any], base: str) -> KnownEntry:
    link = _text(item.get("url"))
    return KnownEntry(
        id=_text(item.get("id")) or link,
        link=_absolute(link, base),
        title=_text(item.get("title")),
        published=_date(_text(item.get("date_published"))),
        updated=_date(_text(item.get("date_modified"))),
    )


def _text(value: object) -> str:
    """Return a JSON value as text; an id may be a number (JSON Feed 1.1, "Items")."""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _xml_feed(body: bytes) -> KnownFeed | None:
    # Do not resolve entities: they could read files or fill the memory.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
        return None if root is None else _feed(root)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _feed(root: etree._Element) -> KnownFeed | None:
    name = root.tag.rpartition("}")[2].rpartition(":")[2]  # a prefix may lack its declaration
    if name == "feed":
        return _atom_feed(root)
    return _rss_feed(root) if name in ("rss", "RDF") else None


def _atom_feed(root: etree._Element) -> KnownFeed:
    space = _ATOM_03 if root.tag.startswith(_ATOM_03) else _ATOM
    url = _atom_link(root, space, "self")
    base = root.get(_BASE) or url
    entries = _readable(root.iterchildren(f"{space}entry"), partial(_atom_entry, space, base))
    return KnownFeed(_each_once(entries), url=url)


def _readable(
    elements: Iterable[etree._Element], read: Callable[[etree._Element], KnownEntry]
) -> Iterator[KnownEntry]:
    """Read each entry; leave out those that lxml cannot decode, such as ``&#xd800;``."""
    for element in elements:
        with suppress(ValueError):
            yield read(element)


def _atom_entry(space: str, base: str, entry: etree._Element) -> KnownEntry:
    link = _atom_link(entry, space, "alternate")
    return KnownEntry(
        id=_first(entry, f"{space}id") or link,
        link=_absolute(link, _absolute(entry.get(_BASE) or "", base)),
        title=_atom_title(entry.find(f"{space}title")),
        published=_date(_first(entry, f"{space}published", f"{space}issued")),
        updated=_date(_first(entry, f"{space}updated", f"{space}modified")),
    )


def _atom_link(element: etree._Element, space: str, relation: str) -> str:
    links = element.iterchildren(f"{space}link")
    # Without rel a link is rel="alternate" (RFC 4287 4.2.7.2).
    found = (link.get("href") for link in links if link.get("rel", "alternate") == relation)
    return (next(found, None) or "").strip()


def _atom_title(title: etree._Element | None) -> str:
    """Return the text of a text construct of any type (RFC 4287 3.1)."""
    if title is None:
        return ""
    text = "".join(map(str, title.itertext()))
    return _words(text) if title.get("type") in ("html", "text/html") else " ".join(text.split())


def _rss_feed(root: etree._Element) -> KnownFeed | None:
    channel = root.find("{*}channel")
    if channel is None:
        return None
    url = _atom_link(channel, _ATOM, "self")
    home = _first(channel, "link", "{http://purl.org/rss/1.0/}link")
    entries = _readable(root.iter("{*}item"), partial(_rss_entry, url or home))
    return KnownFeed(_each_once(entries), url=url)


def _rss_entry(base: str, item: etree._Element) -> KnownEntry:
    space = item.tag.removesuffix("item")  # other namespaces have titles and links too
    guid = _first(item, f"{space}guid") or item.get(_ABOUT, "").strip()
    link = _first(item, f"{space}link") or _permalink(item, space)
    return KnownEntry(
        id=guid or link,
        link=_absolute(link, base),
        title=_words(_first(item, f"{space}title")),
        published=_date(_first(item, f"{space}pubDate", f"{_DC}date")),
        updated=_date(_first(item, f"{_ATOM}updated", f"{_TERMS}modified")),
    )


def _permalink(item: etree._Element, space: str) -> str:
    """Return the guid if it is also the link (RSS 2.0, "guid")."""
    guid = next(item.iterchildren(f"{space}guid"), None)
    if guid is None or guid.get("isPermaLink", "true").lower() != "true":
        return ""
    return (guid.text or "").strip()


def _first(element: etree._Element, *tags: str) -> str:
    texts = ("".join(map(str, one.itertext())).strip() for one in element.iterchildren(*tags))
    return next(filter(None, texts), "")


def _words(text: str) -> str:
    """Return the text of HTML, on one line."""
    return " ".join(html.unescape(without_tags(text)).split())


def _absolute(link: str, base: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # such as https://[
        return link


def _date(text: str) -> datetime | None:
    """Parse RFC 3339 or RFC 822; without an offset it is UTC, as in most readers."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text).replace(microsecond=0)
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            found.astimezone(UTC)  # OverflowError on the first and the last possible day
        except (ValueError, OverflowError):
            continue
        return found
    return None


def _each_once(entries: Iterable[KnownEntry]) -> tuple[KnownEntry, ...]:
    """Return the first entry of each id: readers treat entries with one id as one entry."""
    first: dict[str, KnownEntry] = {}
    for entry in entries:
        if entry.id:
            first.setdefault(entry.id, entry)
    return tuple(first.values())
