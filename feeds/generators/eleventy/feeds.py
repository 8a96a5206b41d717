"""The feeds that a site already has: those of the feed plugin, and templates that write one.

https://www.11ty.dev/docs/plugins/rss/ Templates are searched, and never run.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from feeds.generators.base import PostError
from feeds.generators.eleventy.cascade import Cascade, merge
from feeds.generators.eleventy.datafiles import DataFiles
from feeds.generators.eleventy.project import EleventyProject
from feeds.generators.eleventy.templates import slugify
from feeds.generators.frontmatter import AS_WRITTEN, parse
from feeds.model import FeedKind, Format, Term

USUAL_COLLECTIONS = ("posts", "post", "blog")
"""Collections that usually hold a site's posts."""

_TYPES = {"atom": Format.ATOM, "rss": Format.RSS, "json": Format.JSON}
_ROOTS = (
    (re.compile(r"<feed\b[^>]*http://www\.w3\.org/2005/Atom"), Format.ATOM),
    (re.compile(r"<rss\b"), Format.RSS),
    (re.compile(r"https://jsonfeed\.org/version/"), Format.JSON),
)
_DEFAULT_PATH = "/feed.xml"
_BLOCK = re.compile(r"\{%-?\s*set\s+\w+\s*-?%\}")
_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+([^%]*?)-?%\}")
_SET = re.compile(r"\{%-?\s*(?:set|assign)\s+(\w+)\s*=\s*([^%]*?)-?%\}")
_COLLECTION = re.compile(r"\(*collections(?:\.([\w-]+)|\[['\"]([^'\"]+)['\"]\])(.*)", re.DOTALL)
_LIMIT = re.compile(
    r"\b(?:head|limit|slice|eleventyFeedHead|take)\s*(?:\(|:)\s*(?:0\s*,\s*)?(-?)(\d+)"
)
_COUNTED = re.compile(r"\b(?:for)?loop\.index(0?)\s*<(=?)\s*(\d+)")
_PREFIXED = (
    r"\{\{-?\s*(?P<base>[\w.]+)\s*-?\}\}\s*"
    r"\{\{-?\s*(?P<variable>\w+)\.url\b(?P<chain>[^}]*)"
)
_FILTERED = (
    r"\b(?P<variable>\w+)\.url\b(?P<chain>[^}]*?)"
    r"\|\s*(?P<filter>absoluteUrl|htmlBaseUrl)\s*[(:]\s*(?P<base>[\w.]+)"
)
_LINKED = (re.compile(_PREFIXED), re.compile(_FILTERED))
_ADDS_PREFIX = re.compile(r"\|\s*url\b")
_LABEL = re.compile(
    r"(?P<bare>\.data\.tags\s*-?%\}\s*)?<category\b[^>]*?(?:\bterm\s*=\s*[\"']|>)\s*"
    r"\{\{-?\s*\w+\s*(?P<slug>\|\s*slug(?:ify)?\b)?"
)
_MOST_ALIASES = 5
"""Names that stand for other names."""


class TagLabels(msgspec.Struct, frozen=True):
    """How entries of a feed show the tags of their posts."""

    slugified: bool
    """They show slugs, not names."""
    every: bool
    """They show every tag, even the name of a collection."""

    def terms(self, tags: Iterable[str], hidden: Container[str]) -> tuple[Term, ...]:
        """Return the terms that an entry shows; ``hidden`` are collections that have feeds."""
        shown = [tag for tag in tags if tag and (self.every or tag not in hidden)]
        return tuple(
            Term(FeedKind.TAG, _slug(tag) if self.slugified else tag, _slug(tag)) for tag in shown
        )


def _slug(tag: str) -> str:
    try:
        return slugify(tag)
    except ValueError:
        return tag


class NativeFeed(msgspec.Struct, frozen=True):
    """A feed that Eleventy builds."""

    format: Format
    path: str
    collection: str
    """The collection whose posts it shows."""
    limit: int | None = None
    """How many posts it shows; None for all."""
    metadata: Mapping[str, Any] = {}
    """What it says about the site."""
    escapes: bool = False
    """Its ids are escaped twice: ``&`` is ``&amp;amp;`` in its XML."""
    start: str | None = None
    """What it writes before the path of each post; None if not known."""
    oldest_first: bool = False
    labels: TagLabels | None = None
    """How its entries show tags; None if they do not."""


