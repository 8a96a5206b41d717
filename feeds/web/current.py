"""The edition as it is now: its table in memory, its files opened so that both agree."""

from __future__ import annotations

import io
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from feeds.codings import Coding
from feeds.edition import (
    Edition,
    Output,
    PublishedFeed,
    coded_name,
    holds,
    read_edition,
    table_file,
    table_stamp,
)
from feeds.errors import EditionError
from feeds.model import content_digest
from feeds.web.judge import IDENTITY, Validators, Weights
from feeds.web.paths import Paths, candidates
from feeds.web.settings import EditionSettings

_GLANCE = 0.001
"""Seconds between two looks at the table; under load a look costs as much as an answer."""
_TICK = 50_000_000  # nanoseconds; longer than any file system's clock stands still


class Opened(NamedTuple):
    """A feed's file, open for reading, and a row that is true of it."""

    feed: PublishedFeed
    coding: Coding | None
    file: BinaryIO

    @property
    def size(self) -> int:
        """Bytes to be sent."""
        return self.feed.coded[self.coding].size if self.coding else self.feed.size

    @property
    def validators(self) -> Validators:
        """Of exactly these bytes."""
        return validators_of(self.feed, self.coding)

    def read(self) -> bytes:
        """Read it whole; :class:`~feeds.errors.EditionError` where it is cut short meanwhile."""
        body = self.file.read()
        if len(body) != self.size:
            raise EditionError(f"{self.feed.path} is being replaced")
        return body


class Found(NamedTuple):
    """What a requested path leads to."""

    path: str
    """A published path."""
    status: int
    """200, or a redirect's."""
    moved: bool
    """The feed used to be where it was asked for."""


class Snapshot:
    """The table as it was read once."""

    def __init__(self, edition: Edition, before: Snapshot | None = None) -> None:
        self.edition = edition
        self.feeds = edition.feeds
        self._mount = unquote(urlsplit(edition.url).path)
        same = before is not None and _answers_alike(before.edition, edition)
        self.paths: Paths = before.paths if before and same else Paths(edition.feeds, self._mount)
        """Another object as soon as answers differ by more than their feeds' rows."""

    def find(self, requested: str) -> Found | None:
        """Return where a percent-decoded path leads; None where there is no feed."""
        path = self.paths.find(requested)
        if path is not None:
            return Found(path, 200, moved=False)
        for bare in candidates(requested, self._mount):
            for target in self.edition.moves.targets(bare):
                path = self.paths.find(target.path)
                if path is not None:
                    return Found(path, target.status, moved=True)
        return None

    def is_retired(self, requested: str) -> bool:
        """Say whether a path without a feed had one that is gone for good."""
        retired = self.edition.moves.is_retired
        return any(retired(bare) for bare in candidates(requested, self._mount))


class CurrentEdition:
    """Follows the edition through every build, without a restart; safe between threads."""

    def __init__(self, settings: EditionSettings) -> None:
        self._state = settings.state
        self._table = table_file(settings.state)  # asked for at every request
        self._output = Output(settings.output)
        self._lock = threading.Lock()
        self._reading: Snapshot | None = None
        self._seen: object = None
        self._looked = 0.0

    def reading(self, wait: bool = False) -> Snapshot:
        """The newest reading of the table.

        While one thread reads the table again, the others go on with the one before,
        unless they ``wait``. Raises :class:`~feeds.errors.EditionError` where there has
        been none yet; a table that cannot be read now leaves the last reading standing.
        """
        if self._has_changed(wait) and self._lock.acquire(blocking=wait or self._reading is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._reading is None:
            raise EditionError("there is no edition yet; run a build")
        return self._reading

    def _has_changed(self, now: bool) -> bool:
        moment = time.monotonic()
        if not now and self._reading and moment - self._looked < _GLANCE:
            return False
        self._looked = moment
        return self._seen is None or table_stamp(self._table) != self._seen

    def _refresh(self) -> None:
        stamp = table_stamp(self._table)
        if stamp is not None and stamp == self._seen:
            return
        settled = stamp is not None and abs(time.time_ns() - stamp[2]) > _TICK
        try:
            before = self._reading
            edition = read_edition(self._state, before.edition if before else None)
            self._reading = Snapshot(edition, before)
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
        coding = chosen(feed, weights)
        file = _open_file(self.file_of(feed, coding))
        if file is None:
            return None
        opened = Opened(feed, coding, file)
        if holds(os.fstat(file.fileno()), opened.size, feed.modified):
            return opened
        file.close()
        return None

    def file_of(self, feed: PublishedFeed, coding: Coding | None) -> bytes:
        """Return the name of the file that holds a feed in this coding."""
        file = self._output.file(feed.path)
        return coded_name(file, coding) if coding else file

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
            codings="",
            modified=modified,
        )
        return Opened(found, None, io.BytesIO(body))


def _answers_alike(before: Edition, now: Edition) -> bool:
    same = (before.url, before.moves, before.hubs) == (now.url, now.moves, now.hubs)
    return same and before.feeds.keys() == now.feeds.keys()


def chosen(feed: PublishedFeed, weights: Weights) -> Coding | None:
    """Return the coding in which the client wants a feed most, None for none."""
    sizes = {IDENTITY: feed.size, **{str(coding): one.size for coding, one in feed.coded.items()}}
    coding = weights.choose(sizes)
    return None if coding == IDENTITY else Coding(coding)


def validators_of(feed: PublishedFeed, coding: Coding | None) -> Validators:
    """Return the validators of a feed in a coding."""
    if coding is None:
        return Validators(feed.digest, feed.modified)
    return Validators(feed.digest, feed.modified, coding, feed.coded[coding].digest)


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
