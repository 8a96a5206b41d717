"""Copying what a manifest names from an object store, each feed whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from feeds.edition import Bodies, Edition, EditionMirror, PublishedFeed
from feeds.model import Coding, content_digest
from feeds.publish.objects import Store

_AT_ONCE = 16
"""Feeds fetched at one time."""
_BATCH = 64
"""Feeds that are held in memory at one time."""


class Copy:
    """What one manifest names, on its way here; what was lacking is known afterwards."""

    def __init__(self, store: Store, edition: Edition) -> None:
        self._store = store
        self._edition = edition
        self.written = 0
        self.removed = 0
        self.lacking: list[PublishedFeed] = []
        """Feeds whose bodies are not those that their rows name."""
        self.is_settling = False
        """Some body is another one: a publisher may be at work. One that is missing comes
        before the manifest that names it."""

    def into(self, mirror: EditionMirror) -> None:
        """Copy all that is there; a feed that is lacking stays as it was.

        What is gone is removed last. Raises :class:`~feeds.errors.FeedsError`.
        """
        edition = self._edition
        mirror.is_sound()  # notes the present files, so later edits are noticed
        mirror.describe(edition.url, edition.home, edition.moves, edition.hubs)
        mirror.make_room(edition.feeds)
        missing = mirror.missing(edition.feeds.values())
        for path in edition.feeds.keys() - {feed.path for feed in missing}:
            mirror.note(edition.feeds[path])
        for feed, bodies in self._fetched(missing):
            if bodies is None:
                mirror.expect(feed)
                self.lacking.append(feed)
            else:
                mirror.copy(feed, bodies)
                self.written += 1
        self.removed = mirror.remove_stale(edition.feeds)

    def _fetched(
        self, feeds: Sequence[PublishedFeed]
    ) -> Iterator[tuple[PublishedFeed, Bodies | None]]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(feeds), _BATCH):
                some = feeds[start : start + _BATCH]
                yield from zip(some, pool.map(self._fetch, some), strict=True)

    def _fetch(self, feed: PublishedFeed) -> Bodies | None:
        bodies: dict[Coding | None, bytes] = {}
        digests: dict[Coding | None, str] = {None: feed.digest}
        digests.update((coding, one.digest) for coding, one in feed.coded.items())
        for coding, digest in digests.items():
            end = f".{coding.mark}" if coding else ""
            found = self._store.get(feed.path.removeprefix("/") + end)
            if found is None:
                return None
            if content_digest(found.body) != digest:
                self.is_settling = True
                return None
            bodies[coding] = found.body
        return bodies
