"""Where pages and sections are: patterns filled in, slugs of sections in their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from feeds.generators.hugo import permalinks, sanitise, values
from feeds.generators.hugo.languages import Language
from feeds.generators.hugo.links import Place, Style, folder_of, link
from feeds.generators.hugo.names import Name, normal
from feeds.generators.hugo.permalinks import Page, Rule
from feeds.generators.hugo.structure import Structure

_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


class Addresses(NamedTuple):
    """The addresses of one language's pages."""

    style: Style
    rules: tuple[Rule, ...]
    structure: Structure
    language: Language

    def page(self, name: Name, title: str, slug: str, date: datetime | None, url: str) -> str:
        """Return a page's path below the site, percent-encoded, with a leading slash.

        ``url`` is the front matter's, which wins. Raises ``ValueError`` where it cannot be
        one, and :class:`~feeds.generators.hugo.permalinks.UnknownToken`.
        """
        described = self._page(name, title, slug, date or _UNDATED)
        if ":" in url:
            url = sanitise.unescaped(permalinks.expanded(url, described)) or url
        folder = self.structure.folder_in_urls(self.language.name, name.parent)
        place = Place(
            folder=folder if self.style.keeps_case else normal(folder),
            name=slug or (name.own_name if self.style.keeps_case else normal(name.own_name)),
            url=url,
            pattern=self._filled(described),
            prefix=self.language.prefix,
            is_bundle=name.is_leaf,
            is_ugly=self.style.ugly(name.section),
        )
        return link(place, self.style)

    def section(self, section: str) -> str:
        """Return the folder of a section's own page below the site, not encoded."""
        branch = self.structure.branch(self.language.name, section)
        given: Mapping[str, Any] = branch.values if branch else {}
        place = Place(
            folder=self.structure.folder_in_urls(self.language.name, section),
            name="",
            url=values.text(given.get("url")),
            pattern=self._filled(self._section(section, given)),
        )
        return folder_of(place, self.style)

    def term(self, plural: str, path: str) -> str:
        """Return what a term is called in addresses: its path, unless its own page says more."""
        branch = self.structure.branch(self.language.name, f"{plural}/{path}")
        if branch is None:
            return path
        slug = values.text(branch.values.get("slug")).strip("-")
        title = values.text(branch.values.get("title"))
        token = permalinks.term_token(self.rules, plural)
        named = {":title": title, ":slug": slug or title, ":contentbasename": ""}
        return self.style.path(named.get(token, slug)).strip("/") or path

    def branch(self, name: Name, plurals: Sequence[str]) -> str:
        """Return the path of the page of a section, taxonomy or term, percent-encoded."""
        plural, _, term = normal(name.folder).partition("/")
        if plural in plurals and term:
            folder = permalinks.term_folder(plural, self.rules)
            path = folder.replace("{name}", self.term(plural, term))
        else:
            path = self.section(normal(name.folder)) if name.folder else ""
        parts = [part for part in (self.language.prefix, path.strip("/")) if part]
        return sanitise.escaped_path("/".join(["", *parts, ""]))

    def _filled(self, page: Page) -> str:
        pattern = permalinks.pattern_for(self.rules, page.kind, page.path)
        filled = permalinks.expanded(pattern, page) if pattern else ""
        return sanitise.cleaned(sanitise.unescaped(filled)) if filled else ""

    def _page(self, name: Name, title: str, slug: str, date: datetime) -> Page:
        sections = self.structure.sections(self.language.name, name.parent)
        return Page(
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

    def _section(self, section: str, given: Mapping[str, Any]) -> Page:
        sections = self.structure.sections(self.language.name, section)
        name = section.rpartition("/")[2]
        return Page(
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
        branch = self.structure.branch(self.language.name, section)
        given: Mapping[str, Any] = branch.values if branch else {}
        written = values.text(given.get("slug")) or values.text(given.get("title"))
        return self.style.urlized(written or section.rpartition("/")[2])
