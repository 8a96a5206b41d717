"""One post from its file: what ``Jekyll::Document`` and jekyll-feed's template make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feeds.model import FeedKind, Person, Post, Reading, Template
from feeds.posts.dialect import LeftOut, Unpublished
from feeds.posts.frontmatter import parse
from feeds.posts.jekyll import terms
from feeds.posts.jekyll.dates import parse_date
from feeds.posts.jekyll.excerpt import excerpt
from feeds.posts.jekyll.file import PostFile
from feeds.posts.jekyll.people import post_authors
from feeds.posts.jekyll.permalinks import PAGE_SUFFIXES, Place, UnknownPlaceholder, identifier, url
from feeds.posts.jekyll.titles import plain_title
from feeds.posts.jekyll.urls import Form, absolute, normalise_path
from feeds.posts.jekyll.values import (
    Values,
    flattened,
    is_blank,
    is_single,
    kind_of,
    language_tag,
    merged,
    shown,
    written,
)

_RIGHT_DATE = "write 2026-11-23 or 2026-11-23 07:26:17 +0800"
_BLANK_LINES = re.compile(r"(?:[ \t\r\f\v]*\n)+")
_SUFFIX = re.compile(r"[^/](\.[^/.]+)$")
_PERMALINKS = "https://jekyllrb.com/docs/permalinks/"


@dataclass(frozen=True, slots=True)
class Conventions:
    """What holds for every post of a site."""

    permalink: str
    separator: str
    form: Form
    known_authors: Mapping[str, Any]
    shows_drafts: bool
    shows_unpublished: bool
    shows_future: bool
    excerpt_only: bool


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a site is, and what its posts share."""

    start: str
    """Every URL's beginning."""
    timezone: str
    language: str | None
    authors: tuple[Person, ...]


class PostReader:
    """Reads one post. Raises ``PostError`` and ``Unpublished`` as every dialect does."""

    def __init__(
        self,
        file: PostFile,
        text: str,
        defaults: Mapping[str, Any],
        conventions: Conventions,
        mount: Mount,
    ) -> None:
        self._file = file
        self._defaults = defaults
        self._conventions = conventions
        self._mount = mount
        matter = parse(text)
        self._values = Values(matter, merged(defaults, matter.values))
        has_matter = len(matter.body) < len(text)
        leading = _BLANK_LINES.match(matter.body) if has_matter else None
        self._body = matter.body[leading.end() :] if leading else matter.body

    def reading(self, path: str, markup: str) -> Reading:
        """Read the post; ``path`` is the file's in the tree."""
        self._require_published()
        published = self._published()
        categories = terms.categories(self._file.directories, self._defaults, self._values)
        tags = terms.tags(self._values)
        link, identity = self._addresses(published, categories)
        authors, bylines = post_authors(
            self._values, self._conventions.known_authors, self._mount.authors
        )
        post = Post(
            path=path,
            id=identity,
            link=link,
            title=self._title(),
            published=published,
            updated=self._updated(published),
            authors=authors,
            categories=tuple(terms.term(FeedKind.CATEGORY, name) for name in categories),
            tags=tuple(terms.term(FeedKind.TAG, name) for name in tags),
            bylines=tuple(terms.term(FeedKind.AUTHOR, person.name) for person in bylines),
            labels=terms.labels(self._values, categories, tags),
            summary=self._summary(),
            summary_only=self._summary_only(),
            image=self._image(),
            language=self._language(),
            markup=markup,
            template=self._template_language(),
            due=None if self._conventions.shows_future else published,
        )
        return Reading(post, self._body, self._excerpt(), tuple(self._values.remarks))

    def _require_published(self) -> None:
        published = self._values.merged.get("published", True)
        if (published is None or published is False) and not self._conventions.shows_unpublished:
            raise Unpublished(LeftOut.UNPUBLISHED)
        if self._values.get("draft") is True and not self._conventions.shows_drafts:
            raise Unpublished(LeftOut.DRAFT)

    def _published(self) -> datetime:
        given = "date" in self._values.merged
        value = self._values.get("date") if given else self._file.date
        text = value if isinstance(value, str) else written(value)
        try:
            return parse_date(text, self._mount.timezone)
        except ValueError as error:
            source = "date" if given else "the file name's date"
            message = f"{source} {shown(text)} is not a date; {_RIGHT_DATE}"
            raise self._values.error("date", message) from error

    def _updated(self, published: datetime) -> datetime:
        value = self._values.get("last_modified_at")
        if is_blank(value):
            return published
        try:
            if not isinstance(value, str):
                raise ValueError(value)
            return parse_date(value, self._mount.timezone)
        except ValueError:
            message = f"last_modified_at {shown(written(value))} is not a date; {_RIGHT_DATE}"
            self._values.remark("last_modified_at", message)
            return published

    def _slug(self) -> str:
        slug = self._values.get("slug")
        if slug is None or slug is False:
            return self._file.slug
        if not isinstance(slug, str):
            raise self._values.error("slug", f'slug is {kind_of(slug)}; quote it: slug: "name"')
        return slug

    def _addresses(self, published: datetime, categories: tuple[str, ...]) -> tuple[str, str]:
        """Return the link and the id."""
        template = self._template()
        slug = self._slug()
        place = Place(
            published,
            slug,
            self._file.basename,
            self._file.cleaned_path,
            categories,
            self._output_ext(template),
        )
        try:
            path = url(template, place)
            form = self._conventions.form
            link, identity = normalise_path(path, form), identifier(path, slug)
            return self._mount.start + link, self._mount.start + normalise_path(identity, form)
        except UnknownPlaceholder as error:
            message = f"permalink has no placeholder {error}; take it out, or see {_PERMALINKS}"
            raise self._values.error("permalink", message) from error
        except ValueError as error:
            message = "a category or the slug cannot be in a URL; write it without a colon"
            raise self._values.error("categories", message) from error

    def _template(self) -> str:
        own = self._values.get("permalink")
        if own is None or own is False:
            return self._conventions.permalink
        if not isinstance(own, str):
            message = f"permalink is {kind_of(own)}; write one like permalink: /about/"
            raise self._values.error("permalink", message)
        return own

    def _output_ext(self, template: str) -> str:
        """The suffix of a permalink in the front matter wins over that of the markup."""
        if template is not self._conventions.permalink:
            found = _SUFFIX.search(template)
            if found:
                return found[1]
        suffix = self._file.suffix
        return suffix if suffix.lower() in PAGE_SUFFIXES else ".html"

    def _title(self) -> str:
        title = self._values.get("title")
        if title is None or title is False:
            return plain_title(self._file.title)
        if not is_single(title):
            self._values.remark("title", f"title is {kind_of(title)}; write a line of text")
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
        separator = self._values.get("excerpt_separator") or self._conventions.separator
        return excerpt(self._body, written(separator))

    def _image(self) -> str | None:
        value = self._values.inner("image", "path") or self._values.get("image")
        if is_blank(value):
            return None
        if not isinstance(value, str):
            self._values.remark("image", f"image is {kind_of(value)}; write image: /picture.png")
            return None
        return absolute(value, self._mount.start, self._conventions.form)

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
