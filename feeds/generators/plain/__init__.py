"""Folders of Markdown or HTML files without a generator.

docs/reference/posts.md lists the keys of the front matter. The address of a post comes from its key
``permalink``, or else from its path and the configured pattern. Its id is its address, unless
the front matter has an id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from posixpath import splitext

from msgspec.structs import replace

from feeds.generators.base import (
    Generator,
    Html,
    LeftOut,
    Posts,
    Reading,
    Settings,
    leave_out,
)
from feeds.generators.plain.comments import without_comments
from feeds.generators.plain.excerpt import split_at_mark
from feeds.generators.plain.links import (
    MARKDOWN,
    SUFFIXES,
    NoteLinks,
    addresses_by_file,
    may_link_notes,
)
from feeds.generators.plain.matter import front_matter
from feeds.generators.plain.mdx import markdown_of
from feeds.generators.plain.values import PlainValues
from feeds.generators.values import date_in_path
from feeds.markup.commonmark import commonmark, leading_heading
from feeds.model import Post, Site, Template
from feeds.urls import quote_path

_MDX = ".mdx"
_PATTERN = "/{path}.html"
_PLACEHOLDER = re.compile(r"\{(?:path|slug|year|month|day)\}")
_INDEX = re.compile(r"/index(?:\.html?)?/?$")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class PlainReading(Reading, frozen=True):
    """A plain post as read from its file."""

    text: str = ""
    """The whole file: problems are looked up in it, for their lines."""


class Plain(Generator):
    """A folder of posts that belongs to no generator."""

    name = "plain"
    reads_ids = True
    reads_commits = True

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        del tree
        return None  # a tree is plain if it has no file of a generator

    @property
    def label(self) -> str:
        return "a plain folder of posts"

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        self._pattern = permalink or _PATTERN
        if not _is_pattern(self._pattern):
            raise ValueError(
                f"{permalink!r} is not valid; begin it with /, and write {{path}} or "
                "{slug} in it ({year}, {month} and {day} are allowed too)"
            )
        self.settings = Settings()
        self._linked: tuple[Sequence[Post], Mapping[str, str]] = ((), {})
        """Posts, and their addresses by file."""

    @property
    def inputs(self) -> str:
        commits = sorted((self.commits or {}).items())
        return hashlib.sha256(f"{self._pattern} {commits}".encode()).hexdigest()

    def descends(self, directory: str) -> bool:
        name = directory.rsplit("/", 1)[-1]
        return name[0] not in "._" and name != "node_modules"

    def is_post(self, path: str) -> bool:
        name = path.rsplit("/", 1)[-1]
        return name[0] not in "._" and _suffix(path) in SUFFIXES

    def read(self, path: str, text: str, site: Site) -> Reading:
        matter = front_matter(text)
        commits = (self.commits or {}).get(path)
        values = PlainValues(matter, commits, asks_git=self.commits is not None)
        _require_published(values)
        title, body = _title(path, _shown(path, matter.body), values)
        post = self._post(path, values, title, site)
        values.raise_faults()
        body, excerpt = split_at_mark(body, _suffix(path) in MARKDOWN)
        if may_link_notes(body):
            post = replace(post, template=Template.ADDRESSES)
        return PlainReading(post, body, excerpt, tuple(sorted(values.problems)), text)

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render a post; links to files lead to the addresses of their posts."""
        if not reading.post.template:
            return super().html(reading, site, posts)
        links = NoteLinks(reading.post.path, self._addresses(posts()))
        is_markdown = _suffix(reading.post.path) in MARKDOWN
        html = Html.of(
            lambda body: links.resolved(commonmark(body) if is_markdown else body), reading
        )
        html.content, html.excerpt  # noqa: B018 - rendered now, to know the problems
        html.problems = links.problems(reading.text if isinstance(reading, PlainReading) else "")
        return html

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_linked": ((), {})}  # other processes render no links

    def _addresses(self, posts: Sequence[Post]) -> Mapping[str, str]:
        if self._linked[0] is not posts:
            self._linked = posts, addresses_by_file({post.path: post.link for post in posts})
        return self._linked[1]

    def _post(self, path: str, values: PlainValues, title: str, site: Site) -> Post:
        published = values.published(path, site.timezone)
        link = self._link(path, values, published, site)
        tags = values.terms_of("tags", "tag")
        categories = values.terms_of("categories", "category")
        authors = values.authors() or site.authors
        media = values.media()
        return Post(
            path=path,
            id=values.identity() or link,
            link=link,
            title=title,
            published=published,
            updated=values.updated(site.timezone, published) or published,
            authors=authors,
            categories=categories,
            tags=tags,
            bylines=values.bylines(authors),
            labels=categories + tags,
            summary=values.text("summary") or values.text("description"),
            image=media.image,
            enclosures=media.enclosures,
            language=values.language(),
            due=published,
        )

    def _link(self, path: str, values: PlainValues, published: datetime, site: Site) -> str:
        given = values.address("permalink")
        if given:
            encoded = quote_path(_BARE_PERCENT.sub("%25", given), "%?#")
            return encoded if _ABSOLUTE.match(given) else f"{site.url}/{encoded.lstrip('/')}"
        slug = values.address("slug")
        folder, _, name = path.rpartition("/")
        stem = slug or name.rsplit(".", 1)[0]
        address = self._pattern.format(
            path=f"{folder}/{stem}" if folder else stem,
            slug=slug or date_in_path(path).rest,
            year=f"{published.year:04}",
            month=f"{published.month:02}",
            day=f"{published.day:02}",
        )
        return site.url + quote_path(_INDEX.sub("/", address))


def _is_pattern(pattern: str) -> bool:
    """Say whether a pattern gives every post an address of its own."""
    is_distinct = "{path}" in pattern or "{slug}" in pattern
    has_other_braces = re.search(r"[{}]", _PLACEHOLDER.sub("", pattern))
    return is_distinct and pattern.startswith("/") and not has_other_braces


def _suffix(path: str) -> str:
    return splitext(path)[1].lower()


def _shown(path: str, body: str) -> str:
    """Return the part of a body that readers may see."""
    suffix = _suffix(path)
    markdown = markdown_of(body) if suffix == _MDX else body
    return without_comments(markdown) if suffix in MARKDOWN else body


def _require_published(values: PlainValues) -> None:
    if values.flag("draft"):
        leave_out(LeftOut.DRAFT)
    if values.is_unpublished():
        leave_out(LeftOut.UNPUBLISHED)
    if values.out_of_feeds():
        leave_out(LeftOut.NO_FEED)


def _title(path: str, body: str, values: PlainValues) -> tuple[str, str]:
    """Return the post's title and its body.

    The title is the author's, or else the first heading, or else the file's name without its
    date: it is empty if that is all. A heading that becomes the title is not part of the body.
    """
    if "title" in values:
        return values.title(), body
    heading = leading_heading(body) if _suffix(path) in MARKDOWN else None
    if heading:
        return heading.text, body[: heading.start].lstrip() + body[heading.end :]
    named = date_in_path(path)
    words = "" if named.is_bare else re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", named.rest).strip()
    return words[:1].upper() + words[1:], body
