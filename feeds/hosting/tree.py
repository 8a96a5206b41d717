"""The written tree as a static host must be told of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from feeds.config.moves import OldPath, Parts
from feeds.edition import Edition, PublishedFeed
from feeds.http import cache_control, content_type
from feeds.model import Format
from feeds.urls import quote_path


class Media(NamedTuple):
    """Which files are of which type."""

    by_ending: Mapping[str, str]
    """Content-Type by what stands after the last dot of a name; empty where it has none."""
    odd: Mapping[str, str]
    """Content-Type by path, where the ending tells something else."""


class WrittenTree:
    """What was built, in the order of its paths."""

    def __init__(self, edition: Edition, root: Path) -> None:
        self.feeds = [edition.feeds[path] for path in sorted(edition.feeds)]
        self.home = edition.home
        self.hubs = edition.hubs
        self.url = edition.url
        self.root = os.path.abspath(root)
        self._moves = edition.moves

    @property
    def host(self) -> str:
        """The host that readers ask for."""
        return urlsplit(self.url).hostname or ""

    @property
    def mount(self) -> str:
        """The path of the site's URL, which stands before every path; mostly empty."""
        return urlsplit(self.url).path

    @property
    def folder(self) -> str:
        """The mount as a request's path has it once it is decoded."""
        return unquote(self.mount)

    def url_of(self, path: str) -> str:
        """Return a path's absolute URL."""
        return self.url + quote_path(path)

    @cached_property
    def usual_age(self) -> int:
        """How long most feeds may be kept, in seconds; of equals the shortest."""
        ages = Counter(feed.max_age for feed in self.feeds)
        return min(ages, key=lambda age: (-ages[age], age), default=3600)

    @property
    def usual(self) -> str:
        """The Cache-Control of most feeds."""
        return cache_control(self.usual_age)

    @property
    def cache_controls(self) -> Mapping[str, str]:
        """The Cache-Control of the others, by path."""
        others = (feed for feed in self.feeds if feed.max_age != self.usual_age)
        return {feed.path: cache_control(feed.max_age) for feed in others}

    @cached_property
    def media(self) -> Media:
        """Which of the feeds are of which type."""
        counts = Counter((ending(feed.path), type_of(feed)) for feed in self.feeds)
        by_ending = {of: type for (of, type), _ in reversed(counts.most_common())}
        odd = {
            feed.path: type_of(feed)
            for feed in self.feeds
            if by_ending[ending(feed.path)] != type_of(feed)
        }
        return Media(dict(sorted(by_ending.items())), odd)

    @property
    def quoted(self) -> Mapping[str, str]:
        """The URLs that do not end in the path as it is, by path."""
        paths = (feed.path for feed in self.feeds)
        return {path: self.url_of(path) for path in paths if quote_path(path) != path}

    @cached_property
    def olds(self) -> list[OldPath]:
        """Where feeds used to be; a path of a feed that is published is not among them."""
        published = {feed.path for feed in self.feeds}
        olds = self._moves.olds(feed.path for feed in self.feeds)
        return [old for old in olds if "".join(old.parts) not in published]

    @cached_property
    def retired(self) -> list[Parts]:
        """Where feeds were that are gone for good."""
        return list(self._moves.retired_parts())


def type_of(feed: PublishedFeed) -> str:
    """Return a feed's Content-Type."""
    return content_type(Format(feed.format))


def ending(path: str) -> str:
    """Return what stands after the last dot of a path's last part."""
    return path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
