"""One article from its file: what Pelican's ``Article`` and its feed writer make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from feeds.generators.base import LeftOut, PostError, Reading, Unpublished
from feeds.generators.pelican.dates import parse_date
from feeds.generators.pelican.links import Links
from feeds.generators.pelican.metadata import Source, Value
from feeds.generators.pelican.order import Order
from feeds.generators.pelican.slugs import Slugs, plain
from feeds.generators.pelican.summary import Summary
from feeds.generators.pelican.urls import UnknownPlaceholder, encoded, filled, joined, tag_uri
from feeds.model import FeedKind, Person, Post, Template, Term
from feeds.urls import is_language_tag
from feeds.zones import is_zone

LANGUAGE = "language"
"""The kind of feeds that gather articles of one language."""
ORIGINALS = Term("articles", "articles", "articles")
"""All but translations: what Pelican's FEED_ATOM holds where FEED_ALL_ATOM is another."""

_STATUSES = frozenset({"published", "draft", "hidden", "skip"})
_RIGHT_DATE = "write 2026-11-23 or 2026-11-23 07:26"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class ArticleReading(Reading, frozen=True, kw_only=True):
    """An article as read; its excerpt is the author's summary, in the body's markup."""

    kind: str
    """``html``, ``markdown`` or ``rst``."""
    cut: Summary | None
    """How the excerpt is cut from the content, if it is."""


class Conventions(NamedTuple):
    """What holds for every article of a site."""

    url: str
    language_url: str
    appends_ref: bool
    relative_urls: bool
    default_language: str
    slug_source: str
    slugs: Slugs
    order: Order
    links: Links
    shows_future: bool
    summary: Summary | None
    """How much of an article is its summary, where it has none of its own; None for all."""
    grouped_by: tuple[str, ...]
    """What articles of one group have in common: translations of each other."""
    site_has_translations: bool
    """The site's own feed is FEED_ALL's, not only originals'."""
    sets_originals_apart: bool
    """FEED_ATOM or FEED_RSS is beside FEED_ALL's."""


class Mount(NamedTuple):
    """Where a site is, and what its articles share."""

    start: str
    """Every URL's beginning, as the settings have it: ids are made of it."""
    url: str
    """The same, fit to follow."""
    timezone: str
    authors: tuple[Person, ...]


class Grouping(NamedTuple):
    """What an article is among the others."""

    is_translation: bool
    spellings: Mapping[tuple[str, str], str]
    """The one name of terms that are written in several ways, by kind and slug."""


