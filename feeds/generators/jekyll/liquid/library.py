"""What a site's templates can look up: posts, data, files to include, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from feeds.generators.base import PostError
from feeds.generators.frontmatter import parse
from feeds.generators.jekyll.files import PostFile, post_file
from feeds.generators.jekyll.liquid.addresses import Addresses
from feeds.generators.jekyll.liquid.budget import Budget
from feeds.generators.jekyll.liquid.files import liquid
from feeds.generators.jekyll.liquid.index import Index, collection, terms
from feeds.generators.jekyll.liquid.setup import Setup
from feeds.generators.jekyll.post import excerpt
from feeds.generators.jekyll.values import merged, typed, written
from feeds.model import Post, Site

_KEPT = 4096
_LEADING_LINES = re.compile(r"(?:[ \t\r\f\v]*\n)+")
_POST_NAME = re.compile(r"/?((?:.+/)*)([0-9]+-[0-9]+-[0-9]+)-(.*)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Render = Callable[["Library", Post, str, bool], str]
"""Works off the Liquid of another post or (True) of its excerpt, and gives HTML."""


class Matter(NamedTuple):
    """A post's file: its values over its defaults, its body, and where that begins."""

    values: Mapping[str, Any]
    body: str
    first_line: int = 1


@dataclass
class Kept:
    """What serves for one template after another."""

    indexes: list[Index] = field(default_factory=list)
    matters: dict[str, Matter] = field(default_factory=dict)
    data: dict[str, Mapping[str, object]] = field(default_factory=dict)


