"""The published feeds and pages, as static hosts need to know them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from feeds.config.moves import OldPath, Parts
from feeds.edition import Edition, PublishedFile
from feeds.http import cache_control, content_type
from feeds.model import USUAL_CODINGS, Coding, type_named
from feeds.urls import quote_path, served_path


class MediaTypes(Struct, frozen=True):
    """The media types of the files."""

    by_ending: Mapping[str, str]
    """Content-Type by the ending of a name, without its dot; empty for names without one."""
    odd: Mapping[str, str]
    """Content-Type by path, for files whose ending has another type."""


class WrittenTree:
    """What was built, ordered by path."""

    def __init__(
        self,
        edition: Edition,
        root: Path,
        opens_pages: bool = True,
        codings: Collection[Coding] = USUAL_CODINGS,
    ) -> None:
        """``opens_pages``: browsers that open a feed are sent to its page, if it has one.

        ``codings`` are those in which builds write files; small files lack some of them.
        """
        self.files = [edition.files[path] for path in sorted(edition.files)]
        self.feeds = [file for file in self.files if file.is_feed]
        self.others = [file for file in self.files if not file.is_feed]
        """Pages, and what belongs to them."""
        self.list = edition.pages if edition.pages in edition.files else ""
        """The path of the page that lists the feeds; empty if there are no pages."""
        self.home = edition.home
        self.hubs = edition.hubs
        self.url = edition.url
        self.root = os.path.abspath(root)
        self._moves = edition.moves
        self._opens_pages = opens_pages
        self.codings = [coding for coding in Coding if coding in codings]

    @property
    def host(self) -> str:
        """The host name of the site."""
        return urlsplit(self.url).hostname or ""

    @property
    def mount(self) -> str:
        """The path of the site's URL, a prefix of every path; usually empty."""
        return urlsplit(self.url).path

    @property
    def origin(self) -> str:
        """The site's URL without its path."""
        return self.url.removesuffix(self.mount)

    @property
    def folder(self) -> str:
        """The mount, percent-decoded."""
        return unquote(self.mount)

    def url_of(self, path: str) -> str:
        """Return a path's absolute URL."""
        return self.url + quote_path(path)

    def address_of(self, path: str) -> str:
        """Return the path of a file's URL: that of its folder for an ``index.html``."""
        return self.mount + quote_path(served_path(path))

    @property
    def pages(self) -> str:
        """The folder of pages, with a slash at its end; empty if there are no pages."""
        return served_path(self.list)

    def is_among_pages(self, path: str) -> bool:
        """Return whether a file is in the folder of pages."""
        return bool(self.pages) and path.startswith(self.pages)

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
        """The Cache-Control of all other files, by path."""
        others = (file for file in self.files if file.max_age != self.usual_age)
        return {file.path: cache_control(file.max_age) for file in others}

    @cached_property
    def media(self) -> MediaTypes:
        """The media types of the files; an ending has that of most feeds."""
        counts = Counter((ending(feed.path), type_of(feed)) for feed in self.feeds)
        by_ending = {ending(other.path): type_of(other) for other in self.others}
        by_ending |= {of: type for (of, type), _ in reversed(counts.most_common())}
        odd = {
            file.path: type_of(file)
            for file in self.files
            if by_ending[ending(file.path)] != type_of(file)
        }
        return MediaTypes(dict(sorted(by_ending.items())), odd)

    @property
    def quoted(self) -> Mapping[str, str]:
        """What :meth:`address_of` returns, by path, where it must be percent-encoded.

        The path of a folder is without a slash at its end, and so is its address.
        """
        paths = (served_path(file.path).rstrip("/") for file in self.files)
        return {path: self.address_of(path) for path in paths if quote_path(path) != path}

    @cached_property
    def opened(self) -> Mapping[str, str]:
        """What browsers get instead of a feed: the URL of its page, by the feed's path."""
        pages = {other.path for other in self.others} if self._opens_pages else set()
        return {one.path: self.address_of(one.page) for one in self.feeds if one.page in pages}

    @cached_property
    def front(self) -> str:
        """The path of the page to serve at ``/``; empty if there is none, or a feed was there."""
        published = {feed.path for feed in self.feeds}
        is_old = any(one.path in published for one in self._moves.targets("/"))
        return "" if is_old or self._moves.is_retired("/") else self.list

    @cached_property
    def olds(self) -> list[OldPath]:
        """Old paths of feeds, without those at which another file is published today."""
        published = {file.path for file in self.files}
        olds = self._moves.olds(feed.path for feed in self.feeds)
        return [old for old in olds if "".join(old.parts) not in published]

    @cached_property
    def retired(self) -> list[Parts]:
        """Retired paths of feeds."""
        return list(self._moves.retired_parts())


def type_of(file: PublishedFile) -> str:
    """Return a file's Content-Type."""
    return content_type(type_named(file.format))


def ending(path: str) -> str:
    """Return the ending of a path's name, without its dot; empty if it has none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else ""
