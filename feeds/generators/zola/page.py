"""One page from its file: what Zola's ``Page`` and its feed templates make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feeds.generators.base import LeftOut, PostError, Reading, Unpublished
from feeds.generators.values import slugify as any_slug
from feeds.generators.zola.addresses import Naming, PageFile, page_file
from feeds.generators.zola.body import has_internal_links, summary, without_shortcodes
from feeds.generators.zola.config import Language
from feeds.generators.zola.dates import read_date
from feeds.generators.zola.frontmatter import flag, front_matter, typed
from feeds.generators.zola.sections import Sections
from feeds.generators.zola.settings import SECTION, kind_of
from feeds.generators.zola.slugs import slugify
from feeds.model import FeedKind, Person, Post, Site, Template, Term
from feeds.urls import is_language_tag, quote_path


class PageReader:
    """Reads one page. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(
        self,
        path: str,
        text: str,
        naming: Naming,
        languages: Sequence[Language],
        taxonomy_strategy: str,
    ) -> None:
        self._path = path
        self._naming = naming
        self._taxonomy_strategy = taxonomy_strategy
        self._matter = front_matter(text)
        self._file: PageFile = _file(path, naming)
        self._language = next(one for one in languages if one.code == self._file.language)
        self._is_default = self._file.language == naming.default_language
        self._remarks: list[tuple[int, str]] = []

    def address(self) -> str:
        """Return the page's path below the site's URL, not percent-encoded."""
        slug, own = typed(self._matter, "slug", str), typed(self._matter, "path", str)
        for key, value in (("slug", slug), ("path", own)):
            if value == "":
                raise self._matter.error(key, f"{key} is empty; write one, or take the line out")
        return self._file.path(slug, own, self._naming)

    def reading(self, site: Site, sections: Sections) -> Reading:
        """Read the page."""
        folder = self._path.rpartition("/")[0]
        if flag(self._matter, "draft") or sections.drafted(folder):
            raise Unpublished(LeftOut.DRAFT)
        published = self._date("date")
        if published is None:
            raise Unpublished(LeftOut.UNPUBLISHED)
        address = self.address()
        identity = site.url + address
        body, remarks = without_shortcodes(self._matter.body, self._matter.body_line)
        self._remarks += remarks
        excerpt = summary(body)
        authors = tuple(Person(name) for name in self._names("authors"))
        terms = self._terms()
        post = Post(
            path=self._path,
            id=identity,
            link=site.url + quote_path(address, "%"),
            title=typed(self._matter, "title", str) or "",
            published=published,
            updated=self._date("updated") or published,
            authors=authors,
            categories=tuple(term for term in terms if term.kind == FeedKind.CATEGORY),
            tags=tuple(term for term in terms if term.kind == FeedKind.TAG),
            bylines=self._bylines(terms, authors or site.authors),
            others=(*_others(terms), *self._sections(sections), *self._languages()),
            on_site=self._is_default,
            summary=typed(self._matter, "description", str) if excerpt is None else None,
            summary_only=excerpt is not None,
            language=self._tag(site),
            template=Template.POSTS if has_internal_links(body) else Template.NONE,
            tie=identity,
        )
        return Reading(post, body, excerpt or "", tuple(self._remarks))

    def _date(self, key: str) -> datetime | None:
        value = self._matter.values.get(key)
        if value is None and key == "date":
            value = self._file.date
        if value is None:
            return None
        try:
            return read_date(value)
        except ValueError as error:
            shown = f" {value[:60]!r}" if isinstance(value, str) else ""
            message = f"{key}{shown} is not a date; write {key} = 2026-11-23"
            raise self._matter.error(key, message) from error

    def _names(self, key: str) -> list[str]:
        found = typed(self._matter, key, list) or []
        if not all(isinstance(one, str) for one in found):
            raise self._matter.error(key, f"{key} holds what is no text; write a list of texts")
        return [str(one) for one in found]

    def _terms(self) -> tuple[Term, ...]:
        """Return the terms of every taxonomy the page's language has."""
        given = typed(self._matter, "taxonomies", dict) or {}
        code = None if self._is_default else self._language.code
        known = {taxonomy.name for taxonomy in self._language.taxonomies}
        terms: list[Term] = []
        for name, values in given.items():
            listed = values if isinstance(values, list) else None
            if listed is None or not all(isinstance(one, str) and one.strip() for one in listed):
                message = f'taxonomy {name} is no list of texts; write {name} = ["one", "two"]'
                raise self._matter.error(name, message)
            if name not in known:
                message = f"taxonomy {name} is not among the site's; add it to its taxonomies"
                self._remarks.append((self._matter.line(name), message))
                continue
            kind = kind_of(name, code)
            terms += (Term(kind, one, slugify(one, self._taxonomy_strategy)) for one in listed)
        return tuple(dict.fromkeys(terms))

    def _bylines(self, terms: Sequence[Term], authors: Sequence[Person]) -> tuple[Term, ...]:
        """Return the authors' taxonomy where the site has one, else who wrote the page."""
        if any(one.name == "authors" for one in self._language.taxonomies):
            return tuple(term for term in terms if term.kind == FeedKind.AUTHOR)
        names = dict.fromkeys(person.name for person in authors)
        return tuple(Term(FeedKind.AUTHOR, name, any_slug(name)) for name in names)

    def _sections(self, sections: Sections) -> list[Term]:
        if typed(self._matter, "render", bool) is False:
            return []
        code = "" if self._is_default else self._language.code
        start = f"{code}/" if code else ""
        names = (start + name for name in sections.with_feeds(self._file.folder, code))
        return [Term(SECTION, name, any_slug(name)) for name in names]

    def _languages(self) -> list[Term]:
        code = self._language.code
        return [] if self._is_default else [Term(code, code, code)]

    def _tag(self, site: Site) -> str | None:
        code = self._language.code
        return (
            code
            if not self._is_default and is_language_tag(code) and code != site.language
            else None
        )


def _others(terms: Sequence[Term]) -> list[Term]:
    own = (FeedKind.CATEGORY, FeedKind.TAG, FeedKind.AUTHOR)
    return [term for term in terms if term.kind not in own]


def _file(path: str, naming: Naming) -> PageFile:
    try:
        return page_file(path, naming)
    except ValueError as error:
        message = f"the file name's language {str(error)!r} is not among the site's languages"
        raise PostError((1, f"{message}; add it, or rename the file")) from error
