"""Pages and sections, as Zola and its feed templates read them.

https://www.getzola.org/documentation/content/page/
https://www.getzola.org/documentation/content/section/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timezone
from functools import partial
from html import escape
from posixpath import dirname
from typing import Any

import msgspec

from feeds.errors import Fault
from feeds.generators.base import LeftOut, PostError, Problem, Reading, Unpublished, leave_out
from feeds.generators.frontmatter import Fenced, FrontMatter, Yaml, load_toml, parse
from feeds.generators.media import below, is_out_of_feeds, media_of
from feeds.generators.values import offset_of
from feeds.generators.values import slugify as any_slug
from feeds.generators.zola.addresses import CONTENT, Naming, PageFile, page_file, slugify
from feeds.generators.zola.body import has_internal_links, without_shortcodes
from feeds.generators.zola.config import SECTION, ZolaConfig, ZolaLanguage, kind_of
from feeds.generators.zola.markdown import ZolaMarkdown
from feeds.model import FeedKind, Person, Post, Site, Template, Term
from feeds.source import walk
from feeds.urls import is_language_tag, quote_path

_OWN_FIELDS = (FeedKind.CATEGORY, FeedKind.TAG, FeedKind.AUTHOR)
"""Kinds of terms that a :class:`~feeds.model.Post` has fields for."""
_DATE = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?[ \t]*(Z|z|[-+]\d\d?(?::\d\d)?)?)?"
)


class ZolaPageReading(Reading, frozen=True, kw_only=True):
    """A page as read."""

    first_line: int
    """The line of the body's first line."""
    is_cut_within: bool
    """The summary ends inside a paragraph or list."""
    anchor_links: str
    """Where headings get a link to themselves: ``left``, ``right``, ``heading``, ``none``."""


