"""The URLs of Hugo's pages and sections."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes

import msgspec

from feeds.generators.hugo import permalinks, values
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.content import Content, ContentName, normal
from feeds.generators.hugo.languages import HugoLanguage
from feeds.generators.hugo.permalinks import PermalinkPage, PermalinkRule

_UNDATED = datetime(1, 1, 1, tzinfo=UTC)
_INDEX = "index"
_PAGE = "index.html"


class UrlStyle(msgspec.Struct, frozen=True):
    """The part of the configuration that shapes every address."""

    keeps_case: bool = False
    drops_accents: bool = False
    is_ugly: bool = False
    """Pages end in ``.html``."""
    ugly_sections: Mapping[str, bool] = {}
    """The same for single sections."""

    @classmethod
    def of(cls, config: HugoConfig) -> UrlStyle:
        """Read it from the configuration."""
        ugly = config.get("uglyurls")
        sections = ugly.items() if isinstance(ugly, dict) else ()
        return cls(
            keeps_case=config.flag("disablepathtolower"),
            drops_accents=config.flag("removepathaccents"),
            is_ugly=values.flag(ugly) is True,
            ugly_sections={name: bool(values.flag(one)) for name, one in sections},
        )

    def path(self, text: str) -> str:
        """Return a text as paths have it."""
        kept = sanitised(text)
        if self.drops_accents:
            kept = _without_accents(kept)
        return kept if self.keeps_case else kept.lower()

    def urlized(self, text: str) -> str:
        """Return a text as URLs have it, percent-encoded."""
        return _escaped_url(self.path(text))

    def ugly(self, section: str) -> bool:
        """Say whether a section's pages end in ``.html``."""
        return self.ugly_sections.get(section, self.is_ugly)


