"""Following an edition in an object store: what changes there is copied here and served."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from feeds.codings import Coding
from feeds.edition import (
    Bodies,
    Edition,
    EditionMirror,
    Outcome,
    PublishedFeed,
    note_kept,
    note_outcome,
    read_outcome,
)
from feeds.errors import FeedsError, StoreError
from feeds.live.election import elected
from feeds.model import content_digest
from feeds.store import MANIFEST, Found, Store, Tag, read_manifest

_LOOK = 2.0
_SOON = 0.5
"""Seconds between two looks at the manifest; until the next one while a publisher is at work."""

_AT_ONCE = 16
"""Feeds fetched at one time."""
_BATCH = 64
"""Feeds that are held in memory at one time."""

_LONGEST = 60.0
"""Seconds after which no publisher is at work any more, but one was cut off."""
_UNSETTLED = "the feeds there are not those that the manifest names; publish again"


def follow(
    store: Store,
    output: Path,
    state: Path,
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> NoReturn:
    """Copy the store's edition into these directories, and whatever it changes to.

    While the store cannot be reached, what was copied stays, and ``tell`` is told once. Only
    where nothing was copied yet does this raise what the first look raised.
    """
    with elected(state, tell):
        follower = Follower(store, output, state, tell)
        while True:
            sleep(follower.look())


class Follower:
    """Looks at a store, again and again."""

    def __init__(
        self, store: Store, output: Path, state: Path, tell: Callable[[str], None]
    ) -> None:
        self._store = store
        self._output = output
        self._state = state
        self._tell = tell
        self._known: Tag | None = None
        self._since: datetime | None = None
        self._kept = ""
        self._unsettled = 0.0

    def look(self) -> float:
        """Copy what changed; return after how many seconds to look again."""
        began = time.monotonic()
        try:
            found = self._store.get_newer(MANIFEST, self._known)
            if found and not self._copy(found, began):
                return _SOON
        except FeedsError as error:
            self._keep(error, time.monotonic() - began)
            return _LOOK
        if self._kept:
            self._recover(time.monotonic() - began)
        return _LOOK

    def _copy(self, found: Found, began: float) -> bool:
        edition = read_manifest(found.body, self._store.url)
        copy = _Copy(self._store, edition)
        try:
            with EditionMirror(self._output, self._state) as mirror:
                copy.into(mirror)
        except _UnsettledError:
            self._unsettled = self._unsettled or began
            if began - self._unsettled > _LONGEST:
                raise
            return False
        self._unsettled = 0.0
        self._known, self._since = found.tag, found.modified
        self._note(len(edition.feeds), copy.written, copy.removed, time.monotonic() - began)
        if copy.written or copy.removed:
            self._tell(f"{copy.written} feeds copied, {copy.removed} removed")
        return True

    def _note(self, documents: int, written: int, removed: int, seconds: float) -> None:
        now = datetime.now(UTC)
        outcome = Outcome(
            now, seconds, built=self._since, documents=documents, written=written, removed=removed
        )
        note_outcome(self._state, outcome)

    def _keep(self, error: FeedsError, seconds: float) -> None:
        last = read_outcome(self._state)
        if last is None or last.built is None:
            raise error
        why = str(error)
        note_kept(self._state, why, datetime.now(UTC), seconds)
        if not self._kept:
            self._tell(f"the feeds stay as they are: {why}")
        self._kept = why

    def _recover(self, seconds: float) -> None:
        last = read_outcome(self._state)
        self._note(last.documents if last else 0, 0, 0, seconds)
        self._tell("the store answers again")
        self._kept = ""


class _UnsettledError(StoreError):
    """Bodies are not those that the manifest names: a publisher is at work."""


class _Copy:
    def __init__(self, store: Store, edition: Edition) -> None:
        self._store = store
        self._edition = edition
        self.written = 0
        self.removed = 0

    def into(self, mirror: EditionMirror) -> None:
        """Copy all there is, each feed whole; what is gone is removed last.

        Raises :class:`_UnsettledError` where some feeds had to stay as they were.
        """
        edition = self._edition
        mirror.describe(edition.url, edition.home, edition.moves, edition.hubs)
        mirror.make_room(edition.feeds)
        missing = mirror.missing(edition.feeds.values())
        for path in edition.feeds.keys() - {feed.path for feed in missing}:
            mirror.note(edition.feeds[path])
        for feed, bodies in self._fetched(missing):
            mirror.copy(feed, bodies)
            self.written += 1
        if self.written != len(missing):
            raise _UnsettledError(f"{self._store.url}: {_UNSETTLED}")
        self.removed = mirror.remove_stale(edition.feeds)

    def _fetched(self, feeds: Sequence[PublishedFeed]) -> Iterator[tuple[PublishedFeed, Bodies]]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(feeds), _BATCH):
                some = feeds[start : start + _BATCH]
                for feed, bodies in zip(some, pool.map(self._fetch, some), strict=True):
                    if bodies is not None:
                        yield feed, bodies

    def _fetch(self, feed: PublishedFeed) -> Bodies | None:
        """Return a feed's bodies, None where they are not those that its row names."""
        bodies: dict[Coding | None, bytes] = {}
        digests: dict[Coding | None, str] = {None: feed.digest}
        digests.update((coding, one.digest) for coding, one in feed.coded.items())
        for coding, digest in digests.items():
            end = f".{coding.mark}" if coding else ""
            found = self._store.get(feed.path.removeprefix("/") + end)
            if found is None or content_digest(found.body) != digest:
                return None
            bodies[coding] = found.body
        return bodies
