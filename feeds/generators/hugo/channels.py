"""The title, link and language of each feed, as in Hugo's ``rss.xml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from feeds.generators.base import TermPage
from feeds.generators.hugo import values
from feeds.generators.hugo.addresses import PageAddresses
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.content import inherited
from feeds.generators.hugo.taxonomies import LANGUAGE, SECTION, kind, plurals, term_path
from feeds.generators.hugo.titles import TitleStyle
from feeds.model import Channel, Site, Term


class ListPage(msgspec.Struct, frozen=True):
    """The page of a list: the front page, a section, or a term."""

    folder: str
    """In the content directory, as Hugo compares folders."""
    kind: str
    """home, section or term."""
    title: str
    """The title if the list has no file of its own."""
    path: str
    """On its host, percent-encoded."""


class Channels:
    """The channels of one language's feeds."""

    def __init__(self, config: HugoConfig, addresses: PageAddresses, is_default: bool) -> None:
        """``config`` is the language's."""
        self._addresses = addresses
        self._content = addresses.content
        self._language = addresses.language
        self._is_default = is_default
        self._style = TitleStyle.of(config)
        self._cascade = config.get("cascade")
        own = config.get("pagination", "path")
        self._pagination = values.text(config.get("paginatepath") if own is None else own) or "page"
        other = "" if is_default else self._language.name
        self._plurals = {kind(plural, other): plural for plural in plurals(config)}
        self._sections = {addresses.section(one): one for one in self._every_section()}
        self.kinds = frozenset((kind(SECTION, other), *self._plurals))
        """The kinds of its feeds, except the feed of all its pages."""
        self.schemes = {own: addresses.taxonomy(one) for own, one in self._plurals.items()}
        """The path of each taxonomy's page, by kind."""

    def _every_section(self) -> set[str]:
        own = {folder for name, folder in self._content.branches if name == self._language.name}
        return (own | self._content.names.keys()) - {""}

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Return the channel of a term or section; None is the feed of all pages."""
        page = self._list_page(term)
        site_title = site.title if self._is_default else self._language.title or site.title
        title = self._title(page)
        return Channel(
            title=f"{title} on {site_title}" if title not in ("", site_title) else site_title,
            home=(self._language.host or site.url) + page.path,
            language=site.language if self._is_default else self._language.tag,
            site_title=site_title,
            term_title=(title or page.title) if term else "",
        )

    def term_page(self, term: Term, site: Site) -> TermPage:
        """Return the page of a term, a section, or a language."""
        is_language = term.kind == LANGUAGE
        page = self._list_page(None if is_language else term).path
        start = (self._language.host or site.url) + page
        folder = start.removesuffix("index.html").removesuffix(".html").rstrip("/")
        return TermPage(start, f"{folder}/{self._pagination}/", is_folder=is_language)

    def _list_page(self, term: Term | None) -> ListPage:
        addresses = self._addresses
        if term is None:
            return ListPage("", "home", "", addresses.section_page(""))
        plural = self._plurals.get(term.kind)
        if plural is None:
            folder = self._sections.get(term.slug, term.slug)
            name = folder.rpartition("/")[2]
            title = self._style.section(self._content.names.get(folder, name))
            return ListPage(folder, "section", title, addresses.section_page(folder))
        path = term_path(term.name, addresses.style)
        page = addresses.term_page(plural, path, term.slug)
        return ListPage(f"{plural}/{path}", "term", self._style.term(term.name), page)

    def _title(self, page: ListPage) -> str:
        """Return the title of a list; empty if its file, or the front page, has none."""
        language, content = self._language.name, self._content
        own = content.branch(language, page.folder)
        passed = [*content.cascades(language, page.folder), self._cascade]
        cascades = [one for one in passed if one is not None]
        found: Mapping[str, Any] = inherited(
            own or {}, cascades, f"/{page.folder}", language, page.kind
        )
        written = " ".join(values.text(found.get("title")).split())
        return written or (page.title if own is None else "")