class Library:
    """What one template can look up, made when it is first asked for."""

    def __init__(
        self,
        setup: Setup,
        kept: Kept,
        site: Site,
        posts: Callable[[], Sequence[Post]],
        to_html: Callable[[str], str],
        render: Render,
    ) -> None:
        self.setup: Setup = setup
        self.addresses: Addresses = Addresses(setup, site)
        self.timezone = site.timezone
        self.to_html = to_html
        self._kept, self._posts, self._render = kept, posts, render
        self._rendered: dict[tuple[str, bool], str] = {}
        self.current: Post | None = None
        self.budget = Budget()
        self._is_inside = False

    @cached_property
    def index(self) -> Index:
        """The index of the posts, shared while they are the same; their files' matter too."""
        source = self._posts()
        if not self._kept.indexes or self._kept.indexes[0].source is not source:
            self._kept.indexes[:] = [Index(self.setup, source)]
            self._kept.matters.clear()
        return self._kept.indexes[0]

    @property
    def newest(self) -> datetime:
        """The present: the configuration's, else the newest post's, for no clock may be asked."""
        given = self.configured.get("time")
        if isinstance(given, datetime):
            return given
        return self.index.every[-1].published if self.index.every else _EPOCH

    @property
    def data(self) -> Mapping[str, object]:
        """``site.data``."""
        if self.timezone not in self._kept.data:
            self._kept.data[self.timezone] = self.setup.files.values(self.timezone)
        return self._kept.data[self.timezone]

    @cached_property
    def configured(self) -> Mapping[str, object]:
        """The configuration."""
        found: Mapping[str, object] = liquid(self.setup.configured, self.timezone)
        return found

    def documents(self, label: str) -> list[Post]:
        """Return a collection: posts newest first, other documents oldest first."""
        found = self.index.by_collection.get(label, [])
        return found[::-1] if label == "posts" else found

    def by_term(self, kind: str) -> dict[str, list[Post]]:
        """Return posts by ``tags`` or ``categories``, newest first."""
        found: dict[str, list[Post]] = {}
        for post in self.index.by_collection.get("posts", []):
            for name in terms(post, kind):
                found.setdefault(name, []).append(post)
        return {name: posts[::-1] for name, posts in found.items()}

    def neighbour(self, post: Post, step: int) -> Post | None:
        """Return the next (1) or previous (-1) document of a post's collection."""
        posts = self.index.by_collection.get(collection(self.setup, post.path), [])
        place = self.index.places.get(post.path)
        if place is None or not 0 <= place + step < len(posts):
            return None
        return posts[place + step]

    def forget_matter(self, path: str) -> None:
        """Have a post's file read again: it may have changed since another template was read."""
        self._kept.matters.pop(path, None)

    def matter(self, path: str) -> Matter:
        """Return what stands in a post's file; nothing where it cannot be read any more."""
        if path not in self._kept.matters:
            if len(self._kept.matters) >= _KEPT:
                self._kept.matters.clear()
            self._kept.matters[path] = self._matter(path)
        return self._kept.matters[path]

    def _matter(self, path: str) -> Matter:
        text = self.setup.files.text(path)
        try:
            found = parse(text or "", scalars=typed)
        except PostError:
            return Matter({}, "")
        leading = _LEADING_LINES.match(found.body) if len(found.body) < len(text or "") else None
        body = found.body[leading.end() :] if leading else found.body
        first_line = 1 + (text or "").count("\n") - body.count("\n")
        inner = self.setup.rules.in_collections(path)
        defaults = self.setup.defaults.values(inner, collection(self.setup, path))
        return Matter(liquid(merged(defaults, found.values), self.timezone), body, first_line)

    def content(self, post: Post) -> str:
        """Return ``post.content``: HTML of the posts before this one, the source of others."""
        body = self.matter(post.path).body
        if self.current is None or self._is_inside or not _is_before(post, self.current):
            return body
        return self._html(post, body, is_excerpt=False)

    def excerpt(self, post: Post) -> str:
        """Return ``post.excerpt`` as HTML, or as the front matter gives it."""
        matter = self.matter(post.path)
        own = matter.values.get("excerpt")
        if own is not None:
            return written(own)
        separator = written(matter.values.get("excerpt_separator") or self.setup.separator)
        text = excerpt(matter.body, separator)
        return text if self._is_inside else self._html(post, text, is_excerpt=True)

    def _html(self, post: Post, text: str, *, is_excerpt: bool) -> str:
        key = post.path, is_excerpt
        if key not in self._rendered:
            self._is_inside = True
            try:
                self._rendered[key] = self._render(self, post, text, is_excerpt)
            finally:
                self._is_inside = False
        return self._rendered[key]

    def include(self, name: str, folder: str | None) -> str | None:
        """Return the text of a file of the includes, or of one in or below a folder."""
        files = self.setup.files
        return files.text(f"{files.includes if folder is None else folder}/{name}".lstrip("/"))

    def page_url(self, path: str) -> tuple[str, bool]:
        """Return the URL of a file's page, and whether there is such a file."""
        own = path.strip().lstrip("/")
        if _holds_documents(own, self.setup.labels) and own in self.index.by_path:
            return self.addresses.path_of(self.index.by_path[own].link), True
        return self.addresses.page(own)

    def post_url(self, name: str) -> str | None:
        """Return the URL of the post with that name, ``2026-11-23-name``; None without one."""
        found = _POST_NAME.fullmatch(name)
        if found is None:
            return None
        folder, date, slug = found.groups()
        named = self.index.by_name.get(f"{date}-{slug}", [])
        post = next((post for post in named if self._lies_in(post, folder)), None)
        post = post or next(iter(named), None) or self._of_day(date, slug)
        return None if post is None else self.addresses.path_of(post.link)

    def _lies_in(self, post: Post, folder: str) -> bool:
        path = self.setup.rules.in_collections(post.path)
        return path.startswith((f"_posts/{folder}", f"{folder}_posts"))

    def _of_day(self, date: str, slug: str) -> Post | None:
        year, month, day = map(int, date.split("-"))
        for post in self.index.by_collection.get("posts", []):
            at = post.published
            if (at.year, at.month, at.day) == (year, month, day) and slug == self.slug(post):
                return post
        return None

    def slug(self, post: Post) -> object:
        """Return ``post.slug``."""
        return self.matter(post.path).values.get("slug") or self.file_part(post, "slug")

    def file_title(self, post: Post) -> str:
        """Return the title that a file's name gives."""
        file = self._file(post)
        return file.title if file else ""

    def file_part(self, post: Post, part: str) -> str:
        """Return the ``name``, ``slug`` or ``ext`` of a post's file."""
        name = post.path.rpartition("/")[2]
        stem, dot, suffix = name.rpartition(".")
        file = self._file(post)
        return {"name": name, "slug": file.slug if file else stem, "ext": dot + suffix}[part]

    def _file(self, post: Post) -> PostFile | None:
        folder = f"_{collection(self.setup, post.path)}"
        try:
            return post_file(self.setup.rules.in_collections(post.path), folder)
        except ValueError:
            return None


def _is_before(post: Post, other: Post) -> bool:
    return (post.published, post.path) < (other.published, other.path)


def _holds_documents(path: str, labels: Sequence[str]) -> bool:
    return "_posts/" in path or path.startswith(tuple(f"_{label}/" for label in labels))
