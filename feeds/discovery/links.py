"""The ``<link>`` elements that a page needs, and the head with them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from feeds.discovery.heads import BEGIN, END, Head
from feeds.generators import TermPage
from feeds.model import FeedSpec

_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_INDEX = re.compile(r"/index\.html?\Z")
_SUFFIX = re.compile(r"\.html?\Z")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the order of the text around them (Unicode UAX 9)."""


Address = tuple[str, int | None, str, str]
"""Host, port, path and query."""


class FeedLink(msgspec.Struct, frozen=True):
    """A link to one format of a feed."""

    type: str
    """The media type."""
    title: str
    href: str
    """The absolute URL."""

    @property
    def element(self) -> str:
        """The ``<link>`` element."""
        return (
            f'<link rel="alternate" type="{self.type}" title="{_attribute(self.title)}" '
            f'href="{_attribute(self.href)}">'
        )


def feed_links(spec: FeedSpec, site_title: str) -> tuple[FeedLink, ...]:
    """Return a link to each format of a feed; each has a title of its own.

    ``site_title`` is that of the site's feed.
    """
    # jekyll-feed gives the feeds of tags the title of the site.
    is_alike = spec.title == site_title
    title = f"{spec.title} | {spec.term.name}" if spec.term and is_alike else spec.title
    return tuple(
        FeedLink(format.media_type, f"{title} ({format.label})", url)
        for format, url in spec.urls.items()
    )


@lru_cache(maxsize=1024)  # a page has a few of its own, all pages have those of the site
def _attribute(text: str) -> str:
    """Return a text as the value of an attribute in double quotes: one line, nothing hidden."""
    return "".join(map(_character, html.escape(" ".join(text.split()))))


def _character(character: str) -> str:
    if character in _BIDI:
        return f"&#x{ord(character):X};"  # visible to those who read the source
    category = unicodedata.category(character)
    return "\ufffd" if category in ("Cc", "Cs") else character


class SiteLinks:
    """The links of every page of a site."""

    def __init__(
        self,
        url: str,
        site: FeedSpec | None,
        terms: Iterable[tuple[FeedSpec | None, TermPage | None]],
    ) -> None:
        """Take the site's URL, its feed if it has one, and of each term its feed and its page.

        A term may have no feed, or no page that is known.
        """
        self._mount = urlsplit(url).path
        self._origin = url.removesuffix(self._mount)
        self._site = feed_links(site, site.title) if site else ()
        self._of: dict[str, tuple[FeedLink, ...]] = {}
        """By the key of a page."""
        self._of_further: dict[str, tuple[FeedLink, ...]] = {}
        """By the beginning of the keys of a list's second page, third page, and so on."""
        self._of_folders: dict[str, tuple[FeedLink, ...]] = {}
        """By the key of a page; these links are those of all pages below it too."""
        if site and site.page:
            self._of[page_key(site.page)] = self._site
        for spec, page in terms:
            links = feed_links(spec, site.title if site else "") if spec else ()
            if spec and spec.page:
                _extend(self._of, page_key(spec.page), links)
            if page and (key := self.key_of(page.url)) is not None:
                self._add(key, page, links)

    def _add(self, key: str, page: TermPage, links: tuple[FeedLink, ...]) -> None:
        _extend(self._of_folders if page.is_folder else self._of, key, links)
        if page.further and (further := self._path(page.further)) is not None:
            _extend(self._of_further, further, links)

    def key_of(self, url: str) -> str | None:
        """Return what identifies a page of the site by its URL; None if it is not on the site.

        ``/tags/x/``, ``/tags/x/index.html``, ``/tags/x.html`` and ``/tags/x`` are one page.
        """
        path = self._path(url)
        return None if path is None else page_key(path)

    def _path(self, url: str) -> str | None:
        """Return the path of a URL below the site's, decoded."""
        parts = urlsplit(url)
        path = parts.path or "/"
        origin = urlsplit(self._origin)
        is_here = (parts.hostname, parts.port) == (origin.hostname, origin.port)
        if not is_here or not f"{path}/".startswith(f"{self._mount}/"):
            return None
        return unquote(path.removeprefix(self._mount)) or "/"

    def at(self, key: str) -> tuple[FeedLink, ...]:
        """Return the links of a page: those of its own feed first, the site's last."""
        own = self._of_its_terms(key)
        return tuple(dict.fromkeys((*own, *self._of_its_folder(key), *self._site)))

    def _of_its_terms(self, key: str) -> tuple[FeedLink, ...]:
        found = self._of.get(key)
        if found is None and (number := _NUMBER.search(key)):
            # "/tag/web72" is page 2 of "web7", or else page 72 of "web".
            cuts = (cut for cut in range(number.end() - 1, number.start() - 1, -1))
            lists = (self._of_further[key[:cut]] for cut in cuts if key[:cut] in self._of_further)
            found = next(lists, None)
        return found or ()

    def _of_its_folder(self, key: str) -> tuple[FeedLink, ...]:
        if not self._of_folders:
            return ()
        parts = key.split("/")
        folders = ("/".join(parts[:end]) for end in range(len(parts), 1, -1))
        return next((self._of_folders[one] for one in folders if one in self._of_folders), ())


