"""The written feeds, as static hosts need to know them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from feeds.config.moves import OldPath, Parts
from feeds.edition import Edition, PublishedFile
from feeds.http import cache_control, content_type
from feeds.model import type_named
from feeds.urls import quote_path


class MediaTypes(Struct, frozen=True):
    """The media types of the feeds."""

    by_ending: Mapping[str, str]
    """Content-Type by the ending of a name, without its dot; empty for names without one."""
    odd: Mapping[str, str]
    """Content-Type by path, for feeds whose ending has another type."""


class WrittenTree:
    """The feeds that were built, ordered by path."""

    def __init__(self, edition: Edition, root: Path) -> None:
        files = [edition.files[path] for path in sorted(edition.files)]
        self.feeds = [file for file in files if file.is_feed]
        self.home = edition.home
        self.hubs = edition.hubs
        self.url = edition.url
        self.root = os.path.abspath(root)
        self._moves = edition.moves

    @property
    def host(self) -> str:
        """The host name of the site."""
        return urlsplit(self.url).hostname or ""

    @property
    def mount(self) -> str:
        """The path of the site's URL, a prefix of every path; usually empty."""
        return urlsplit(self.url).path

    @property
    def folder(self) -> str:
        """The mount, percent-decoded."""
        return unquote(self.mount)

    def url_of(self, path: str) -> str:
        """Return a path's absolute URL."""
        return self.url + quote_path(path)

    @cached_property
    def usual_age(self) -> int:
        """The max-age of most feeds, in seconds; the shortest if several are equally common."""
        ages = Counter(feed.max_age for feed in self.feeds)
        return min(ages, key=lambda age: (-ages[age], age), default=3600)

    @property
    def usual(self) -> str:
        """The Cache-Control of most feeds."""
        return cache_control(self.usual_age)

    @property
    def cache_controls(self) -> Mapping[str, str]:
        """The Cache-Control of all other feeds, by path."""
        others = (feed for feed in self.feeds if feed.max_age != self.usual_age)
        return {feed.path: cache_control(feed.max_age) for feed in others}

    @cached_property
    def media(self) -> MediaTypes:
        """The media types of the feeds."""
        counts = Counter((ending(feed.path), type_of(feed)) for feed in self.feeds)
        by_ending = {of: type for (of, type), _ in reversed(counts.most_common())}
        odd = {
            feed.path: type_of(feed)
            for feed in self.feeds
            if by_ending[ending(feed.path)] != type_of(feed)
        }
        return MediaTypes(dict(sorted(by_ending.items())), odd)

    @property
    def quoted(self) -> Mapping[str, str]:
        """The URLs of feeds whose path must be percent-encoded, by path."""
        paths = (feed.path for feed in self.feeds)
        return {path: self.url_of(path) for path in paths if quote_path(path) != path}

    @cached_property
    def olds(self) -> list[OldPath]:
        """Old paths of feeds, without those at which another feed is published today."""
        published = {feed.path for feed in self.feeds}
        olds = self._moves.olds(feed.path for feed in self.feeds)
        return [old for old in olds if "".join(old.parts) not in published]

    @cached_property
    def retired(self) -> list[Parts]:
        """Paths of feeds that are gone for good."""
        return list(self._moves.retired_parts())


def type_of(feed: PublishedFile) -> str:
    """Return a feed's Content-Type."""
    return content_type(type_named(feed.format))


def ending(path: str) -> str:
    """Return the ending of a path's name, without its dot; empty if it has none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else ""