class ZolaPageReader:
    """Reads one page. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(
        self, path: str, text: str, naming: Naming, languages: Sequence[ZolaLanguage]
    ) -> None:
        self._path = path
        self._naming = naming
        self._matter = front_matter(text)
        self._file = _file(path, naming)
        self._language = next(one for one in languages if one.code == self._file.language)
        is_default = self._file.language == naming.default_language
        self._code = "" if is_default else self._language.code
        """Empty for the default language."""
        self._problems: list[Problem] = []

    def address(self) -> str:
        """Return the page's path below the site's URL, not percent-encoded."""
        slug, own = typed(self._matter, "slug", str), typed(self._matter, "path", str)
        for key, value in (("slug", slug), ("path", own)):
            if value == "":
                raise self._matter.error(key, f"{key} is empty; write one, or remove the line")
        return self._file.path(slug, own, self._naming)

    def is_draft(self, sections: Sections) -> bool:
        """Say whether the page, or a section above it, is a draft."""
        return flag(self._matter, "draft") or sections.drafted(self._path.rpartition("/")[0])

    def reading(self, site: Site, sections: Sections, markdown: ZolaMarkdown) -> ZolaPageReading:
        """Read the page."""
        if self.is_draft(sections):
            leave_out(LeftOut.DRAFT)
        published = self._date("date")
        if published is None:
            raise Unpublished(LeftOut.UNDATED)
        address = self.address()
        identity = site.url + address
        extra = self._extra()
        if is_out_of_feeds(extra.get("feed")):
            leave_out(LeftOut.NO_FEED)
        media = media_of(extra, partial(self._placed, site.url))
        self._problems += ((self._matter.line(*keys), text) for keys, text in media.problems)
        body, problems = without_shortcodes(self._matter.body, self._matter.body_line)
        self._problems += problems
        cut = markdown.summarised(body)
        description = typed(self._matter, "description", str)
        authors = tuple(Person(name) for name in self._names("authors"))
        terms = self._terms()
        others = [term for term in terms if term.kind not in _OWN_FIELDS]
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
            others=(*others, *self._places(sections)),
            on_site=not self._code,
            labels=terms,
            summary=escape(description, quote=False) if description and cut is None else None,
            summary_only=cut is not None,
            image=media.image,
            enclosures=media.enclosures,
            language=self._tag(site),
            template=Template.POSTS if has_internal_links(body) else Template.NONE,
            tie=identity,
        )
        return ZolaPageReading(
            post,
            body,
            problems=tuple(self._problems),
            first_line=self._matter.body_line,
            is_cut_within=bool(cut),
            anchor_links=sections.anchor_links(self._file.folder, self._code),
        )

    def _placed(self, start: str, url: str) -> str:
        """Place a URL as ``get_url`` does, or in the folder of a page with files of its own."""
        is_bundle = self._path.rpartition("/")[2].startswith("index.")
        return url if is_bundle and not url.startswith("/") else below(start, url)

    def _extra(self) -> Mapping[str, Any]:
        """Return the front matter with what is below ``extra``, where Zola wants other keys."""
        extra = self._matter.values.get("extra")
        return {**self._matter.values, **extra} if isinstance(extra, dict) else self._matter.values

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
            message = f'{key} must be a list of strings; write {key} = ["one", "two"]'
            raise self._matter.error(key, message)
        return [str(one) for one in found]

    def _terms(self) -> tuple[Term, ...]:
        """Return the terms of every taxonomy that the page's language has."""
        given = typed(self._matter, "taxonomies", dict) or {}
        known = {taxonomy.name for taxonomy in self._language.taxonomies}
        terms: list[Term] = []
        for name, values in given.items():
            listed = values if isinstance(values, list) else None
            if listed is None or not all(isinstance(one, str) and one.strip() for one in listed):
                message = (
                    f'taxonomy {name} must be a list of strings; write {name} = ["one", "two"]'
                )
                raise self._matter.error(name, message)
            if name not in known:
                message = f"the site does not define the taxonomy {name}; add it to taxonomies"
                self._problems.append((self._matter.line(name), message))
                continue
            kind = kind_of(name, self._code)
            terms += (Term(kind, one, slugify(one, self._naming.taxonomies)) for one in listed)
        return tuple(dict.fromkeys(terms))

    def _bylines(self, terms: Sequence[Term], authors: Sequence[Person]) -> tuple[Term, ...]:
        """Return the terms of the taxonomy of authors if the site has one, else the authors."""
        if any(one.name == "authors" for one in self._language.taxonomies):
            return tuple(term for term in terms if term.kind == FeedKind.AUTHOR)
        names = dict.fromkeys(person.name for person in authors)
        return tuple(Term(FeedKind.AUTHOR, name, any_slug(name)) for name in names)

    def _places(self, sections: Sections) -> Iterator[Term]:
        """Yield the sections whose feeds list the page, and its language if not the default."""
        if typed(self._matter, "render", bool) is not False:
            start = f"{self._code}/" if self._code else ""
            for name in sections.with_feeds(self._file.folder, self._code):
                yield Term(SECTION, start + name, any_slug(start + name))
        if self._code:
            yield Term(self._code, self._code, self._code)

    def _tag(self, site: Site) -> str | None:
        code = self._code
        return code if code and is_language_tag(code) and code != site.language else None


def _file(path: str, naming: Naming) -> PageFile:
    try:
        return page_file(path, naming)
    except ValueError as error:
        message = f"the file name has the language {str(error)!r}, which the site does not define"
        raise PostError((1, f"{message}; define it, or rename the file")) from error


def read_date(value: object) -> datetime:
    """Return the moment of a TOML date, or of a string; without an offset it is in UTC.

    Raises ``ValueError`` for anything else.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "").ljust(6, "0")[:6])
    offset = timezone(offset_of(zone or "Z"))
    clock = time(int(hour or 0), int(minute or 0), int(second or 0), micro, offset)
    return datetime.combine(date(int(year), int(month), int(day)), clock)


class SectionOptions(msgspec.Struct, frozen=True):
    """What a section's ``_index.md`` says of its pages."""

    draft: bool
    transparent: bool
    """The section above lists its pages too."""
    has_feed: bool
    title: str
    anchor_links: str | None
    """``insert_anchor_links``; None if it does not say."""


