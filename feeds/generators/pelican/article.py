"""Read one article from its file, as Pelican and its feed writer do.

Only all articles together show which are translations, and how terms are spelt. For this,
every article is opened, but only its metadata is read.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from feeds.generators.base import LeftOut, PostError, Reading, leave_out
from feeds.generators.media import below, media_of
from feeds.generators.pelican.html import Summary
from feeds.generators.pelican.links import LinkOrigin
from feeds.generators.pelican.metadata import Source, Value, parse_date
from feeds.generators.pelican.settings import LANGUAGE, ORIGINALS, ArticleSettings
from feeds.generators.pelican.urls import (
    Slugs,
    UnknownFact,
    encoded,
    filled,
    joined,
    plain,
    tag_uri,
)
from feeds.model import FeedKind, Person, Post, Site, Term
from feeds.urls import is_language_tag
from feeds.zones import is_zone

_STATUSES = frozenset({"published", "draft", "hidden", "skip"})
_RIGHT_DATE = "write 2026-11-23 or 2026-11-23 07:26"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TERM_KEYS: Mapping[str, tuple[str, ...]] = {
    FeedKind.CATEGORY: ("category",),
    FeedKind.TAG: ("tags",),
    FeedKind.AUTHOR: ("authors", "author"),
}
"""The keys of the terms of each kind; the first that an article has counts."""

Sketches = Mapping[str, Mapping[str, Value]]
"""The metadata of each article by its path."""


class ArticleReading(Reading, frozen=True, kw_only=True):
    """An article as read. Its excerpt is the author's summary, in the body's markup."""

    kind: str
    """The markup: ``html``, ``markdown`` or ``rst``."""
    cut: Summary | None
    """How the excerpt is cut from the content; None if it is not."""


class ArticleSurvey(msgspec.Struct, frozen=True):
    """What all articles together show about each."""

    translations: frozenset[str]
    """The paths of articles that are translations of others."""
    spellings: Mapping[tuple[str, str], str]
    """The feed's name of terms that have several names, by kind and slug."""

    @property
    def digest(self) -> str:
        """A digest of all of it."""
        parts = [*sorted(self.translations), *map(repr, sorted(self.spellings.items()))]
        return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()

    def spelt(self, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """Return terms under the names of their feeds: to Pelican, one slug is one term."""
        spelt = (
            Term(term.kind, self.spellings.get((term.kind, term.slug), term.name), term.slug)
            for term in terms
        )
        return tuple(dict.fromkeys(spelt))


class Article:
    """The facts about an article, from its metadata.

    Methods raise :class:`~feeds.generators.base.PostError` and
    :class:`~feeds.generators.base.Unpublished`.
    """

    def __init__(
        self, inner: str, values: Mapping[str, Value], source: Source, settings: ArticleSettings
    ) -> None:
        """``inner`` is the file's path below the content folder; ``values`` all its metadata."""
        self.problems = list(source.problems)
        """What is wrong with the article, though it can be published."""
        self._inner = inner
        self._values = values
        self._source = source
        self._settings = settings

    @property
    def language(self) -> str:
        """The language, in the letter case in which Pelican compares it."""
        return self._text("lang") or self._settings.default_language

    @property
    def title(self) -> object:
        """The title in HTML, or a list that Pelican turns into a string."""
        return self._values.get("title", "")

    @property
    def slug(self) -> str:
        """The author's slug, or one made from the title or from the file's name."""
        if "slug" in self._values:
            return self._text("slug")
        if self._settings.slug_source == "basename":
            name = self._inner.rpartition("/")[2]
            return self._settings.slugs.slug(name.rpartition(".")[0])
        if self._settings.slug_source == "title":
            return self._settings.slugs.slug(self.title)
        return ""

    def value(self, name: str) -> str:
        """Return an attribute of Pelican's ``Article`` as a string, to compare articles."""
        known = {"slug": self.slug, "lang": self.language, "title": str(self.title)}
        return known[name] if name in known else self._text(name)

    def require_published(self) -> None:
        """Raise if the article's status keeps it out of feeds, or if it has no title."""
        status = self._text("status").lower() or "published"
        if status not in _STATUSES:
            message = f"status {status!r} is not known; write draft, hidden or published"
            raise self._error("status", message)
        if status != "published":
            leave_out(LeftOut.DRAFT if status == "draft" else LeftOut.UNPUBLISHED)
        if "title" not in self._values:
            raise self._error("title", "the post has no title; write one above the text")

    def reading(self, path: str, site: Site, start: str, survey: ArticleSurvey) -> ArticleReading:
        """Return the article as read.

        ``path`` is the file's in the tree; ``start`` is the site's URL as it is in ids.
        """
        self.require_published()
        if self._text("feed").strip().lower() == "false":
            leave_out(LeftOut.NO_FEED)
        published = self._date("date", site)
        link, identity = self._addresses(published, site, start)
        modified = self._date("modified", site) if "modified" in self._values else published
        authors = self._authors(site)
        categories = self._terms(FeedKind.CATEGORY, self._names("category"))
        tags = self._terms(FeedKind.TAG, self._names("tags"))
        bylines = self._terms(FeedKind.AUTHOR, [author.name for author in authors])
        is_translation = path in survey.translations
        media = media_of(self._values, lambda url: self._placed(url, link, site.url))
        self.problems += ((self._line(keys[0]), message) for keys, message in media.problems)
        post = Post(
            path=path,
            id=identity,
            link=link,
            title=plain(self.title),
            published=published,
            updated=modified,
            authors=self._byline(authors),
            categories=() if is_translation else survey.spelt(categories),
            tags=() if is_translation else survey.spelt(tags),
            bylines=() if is_translation else survey.spelt(bylines),
            others=self._others(is_translation),
            on_site=self._settings.site_has_translations or not is_translation,
            labels=categories + tags,
            summary=self._text("summary") or None,
            image=media.image,
            enclosures=media.enclosures,
            language=self._language_tag(),
            template=self._settings.links.needs(self._source.linking),
            due=None if self._settings.shows_future else published,
            ordered_by=self._settings.order.moment,
            tie=self._tie(path, published, is_translation),
        )
        return ArticleReading(
            post,
            self._source.body,
            self._source.summary or "",
            tuple(self.problems),
            kind=self._source.kind,
            cut=self._cut(),
        )

    def url(self, published: datetime | None, author: str = "") -> str:
        """Return the URL below the site's, not percent-encoded; ``author`` is the site's.

        Raises ``PostError`` if the site's pattern cannot be filled.
        """
        if "url" in self._values:
            return _CONTROL.sub("", self._text("url"))
        is_default = self.language == self._settings.default_language
        key = "ARTICLE_URL" if is_default else "ARTICLE_LANG_URL"
        pattern = self._settings.url if is_default else self._settings.language_url
        try:
            return filled(pattern, self._facts(published, author))
        except UnknownFact as error:
            message = f"{key} needs {error}, but the post does not set it; set it, or set url"
            raise self._error("url", message) from error
        except ValueError as error:
            message = f"the pattern in {key} is not valid ({error}); correct it"
            raise self._error("url", message) from error

    def _facts(
        self, published: datetime | None, site_author: str
    ) -> Mapping[str, Value | datetime]:
        slugs = self._settings.slugs
        author = next(iter(self._names("author") or self._names("authors")), site_author)
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

    def _text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def _names(self, name: str) -> list[str]:
        value = self._values.get(name, [])
        return [value] if isinstance(value, str) else value

    def _placed(self, url: str, link: str, base: str) -> str:
        """Return where a file is; without a mark such as ``{static}``, it is below the site."""
        origin = LinkOrigin(self._inner, link, base, target=lambda _: None)
        return self._settings.links.targets(url, origin)(url) or below(base, url)

    def _line(self, name: str) -> int:
        return self._source.lines.get(name, 1)

    def _error(self, name: str, message: str) -> PostError:
        return PostError((self._line(name), message))

    def _date(self, name: str, site: Site) -> datetime:
        if name not in self._values:
            raise self._error(name, "the post has no date; write one such as 2026-11-23 07:26")
        text = self._text(name)
        zone = self._text("timezone") or site.timezone
        if not is_zone(zone):
            message = f"timezone {zone!r} is not a time zone; write one like Asia/Shanghai"
            raise self._error("timezone", message)
        try:
            return parse_date(text.replace("_", " ") if name == "date" else text, zone)
        except ValueError as error:
            message = f"{name} {text!r} is not a complete date; {_RIGHT_DATE}"
            raise self._error(name, message) from error

    def _addresses(self, published: datetime, site: Site, start: str) -> tuple[str, str]:
        """Return the link and the id."""
        url = self.url(published, next((person.name for person in site.authors), ""))
        relative = self._settings.relative_urls
        reference = "?ref=feed" if self._settings.appends_ref else ""
        try:
            identity = tag_uri(joined(start, url, relative) + reference, published)
            return encoded(joined(site.url, url, relative) + reference), identity
        except ValueError as error:
            raise self._error("url", f"url {url!r} is not a valid URL; correct it") from error

    def _authors(self, site: Site) -> tuple[Person, ...]:
        names = self._names("authors") or self._names("author")
        return tuple(map(Person, names)) if names else site.authors

    def _byline(self, authors: tuple[Person, ...]) -> tuple[Person, ...]:
        """Return the one author that Pelican's feeds name."""
        author = self._text("author")
        return (Person(author),) if author else authors[:1]

    def _terms(self, kind: FeedKind, names: list[str]) -> tuple[Term, ...]:
        slugs = self._settings.slugs
        return tuple(Term(kind, name, slugs.slug(name, kind)) for name in names if name)

    def _others(self, is_translation: bool) -> tuple[Term, ...]:
        language = Term(LANGUAGE, self.language, self.language)
        is_original = self._settings.sets_originals_apart and not is_translation
        return (language, ORIGINALS) if is_original else (language,)

    def _cut(self) -> Summary | None:
        """Return how the excerpt is cut from the body; None if it is not."""
        if self._source.summary is not None or "summary" in self._values:
            return None
        return self._settings.summary

    def _language_tag(self) -> str | None:
        if self.language == self._settings.default_language:
            return None
        tag = self.language.replace("_", "-")
        if is_language_tag(tag):
            return tag
        message = f"lang {self.language!r} is not a language tag; write one like en or zh-CN"
        self.problems.append((self._line("lang"), message))
        return None

    def _tie(self, path: str, published: datetime, is_translation: bool) -> str:
        """Return a string that orders articles of one moment, translations after originals."""
        key = self._settings.order.key(self.value, path, published)
        group = "\0".join(map(self.value, self._settings.grouped_by or ("slug",)))
        return f"{key}{int(is_translation)}{group}"


def spellings(
    sketches: Sketches, settings: ArticleSettings, timezone: str
) -> dict[tuple[str, str], str]:
    """Return the name of each term that has several, by kind and slug.

    It is the name that the newest article has for the term: Pelican puts the articles of equal
    terms under the first name it meets. ``timezone`` is the zone of dates without one.
    """
    slugs = settings.slugs
    used: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    terms: dict[tuple[str, str], tuple[str, str]] = {}
    for path, values in sketches.items():
        for kind, name in reversed(list(_named(values))):
            if (kind, name) not in terms:
                terms[kind, name] = kind, slugs.slug(name, kind)
            used[terms[kind, name]][path] = name
    return {
        term: names_of[min(names_of, key=lambda path: _position(sketches[path], slugs, timezone))]
        for term, names_of in used.items()
        if len(set(names_of.values())) > 1
    }


def _named(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each term of an article."""
    for kind, keys in _TERM_KEYS.items():
        given = next((values[key] for key in keys if values.get(key)), [])
        for name in [given] if isinstance(given, str) else given:
            yield kind, name


def _position(values: Mapping[str, Value], slugs: Slugs, timezone: str) -> tuple[float, str]:
    """Return a value by which articles sort as in feeds: newest first, then by slug."""
    slug = str(values.get("slug") or slugs.slug(values.get("title", "")))
    zone = str(values.get("timezone") or timezone)
    try:
        moment = parse_date(str(values.get("date", "")).replace("_", " "), zone)
    except (ValueError, LookupError):
        return float("inf"), slug
    return -moment.timestamp(), slug


def has_translations(sketches: Sketches, language: str) -> bool:
    """Say whether any article may be a translation; ``language`` is the site's."""
    return any(
        values.get("lang", language) != language or _is_marked(values)
        for values in sketches.values()
    )


def translations(
    articles: Iterable[tuple[str, Article]], grouped_by: tuple[str, ...], language: str
) -> frozenset[str]:
    """Return the paths of articles that Pelican takes for translations of others.

    Articles with the same values of the attributes ``grouped_by`` translate each other. The
    originals among them are those in ``language``.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Article]]] = defaultdict(list)
    for path, article in articles:
        groups[tuple(map(article.value, grouped_by))].append((path, article))
    return frozenset(path for group in groups.values() for path in _translations(group, language))


def _translations(group: list[tuple[str, Article]], language: str) -> Iterator[str]:
    candidates = [
        one for one in group if not _is_marked({"translation": one[1].value("translation")})
    ]
    candidates = candidates or group
    originals = [one for one in candidates if one[1].language == language] or candidates
    for one in group:
        if one not in originals:
            yield one[0]


def _is_marked(values: Mapping[str, Value]) -> bool:
    return str(values.get("translation") or "false").lower() != "false"
