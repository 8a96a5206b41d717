"""Find posts, URLs, data and included files for templates."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

import msgspec
from liquid.exceptions import ResourceLimitError

from feeds.generators.base import PostError
from feeds.generators.frontmatter import parse
from feeds.generators.jekyll.files import PostFile, post_file
from feeds.generators.jekyll.liquid.inputs import (
    PAGES,
    TemplateSettings,
    is_document,
    template_values,
)
from feeds.generators.jekyll.post import excerpt
from feeds.generators.jekyll.urls import encode, normalise_path, normalise_site
from feeds.generators.jekyll.values import YAML, merged, written
from feeds.model import FeedKind, Post, Site
from feeds.urls import quote_path

MAX_STEPS = 1_000_000
"""Nodes, iterations and items of one post. They are counted, not timed: all machines agree.

A post of 2,000 lines takes 5,000.
"""

_MAX_SOURCES = 4096
_LEADING_LINES = re.compile(r"(?:[ \t\r\f\v]*\n)+")
_POST_NAME = re.compile(r"/?((?:.+/)*)([0-9]+-[0-9]+-[0-9]+)-(.*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FRONT_MATTER = re.compile(r"---[ \t\r\f\v]*\n")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNESCAPED = "-._~:/?#[]@!$&'()*+,;="
"""RFC 3986 2.2 and 2.3."""

Render = Callable[["SiteLookups", Post, str, bool], str]
"""Returns the HTML of another post's text; True says that the text is its excerpt."""


class PostSource(msgspec.Struct, frozen=True):
    """The file of a post."""

    values: Mapping[str, Any]
    """Its front matter over the defaults."""
    body: str
    first_line: int = 1
    """The line that the body begins on."""


class LookupCache:
    """What the lookups of one post leave for those of the next."""

    def __init__(self) -> None:
        self.index: PostIndex | None = None
        self.sources: dict[str, PostSource] = {}
        self.data: dict[str, Mapping[str, object]] = {}