def page_key(path: str) -> str:
    """Return what identifies a page by the path of its file or its URL below the site's."""
    folder = _INDEX.sub("/", path)
    return folder.rstrip("/") if folder.endswith("/") else _SUFFIX.sub("", folder)


def _extend(links: dict[str, tuple[FeedLink, ...]], key: str, more: tuple[FeedLink, ...]) -> None:
    links[key] = links.get(key, ()) + more


class Edit(msgspec.Struct, frozen=True):
    """A change of the first bytes of a document."""

    end: int
    """How many bytes are replaced."""
    content: bytes


def edit_head(text: bytes, head: Head, links: Sequence[FeedLink], url: str) -> Edit:
    """Return the change that gives a page its links, in place of those of earlier runs.

    ``text`` is its beginning, ``head`` its head, ``url`` its own URL. Links that the page has
    already are not repeated. Bytes outside the added links stay as they are.
    """
    end = max([head.place, *(stop for _, stop in head.blocks)])
    before = _without(text, 0, head.place, head.blocks)
    after = _without(text, head.place, end, head.blocks)
    known = _addresses_in(head, url)
    missing = [link.element for link in links if not known or _address(link.href) not in known]
    added = _block(missing, before, head.charset) if missing else b""
    return Edit(end, before + added + after)


def _without(text: bytes, start: int, end: int, blocks: Iterable[tuple[int, int]]) -> bytes:
    """Return a part of a text without blocks."""
    pieces = []
    for first, last in blocks:
        if start <= first < end:
            pieces.append(text[start:first])
            start = last
    return b"".join((*pieces, text[start:end]))


def _block(elements: Iterable[str], before: bytes, charset: str) -> bytes:
    """Return elements between two marks: on lines of their own if there is a line end before."""
    line = before.rfind(b"\n")
    is_line = line >= 0 and not before[line:].strip(b"\n\t ")
    start = line - 1 if before[line - 1 : line] == b"\r" else line
    joint = before[start:] if is_line else b""
    # ASCII is right in every encoding, and character references mean the same in all of them.
    encoding = "utf-8" if charset in ("utf-8", "utf8") else "ascii"
    lines = (one.encode(encoding, "xmlcharrefreplace") for one in elements)
    return joint.join((BEGIN, *lines, END)) + joint


def _addresses_in(head: Head, url: str) -> set[Address | None]:
    """Return the addresses that a page itself links as alternates."""
    alternates = (link for link in head.links if "alternate" in link.rel.lower().split())
    return {_address(link.href, head.base, url) for link in alternates}


def _address(href: str, base: str = "", url: str = "") -> Address | None:
    """Return host, path and query of a link, without the differences that do not matter.

    ``base`` is the ``href`` of the page's ``<base>``. None if the link is not a URL.
    """
    try:
        parts = urlsplit(urljoin(urljoin(url, base.strip()), href.strip()))
        return parts.hostname or "", parts.port, unquote(parts.path), parts.query
    except ValueError:
        return None
