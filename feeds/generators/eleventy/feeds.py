"""The feeds a site has by itself: the feed plugin's, and templates that write one.

https://www.11ty.dev/docs/plugins/rss/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from feeds.generators.base import PostError
from feeds.generators.eleventy.cascade import Cascade, merge
from feeds.generators.eleventy.files import Files
from feeds.generators.eleventy.loops import Labels, loop_in
from feeds.generators.eleventy.project import Project
from feeds.generators.frontmatter import parse
from feeds.model import Format

_TYPES = {"atom": Format.ATOM, "rss": Format.RSS, "json": Format.JSON}
_ROOTS = (
    (re.compile(r"<feed\b[^>]*http://www\.w3\.org/2005/Atom"), Format.ATOM),
    (re.compile(r"<rss\b"), Format.RSS),
    (re.compile(r"https://jsonfeed\.org/version/"), Format.JSON),
)
_BLOCK = re.compile(r"\{%-?\s*set\s+\w+\s*-?%\}")
_NAMES = ("metadata", "site", "meta")
_TITLES, _ADDRESSES = ("title", "name"), ("base", "url")


@dataclass(frozen=True, slots=True)
class NativeFeed:
    """A feed that Eleventy builds."""

    format: Format
    path: str
    collection: str
    limit: int | None = None
    """None for all."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    escapes: bool = False
    """Its template escapes ids once more than XML needs, so that ``&`` is ``&amp;`` in them."""
    start: str | None = None
    """What stands before each post's path; None where nobody says."""
    oldest_first: bool = False
    labels: Labels | None = None


def native_feeds(
    files: Files, project: Project, cascade: Cascade, names: list[str]
) -> list[NativeFeed]:
    """Return the site's feeds, the plugin's first."""
    return [*_of_plugins(project), *_of_templates(files, project, cascade, names)]


def _of_plugins(project: Project) -> Iterator[NativeFeed]:
    for options in project.plugins:
        collection = options.get("collection")
        given = options.get("metadata")
        metadata: Mapping[str, Any] = given if isinstance(given, dict) else {}
        format = _TYPES.get(str(options.get("type", "atom")))
        name = collection.get("name") if isinstance(collection, dict) else None
        path = options.get("outputPath", "/feed.xml")
        if isinstance(collection, dict) and isinstance(name, str) and format:
            limit = collection.get("limit")
            yield NativeFeed(
                format=format,
                path=f"/{path.lstrip('/')}" if isinstance(path, str) else "/feed.xml",
                collection=name,
                limit=limit if isinstance(limit, int) and limit > 0 else None,
                metadata=metadata,
                escapes=format is not Format.RSS,
                start=_start(metadata, "htmlBaseUrl", project.prefix),
            )


def _of_templates(
    files: Files, project: Project, cascade: Cascade, names: list[str]
) -> Iterator[NativeFeed]:
    for name in names:
        text = files.peek(name) if name.endswith((".njk", ".liquid", ".html")) else None
        root = next((format for form, format in _ROOTS if text and form.search(text)), None)
        text = files.text(name) if root else None
        loop = loop_in(text) if text and root else None
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
        return cascade.data(name, parse(text, as_written=True).values)
    except PostError:
        return {}


def metadata_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what data say of the site: ``metadata``, else ``site`` or ``meta``."""
    found: dict[str, Any] = {}
    for name in reversed(_NAMES):
        given = data.get(name)
        found = merge(found, given) if isinstance(given, dict) else found
    return found


def _start(metadata: Mapping[str, Any], template: str, prefix: str) -> str | None:
    """Return what a post's path is appended to, by the filter the feed makes it absolute with."""
    base = address(metadata)
    if base is None:
        return None
    parts = urlsplit(base)
    origin = f"{parts.scheme}://{parts.netloc}"
    if "htmlBaseUrl" in template:
        return origin + prefix
    return origin if "absoluteUrl" in template else base.rstrip("/")


def address(metadata: Mapping[str, Any]) -> str | None:
    """Return the site's absolute address in its data."""
    found = (metadata.get(key) for key in _ADDRESSES)
    return next((one for one in found if isinstance(one, str) and "://" in one), None)


def title(metadata: Mapping[str, Any]) -> str | None:
    """Return the site's title in its data."""
    found = (metadata.get(key) for key in _TITLES)
    return next((one for one in found if isinstance(one, str) and one), None)