class SiteLookups:
    """What the template of one post looks up. Each thing is read when first asked for."""

    def __init__(
        self,
        settings: TemplateSettings,
        cache: LookupCache,
        site: Site,
        posts: Callable[[], Sequence[Post]],
        current: Post,
        render: Render,
    ) -> None:
        """``posts`` returns every published post; ``current`` is the one that is rendered."""
        self.settings = settings
        self.urls: SiteUrls = SiteUrls(settings, site)
        self.timezone = site.timezone
        self._steps_left = MAX_STEPS
        self._cache, self._posts, self._current, self._render = cache, posts, current, render
        self._rendered: dict[tuple[str, bool], str] = {}
        self._is_nested = False
        # The file may have changed since another post's template read it.
        cache.sources.pop(current.path, None)

    def spend(self, steps: int) -> None:
        """Count steps. Raises ``ResourceLimitError`` after :data:`MAX_STEPS`."""
        self._steps_left -= steps
        if self._steps_left < 0:
            message = f"it takes more than {MAX_STEPS:,} steps; make its loops shorter"
            raise ResourceLimitError(message, token=None)

    @cached_property
    def index(self) -> PostIndex:
        """The index of the posts. It is kept, like their files, until the posts change."""
        source = self._posts()
        if self._cache.index is None or self._cache.index.source is not source:
            self._cache.index = PostIndex(self.settings, source)
            self._cache.sources.clear()
        return self._cache.index

    @property
    def now(self) -> datetime:
        """``time`` of the configuration, else the newest post's date: no clock is read."""
        given = self.configured.get("time")
        if isinstance(given, datetime):
            return given
        return self.index.every[-1].published if self.index.every else _EPOCH

    @property
    def data(self) -> Mapping[str, object]:
        """``site.data``."""
        if self.timezone not in self._cache.data:
            self._cache.data[self.timezone] = self.settings.files.values(self.timezone)
        return self._cache.data[self.timezone]

    @cached_property
    def configured(self) -> Mapping[str, object]:
        """The configuration."""
        found: Mapping[str, object] = template_values(self.settings.configured, self.timezone)
        return found

    def documents(self, label: str) -> list[Post]:
        """Return the members of a collection: posts newest first, others oldest first."""
        found = self.index.by_collection.get(label, [])
        return found[::-1] if label == "posts" else found

    def by_term(self, kind: str) -> dict[str, list[Post]]:
        """Return the posts of each of the ``tags`` or ``categories``, newest first."""
        found: dict[str, list[Post]] = {}
        for post in self.index.by_collection.get("posts", []):
            for name in term_names(post, kind):
                found.setdefault(name, []).append(post)
        return {name: posts[::-1] for name, posts in found.items()}

    def neighbour(self, post: Post, step: int) -> Post | None:
        """Return the next (1) or previous (-1) member of a post's collection."""
        posts = self.index.by_collection.get(collection_of(post.path, self.settings), [])
        place = self.index.places.get(post.path)
        if place is None or not 0 <= place + step < len(posts):
            return None
        return posts[place + step]

    def source(self, post: Post) -> PostSource:
        """Return what a post's file holds; nothing if it can no longer be read."""
        sources = self._cache.sources
        if post.path not in sources:
            if len(sources) >= _MAX_SOURCES:
                sources.clear()
            sources[post.path] = self._read(post.path)
        return sources[post.path]

    def _read(self, path: str) -> PostSource:
        text = self.settings.files.text(path) or ""
        try:
            found = parse(text, YAML)
        except PostError:
            return PostSource({}, "")
        leading = _LEADING_LINES.match(found.body) if len(found.body) < len(text) else None
        body = found.body[leading.end() :] if leading else found.body
        first_line = 1 + text.count("\n") - body.count("\n")
        inner = self.settings.rules.in_collections(path)
        defaults = self.settings.defaults.values(inner, collection_of(path, self.settings))
        values = template_values(merged(defaults, found.values), self.timezone)
        return PostSource(values, body, first_line)

    def content(self, post: Post) -> str:
        """Return ``post.content``: the HTML of earlier posts, the source of later ones."""
        body, current = self.source(post).body, self._current
        is_later = (post.published, post.path) >= (current.published, current.path)
        return body if self._is_nested or is_later else self._html(post, body, is_excerpt=False)

    def excerpt(self, post: Post) -> str:
        """Return ``post.excerpt``: its HTML, or the text in the front matter."""
        source = self.source(post)
        own = source.values.get("excerpt")
        if own is not None:
            return written(own)
        separator = written(source.values.get("excerpt_separator") or self.settings.separator)
        text = excerpt(source.body, separator)
        return text if self._is_nested else self._html(post, text, is_excerpt=True)

    def _html(self, post: Post, text: str, *, is_excerpt: bool) -> str:
        key = post.path, is_excerpt
        if key not in self._rendered:
            self._is_nested = True
            try:
                self._rendered[key] = self._render(self, post, text, is_excerpt)
            finally:
                self._is_nested = False
        return self._rendered[key]

    def include(self, name: str, folder: str | None) -> str | None:
        """Return the text of an include, or of a file below ``folder``; None without one."""
        files = self.settings.files
        return files.text(f"{files.includes if folder is None else folder}/{name}".lstrip("/"))

    def page_url(self, path: str) -> tuple[str, bool]:
        """Return the URL of a file's page, and whether the file exists."""
        own = path.strip().lstrip("/")
        if is_document(own, self.settings.labels) and own in self.index.by_path:
            return self.urls.path_of(self.index.by_path[own].link), True
        return self.urls.page(own)

    def post_url(self, name: str) -> str | None:
        """Return the URL of the post named ``2026-11-23-name``; None without one."""
        found = _POST_NAME.fullmatch(name)
        if found is None:
            return None
        folder, date, slug = found.groups()
        named = self.index.by_name.get(f"{date}-{slug}", [])
        post = next((post for post in named if self._is_in(post, folder)), None)
        post = post or next(iter(named), None) or self._of_day(date, slug)
        return None if post is None else self.urls.path_of(post.link)

    def _is_in(self, post: Post, folder: str) -> bool:
        path = self.settings.rules.in_collections(post.path)
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
        return self.source(post).values.get("slug") or self.file_part(post, "slug")

    def file_title(self, post: Post) -> str:
        """Return the title that the name of a post's file gives."""
        file = self._file(post)
        return file.title if file else ""

    def file_part(self, post: Post, part: str) -> str:
        """Return the ``name``, ``slug`` or ``ext`` of a post's file."""
        name = post.path.rpartition("/")[2]
        stem, dot, suffix = name.rpartition(".")
        file = self._file(post)
        return {"name": name, "slug": file.slug if file else stem, "ext": dot + suffix}[part]

    def _file(self, post: Post) -> PostFile | None:
        folder = f"_{collection_of(post.path, self.settings)}"
        try:
            return post_file(self.settings.rules.in_collections(post.path), folder)
        except ValueError:
            return None


