"""The published feeds as their writer knows them: rows are read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.edition.rows import PublishedFeed
from feeds.edition.table import Table


class KnownFeeds:
    """What is published, with what has become of it since it was last committed."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._all: dict[str, PublishedFeed] | None = None
        self._some: dict[str, PublishedFeed | None] = {}

    def get(self, path: str) -> PublishedFeed | None:
        """Return the feed at a path."""
        if self._all is not None:
            return self._all.get(path)
        if path not in self._some:
            self._some[path] = self._table.find(path)
        return self._some[path]

    def all(self) -> Mapping[str, PublishedFeed]:
        """Return every feed by its path."""
        if self._all is None:
            found = self._table.all() | self._some
            self._all = {path: feed for path, feed in found.items() if feed}
        return self._all

    def count(self) -> int:
        """Return how many there are, as far as they are committed."""
        return self._table.count() if self._all is None else len(self._all)

    def put(self, path: str, feed: PublishedFeed | None) -> None:
        """Note what is at a path now; None: nothing."""
        if self._all is None:
            self._some[path] = feed
        elif feed:
            self._all[path] = feed
        else:
            self._all.pop(path, None)
