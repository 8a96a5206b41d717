"""One post from its file: what ``Jekyll::Document`` and jekyll-feed's template make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from feeds.generators.base import LeftOut, Reading, Unpublished
from feeds.generators.frontmatter import parse
from feeds.generators.jekyll import terms
from feeds.generators.jekyll.addresses import Addresses
from feeds.generators.jekyll.authors import post_authors
from feeds.generators.jekyll.collections import Collection
from feeds.generators.jekyll.dates import parse_date, parse_moment, timestamp_text
from feeds.generators.jekyll.files import PostFile
from feeds.generators.jekyll.kramdown.smartypants import plain_title
from feeds.generators.jekyll.urls import absolute
from feeds.generators.jekyll.values import (
    Values,
    flattened,
    is_blank,
    is_single,
    is_true,
    kind_of,
    language_tag,
    merged,
    shown,
    typed,
    written,
)
from feeds.generators.loaders import Timestamp
from feeds.model import FeedKind, Person, Post, Template

_RIGHT_DATE = "write 2026-11-23 or 2026-11-23 07:26:17 +0800"
_BLANK_LINES = re.compile(r"(?:[ \t\r\f\v]*\n)+")


class Conventions(NamedTuple):
    """What holds for every document of a site."""

    addresses: Addresses
    separator: str
    known_authors: Mapping[str, Any]
    tag_feeds: terms.TagFeeds
    shows_drafts: bool
    shows_unpublished: bool
    shows_future: bool
    excerpt_only: bool
    time: str | None
    """When the site is built, where it fixes that; a document without a date has this one."""


class Mount(NamedTuple):
    """Where a site is, and what its posts share."""

    start: str
    """Every URL's beginning."""
    timezone: str
    language: str | None
    authors: tuple[Person, ...]