class PostIndex:
    """Every published post by collection, path and name, oldest first."""

    def __init__(self, settings: TemplateSettings, source: Sequence[Post]) -> None:
        self.source = source
        self._settings = settings
        self.every = sorted(source, key=lambda post: (post.published, post.path.encode()))

    @cached_property
    def by_collection(self) -> Mapping[str, list[Post]]:
        """Posts and documents by the label of their collection."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.every:
            found[collection_of(post.path, self._settings)].append(post)
        return found

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The position of each path in its collection."""
        return {
            post.path: place
            for posts in self.by_collection.values()
            for place, post in enumerate(posts)
        }

    @cached_property
    def by_path(self) -> Mapping[str, Post]:
        """Posts by their path in the collections' directory."""
        return {self._settings.rules.in_collections(post.path): post for post in self.every}

    @cached_property
    def by_name(self) -> Mapping[str, list[Post]]:
        """Posts by the name of their file without its suffix."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.every:
            found[post.path.rpartition("/")[2].rpartition(".")[0]].append(post)
        return found


def collection_of(path: str, settings: TemplateSettings) -> str:
    """Return the label of the collection that a file belongs to."""
    folders = settings.rules.in_collections(path).split("/")[:-1]
    first = folders[0].removeprefix("_") if folders else ""
    return first if "_posts" not in folders and first in settings.labels else "posts"


def term_names(post: Post, kind: str) -> list[str]:
    """Name the ``tags`` or ``categories`` of a post, those without a feed too."""
    if kind == "tags":
        return [term.name for term in post.labels if term.kind == FeedKind.TAG]
    others = (term.name for term in post.others if term.kind.endswith(" category"))
    return [*(term.name for term in post.categories), *others]


class SiteUrls:
    """URLs as Jekyll's filters and tags write them."""

    def __init__(self, settings: TemplateSettings, site: Site) -> None:
        self._settings = settings
        self._site_url = site.url
        url = settings.configured.get("url")
        self.host = url if isinstance(url, str) and url else site.url.removesuffix(settings.base)

    def path_of(self, url: str) -> str:
        """Return ``page.url`` of a URL of the site: without host and base path."""
        if url.startswith(f"{self._site_url}/"):
            return url.removeprefix(self._site_url)
        return urlsplit(url).path

    def absolute(self, reference: str) -> str:
        """Return the URL of a path of the site, as ``absolute_url`` does."""
        path = self.relative(reference)
        if not self.host or _SCHEME.match(reference):
            return path
        return normalise_site(self.host, self._settings.form).removesuffix("/") + (path or "/")

    def relative(self, reference: str) -> str:
        """Return the path of the site's path on its host, as ``relative_url`` does."""
        if _SCHEME.match(reference):
            return reference
        rooted = f"/{reference}" if reference[:1] not in ("", "/") else reference
        path = self._settings.base + rooted
        return path if path.startswith("//") else normalise_path(path, self._settings.form)

    def escape(self, text: str) -> str:
        """Percent-encode what a URL cannot hold, as ``uri_escape`` does."""
        bare = unquote_to_bytes(text)
        try:
            normalised = unicodedata.normalize(self._settings.form, bare.decode())
            return quote(normalised, safe=_UNESCAPED)
        except UnicodeDecodeError:
            return quote(bare, safe=_UNESCAPED)

    def page(self, path: str) -> tuple[str, bool]:
        """Return the URL of a file's page, and whether the file exists.

        If it does not, the URL is that of a page without front matter.
        """
        path = path.strip("/")
        place = self._settings.rules.source + path
        text = self._settings.files.text(place)
        if text is not None and _FRONT_MATTER.match(text):
            own = _values(text).get("permalink")
            return _encoded(own if isinstance(own, str) and own else self._default(path)), True
        if self._settings.files.exists(place):
            return f"/{path}", True
        return _encoded(self._default(path)), False

    def _default(self, path: str) -> str:
        file = PurePosixPath(path)
        output = self._settings.converters.output(file.suffix)
        folder = "" if str(file.parent) == "." else f"/{file.parent}"
        if folder.split("/")[1:2] in [[f"_{label}"] for label in self._settings.labels]:
            folder = folder.replace("/_", "/", 1)
        if output not in PAGES:
            return f"{folder}/{file.name}"
        if file.stem == "index":
            return f"{folder}/"
        return f"{folder}/{file.stem}{self._settings.page_ending.replace(':output_ext', output)}"


def _encoded(path: str) -> str:
    rooted = path if path.startswith("/") else f"/{path}"
    try:
        return encode(rooted)
    except ValueError:
        return quote_path(rooted)


def _values(text: str) -> Mapping[str, Any]:
    try:
        return parse(text).values
    except PostError:
        return {}
