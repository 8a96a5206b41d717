"""One post from its file: what Eleventy's ``Template`` and the feed plugin make of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from feeds.generators.base import LeftOut, PostError, Problem, Reading, Unpublished
from feeds.generators.eleventy import page
from feeds.generators.eleventy.cascade import Cascade
from feeds.generators.eleventy.collections import DATED, holds, is_false, is_true, tags_of
from feeds.generators.eleventy.feeds import TagLabels
from feeds.generators.eleventy.javascript import UNREAD, written
from feeds.generators.eleventy.matter import front_matter, unread_permalink
from feeds.generators.eleventy.project import EleventyProject
from feeds.generators.eleventy.templates import escaped, render
from feeds.generators.values import shown, slugify
from feeds.model import FeedKind, Post, Site, Term
from feeds.urls import is_language_tag

_MARKED = re.compile(r"\{[{%#]")
_FROM_FILE = ("created", "last modified", "git created", "git last modified")
_RIGHT_DATE = "write date: 2026-11-23, or name the file 2026-11-23-name.md"
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class EleventyConventions(msgspec.Struct, frozen=True):
    """What every post of a site has in common."""

    project: EleventyProject
    collection: str
    """The collection that the site's feed shows."""
    others: tuple[str, ...]
    """Collections with feeds of their own."""
    escapes: bool
    """Ids are escaped twice, as in the site's own feed."""
    oldest_first: bool
    """The site's own feed begins with the oldest post."""
    labels: TagLabels | None
    """How entries show tags; None if they do not."""
    permalink: str | None
    """Our configuration's pattern, for addresses that only JavaScript knows."""