def native_feeds(
    files: DataFiles, project: EleventyProject, cascade: Cascade, templates: list[str]
) -> list[NativeFeed]:
    """Return the feeds of a site, first those of the plugin."""
    return [*_of_plugins(project), *_of_templates(files, project, cascade, templates)]


def main_feed(found: Sequence[NativeFeed]) -> NativeFeed | None:
    """Return the feed that is the site's own: one of posts in Atom, if there is one."""
    atom = [feed for feed in found if feed.format is Format.ATOM] or found
    usual = (feed for name in USUAL_COLLECTIONS for feed in atom if feed.collection == name)
    return next(usual, atom[0] if atom else None)


def other_kinds(found: Sequence[NativeFeed]) -> tuple[str, ...]:
    """Return the collections that have feeds besides the site's. Each is a kind of feeds."""
    main = main_feed(found)
    names = (feed.collection for feed in found if main and feed.collection != main.collection)
    taken = set(FeedKind)
    return tuple(name for name in dict.fromkeys(names) if name not in taken)


def document_paths(found: Sequence[NativeFeed]) -> dict[tuple[str, Format], str]:
    """Return the path of each feed, by its kind and format."""
    main = main_feed(found)
    paths: dict[tuple[str, Format], str] = {}
    for feed in found:
        is_main = main is not None and feed.collection == main.collection
        paths.setdefault((FeedKind.SITE if is_main else feed.collection, feed.format), feed.path)
    if _DEFAULT_PATH not in paths.values():
        paths.setdefault((FeedKind.SITE, Format.ATOM), _DEFAULT_PATH)
    for kind in other_kinds(found):
        for format in Format:
            paths.setdefault((kind, format), f"/{kind}/feed.{format}")
    return paths


def replaced_feeds(found: Sequence[NativeFeed]) -> list[str]:
    """Return a note about each feed that another of the same posts and format replaces."""
    first: dict[tuple[str, Format], str] = {}
    for feed in found:
        first.setdefault((feed.collection, feed.format), feed.path)
    return [
        f"{feed.path} is another feed of {feed.collection!r} in {feed.format}, and is not built: "
        f"{kept} is; send its readers there"
        for feed in found
        if (kept := first[feed.collection, feed.format]) != feed.path
    ]


def _of_plugins(project: EleventyProject) -> Iterator[NativeFeed]:
    for options in project.plugins:
        collection = options.get("collection")
        given = options.get("metadata")
        metadata: Mapping[str, Any] = given if isinstance(given, dict) else {}
        format = _TYPES.get(str(options.get("type", "atom")))
        name = collection.get("name") if isinstance(collection, dict) else None
        path = options.get("outputPath", _DEFAULT_PATH)
        if isinstance(collection, dict) and isinstance(name, str) and format:
            limit = collection.get("limit")
            yield NativeFeed(
                format=format,
                path=f"/{path.lstrip('/')}" if isinstance(path, str) else _DEFAULT_PATH,
                collection=name,
                limit=limit if isinstance(limit, int) and limit > 0 else None,
                metadata=metadata,
                escapes=format is not Format.RSS,
                start=_start(metadata, "htmlBaseUrl", project.prefix),
            )


def _of_templates(
    files: DataFiles, project: EleventyProject, cascade: Cascade, names: list[str]
) -> Iterator[NativeFeed]:
    for name in names:
        text = files.peek(name) if name.endswith((".njk", ".liquid", ".html")) else None
        root = next((format for form, format in _ROOTS if text and form.search(text)), None)
        text = files.text(name) if root else None
        loop = _loop(text) if text and root else None
        if text and root and loop:
            data = _data(text, name, cascade)
            path = data.get("permalink")
            if isinstance(path, str) and "{" not in path:
                metadata = metadata_in(data)
                added = project.collections.get(loop.collection)
                yield NativeFeed(
                    format=root,
                    path=f"/{path.lstrip('/')}",
                    collection=loop.collection,
                    limit=loop.limit,
                    metadata=metadata,
                    escapes=name.endswith(".njk") and bool(_BLOCK.search(text)),
                    start=loop.start(data, project.prefix)
                    or _start(metadata, text, project.prefix),
                    oldest_first=not loop.reverses and (added is None or added.certain),
                    labels=loop.labels,
                )


