"""Feed documents in Atom and RSS, read as a feed reader takes them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree

from .fragments import Fragment, read_fragment, visible

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONE_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)", re.DOTALL
)
"""Some generators write a link's as it is; in CDATA it is one by right."""

Author = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself; None for what it does not say."""

    title: str | None = None
    link: str | None = None
    """The page that it follows."""
    language: str | None = None
    """In lower case: tags that differ only in case are the same (RFC 5646 2.1.1)."""
    self: str | None = None
    """Its own address."""
    type: str | None = None
    """The media type given with that address."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a feed shows of one post, as a reader would take it."""

    id: str
    link: str
    title: str
    published: str
    updated: str
    authors: tuple[Author, ...]
    terms: tuple[str, ...]
    image: str | None
    language: str | None
    content: Fragment | None
    summary: Fragment | None


@dataclass(frozen=True, slots=True)
class Document:
    """One feed: what it says of itself, and its entries in order."""

    head: Head = Head()
    entries: tuple[Shown, ...] = ()


def read_feed(file: Path) -> Document:
    """Read an Atom or RSS document, a little damaged or not."""
    text = _LONE_AMPERSAND.sub(_kept, without_controls(file.read_text("utf-8")).encode())
    root = etree.fromstring(text, etree.XMLParser(strip_cdata=False, huge_tree=True))
    if root.tag == f"{_ATOM}feed":
        return Document(_atom_head(root), tuple(map(_atom, root.iter(f"{_ATOM}entry"))))
    return Document(_rss_head(root), tuple(map(_rss, root.iter("item"))))


def without_controls(text: str) -> str:
    """Remove the characters that XML 1.0 forbids; nobody sees them."""
    return _ILLEGAL.sub("", text)


def _kept(match: re.Match[bytes]) -> bytes:
    return match[1] or b"&amp;"


def _atom_head(feed: etree._Element) -> Head:
    title, link = feed.find(f"{_ATOM}title"), _alternate(feed)
    return _head(
        feed,
        None if title is None else _atom_text(title),
        None if link is None else link.get("href"),
        feed.get(_LANGUAGE),
    )


def _rss_head(root: etree._Element) -> Head:
    channel = root.find("channel")
    if channel is None:
        return Head()
    texts = (channel.findtext(name) for name in ("title", "link", "language"))
    return _head(channel, *texts)


def _head(feed: etree._Element, title: str | None, link: str | None, language: str | None) -> Head:
    own = feed.find(f"{_ATOM}link[@rel='self']")
    url, type = (None, None) if own is None else (own.get("href"), own.get("type"))
    return Head(title, link, language and language.lower(), url, type)


def _alternate(element: etree._Element) -> etree._Element | None:
    """RFC 4287 4.2.7.2: a link without ``rel`` is an alternate one."""
    link = element.find(f"{_ATOM}link[@rel='alternate']")
    unnamed = (one for one in element.findall(f"{_ATOM}link") if one.get("rel") is None)
    return next(unnamed, None) if link is None else link


def _atom(entry: etree._Element) -> Shown:
    link = _alternate(entry)
    image = entry.find(f"{_MEDIA}thumbnail")
    authors = (
        (one.findtext(f"{_ATOM}name"), one.findtext(f"{_ATOM}uri"), one.findtext(f"{_ATOM}email"))
        for one in entry.iter(f"{_ATOM}author")
    )
    page = "" if link is None else link.get("href", "")
    return Shown(
        id=entry.findtext(f"{_ATOM}id") or "",
        link=page,
        title=_atom_text(entry.find(f"{_ATOM}title")),
        published=entry.findtext(f"{_ATOM}published") or "",
        updated=entry.findtext(f"{_ATOM}updated") or "",
        authors=tuple(author for author in authors if author[0]),
        terms=_each_once(one.get("term", "") for one in entry.iter(f"{_ATOM}category")),
        image=None if image is None else image.get("url"),
        language=entry.get(_LANGUAGE),
        content=_atom_fragment(entry.find(f"{_ATOM}content"), page),
        summary=_atom_fragment(entry.find(f"{_ATOM}summary"), page),
    )


def _atom_fragment(element: etree._Element | None, page: str) -> Fragment | None:
    return None if element is None else read_fragment(_atom_text(element, markup=True), page)


def _atom_text(element: etree._Element | None, markup: bool = False) -> str:
    """Return a text construct as shown, or as HTML (RFC 4287 3.1.1)."""
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        return etree.tostring(element, encoding="unicode")
    text = element.text or ""
    if element.get("type") == "html":
        return text if markup else visible(text)
    return html.escape(text, quote=False) if markup else text


def _rss(item: etree._Element) -> Shown:
    published, page = item.findtext("pubDate") or "", item.findtext("link") or ""
    return Shown(
        id=item.findtext("guid") or "",
        link=page,
        title=item.findtext("title") or "",
        published=parsedate_to_datetime(published).isoformat() if published else "",
        updated=item.findtext(f"{_ATOM}updated") or "",
        authors=tuple((one.text, None, None) for one in item.iter(_CREATOR, "author")),
        terms=_each_once(one.text or "" for one in item.iter("category")),
        image=None,
        language=None,
        content=_rss_fragment(item.findtext(_CONTENT), page),
        summary=_rss_fragment(item.findtext("description"), page),
    )


def _rss_fragment(markup: str | None, page: str) -> Fragment | None:
    return None if markup is None else read_fragment(markup, page)


def _each_once(terms: Iterable[str]) -> tuple[str, ...]:
    """A generator may repeat a tag that a post repeats."""
    return tuple(dict.fromkeys(terms))