class EleventyPostReader:
    """Reads one post.

    Raises :class:`~feeds.generators.base.PostError` and
    :class:`~feeds.generators.base.Unpublished`.
    """

    def __init__(
        self, path: str, text: str, cascade: Cascade, conventions: EleventyConventions
    ) -> None:
        self._path = path
        self._conventions = conventions
        self._project = conventions.project
        source = self._project.input
        self._below = path.removeprefix(f"{source}/") if source else path
        self._matter = front_matter(text)
        self._first_line = 1 + text[: len(text) - len(self._matter.body)].count("\n")
        self._globals = cascade.globals
        self._data = cascade.data(path, self._matter.values)
        self._problems: list[Problem] = []

    def reading(self, site: Site) -> Reading:
        """Read the post."""
        kinds = self._require_published()
        published = self._published()
        self._data["page"] = self._page(published)
        url = self._url(published)
        self._data["page"]["url"] = url
        for key in ("title", "summary"):
            self._compute(key)
        link = site.url + page.encoded(url)
        tags = self._tags()
        post = Post(
            path=self._path,
            id=escaped(link) if self._conventions.escapes else link,
            link=link,
            title=self._text("title"),
            published=published.replace(microsecond=0),
            updated=published.replace(microsecond=0),
            tags=tuple(Term(FeedKind.TAG, tag, slugify(tag)) for tag in tags),
            bylines=self._bylines(site),
            labels=self._labels(),
            others=tuple(Term(kind, kind, slugify(kind)) for kind in kinds),
            on_site=self._is_in(self._conventions.collection),
            summary=self._text("summary") or self._text("description") or None,
            language=self._language(site),
            ordered_by=self._order(published),
        )
        return Reading(post, self._body(), problems=tuple(self._problems))

    def _error(self, key: str, message: str) -> PostError:
        return PostError((self._matter.line(key), message))

    def _is_in(self, collection: str) -> bool:
        try:
            return holds(collection, self._path, self._data, self._project.collections)
        except ValueError as error:
            raise self._error("tags", "tags is neither text nor list; write [one, two]") from error

    def _require_published(self) -> list[str]:
        """Return the kinds of feeds, besides the site's, that show the post."""
        kinds = [name for name in self._conventions.others if self._is_in(name)]
        if not kinds and not self._is_in(self._conventions.collection):
            raise Unpublished(LeftOut.UNLISTED)
        if self._conventions.collection == DATED and not kinds and not self._has_date():
            raise Unpublished(LeftOut.UNDATED)
        if is_true(self._data.get("draft")):
            raise Unpublished(LeftOut.DRAFT)
        permalink = self._data.get("permalink")
        built = permalink.get("build") if isinstance(permalink, dict) else permalink
        if is_false(built) or (isinstance(permalink, dict) and permalink and not built):
            raise Unpublished(LeftOut.UNPUBLISHED)
        return kinds

    def _has_date(self) -> bool:
        return bool(self._data.get("date")) or page.date_in_path(self._path) is not None

    def _published(self) -> datetime:
        value = self._data.get("date")
        if value is UNREAD:
            message = "date is worked out by JavaScript, which is not run"
            raise self._error("date", f"{message}; {_RIGHT_DATE}")
        text = written(value) if value not in (None, "", False) else page.date_in_path(self._path)
        if text is None:
            raise self._error("date", f"no date; {_RIGHT_DATE}")
        if text.lower() in _FROM_FILE:
            message = f"date {shown(text)} is the file's, which a copy of the tree loses"
            raise self._error("date", f"{message}; {_RIGHT_DATE}")
        try:
            return page.parse_date(text)
        except ValueError as error:
            message = f"date {shown(text)} is not a date that Eleventy reads"
            raise self._error(
                "date", f"{message}; write 2026-11-23 or 2026-11-23T07:26:17+08:00"
            ) from error

    def _order(self, published: datetime) -> datetime | None:
        """Return the date by which feeds order the post; None for its publication date."""
        if self._conventions.oldest_first:
            return _FIRST + (_LAST - published)
        return published if published.microsecond else None

    def _page(self, published: datetime) -> dict[str, Any]:
        return {
            "date": published,
            "inputPath": f"./{self._path}",
            "fileSlug": page.file_slug(self._below),
            "filePathStem": page.file_path_stem(self._below),
            "outputFileExtension": "html",
        }

    def _url(self, published: datetime) -> str:
        permalink = self._permalink()
        if permalink is UNREAD:
            permalink = self._pattern_url(published)
        elif permalink in (None, "", {}):
            return page.default_url(self._below)
        if not isinstance(permalink, str):
            raise self._error(
                "permalink", "permalink is no text; write one like permalink: /about/"
            )
        rendered = render(permalink, self._data, self._engine() or "liquid")
        if not _MARKED.search(rendered.text):
            return page.permalink_url(rendered.text)
        if self._conventions.permalink:
            return page.permalink_url(self._pattern_url(published))
        raise self._error(
            "permalink",
            f"permalink {shown(permalink)} needs what only Eleventy can work out; write the "
            "address itself, or set permalink: in the configuration, such as permalink: /{path}/",
        )

    def _permalink(self) -> Any:
        computed = self._data.get("eleventyComputed")
        own = self._data.get("permalink")
        wanted = computed.get("permalink", own) if isinstance(computed, dict) else own
        if wanted is UNREAD and (own or not self._needs_pattern()):
            wanted = own
        return wanted.get("build") if isinstance(wanted, dict) and wanted else wanted

    def _needs_pattern(self) -> bool:
        """Say whether the configuration must give an address that JavaScript computes.

        JavaScript for a whole site mostly holds back drafts; for a folder, it makes addresses.
        """
        is_for_site = unread_permalink(self._globals)
        return self._conventions.permalink is not None or not is_for_site

    def _pattern_url(self, published: datetime) -> str:
        pattern = self._conventions.permalink
        if pattern is None:
            raise self._error(
                "permalink",
                "permalink is worked out by JavaScript, which is not run; "
                "set permalink: in the configuration, such as permalink: /{year}/{title}/",
            )
        try:
            return page.pattern_url(pattern, self._below, published, self._text("title"))
        except ValueError as error:
            message = "the title is in letters that {title} is not made of here"
            raise self._error("title", f"{message}; write permalink: in the post") from error

    def _compute(self, key: str) -> None:
        """Replace a value with that of ``eleventyComputed``, if it is a string."""
        computed = self._data.get("eleventyComputed")
        value = computed.get(key) if isinstance(computed, dict) else None
        if isinstance(value, str):
            self._data[key] = render(value, self._data, self._engine() or "liquid").text

    def _text(self, key: str) -> str:
        value = self._data.get(key)
        if value is UNREAD:
            message = f"{key} is worked out by JavaScript, which is not run; write it here"
            self._problems.append((self._matter.line(key), message))
        return "" if value is None or isinstance(value, dict) or value is UNREAD else _joined(value)

    @property
    def _collections(self) -> set[str]:
        return {self._conventions.collection, *self._conventions.others, "all"}

    def _tags(self) -> list[str]:
        hidden = self._collections
        return [tag for tag in tags_of(self._data.get("tags")) if tag and tag not in hidden]

    def _labels(self) -> tuple[Term, ...]:
        labels = self._conventions.labels
        return labels.terms(tags_of(self._data.get("tags")), self._collections) if labels else ()

    def _bylines(self, site: Site) -> tuple[Term, ...]:
        value = self._data.get("author") or self._data.get("authors")
        listed = value if isinstance(value, list) else [value]
        names = [one.get("name") if isinstance(one, dict) else one for one in listed]
        given = [name.strip() for name in names if isinstance(name, str) and name.strip()]
        people = given or [person.name for person in site.authors]
        return tuple(Term(FeedKind.AUTHOR, name, slugify(name)) for name in dict.fromkeys(people))

    def _language(self, site: Site) -> str | None:
        value = self._data.get("lang")
        usable = isinstance(value, str) and is_language_tag(value) and value != site.language
        return value if usable else None

    def _engine(self) -> str:
        override = self._data.get("templateEngineOverride")
        if isinstance(override, str) and override:
            return next((one for one in override.split(",") if one in ("liquid", "njk")), "")
        suffix = "." + self._path.rpartition(".")[2]
        return self._project.engines.get(suffix, "") if override is None else ""

    def _body(self) -> str:
        rendered = render(self._matter.body, self._data, self._engine())
        if rendered.not_rendered:
            offset, text = rendered.not_rendered[0]
            line = self._first_line + self._matter.body.count("\n", 0, offset)
            others = len(rendered.not_rendered) - 1
            more = f" and {others} more" if others else ""
            message = f"{shown(text)}{more} is left as text: only Eleventy can work it out"
            self._problems.append((line, f"{message}; write what it gives"))
        return rendered.text


def _joined(value: Any) -> str:
    """Write a value as JavaScript does, with commas between the items of a list."""
    return ",".join(map(written, value)) if isinstance(value, list) else written(value)