def _data(text: str, name: str, cascade: Cascade) -> dict[str, Any]:
    try:
        return cascade.data(name, parse(text, AS_WRITTEN).values)
    except PostError:
        return {}


def metadata_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what data say about the site: ``metadata``, else ``site`` or ``meta``."""
    found: dict[str, Any] = {}
    for name in ("meta", "site", "metadata"):
        given = data.get(name)
        found = merge(found, given) if isinstance(given, dict) else found
    return found


def site_address(metadata: Mapping[str, Any]) -> str | None:
    """Return the absolute address of the site in its metadata."""
    found = (metadata.get(key) for key in ("base", "url"))
    return next((one for one in found if isinstance(one, str) and "://" in one), None)


def _start(metadata: Mapping[str, Any], template: str, prefix: str) -> str | None:
    """Return what comes before a post's path, as the filter that a template uses decides."""
    base = site_address(metadata)
    if base is None:
        return None
    parts = urlsplit(base)
    origin = f"{parts.scheme}://{parts.netloc}"
    if "htmlBaseUrl" in template:
        return origin + prefix
    return origin if "absoluteUrl" in template else base.rstrip("/")


class PostLoop(msgspec.Struct, frozen=True):
    """The loop over posts in a template that writes a feed."""

    variable: str
    collection: str
    steps: str
    """The filters that are applied to the collection."""
    rest: str
    """The template after the beginning of the loop."""

    @property
    def limit(self) -> int | None:
        """How many posts it shows at most; None for all."""
        if found := _LIMIT.search(self.steps):
            return int(found[2])
        if counted := _COUNTED.search(self.rest):
            return int(counted[3]) - (not counted[1]) + bool(counted[2])
        return None

    @property
    def reverses(self) -> bool:
        """Whether the newest posts come first; a collection begins with the oldest."""
        from_end = _LIMIT.search(self.steps)
        return "reverse" in self.steps or bool(from_end and from_end[1])

    @property
    def labels(self) -> TagLabels | None:
        """How an entry shows its tags; None if it does not."""
        found = _LABEL.search(self.rest)
        return found and TagLabels(bool(found["slug"]), bool(found["bare"]))

    def start(self, data: Mapping[str, Any], prefix: str) -> str | None:
        """Return what comes before a post's path, from data; None if not known."""
        for pattern in _LINKED:
            for found in pattern.finditer(self.rest):
                base = _absolute_url(data, found["base"])
                if base and found["variable"] == self.variable:
                    return _before_path(found.groupdict(), base, prefix)
        return None


def _loop(text: str) -> PostLoop | None:
    """Return a template's first loop over a collection, which may have another name."""
    names: dict[str, str] = {}
    for found in _SET.finditer(text):
        names.setdefault(found[1], found[2])
    for found in _LOOP.finditer(text):
        over = _COLLECTION.match(_without_aliases(found[2], names))
        if over:
            return PostLoop(found[1], over[1] or over[2], over[3], text[found.end() :])
    return None


def _without_aliases(expression: str, names: Mapping[str, str]) -> str:
    for _ in range(_MOST_ALIASES):
        first = re.match(r"\w+", expression)
        if not first or first[0] not in names:
            break
        expression = f"{names[first[0]]} {expression[first.end() :]}"
    return expression.strip()


def _absolute_url(data: Mapping[str, Any], path: str) -> str | None:
    found: Any = data
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and "://" in found else None


def _before_path(link: Mapping[str, str], base: str, prefix: str) -> str:
    adds = link.get("filter") == "htmlBaseUrl" or _ADDS_PREFIX.search(link["chain"])
    if "filter" not in link:
        return base.rstrip("/") + (prefix if adds else "")
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" + (prefix if adds else "")