class PostReader:
    """Reads one document. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(
        self,
        file: PostFile,
        collection: Collection,
        text: str,
        defaults: Mapping[str, Any],
        conventions: Conventions,
        mount: Mount,
    ) -> None:
        self._file = file
        self._collection = collection
        self._defaults = defaults
        self._conventions = conventions
        self._mount = mount
        matter = parse(text, scalars=typed)
        self._values = Values(matter, merged(defaults, matter.values))
        self._has_matter = len(matter.body) < len(text)
        leading = _BLANK_LINES.match(matter.body) if self._has_matter else None
        self._body = matter.body[leading.end() :] if leading else matter.body

    def reading(self, path: str) -> Reading:
        """Read the document; ``path`` is the file's in the tree."""
        self._require_published()
        published = self._published()
        self._require_past(published)
        categories = terms.categories(self._file.directories, self._defaults, self._values)
        tags = terms.tags(self._values)
        link, identity = self._conventions.addresses.of(
            self._file, self._collection, self._values, published, categories
        )
        authors, bylines = post_authors(
            self._values, self._conventions.known_authors, self._mount.authors
        )
        post = Post(
            path=path,
            id=self._mount.start + identity,
            link=self._mount.start + link,
            title=self._title(),
            published=published,
            updated=self._updated(published),
            authors=authors,
            categories=tuple(terms.term(FeedKind.CATEGORY, name) for name in categories),
            tags=tuple(
                terms.term(FeedKind.TAG, name) for name in self._conventions.tag_feeds.having(tags)
            ),
            bylines=tuple(terms.term(FeedKind.AUTHOR, person.name) for person in bylines),
            labels=terms.labels(self._values, categories, tags),
            summary=self._summary(),
            summary_only=self._summary_only(),
            image=self._image(),
            language=self._language(),
            template=self._template_language(),
            due=None if self._conventions.shows_future else published,
        )
        if not self._collection.is_posts:
            post = self._collected(post, categories)
        return Reading(post, self._body, self._excerpt(), tuple(self._values.remarks))

    def _collected(self, post: Post, categories: Iterable[str]) -> Post:
        """File a document that is no post in its collection alone, whatever its date."""
        return replace(
            post,
            categories=(),
            tags=(),
            others=(self._collection.term, *map(self._collection.category, categories)),
            on_site=False,
            due=None,
            tie=_downwards(self._file.path),
        )

    def _require_published(self) -> None:
        published = self._values.merged.get("published", True)
        if not self._collection.is_posts:
            if not self._has_matter:  # a static file
                raise Unpublished(LeftOut.UNPUBLISHED)
            published = published is not False
        if not is_true(published) and not self._conventions.shows_unpublished:
            raise Unpublished(LeftOut.UNPUBLISHED)
        if self._values.get("draft") is True and not self._conventions.shows_drafts:
            raise Unpublished(LeftOut.DRAFT)

    def _require_past(self, published: datetime) -> None:
        """Where the configuration fixes the present, later posts are in the future for ever."""
        built = self._built() if self._collection.is_posts else None
        if built and published > built and not self._conventions.shows_future:
            raise Unpublished(LeftOut.UNPUBLISHED)

    def _published(self) -> datetime:
        given = "date" in self._values.merged
        value = self._values.get("date") if given else self._file.date or self._conventions.time
        if value is None and not given:
            message = f"no date, and Jekyll takes the clock's; {_RIGHT_DATE} as its date"
            raise self._values.error("date", message)
        text = value if isinstance(value, str) else written(value)
        try:
            moment = parse_date(text, self._mount.timezone)
            # Jekyll cannot tell this moment from a date that nobody has given.
            if self._file.date and moment == self._built():
                return parse_date(self._file.date, self._mount.timezone)
            return moment
        except ValueError as error:
            source = "date" if given else "the file name's date"
            message = f"{source} {shown(text)} is not a date; {_RIGHT_DATE}"
            raise self._values.error("date", message) from error

    def _built(self) -> datetime | None:
        """Return when the site is built, where its configuration fixes that."""
        time = self._conventions.time
        return parse_date(time, self._mount.timezone) if time else None

    def _updated(self, published: datetime) -> datetime:
        value = self._values.get("last_modified_at")
        if is_blank(value):
            return published
        try:
            return parse_moment(value, self._mount.timezone)
        except ValueError:
            message = f"last_modified_at {shown(written(value))} is not a date; {_RIGHT_DATE}"
            self._values.remark("last_modified_at", message)
            return published

    def _title(self) -> str:
        title = self._values.get("title")
        if title is None or title is False:
            return plain_title(self._file.title)
        if not is_single(title):
            self._values.remark("title", f"title is {kind_of(title)}; write a line of text")
        if isinstance(title, Timestamp):
            title = timestamp_text(title, self._mount.timezone)
        shown_title = plain_title(self._joined(title))
        if not shown_title:
            message = "title is empty; write one, or take the line out to use the file's name"
            self._values.remark("title", message)
        return shown_title

    def _joined(self, value: object) -> str:
        if isinstance(value, dict):
            return ""
        try:
            return " ".join(written(item) for item in flattened(value) if is_single(item))
        except ValueError:
            return ""

    def _summary(self) -> str | None:
        description = self._values.get("description")
        if is_blank(description):
            description = self._values.get("excerpt")
        elif not is_single(description):
            kind = kind_of(description)
            self._values.remark("description", f"description is {kind}; write text")
        return self._joined(description) or None if not is_blank(description) else None

    def _summary_only(self) -> bool:
        own = self._values.inner("feed", "excerpt_only")
        return not is_blank(own) or self._conventions.excerpt_only

    def _excerpt(self) -> str:
        """An excerpt in the front matter, were it empty, is the only one."""
        if is_true(self._values.get("excerpt")):
            return ""
        own = self._values.get("excerpt_separator")
        return excerpt(self._body, written(own) if is_true(own) else self._conventions.separator)

    def _image(self) -> str | None:
        value = self._values.inner("image", "path") or self._values.get("image")
        if is_blank(value):
            return None
        if not isinstance(value, str):
            self._values.remark("image", f"image is {kind_of(value)}; write image: /picture.png")
            return None
        return absolute(value, self._mount.start, self._conventions.addresses.form)

    def _language(self) -> str | None:
        value = self._values.get("lang")
        if is_blank(value):
            return None
        tag = language_tag(value) if isinstance(value, str) else None
        if tag is None:
            message = f"lang {shown(self._joined(value))} is no language tag; write en or zh-CN"
            self._values.remark("lang", message)
        return None if tag == self._mount.language else tag

    def _template_language(self) -> Template:
        renders = self._values.get("render_with_liquid") is not False
        holds = "{%" in self._body or "{{" in self._body
        return Template.ALONE if renders and holds else Template.NONE


def _downwards(path: str) -> str:
    """Return what sorts upwards as the path does downwards, the order of ties in collections."""
    return bytes(255 - byte for byte in path.encode("utf-8", "replace")).hex() + "~"


_DEFINITION = re.compile(r"^ {0,3}(\[[^\]]+\])(:.+)$", re.MULTILINE)


def excerpt(body: str, separator: str) -> str:
    """Return what stands before the separator; all of the body without one.

    Definitions of Markdown links from the rest follow where the excerpt uses them.
    An empty separator means that there is no excerpt.
    """
    if not separator:
        return ""
    head, _, tail = body.partition(separator)
    if "]:" not in tail:
        return head
    used = [name + target for name, target in _DEFINITION.findall(tail) if name in head]
    return head + "\n\n" + "\n".join(used) if used else head
