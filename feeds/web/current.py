"""The edition as it is now: its table in memory, its files opened so that both agree."""

from __future__ import annotations

import io
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from feeds.edition import (
    Edition,
    Output,
    PublishedFeed,
    holds,
    read_edition,
    table_stamp,
)
from feeds.errors import EditionError
from feeds.model import content_digest
from feeds.web.judge import IDENTITY, Validators, Weights
from feeds.web.paths import Paths
from feeds.web.settings import EditionSettings

_TICK = 50_000_000  # nanoseconds; longer than any file system's clock stands still


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed's file, open for reading, and a row that is true of it."""

    feed: PublishedFeed
    coding: str
    file: BinaryIO

    @property
    def size(self) -> int:
        """Bytes to be sent."""
        return (self.feed.gzip_size or 0) if self.coding != IDENTITY else self.feed.size

    @property
    def validators(self) -> Validators:
        """Of exactly these bytes."""
        coded = self.feed.gzip_digest if self.coding != IDENTITY else None
        return Validators(self.feed.digest, self.feed.modified, self.coding, coded)


class Snapshot:
    """The table as it was read once."""

    def __init__(self, edition: Edition) -> None:
        self.feeds = edition.feeds
        self.complete = edition.complete
        self.url = edition.url
        self.home = edition.home
        self.paths = Paths(edition.feeds, urlsplit(edition.url).path)


class CurrentEdition:
    """Follows the edition through every build, without a restart; safe between threads."""

    def __init__(self, settings: EditionSettings) -> None:
        self._state = settings.state
        self._output = Output(settings.output)
        self._lock = threading.Lock()
        self._reading: Snapshot | None = None
        self._seen: object = None

    def reading(self, wait: bool = False) -> Snapshot:
        """The newest reading of the table.

        While one thread reads the table again, the others go on with the one before,
        unless they ``wait``. Raises :class:`~feeds.errors.EditionError` where there has
        been none yet; a table that cannot be read now leaves the last reading standing.
        """
        changed = self._seen is None or table_stamp(self._state) != self._seen
        if changed and self._lock.acquire(blocking=wait or self._reading is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._reading is None:
            raise EditionError("there is no edition yet; run a build")
        return self._reading

    def _refresh(self) -> None:
        stamp = table_stamp(self._state)
        if stamp is not None and stamp == self._seen:
            return
        settled = stamp is not None and abs(time.time_ns() - stamp[2]) > _TICK
        try:
            self._reading = Snapshot(read_edition(self._state))
        except EditionError:
            if self._reading is None:
                raise
        self._seen = stamp if settled else None

    @contextmanager
    def open(self, path: str, weights: Weights) -> Iterator[Opened]:
        """Open a published path's file in the coding the client wants most.

        Where file and row disagree, a build has just replaced one of them: the table is
        read again, and if they still do, the validators are taken from the file itself.
        Raises :class:`~feeds.errors.EditionError` where there is no such file now.
        """
        opened = self._agreeing(path, weights) or self._as_found(path)
        with closing(opened.file):
            yield opened

    def _agreeing(self, path: str, weights: Weights) -> Opened | None:
        for wait in (False, True):
            feed = self.reading(wait).feeds.get(path)
            opened = self._open(feed, weights) if feed else None
            if opened:
                return opened
        return None

    def _open(self, feed: PublishedFeed, weights: Weights) -> Opened | None:
        sizes = {IDENTITY: feed.size}
        if feed.gzip_size is not None:
            sizes["gzip"] = feed.gzip_size
        coding = weights.choose(sizes)
        name = self._output.file(feed.path) + (b".gz" if coding == "gzip" else b"")
        file = _open_file(name)
        if file and holds(os.fstat(file.fileno()), sizes[coding], feed.modified):
            return Opened(feed, coding, file)
        if file:
            file.close()
        return None

    def _as_found(self, path: str) -> Opened:
        feed = self.reading().feeds.get(path)
        name = self._output.file(path)
        file = _open_file(name) if feed and self._output.contains(name) else None
        if feed is None or file is None:
            raise EditionError(f"{path} is being replaced")
        with file:
            modified = int(os.fstat(file.fileno()).st_mtime)
            body = file.read()
        found = feed._replace(
            digest=content_digest(body),
            size=len(body),
            modified=modified,
            gzip_digest=None,
            gzip_size=None,
        )
        return Opened(found, IDENTITY, io.BytesIO(body))


def _open_file(name: bytes) -> BinaryIO | None:
    """Open a regular file; no link is followed, no pipe waited for."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    return None
