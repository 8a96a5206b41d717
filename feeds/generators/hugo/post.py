"""One page from its file: what Hugo and its RSS template make of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec.structs import replace

from feeds.generators.base import LeftOut, PostError, Unpublished
from feeds.generators.hugo import collation, values
from feeds.generators.hugo.addresses import Addresses
from feeds.generators.hugo.body import Markup, PageReading, inspected
from feeds.generators.hugo.dates import NEVER, BadDate, Dates, Sources, dates
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.languages import Language
from feeds.generators.hugo.links import Style
from feeds.generators.hugo.names import HTML, OTHERS, Name, normal
from feeds.generators.hugo.outputs import build_option, has_own_feed
from feeds.generators.hugo.permalinks import PERMALINKS, Rule, UnknownToken
from feeds.generators.hugo.structure import Structure, inherited
from feeds.generators.hugo.taxonomies import LANGUAGE, SECTION, Filed, filed, kind
from feeds.generators.hugo.values import front_matter
from feeds.model import Person, Post, Site, Template, Term

_RIGHT_DATE = "write 2026-11-23 or 2026-11-23T07:26:17+08:00"
_EPOCH = datetime.fromtimestamp(0, UTC)
_ABSOLUTE = re.compile(r"https?://")


class Conventions(NamedTuple):
    """What holds for every page of a site."""

    style: Style
    rules: tuple[Rule, ...]
    sources: Sources
    taxonomies: tuple[str, ...]
    cascade: object
    shows_drafts: bool
    shows_future: bool
    shows_expired: bool
    finds_letters: bool
    """``hasCJKLanguage``: whether a page is in such a language is found out."""
    words: int
    markdown: Goldmark
    """Those of the Markdown engine."""
    names_author: bool
    """The site's author is each entry's."""


class PostReader:
    """Reads one page. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(
        self,
        name: Name,
        text: str,
        conventions: Conventions,
        structure: Structure,
        language: Language,
        is_default: bool,
    ) -> None:
        self._name = name
        self._text = text
        self._conventions = conventions
        self._structure = structure
        self._language = language
        self._addresses = Addresses(conventions.style, conventions.rules, structure, language)
        self._other = "" if is_default else language.name
        self._matter = front_matter(text)
        passed = [*structure.cascades(language.name, name.folder), conventions.cascade]
        own = self._matter.values.get("cascade")
        own_first = [own] if own is not None else []
        cascades = own_first + [one for one in passed if one is not None]
        kind = _kind_of(name, conventions.taxonomies)
        self._values = inherited(self._matter.values, cascades, name.path, language.name, kind)
        self._remarks: list[tuple[int, str]] = []

    def reading(self, path: str, site: Site) -> PageReading:
        """Read the page; ``path`` is its file's in the tree."""
        self._require_readable()
        self._require_published()
        found = self._dates(site)
        link = site.url + self._link(found)
        terms = self._terms()
        if self._name.is_branch and not any(terms.terms.values()):
            raise Unpublished(LeftOut.UNPUBLISHED)
        published = found.published or _EPOCH
        if found.published is None:
            self._remark("date", "no date, so feeds say 1970-01-01; write date: 2026-11-23")
        codes = inspected(self._matter)
        local = self._option("list") == "local"
        by_kind = dict(terms.terms)
        post = Post(
            path=path,
            id=link,
            link=link,
            title=self._text_of("title"),
            published=published,
            updated=found.lastmod or found.date or published,
            authors=self._authors(site),
            categories=self._taken(by_kind, "categories"),
            tags=self._taken(by_kind, "tags"),
            bylines=self._taken(by_kind, "authors"),
            others=(*self._places(local), *(term for one in by_kind.values() for term in one)),
            on_site=not self._other and not local and not self._name.is_branch,
            labels=terms.labels,
            language=self._own_language(site),
            template=Template.POSTS if codes.refer else Template(int(codes.are_there)),
            due=None if self._conventions.shows_future else found.published,
            expires=None if self._conventions.shows_expired else found.expiry,
            weight=values.number(self._values.get("weight")),
            ordered_by=(found.date or NEVER).replace(microsecond=0),
            tie=self._tie(),
        )
        return PageReading(
            post,
            self._matter.body,
            problems=tuple(sorted([*self._remarks, *codes.problems])),
            markup=self._markup(codes.are_there),
            values=self._values,
        )

    def _require_readable(self) -> None:
        markup = values.text(self._values.get("markup")).lower()
        suffix = markup or self._name.suffix
        if suffix in OTHERS:
            raise PostError((1, f"{suffix} is no markup that can be read; write Markdown as .md"))

    def _require_published(self) -> None:
        draft = values.flag(self._values.get("draft"))
        published = values.flag(self._values.get("published"))
        is_draft = draft if draft is not None else published is False
        if is_draft and not self._conventions.shows_drafts:
            raise Unpublished(LeftOut.DRAFT)
        hidden = values.flag(self._values.get("headless")) is True
        if hidden or self._option("list") == "never" or self._option("render") == "never":
            raise Unpublished(LeftOut.UNPUBLISHED)

    def _option(self, name: str) -> str:
        return build_option(self._values, name)

    def _dates(self, site: Site) -> Dates:
        own = self._language.timezone
        zone = own if self._other else site.timezone or own
        try:
            return dates(
                self._values,
                self._conventions.sources,
                self._name.own_name,
                zone,
            )
        except BadDate as error:
            given = values.text(error.value) or type(error.value).__name__
            message = f"{error.key} {given[:60]!r} is not a date; {_RIGHT_DATE}"
            raise PostError((self._matter.line(error.key), message)) from error

    def _slug(self, found: Dates) -> str:
        given = values.text(self._values.get("slug")).strip("-")
        return given if "slug" in self._values else found.slug

    def _link(self, found: Dates) -> str:
        """Return the page's path below the site, percent-encoded."""
        url = values.text(self._values.get("url"))
        if _ABSOLUTE.match(url):
            message = "url names a host; write it from the first / after that"
            raise PostError((self._matter.line("url"), message))
        if self._name.is_branch:
            return self._addresses.branch(self._name, self._conventions.taxonomies)
        title, slug = self._text_of("title"), self._slug(found)
        try:
            return self._addresses.page(self._name, title, slug, found.date, url)
        except UnknownToken as error:
            message = f"there is no placeholder :{error}; see {PERMALINKS}"
            raise PostError((self._matter.line("url"), message)) from error
        except ValueError as error:
            message = f"url {url[:60]!r} has a % that encodes nothing; write %25"
            raise PostError((self._matter.line("url"), message)) from error

    def _places(self, local: bool) -> list[Term]:
        """Return the section that lists the page, and its language where it is another's."""
        found: list[Term] = []
        if self._name.is_branch:  # only terms list the pages of sections
            return found
        section = self._structure.current_section(self._language.name, self._name.parent)
        branch = self._structure.branch(self._language.name, section)
        shown = branch is None or has_own_feed(branch.values)
        folder = self._addresses.section(section) if section and shown else ""
        if folder:
            found.append(Term(kind(SECTION, self._other), folder, folder))
        if self._other and not local:
            found.append(Term(LANGUAGE, self._other, self._other))
        return found

    def _terms(self) -> Filed:
        params = self._values.get("params")
        own = {**self._values, **params} if isinstance(params, dict) else self._values
        return filed(
            own,
            self._conventions.taxonomies,
            self._conventions.style,
            self._other,
            self._addresses.term,
        )

    def _taken(self, terms: dict[str, tuple[Term, ...]], plural: str) -> tuple[Term, ...]:
        return terms.pop(plural, ()) if plural in _OWN_FIELDS else ()

    def _authors(self, site: Site) -> tuple[Person, ...]:
        """The site's author where Hugo's feed names one, else the page's own."""
        if self._conventions.names_author:
            return site.authors
        given = self._values.get("authors", self._values.get("author"))
        names = [values.text(values.at(one, "name")) or values.text(one) for one in _each(given)]
        return tuple(Person(name) for name in dict.fromkeys(names) if name) or site.authors

    def _own_language(self, site: Site) -> str | None:
        return None if self._language.tag == site.language else self._language.tag

    def _text_of(self, key: str) -> str:
        return " ".join(values.text(self._values.get(key)).split())

    def _tie(self) -> str:
        title = values.text(self._values.get("linktitle") or self._values.get("title"))
        return f"{collation.key(title, self._language.is_by_sound)}\0{self._name.sort_path}"

    def _remark(self, key: str, message: str) -> None:
        self._remarks.append((self._matter.line(key), message))

    def _markup(self, has_shortcodes: bool) -> Markup:
        given = self._values.get("iscjklanguage")
        letters = values.flag(given) is True
        if given is None and self._conventions.finds_letters:
            letters = _LETTERS.search(self._text) is not None
        is_html = (values.text(self._values.get("markup")).lower() or self._name.suffix) in HTML
        markdown = self._conventions.markdown
        if has_shortcodes:  # their HTML is kept, whatever the site says of raw HTML
            markdown = replace(markdown, unsafe=True)
        return Markup(
            None if is_html else markdown,
            summary=values.text(self._values.get("summary")),
            summary_markdown=markdown,
            words=max(self._conventions.words, 0),
            counts_letters=letters,
        )


_OWN_FIELDS = ("categories", "tags", "authors")
_LETTERS = re.compile(
    r"[\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def _kind_of(name: Name, taxonomies: tuple[str, ...]) -> str:
    """Return the kind of a page as cascades name it."""
    if not name.is_branch:
        return "page"
    top, _, rest = normal(name.folder).partition("/")
    if top in taxonomies:
        return "term" if rest else "taxonomy"
    return "section" if name.folder else "home"


def _each(given: object) -> list[object]:
    return given if isinstance(given, list) else [] if given is None else [given]
