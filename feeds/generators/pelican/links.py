"""Links that name a file or term: ``{filename}``, ``{static}``, ``{tag}``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape, unescape
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from feeds.generators.pelican.content import SUFFIXES
from feeds.generators.pelican.metadata import OutsideMetadata
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.generators.pelican.urls import Slugs, UnknownFact, encoded, filled, joined
from feeds.model import Template

_TERMS = ("category", "tag", "author")
_KNOWN = frozenset({"filename", "static", "attach", "index", *_TERMS})
_UP_TO = {
    '"': re.compile('[^"]*'),
    "'": re.compile("[^']*"),
    "<": re.compile("[^>]*"),
    "(": re.compile(r'[^)"\n]*'),
}
_BARE = re.compile(r"[^\s\"'<>`]*")
_MOST_LINKS = 1000
"""Links of one body that are resolved."""
_ATTRIBUTE = re.compile(
    r"""(\b(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*)(["'])([^"'<>]*)\2"""
)


UrlOf = Callable[[str], str | None]
"""Returns the URL of an internal link, written as in the markup; None if it is not one."""


class LinkOrigin(msgspec.Struct, frozen=True):
    """The article that links are in, which they may be relative to."""

    path: str
    """Below the content folder."""
    link: str
    """The article's own URL."""
    base: str
    """The site's URL."""
    target: Callable[[str], str | None]
    """Returns the URL of an article or page by its path below the content folder."""


class Links(msgspec.Struct, frozen=True):
    """How a site writes its internal links, and their targets."""

    pattern: re.Pattern[str] | None
    """INTRASITE_LINK_REGEX; None if there are no such links."""
    urls: Mapping[str, str]
    """Patterns of URLs by what is linked to: static, category, tag, author, index."""
    slugs: Slugs
    outside: OutsideMetadata

    @classmethod
    def of(cls, conf: PelicanConf, slugs: Slugs, outside: OutsideMetadata) -> Links:
        """Return what the settings say about links."""
        pattern = conf.pattern("INTRASITE_LINK_REGEX")
        urls = {"index": conf.text("INDEX_SAVE_AS")}
        urls |= {kind: conf.text(f"{kind.upper()}_URL") for kind in ("static", *_TERMS)}
        return cls(pattern, urls, slugs, outside)

    def needs(self, body: str) -> Template:
        """Say what the links in a body depend on."""
        kinds = {what for what, _ in self._found(body)}
        if "filename" in kinds:
            return Template.POSTS
        return Template.ALONE if kinds else Template.NONE

    def targets(self, body: str, origin: LinkOrigin) -> UrlOf:
        """Return a function that gives the URL of an internal link in the body of an article."""
        found = {
            mark + value: (what, value)
            for what, candidates in self._found(body)
            for mark, value in candidates
        }

        @cache  # most candidates are never asked for: their slugs might need Unidecode
        def url_of(address: str) -> str | None:
            return self._url(*found[address], origin) if address in found else None

        return url_of

    def _found(self, body: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield the kind of each link, and what its mark and its value may be."""
        if self.pattern is None:
            return
        count = 0
        for match in self.pattern.finditer(body):
            what = match.groupdict().get("what")
            if what in _KNOWN and count < _MOST_LINKS:
                count += 1
                yield what, [(match[0], value) for value in _values(body, *match.span())]

    def _url(self, what: str, value: str, origin: LinkOrigin) -> str | None:
        try:
            parts = urlsplit(value)
            found = self._address(what, parts.path, origin)
        except (ValueError, UnknownFact):
            return None
        if found is None:
            return None
        url = found if found.startswith("http") else joined(origin.base, found)
        suffix = urlunsplit(("", "", "", parts.query, parts.fragment))
        return encoded(url) + encoded(suffix)

    def _address(self, what: str, name: str, origin: LinkOrigin) -> str | None:
        if what == "index":
            return self.urls["index"]
        if what in _TERMS:
            slug = self.slugs.slug(name, what)
            return filled(self.urls[what], {"slug": slug, "name": name})
        inner = _below(name, origin.path)
        if what == "filename":
            found = origin.target(inner) or origin.target(unquote(inner))
            if found is not None or posixpath.splitext(inner)[1][1:] in SUFFIXES:
                return found
        if what == "attach":
            return _beside(inner, origin)
        return self._static(unquote(inner))

    def _static(self, inner: str) -> str:
        extra = self.outside.extra(inner)
        if isinstance(extra.get("url"), str):
            return str(extra["url"])
        return filled(self.urls["static"], {"path": str(extra.get("path", inner))})


def _values(body: str, start: int, end: int) -> list[str]:
    """Return what a link's value may be; only the rendered markup shows where it ends."""
    before = body[start - 1] if start else ""
    bare = _BARE.match(body, end)
    value = bare[0] if bare else ""
    cuts = [value[: found.start()] for found in re.finditer(r"[)\]|,;.]", value)][:10]
    quoted = _UP_TO[before].match(body, end) if before in _UP_TO else None
    return [*([quoted[0].rstrip()] if quoted and len(quoted[0]) < 1000 else []), value, *cuts]


def _below(name: str, path: str) -> str:
    """Return a link's path below the content folder."""
    if name.startswith("/"):
        return posixpath.normpath(name[1:]) if name[1:] else ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def _beside(inner: str, origin: LinkOrigin) -> str:
    """Return where Pelican writes a file attached to an article."""
    tail = posixpath.relpath(inner, posixpath.dirname(origin.path) or ".")
    if tail.startswith("../"):
        tail = posixpath.basename(tail)
    return posixpath.join(posixpath.dirname(urlsplit(origin.link).path), tail)


def linked(html: str, url_of: UrlOf) -> str:
    """Replace internal links in attributes of rendered HTML with their targets."""

    def replaced(match: re.Match[str]) -> str:
        address = unescape(match[3])
        target = url_of(address) or url_of(unquote(address))
        return f"{match[1]}{match[2]}{escape(target)}{match[2]}" if target else match[0]

    return _ATTRIBUTE.sub(replaced, html)