class PageAddresses(msgspec.Struct, frozen=True):
    """The addresses of one language's pages."""

    style: UrlStyle
    rules: tuple[PermalinkRule, ...]
    content: Content
    language: HugoLanguage

    def page(
        self, name: ContentName, title: str, slug: str, date: datetime | None, url: str
    ) -> str:
        """Return a page's path below the site, percent-encoded, with a leading slash.

        If the front matter has a ``url``, the path is made from that. Raises ``ValueError`` if
        it cannot be one, and :class:`~feeds.generators.hugo.permalinks.UnknownToken`.
        """
        described = self._page(name, title, slug, date or _UNDATED)
        if ":" in url:
            url = _unescaped(permalinks.expanded(url, described)) or url
        folder = self.content.folder_in_urls(self.language.name, name.parent)
        parts = PathParts(
            folder=folder if self.style.keeps_case else normal(folder),
            name=slug or (name.own_name if self.style.keeps_case else normal(name.own_name)),
            url=url,
            pattern=self._filled(described),
            prefix=self.language.prefix,
            is_bundle=name.is_leaf,
            is_ugly=self.style.ugly(name.section),
        )
        return page_path(parts, self.style)

    def section(self, section: str) -> str:
        """Return the folder of a section's own page below the site, not percent-encoded."""
        given = self._given(section)
        if url := values.text(given.get("url")):
            parts = [part for part in url.split("/") if part]
            return "/".join(parts)
        pattern = self._filled(self._section(section, given))
        folder = self.content.folder_in_urls(self.language.name, section)
        return self.style.path(pattern or folder).strip("/")

    def term(self, plural: str, path: str) -> str:
        """Return a term's name in addresses: its path, unless its own page gives another."""
        branch = self.content.branch(self.language.name, f"{plural}/{path}")
        if branch is None:
            return path
        slug = values.text(branch.get("slug")).strip("-")
        title = values.text(branch.get("title"))
        token = permalinks.term_token(self.rules, plural)
        named = {":title": title, ":slug": slug or title, ":contentbasename": ""}
        return self.style.path(named.get(token, slug)).strip("/") or path

    def branch(self, name: ContentName, plurals: Sequence[str]) -> str:
        """Return the path of the page of a section, taxonomy or term, percent-encoded."""
        plural, _, term = normal(name.folder).partition("/")
        if plural in plurals and term:
            folder = permalinks.term_folder(plural, self.rules)
            path = folder.replace("{name}", self.term(plural, term))
        else:
            path = self.section(normal(name.folder)) if name.folder else ""
        parts = [part for part in (self.language.prefix, path.strip("/")) if part]
        return escaped_path("/".join(["", *parts, ""]))

    def section_page(self, section: str) -> str:
        """Return the path of a section's page on its host, percent-encoded; "" is the front page.

        Unlike :meth:`branch` it follows ``uglyURLs``, and placeholders in a ``url``.
        """
        given = self._given(section)
        own = self._own_url(given, self._section(section, given)) if section else ""
        end = "index.html" if self.style.ugly(section.partition("/")[0]) else ""
        return own or self._on_host(self.section(section) if section else "", f"/{end}")

    def list_page(self, folder: str, plurals: Sequence[str]) -> str:
        """Return the path of the page of a section, taxonomy or term on its host.

        ``folder`` is the one in the content directory, as Hugo compares folders.
        """
        plural, _, term = folder.partition("/")
        if plural in plurals and term:
            return self.term_page(plural, term, self.term(plural, term))
        return self.section_page(folder)

    def term_page(self, plural: str, path: str, name: str) -> str:
        """Return the path of a term's page on its host, percent-encoded.

        ``path`` is the term's in its taxonomy, ``name`` the one in addresses.
        """
        folder = f"{plural}/{path}"
        given = self._given(folder)
        own = self._own_url(given, self._section(folder, given))
        page = permalinks.term_folder(plural, self.rules).replace("{name}", name)
        return own or self._on_host(page, ".html" if self.style.ugly(plural) else "/")

    def taxonomy(self, plural: str) -> str:
        """Return the path of the page that lists a taxonomy's terms, percent-encoded."""
        pattern = permalinks.pattern_for(self.rules, "taxonomy", f"/{plural}")
        parts = (self.language.prefix, self.style.path(pattern or plural).strip("/"))
        return escaped_path("/".join(["", *filter(None, parts), ""]))

    def _own_url(self, given: Mapping[str, Any], page: PermalinkPage) -> str:
        """Return the path that the front matter of a list gives; empty if it gives none."""
        url = values.text(given.get("url"))
        try:
            if ":" in url:
                url = _unescaped(permalinks.expanded(url, page))
            prefix = self.language.prefix_on_host
            return page_path(PathParts("", "", url, prefix=prefix), self.style) if url else ""
        except ValueError:
            return ""

    def _on_host(self, path: str, end: str) -> str:
        parts = (self.language.prefix_on_host, path.strip("/"))
        return escaped_path("/".join(["", *filter(None, parts)]) + end)

    def _filled(self, page: PermalinkPage) -> str:
        pattern = permalinks.pattern_for(self.rules, page.kind, page.path)
        filled = permalinks.expanded(pattern, page) if pattern else ""
        return _cleaned(_unescaped(filled)) if filled else ""

    def _page(self, name: ContentName, title: str, slug: str, date: datetime) -> PermalinkPage:
        sections = self.content.sections(self.language.name, name.parent)
        return PermalinkPage(
            kind="page",
            path=name.path,
            date=date,
            title=title,
            slug=slug,
            filename=name.own_name,
            base_name=name.own_name,
            section=name.section,
            sections=sections[-1].split("/") if sections else [],
            section_slugs=[self._section_slug(one) for one in sections],
            urlized=self.style.urlized,
        )

    def _section(self, section: str, given: Mapping[str, Any]) -> PermalinkPage:
        sections = self.content.sections(self.language.name, section)
        name = section.rpartition("/")[2]
        return PermalinkPage(
            kind="section",
            path=f"/{section}",
            date=_UNDATED,
            title=values.text(given.get("title")) or name,
            slug=values.text(given.get("slug")).strip("-"),
            filename="",
            base_name=name,
            section=sections[0] if sections else "",
            sections=section.split("/"),
            section_slugs=[self._section_slug(one) for one in sections],
            urlized=self.style.urlized,
        )

    def _section_slug(self, section: str) -> str:
        given = self._given(section)
        title = permalinks.without_slashes(values.text(given.get("title")))
        name = values.text(given.get("slug")) or title or section.rpartition("/")[2]
        return self.style.urlized(name)

    def _given(self, section: str) -> Mapping[str, Any]:
        """Return the front matter of a section's own page."""
        branch = self.content.branch(self.language.name, section)
        return branch or {}


class PathParts(msgspec.Struct, frozen=True):
    """What a page's path is made from; none has slashes at its ends, except ``url``."""

    folder: str
    """The folder above the page, as in its path."""
    name: str
    """Its slug, or its name in paths."""
    url: str = ""
    """The front matter's, placeholders filled in."""
    pattern: str = ""
    """The one of ``[permalinks]``, filled in for the page; empty if there is none."""
    prefix: str = ""
    """Its language's."""
    is_bundle: bool = False
    is_ugly: bool = False