class Article:
    """An article's facts. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(
        self, inner: str, values: Mapping[str, Value], source: Source, conventions: Conventions
    ) -> None:
        self._inner = inner
        self._values = values
        self._source = source
        self._conventions = conventions
        self.remarks = list(source.problems)

    @property
    def language(self) -> str:
        """The language as Pelican compares it: case and all."""
        return self._text("lang") or self._conventions.default_language

    @property
    def title(self) -> object:
        """HTML, or a list that Pelican takes for text."""
        return self._values.get("title", "")

    @property
    def slug(self) -> str:
        """Its own, or made of the title or of the file's name."""
        if "slug" in self._values:
            return self._text("slug")
        if self._conventions.slug_source == "basename":
            name = self._inner.rpartition("/")[2]
            return self._conventions.slugs.slug(name.rpartition(".")[0])
        if self._conventions.slug_source == "title":
            return self._conventions.slugs.slug(self.title)
        return ""

    def value(self, name: str) -> str:
        """Return what is to be compared of it: an attribute of Pelican's article, as text."""
        known = {"slug": self.slug, "lang": self.language, "title": str(self.title)}
        return known[name] if name in known else self._text(name)

    def require_published(self) -> None:
        """Raise where its status keeps it out of feeds, or is none."""
        status = self._text("status").lower() or "published"
        if status not in _STATUSES:
            message = f"status {status!r} is not known; write draft, hidden or published"
            raise self._error("status", message)
        if status != "published":
            raise Unpublished(LeftOut.DRAFT if status == "draft" else LeftOut.UNPUBLISHED)
        if "title" not in self._values:
            raise self._error("title", "there is no title; write one above the text")

    def reading(self, path: str, mount: Mount, grouping: Grouping) -> ArticleReading:
        """Return the article as read; ``path`` is the file's in the tree."""
        self.require_published()
        published = self._date("date", mount)
        link, identity = self._addresses(published, mount)
        modified = self._date("modified", mount) if "modified" in self._values else published
        authors = self._authors(mount)
        categories = self._terms(FeedKind.CATEGORY, self._names("category"))
        tags = self._terms(FeedKind.TAG, self._names("tags"))
        names = [author.name for author in authors]
        hidden = grouping.is_translation
        spelt = grouping.spellings
        post = Post(
            path=path,
            id=identity,
            link=link,
            title=plain(self.title),
            published=published,
            updated=modified,
            authors=self._byline(authors),
            categories=() if hidden else _spelt(categories, spelt),
            tags=() if hidden else _spelt(tags, spelt),
            bylines=() if hidden else _spelt(self._terms(FeedKind.AUTHOR, names), spelt),
            others=self._others(hidden),
            on_site=self._conventions.site_has_translations or not hidden,
            labels=categories + tags,
            summary=self._summary(),
            language=self._tag(),
            template=self._template(),
            due=None if self._conventions.shows_future else published,
            ordered_by=self._conventions.order.moment(published),
            tie=self._tie(path, published, hidden),
        )
        return ArticleReading(
            post,
            self._source.body,
            self._source.summary or "",
            tuple(self.remarks),
            kind=self._source.kind,
            cut=self._cut(),
        )

    def _text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def _names(self, name: str) -> list[str]:
        value = self._values.get(name, [])
        return [value] if isinstance(value, str) else value

    def _error(self, name: str, message: str) -> PostError:
        return PostError((self._source.lines.get(name, 1), message))

    def _date(self, name: str, mount: Mount) -> datetime:
        if name not in self._values:
            raise self._error(name, f"there is no date; {_RIGHT_DATE} as its date")
        text = self._text(name)
        zone = self._text("timezone") or mount.timezone
        if not is_zone(zone):
            message = f"timezone {zone!r} is not known; write one like Asia/Shanghai"
            raise self._error("timezone", message)
        try:
            return parse_date(text.replace("_", " ") if name == "date" else text, zone)
        except ValueError as error:
            message = f"{name} {text!r} is not a whole date; {_RIGHT_DATE}"
            raise self._error(name, message) from error

    def _addresses(self, published: datetime, mount: Mount) -> tuple[str, str]:
        """Return the link and the id."""
        url = self.url(published, next((person.name for person in mount.authors), ""))
        relative = self._conventions.relative_urls
        reference = "?ref=feed" if self._conventions.appends_ref else ""
        try:
            identity = tag_uri(joined(mount.start, url, relative) + reference, published)
            return encoded(joined(mount.url, url, relative) + reference), identity
        except ValueError as error:
            raise self._error("url", f"url {url!r} is no URL; mend it") from error

    def url(self, published: datetime | None, author: str = "") -> str:
        """Return its URL below the site's, ``author`` being the site's; not percent-encoded.

        Raises ``PostError`` where the site's pattern cannot be filled.
        """
        if "url" in self._values:
            return _CONTROL.sub("", self._text("url"))
        is_default = self.language == self._conventions.default_language
        key = "ARTICLE_URL" if is_default else "ARTICLE_LANG_URL"
        pattern = self._conventions.url if is_default else self._conventions.language_url
        try:
            return filled(pattern, self._facts(published, author))
        except UnknownPlaceholder as error:
            message = f"{key} asks for {error}, which is not said here; write it, or set url"
            raise self._error("url", message) from error

    def _facts(
        self, published: datetime | None, default_author: str
    ) -> Mapping[str, Value | datetime]:
        slugs = self._conventions.slugs
        author = next(iter(self._names("author") or self._names("authors")), default_author)
        dated = {} if published is None else {"date": published}
        return {
            **self._values,
            **dated,
            "path": self._text("path") or self._inner,
            "slug": self.slug,
            "lang": self.language,
            "author": slugs.slug(author, FeedKind.AUTHOR) if author else "",
            "category": slugs.slug(self._text("category"), FeedKind.CATEGORY),
        }

    def _authors(self, mount: Mount) -> tuple[Person, ...]:
        names = self._names("authors") or self._names("author")
        return tuple(map(Person, names)) if names else mount.authors

    def _byline(self, authors: tuple[Person, ...]) -> tuple[Person, ...]:
        """Pelican's feeds name one author of several."""
        author = self._text("author")
        return (Person(author),) if author else authors[:1]

    def _terms(self, kind: FeedKind, names: list[str]) -> tuple[Term, ...]:
        slugs = self._conventions.slugs
        return tuple(Term(kind, name, slugs.slug(name, kind)) for name in names if name)

    def _others(self, is_translation: bool) -> tuple[Term, ...]:
        language = Term(LANGUAGE, self.language, self.language)
        apart = self._conventions.sets_originals_apart and not is_translation
        return (language, ORIGINALS) if apart else (language,)

    def _summary(self) -> str | None:
        return self._text("summary") or None

    def _cut(self) -> Summary | None:
        """Return how the excerpt is cut from the body; None if it is not."""
        if self._source.summary is not None or "summary" in self._values:
            return None
        return self._conventions.summary

    def _tag(self) -> str | None:
        if self.language == self._conventions.default_language:
            return None
        tag = self.language.replace("_", "-")
        if is_language_tag(tag):
            return tag
        line = self._source.lines.get("lang", 1)
        message = f"lang {self.language!r} is no language tag; write one like en or zh-CN"
        self.remarks.append((line, message))
        return None

    def _template(self) -> Template:
        return self._conventions.links.needs(self._source.body)

    def _tie(self, path: str, published: datetime, is_translation: bool) -> str:
        """Translations come after the originals of their moment."""
        key = self._conventions.order.key(self.value, path, published)
        group = "\0".join(map(self.value, self._conventions.grouped_by or ("slug",)))
        return f"{key}{int(is_translation)}{group}"


def _spelt(terms: tuple[Term, ...], spellings: Mapping[tuple[str, str], str]) -> tuple[Term, ...]:
    """Return terms under their one name: Pelican takes those of one slug for the same."""
    spelt = (
        Term(term.kind, spellings.get((term.kind, term.slug), term.name), term.slug)
        for term in terms
    )
    return tuple(dict.fromkeys(spelt))