class Sections:
    """Every section, by folder and language (empty for the default one)."""

    def __init__(self, config: ZolaConfig, naming: Naming) -> None:
        self._sections: dict[tuple[str, str], SectionOptions] = {}
        self._drafts: set[str] = set()
        self._anchor_links = config.anchor_links
        names = {"_index.md": ""} | {f"_index.{code}.md": code for code in naming.other_languages}
        files, _ = walk(
            config.tree,
            lambda folder: f"{folder}/".startswith(f"{CONTENT}/"),
            lambda path: path.startswith(f"{CONTENT}/") and path.rpartition("/")[2] in names,
            0,
        )
        for file in files:
            folder, _, name = file.path.rpartition("/")
            section = _section(config, file.path)
            if section:
                self._sections[folder, names[name]] = section
                self._drafts.update([folder] if section.draft else [])

    def drafted(self, folder: str) -> bool:
        """Say whether a folder, or one above it, is a draft in any language."""
        return any(folder == draft or folder.startswith(f"{draft}/") for draft in self._drafts)

    def title(self, folder: str, language: str) -> str:
        """Return the title of the section of a folder; empty if it has none."""
        section = self._sections.get((folder, language))
        return section.title if section else ""

    def anchor_links(self, folder: str, language: str) -> str:
        """Return where the headings of a folder's pages get a link to themselves."""
        section = self._sections.get((folder, language))
        return (section and section.anchor_links) or self._anchor_links

    def with_feeds(self, folder: str, language: str) -> Iterator[str]:
        """Yield the folders, below content, of the sections whose feeds list a page of a folder."""
        while section := self._sections.get((folder, language)):
            if section.has_feed and folder != CONTENT:
                yield folder.removeprefix(f"{CONTENT}/")
            if not section.transparent or folder == CONTENT:
                return
            folder = dirname(folder)


def _section(config: ZolaConfig, path: str) -> SectionOptions | None:
    text = config.load(path)
    if text is None:
        return None
    try:
        matter = front_matter(text)
        feeds = flag(matter, "generate_feeds") or flag(matter, "generate_feed")
        return SectionOptions(
            draft=flag(matter, "draft"),
            transparent=flag(matter, "transparent"),
            has_feed=feeds,
            title=typed(matter, "title", str) or "",
            anchor_links=typed(matter, "insert_anchor_links", str),
        )
    except PostError as error:
        config.faults += [Fault(path, line, message, False) for line, message in error.faults]
        return None


_SHAPES = {str: "a string", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


def front_matter(text: str) -> FrontMatter:
    """Split a file into its front matter, in TOML or YAML, and its body.

    Raises :class:`~feeds.generators.base.PostError` if there is none, or it is broken.
    """
    matter = parse(text, _TOML, _YAML, mapping=_table)
    if matter.format is None:
        message = "front matter is missing; begin the file with a line +++, then TOML, then +++"
        raise PostError((1, message))
    return matter


def _table(values: Any, line: int) -> Mapping[str, Any]:
    if not isinstance(values or {}, dict):
        raise PostError((line, 'front matter must be a table; write lines like title = "My post"'))
    return values or {}


def typed(matter: FrontMatter, key: str, kind: type) -> Any:
    """Return a value of that type; None if there is none.

    Raises :class:`~feeds.generators.base.PostError` for another type, as Zola does.
    """
    found = matter.values.get(key)
    if found is not None and not isinstance(found, kind):
        raise matter.error(key, f"{key} must be {_SHAPES[kind]}; correct its value")
    return found


def flag(matter: FrontMatter, key: str) -> bool:
    """Return whether a key is true; False if it is missing."""
    return bool(typed(matter, key, bool))


def _between(mark: str) -> re.Pattern[str]:
    """Return the boundary of front matter between two lines."""
    return re.compile(rf"\A\s*{mark}\n|(?!\A){mark}\s*(?:\Z|(?<=\n))")


_TOML = Fenced(load_toml, _between(r"\+\+\+"), "+++")
_YAML = Yaml(boundary=_between("---"))
