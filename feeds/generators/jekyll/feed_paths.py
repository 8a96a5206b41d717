"""Where jekyll-feed puts its feeds: ``feed.path``, ``feed.collections``, ``feed.tags.path``.

https://github.com/jekyll/jekyll-feed#configuration
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.generators.jekyll.collection import Collection
from feeds.generators.jekyll.config import Config
from feeds.generators.jekyll.values import shown
from feeds.model import FeedKind, Format

EXTENSIONS = {Format.ATOM: "xml", Format.RSS: "rss", Format.JSON: "json"}
_OURS = {f".{extension}" for extension in EXTENSIONS.values()}
_SUFFIX = re.compile(r"(?<=[^/])\.[^./]+$")
_SLASHES = re.compile(r"/{2,}")
_UNUSABLE = re.compile(r"[{}\x00-\x1f\x7f\\]|\.gz$")


class FeedPaths:
    """The paths of every kind of feed; those of single formats that go their own ways."""

    def __init__(self, config: Config, collections: Iterable[Collection]) -> None:
        self._config = config
        self.patterns = {
            FeedKind.SITE.value: "/feed.{ext}",
            FeedKind.CATEGORY.value: "/feed/{name}.{ext}",
            FeedKind.TAG.value: f"{self._tags()}{{name}}.{{ext}}",
            FeedKind.AUTHOR.value: "/feed/by_author/{name}.{ext}",
        }
        self.documents: dict[tuple[str, Format], str] = {}
        own = "feed", "collections", "posts", "path"
        self._place(FeedKind.SITE, *(own if config.get(*own) else ("feed", "path")))
        for collection in collections:
            self.patterns[collection.kind] = "/feed/{name}.{ext}"
            self.patterns[collection.category_kind] = f"/feed/{collection.name}/{{name}}.{{ext}}"
            self._place(collection.kind, "feed", "collections", collection.name, "path")

    def _tags(self) -> str:
        if not isinstance(self._config.get("feed", "tags"), dict):
            return "/feed/by_tag/"
        return self._path("feed", "tags", "path") or "/feed/by_tag/"

    def _place(self, kind: str, *keys: str) -> None:
        """Put Atom where jekyll-feed puts it, whatever the suffix, and the others beside it."""
        path = self._path(*keys)
        if path is None:
            return
        path = f"{path}index" if path.endswith("/") else path
        found = _SUFFIX.search(path)
        suffix = found[0] if found else ""
        foreign = suffix in _OURS - {".xml"}
        stem = path if foreign else path.removesuffix(suffix)
        self.patterns[kind] = f"{stem}.{{ext}}"
        if suffix != ".xml":
            self.documents[kind, Format.ATOM] = path

    def _path(self, *keys: str) -> str | None:
        """Return a path as ``Jekyll::URL`` makes it safe."""
        given = self._config.string(*keys)
        if not given:
            return None
        if _UNUSABLE.search(given):
            name = ".".join(keys)
            message = f"{name} {shown(given)} cannot be a feed's path; write one like /feed.xml"
            self._config.fault(name, message)
            return None
        return _SLASHES.sub("/", f"/{given}".replace("..", "/").replace("./", ""))
