"""The current edition: its table in memory, and its files, checked against the table."""

from __future__ import annotations

import os
import stat
import threading
import time
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

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
from feeds.http import decode
from feeds.model import Coding, content_digest
from feeds.web.judge import IDENTITY, Validators, Weights
from feeds.web.paths import Paths, candidates
from feeds.web.settings import EditionSettings

_GLANCE = 0.001
"""Seconds between two looks at the table; under load a look costs as much as an answer."""
_SECOND = 10**9  # nanoseconds; only a build sets file times to whole seconds
_TICK = 50_000_000  # nanoseconds; longer than any file system's clock stands still


class Form(NamedTuple):
    """A whole feed in one coding, and the row that describes these bytes."""

    feed: PublishedFeed
    coding: Coding | None
    body: bytes

    @property
    def validators(self) -> Validators:
        """Of exactly these bytes."""
        return validators_of(self.feed, self.coding)


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

    def form(self, path: str, weights: Weights) -> Form:
        """Return a whole published feed in the coding the client wants most.

        If its file differs from its row, a build is replacing it, or somebody has touched it.
        The answer is then, in this order, another intact copy of the same version, or the
        file that the running build has just written. A file that somebody edited is never sent.
        Raises :class:`~feeds.errors.EditionError` if there is no such copy.
        """
        feed = self.reading().feeds.get(path)
        found = self._as_published(feed, weights) if feed else None
        seen: object = None
        while found is None:
            edition = self.reading(wait=True).edition
            now = edition.token, edition.revision, edition.building
            feed = edition.feeds.get(path)
            if feed is None or now == seen:
                raise EditionError(f"{path}: no intact copy of this feed; run feeds build")
            seen = now
            found = self._as_published(feed, weights) or self._still_good(feed, weights)
            if found is None and edition.building:
                found = self._being_replaced(feed)
        return found

    def _as_published(self, feed: PublishedFeed, weights: Weights) -> Form | None:
        coding = chosen(feed, weights)
        size = feed.coded[coding].size if coding else feed.size
        read = _read_file(self.file_of(feed, coding), size)
        return Form(feed, coding, read[1]) if read and holds(read[0], size, feed.modified) else None

    def _still_good(self, feed: PublishedFeed, weights: Weights) -> Form | None:
        """Return an intact copy by its digest, whatever its file time; None if there is none."""
        for coding in dict.fromkeys((chosen(feed, weights), None)):
            body = self._verified(feed, coding)
            if body is not None:
                return Form(feed, coding, body)
        for coding in feed.coded:
            coded = self._verified(feed, coding)
            if coded is not None:
                return Form(feed, None, decode(coded, coding))
        return None

    def _verified(self, feed: PublishedFeed, coding: Coding | None) -> bytes | None:
        size, digest = feed.size, feed.digest
        if coding:
            digest, size = feed.coded[coding]
        read = _read_file(self.file_of(feed, coding), size)
        return read[1] if read and content_digest(read[1]) == digest else None

    def file_of(self, feed: PublishedFeed, coding: Coding | None) -> bytes:
        """Return the name of the file that holds a feed in this coding."""
        file = self._output.file(feed.path)
        return coded_name(file, coding) if coding else file

    def _being_replaced(self, feed: PublishedFeed) -> Form | None:
        """Return the file that a running build wrote before its row; whole seconds mark it.

        Coded files are ignored: the build removes them before, and writes them after.
        """
        name = self._output.file(feed.path)
        read = _read_file(name) if self._output.contains(name) else None
        if read is None or read[0].st_mtime_ns % _SECOND:
            return None
        found, body = read
        modified = found.st_mtime_ns // _SECOND
        digest = content_digest(body)
        row = feed._replace(digest=digest, size=len(body), codings="", modified=modified)
        return Form(row, None, body)


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


def _read_file(name: bytes, size: int | None = None) -> tuple[os.stat_result, bytes] | None:
    """Read a whole regular file, without following links or waiting for pipes.

    Returns None if its size is another, or if it was written to meanwhile.
    """
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or size not in (None, found.st_size):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        body = file.read()
        after = os.fstat(descriptor)
    same = (found.st_mtime_ns, found.st_size, len(body))
    return (found, body) if same == (after.st_mtime_ns, after.st_size, after.st_size) else None