def page_path(parts: PathParts, style: UrlStyle) -> str:
    """Return a page's path below the site, percent-encoded, with a leading slash.

    Raises ``ValueError`` for a ``url`` with a ``%`` that encodes nothing.
    """
    if parts.url:
        return _escaped_url(_given_path(parts))
    names = [parts.pattern] if parts.pattern else [parts.folder, parts.name]
    names = [name for name in names if name.strip("/")]
    is_index = not parts.is_bundle and parts.name == _INDEX
    if parts.is_ugly or (is_index and not parts.pattern):
        names = [*names[:-1], f"{names[-1].removesuffix('/')}.html"] if names else [_PAGE]
    else:
        names.append(_PAGE)
    path = _joined([style.path(name) for name in names])
    if is_index:
        path = path.removesuffix(_INDEX)
    return escaped_path(f"/{parts.prefix}{path}" if parts.prefix else path)


def _given_path(parts: PathParts) -> str:
    """Return the path that the front matter gives; ``index.html`` means its folder."""
    url = parts.url
    if ".." in url:
        url = posixpath.normpath("/" + url)
    names = [name for name in url.split("/") if name]
    if url.endswith("/") or "." not in url:
        names.append(_PAGE)
    path = _joined(names)
    is_relative = not parts.url.startswith("/")
    if is_relative and parts.prefix and not url.startswith(f"/{parts.prefix}"):
        path = f"/{parts.prefix}{path}"
    return path.replace("#", "%23")


def _joined(names: list[str]) -> str:
    """Join names with slashes; a path that ends with ``index.html`` ends with a slash instead."""
    is_index = bool(names) and names[-1] == _PAGE
    path = ""
    for name in names[:-1] if is_index else names:
        path += name if path.endswith("/") or name.startswith("/") else f"/{name}"
    path = path.replace("#", "%23")
    return f"{path}/" if is_index and not path.endswith("/") else path


_KEPT = frozenset("./\\_#+~-@")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_UNESCAPED = "$&+,/:;=@-_.~"
"""What Go's net/url does not encode in a path (shouldEscape, encodePath)."""
_VALID = re.compile(r"(?:[A-Za-z0-9\-_.~!$&'()*+,;=:@/\[\]]|%[0-9A-Fa-f]{2})*")
_URL_PARTS = re.compile(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)


def sanitised(text: str) -> str:
    """Keep letters, digits, marks and ``./\\_#+~-@``; white space becomes one hyphen.

    Everything else is dropped, except percent-encoded bytes.
    """
    kept: list[str] = []
    pending = hyphen = False
    for index, character in enumerate(text):
        if _is_kept(text, index, character):
            hyphen = character == "-"
            if pending and not hyphen:
                kept.append("-")
            pending = False
            kept.append(character)
        elif kept and not hyphen and character.isspace():
            pending = True
    return "".join(kept)


def _is_kept(text: str, index: int, character: str) -> bool:
    if character in _KEPT:
        return True
    if character == "%":
        return _HEX.match(text, index) is not None
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _without_accents(text: str) -> str:
    """Drop non-spacing marks (Mn)."""
    bare = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(bare))


def escaped_path(path: str) -> str:
    """Percent-encode a path as ``url.Parse(path).EscapedPath()`` does in Go.

    Raises ``ValueError`` if a ``%`` encodes nothing.
    """
    if "%" in _HEX.sub("", path):
        raise ValueError(path)
    if _VALID.fullmatch(path):
        return path
    return quote(unquote_to_bytes(path), safe=_UNESCAPED)


def _escaped_url(url: str) -> str:
    """Percent-encode a path that may have a query and a fragment. Raises ``ValueError``."""
    found = _URL_PARTS.fullmatch(url)
    assert found is not None  # every part may be empty
    path, query, fragment = found.groups()
    return escaped_path(path) + (query or "") + quote(fragment or "", safe=_UNESCAPED + "#!?")


def _unescaped(text: str) -> str:
    """Decode as Go's ``url.QueryUnescape`` does; empty if a ``%`` encodes nothing."""
    if "%" in _HEX.sub("", text):
        return ""
    return unquote(text.replace("+", " "))


def _cleaned(path: str) -> str:
    """Normalise a path as Go's ``path.Clean`` does."""
    clean = posixpath.normpath(path)
    return clean[1:] if clean.startswith("//") else clean
