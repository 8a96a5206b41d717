"""Read one post from its file, as Jekyll and jekyll-feed do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from feeds.generators.base import LeftOut, Reading, Unpublished, draft_date, leave_out
from feeds.generators.frontmatter import parse
from feeds.generators.jekyll import terms
from feeds.generators.jekyll.addresses import DocumentAddresses
from feeds.generators.jekyll.authors import Authors, post_authors
from feeds.generators.jekyll.collections import JekyllCollection
from feeds.generators.jekyll.dates import parse_date, parse_moment, timestamp_text
from feeds.generators.jekyll.files import PostFile
from feeds.generators.jekyll.kramdown.smartypants import plain_title
from feeds.generators.jekyll.urls import absolute
from feeds.generators.jekyll.values import (
    YAML,
    PostValues,
    flattened,
    is_blank,
    is_single,
    is_true,
    kind_of,
    merged,
    shown,
    written,
)
from feeds.generators.media import Media, is_out_of_feeds, media_of
from feeds.generators.yaml_values import Timestamp
from feeds.model import FeedKind, Person, Post, Template
from feeds.urls import language_tag

_RIGHT_DATE = "write 2026-11-23 or 2026-11-23 07:26:17 +0800"
_BLANK_LINES = re.compile(r"(?:[ \t\r\f\v]*\n)+")
_DEFINITION = re.compile(r"^ {0,3}(\[[^\]]+\])(:.+)$", re.MULTILINE)


class JekyllPostOptions(msgspec.Struct, frozen=True):
    """What _config.yml says of all documents."""

    addresses: DocumentAddresses
    separator: str
    """What ends an excerpt; empty for no excerpts."""
    known_authors: Authors
    tag_feeds: terms.TagFeeds
    shows_drafts: bool
    """Posts with ``draft: true`` are published."""
    shows_unpublished: bool
    """Posts with ``published: false`` are published."""
    shows_future: bool
    """Posts dated in the future are published."""
    excerpt_only: bool
    """Entries have no content."""
    time: str | None
    """When the site is built, if ``time`` says so; also the date of documents without one."""


class JekyllSite(msgspec.Struct, frozen=True):
    """What our configuration can say of the site instead of _config.yml."""

    start: str
    """The beginning of every absolute URL."""
    timezone: str
    language: str | None
    authors: tuple[Person, ...]
    """The authors of posts that name none."""


class DocumentReader:
    """Reads one document."""

    def __init__(
        self,
        file: PostFile,
        collection: JekyllCollection,
        text: str,
        defaults: Mapping[str, Any],
        options: JekyllPostOptions,
        site: JekyllSite,
    ) -> None:
        self._file = file
        self._collection = collection
        self._defaults = defaults
        self._options = options
        self._site = site
        matter = parse(text, YAML)
        self._values = PostValues(matter, merged(defaults, matter.values))
        self._has_matter = len(matter.body) < len(text)
        leading = _BLANK_LINES.match(matter.body) if self._has_matter else None
        self._body = matter.body[leading.end() :] if leading else matter.body

    def reading(self, path: str) -> Reading:
        """Read the document; ``path`` is its path in the tree.

        Raises ``PostError`` and ``Unpublished``, see :meth:`~feeds.generators.base.Generator.read`.
        """
        self._require_published()
        published = self._published()
        self._require_past(published)
        categories = terms.categories(self._file.directories, self._defaults, self._values)
        tags = terms.tags(self._values)
        link, identity = self._options.addresses.of(
            self._file, self._collection, self._values, published, categories
        )
        authors, bylines = post_authors(
            self._values, self._options.known_authors, self._site.authors
        )
        media = self._media()
        post = Post(
            path=path,
            id=self._site.start + identity,
            link=self._site.start + link,
            title=self._title(),
            published=published,
            updated=self._updated(published),
            authors=authors,
            categories=tuple(terms.term(FeedKind.CATEGORY, name) for name in categories),
            tags=tuple(
                terms.term(FeedKind.TAG, name) for name in self._options.tag_feeds.having(tags)
            ),
            bylines=tuple(terms.term(FeedKind.AUTHOR, person.name) for person in bylines),
            labels=terms.labels(self._values, categories, tags),
            summary=self._summary(),
            summary_only=self._summary_only(),
            image=media.image,
            enclosures=media.enclosures,
            language=self._language(),
            template=self._template_language(),
            due=None if self._options.shows_future else published,
        )
        if not self._collection.is_posts:
            post = self._collected(post, categories)
        return Reading(post, self._body, self._excerpt(), tuple(self._values.remarks))

    def _collected(self, post: Post, categories: Iterable[str]) -> Post:
        """Give a document that is not a post only its collection's terms; its date is ignored."""
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
                raise Unpublished(LeftOut.UNLISTED)
            published = published is not False
        if not is_true(published) and not self._options.shows_unpublished:
            leave_out(LeftOut.UNPUBLISHED)
        if self._values.get("draft") is True and not self._options.shows_drafts:
            leave_out(LeftOut.DRAFT)
        if is_out_of_feeds(self._values.get("feed")):
            leave_out(LeftOut.NO_FEED)

    def _require_past(self, published: datetime) -> None:
        """If ``time`` is set, posts after it are never published."""
        built = self._built() if self._collection.is_posts else None
        if built and published > built and not self._options.shows_future:
            leave_out(LeftOut.UNPUBLISHED)

    def _published(self) -> datetime:
        given = "date" in self._values.merged
        value = self._values.get("date") if given else self._file.date or self._options.time
        if value is None and not given:
            value = draft_date()
        if value is None and not given:
            message = "the post has no date, so Jekyll uses the time of the build"
            raise self._values.error("date", f"{message}; write date: 2026-11-23")
        text = value if isinstance(value, str) else written(value)
        try:
            moment = parse_date(text, self._site.timezone)
            # To Jekyll, a post with this date has none.
            if self._file.date and moment == self._built():
                return parse_date(self._file.date, self._site.timezone)
            return moment
        except ValueError as error:
            place = "" if given else " in the file name"
            message = f"date {shown(text)}{place} is not a date; {_RIGHT_DATE}"
            raise self._values.error("date", message) from error

    def _built(self) -> datetime | None:
        """Return when the site is built; None if its configuration does not set it."""
        time = self._options.time
        return parse_date(time, self._site.timezone) if time else None

    def _updated(self, published: datetime) -> datetime:
        value = self._values.get("last_modified_at")
        if is_blank(value):
            return published
        try:
            return parse_moment(value, self._site.timezone)
        except ValueError:
            message = f"last_modified_at {shown(written(value))} is not a date; {_RIGHT_DATE}"
            self._values.remark("last_modified_at", message)
            return published

    def _title(self) -> str:
        title = self._values.get("title")
        if not is_true(title):
            return plain_title(self._file.title)
        if not is_single(title):
            message = f"title must be a string, not {kind_of(title)}; put it in quotes"
            self._values.remark("title", message)
        if isinstance(title, Timestamp):
            title = timestamp_text(title, self._site.timezone)
        shown_title = plain_title(self._joined(title))
        if not shown_title:
            message = "title is empty; write one, or remove the line to use the file name"
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
            message = f"description must be a string, not {kind}; put it in quotes"
            self._values.remark("description", message)
        return self._joined(description) or None if not is_blank(description) else None

    def _summary_only(self) -> bool:
        own = self._values.inner("feed", "excerpt_only")
        return not is_blank(own) or self._options.excerpt_only

    def _excerpt(self) -> str:
        """Return the excerpt of the body; empty if the front matter has one, even an empty one."""
        if is_true(self._values.get("excerpt")):
            return ""
        own = self._values.get("excerpt_separator")
        return excerpt(self._body, written(own) if is_true(own) else self._options.separator)

    def _media(self) -> Media:
        """Return the image and the enclosures; jekyll-feed places images below the site's URL."""
        start, form = self._site.start, self._options.addresses.form
        media = media_of(self._values.merged, lambda url: absolute(url, start, form))
        line = self._values.matter.line
        self._values.remarks.extend((line(*keys), message) for keys, message in media.problems)
        return media

    def _language(self) -> str | None:
        value = self._values.get("lang")
        if is_blank(value):
            return None
        tag = language_tag(value) if isinstance(value, str) else None
        if tag is None:
            message = f"lang {shown(self._joined(value))} is not a language tag"
            self._values.remark("lang", f"{message}; write one like en or zh-CN")
        return None if tag == self._site.language else tag

    def _template_language(self) -> Template:
        renders = self._values.get("render_with_liquid") is not False
        holds = "{%" in self._body or "{{" in self._body
        return Template.ALONE if renders and holds else Template.NONE


def excerpt(body: str, separator: str) -> str:
    """Return the body up to the separator, as ``Jekyll::Excerpt`` does; all of it without one.

    Definitions of Markdown links that the excerpt uses are added from the rest. With an empty
    separator there is no excerpt.
    """
    if not separator:
        return ""
    head, _, tail = body.partition(separator)
    if "]:" not in tail:
        return head
    used = [name + target for name, target in _DEFINITION.findall(tail) if name in head]
    return head + "\n\n" + "\n".join(used) if used else head


def _downwards(path: str) -> str:
    """Return a key that sorts paths in descending order, as collections order equal dates."""
    return bytes(255 - byte for byte in path.encode("utf-8", "replace")).hex() + "~"
