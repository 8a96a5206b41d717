"""Links that name a file or a term of the site: ``{filename}``, ``{static}``, ``{tag}`` …"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from feeds.generators.pelican.config import Config
from feeds.generators.pelican.metadata import Surroundings
from feeds.generators.pelican.rules import SUFFIXES
from feeds.generators.pelican.slugs import Slugs
from feeds.generators.pelican.urls import UnknownPlaceholder, encoded, filled, joined
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
_MOST = 1000
"""Links of one body that are followed."""

Target = Callable[[str], str | None]
"""Gives the URL of an article or page by its path below the content's folder."""


class Links(NamedTuple):
    """How a site's own links are written and where they lead."""

    pattern: re.Pattern[str] | None
    patterns: Mapping[str, str]
    """URLs by what is linked to: static, category, tag, author, index."""
    slugs: Slugs
    surroundings: Surroundings

    def needs(self, body: str) -> Template:
        """Say what the links in a body depend on."""
        kinds = {what for what, _ in self._found(body)}
        if "filename" in kinds:
            return Template.POSTS
        return Template.ALONE if kinds else Template.NONE

    def targets(self, body: str, path: str, link: str, base: str, target: Target) -> dict[str, str]:
        """Return what each link in the body of the article at ``path`` leads to.

        ``path`` is below the content's folder; ``link`` is the article's own, and ``base``
        the site's URL.
        """
        result: dict[str, str] = {}
        for what, starts in self._found(body):
            for mark, value in starts:
                url = self._url(what, value, path, link, base, target)
                if url is not None:
                    result[mark + value] = url
        return result

    def _found(self, body: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield the kind of each link, and what may be its mark and its value."""
        if self.pattern is None:
            return
        count = 0
        for match in self.pattern.finditer(body):
            what = match.groupdict().get("what")
            if what in _KNOWN and count < _MOST:
                count += 1
                yield what, [(match[0], value) for value in _values(body, *match.span())]

    def _url(
        self, what: str, value: str, path: str, link: str, base: str, target: Target
    ) -> str | None:
        try:
            parts = urlsplit(value)
            found = self._address(what, parts.path, path, link, target)
        except (ValueError, UnknownPlaceholder):
            return None
        if found is None:
            return None
        address = found if found.startswith("http") else joined(base, found)
        whole = urlunsplit(("", "", "", parts.query, parts.fragment))
        return encoded(address) + encoded(whole)

    def _address(self, what: str, name: str, path: str, link: str, target: Target) -> str | None:
        if what == "index":
            return self.patterns["index"]
        if what in _TERMS:
            slug = self.slugs.slug(name, what)
            return filled(self.patterns[what], {"slug": slug, "name": name})
        inner = _below(name, path)
        if what == "filename":
            found = target(inner) or target(unquote(inner))
            if found is not None or posixpath.splitext(inner)[1][1:] in SUFFIXES:
                return found
        if what == "attach":
            return _beside(inner, path, link)
        return self._static(unquote(inner))

    def _static(self, inner: str) -> str:
        extra = self.surroundings.extra(inner)
        if isinstance(extra.get("url"), str):
            return str(extra["url"])
        return filled(self.patterns["static"], {"path": str(extra.get("path", inner))})


def _values(body: str, start: int, end: int) -> list[str]:
    """Return what a link's value may be; the markup alone knows where it ends."""
    before = body[start - 1] if start else ""
    bare = _BARE.match(body, end)
    value = bare[0] if bare else ""
    cuts = [value[: found.start()] for found in re.finditer(r"[)\]|,;.]", value)][:10]
    quoted = _UP_TO[before].match(body, end) if before in _UP_TO else None
    return [*([quoted[0].rstrip()] if quoted and len(quoted[0]) < 1000 else []), value, *cuts]


def _below(name: str, path: str) -> str:
    """Return a link's path below the content's folder."""
    if name.startswith("/"):
        return posixpath.normpath(name[1:]) if name[1:] else ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def _beside(inner: str, path: str, link: str) -> str:
    """Return where a file is put that an article takes along."""
    tail = posixpath.relpath(inner, posixpath.dirname(path) or ".")
    if tail.startswith("../"):
        tail = posixpath.basename(tail)
    return posixpath.join(posixpath.dirname(urlsplit(link).path), tail)


def links(config: Config, slugs: Slugs, surroundings: Surroundings) -> Links:
    """Return the site's way with its links."""
    return Links(
        config.pattern("INTRASITE_LINK_REGEX"),
        {
            "index": config.text("INDEX_SAVE_AS"),
            **{kind: config.text(f"{kind.upper()}_URL") for kind in ("static", *_TERMS)},
        },
        slugs,
        surroundings,
    )
