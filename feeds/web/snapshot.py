"""The current edition: its table in memory, and its files."""

from __future__ import annotations

import os
import stat
import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from feeds.edition import (
    Edition,
    OutputDirectory,
    PublishedFile,
    Version,
    coded_name,
    holds,
    read_edition,
    read_versions,
    table_file,
    table_stamp,
)
from feeds.errors import EditionError
from feeds.http import content_digest, decode
from feeds.model import Coding
from feeds.plan.paths import fold_path
from feeds.urls import quote_path, served_path
from feeds.web.answers import Selected
from feeds.web.preconditions import IDENTITY, Validators, Weights
from feeds.web.settings import EditionSettings

_PAUSE = 0.001
"""Seconds between two checks of the table; under load a check costs as much as an answer."""
_SECOND = 10**9
"""Nanoseconds; only a build sets file times to whole seconds."""
_TICK = 50_000_000
"""Nanoseconds; longer than the resolution of any file system's clock."""
_LONGEST = 4096
"""Characters of a path; no file name is longer, and folding takes time."""


class Form(msgspec.Struct, frozen=True):
    """A whole file in one coding."""

    file: PublishedFile
    """The row that describes these bytes."""
    coding: Coding | None
    """None for identity."""
    body: bytes
    """The bytes as they are sent."""

    @property
    def validators(self) -> Validators:
        """The validators of exactly these bytes."""
        return validators_of(self.file, self.coding)


class Match(msgspec.Struct, frozen=True):
    """The file that a requested path leads to."""

    path: str
    """A published path."""
    status: int
    """200, or the status of a redirect."""
    moved: bool
    """The requested path is an old path of the feed, or ``/`` for the page that lists them."""


class Snapshot:
    """The table as it was read once."""

    def __init__(self, edition: Edition, before: Snapshot | None = None) -> None:
        """``before`` is the last snapshot; its paths are used again if they are the same."""
        self.edition = edition
        self.files = edition.files
        self._base = urlsplit(edition.url).path
        self._mount = unquote(self._base)
        same = before is not None and _same_paths(before.edition, edition)
        self.paths: Paths = before.paths if before and same else Paths(edition.files, self._mount)
        """Another object if paths, or what the edition has besides files, changed."""

    def find(self, requested: str) -> Match | None:
        """Return the file of a percent-decoded path; None if there is none."""
        path = self.paths.find(requested)
        if path is not None:
            needs_slash = _served(self.files[path]).endswith("/") and not requested.endswith("/")
            return Match(path, 308 if needs_slash else 200, moved=False)
        moves, pages = self.edition.moves, self.edition.pages
        for bare in candidates(requested, self._mount):
            for target in moves.targets(bare):
                path = self.paths.find(target.path)
                if path is not None and self.files[path].is_feed:
                    return Match(path, target.status, moved=True)
            if bare == "/" and pages in self.files and not moves.is_retired(bare):
                return Match(pages, 200, moved=True)
        return None

    def selected(self, match: Match, file: PublishedFile, coding: Coding | None) -> Selected:
        """Return the representation of a file in a coding; ``file`` is its current row."""
        return Selected(
            file=file,
            coding=coding,
            size=file.coded[coding].size if coding else file.size,
            tag=validators_of(file, coding).tag,
            url=self.url_of(file),
            moved=match.moved,
            hubs=self.edition.hubs,
        )

    def url_of(self, file: PublishedFile) -> str:
        """Return the URL of a file, absolute if the site's is known."""
        return self.edition.url + quote_path(_served(file))

    def location_of(self, file: PublishedFile) -> str:
        """Return the URL of a file without scheme and host, as pages link each other."""
        return self._base + quote_path(_served(file))

    def page_of(self, file: PublishedFile) -> str:
        """Return where the page of a feed is; empty if it has none."""
        page = self.files.get(file.page)
        return self.location_of(page) if page else ""

    @property
    def list_url(self) -> str:
        """The URL of the page that lists the feeds; empty if there is none."""
        page = self.files.get(self.edition.pages)
        return self.url_of(page) if page else ""

    def is_retired(self, requested: str) -> bool:
        """Return whether a path without a feed had one that was retired."""
        retired = self.edition.moves.is_retired
        return any(retired(bare) for bare in candidates(requested, self._mount))


def _same_paths(before: Edition, now: Edition) -> bool:
    about = [(one.url, one.moves, one.hubs, one.pages) for one in (before, now)]
    return about[0] == about[1] and before.files.keys() == now.files.keys()


def _served(file: PublishedFile) -> str:
    """Return the path that a file is served at: a page may be that of a folder."""
    return file.path if file.is_feed else served_path(file.path)


class Paths:
    """The published paths, also found if they are written a little differently."""

    def __init__(self, published: Collection[str], mount: str = "") -> None:
        """``mount`` is the path of the site's URL; the published paths are below it."""
        self._published = published
        self._mount = mount
        self._folded: dict[str, list[str]] | None = None

    def find(self, requested: str) -> str | None:
        """Return the published path; None if there is none, or if several could be meant.

        The requested path is percent-decoded, with or without the mount. For a folder it is
        that of its ``index.html``. A trailing slash, another Unicode form and another case are
        accepted, in this order.
        """
        possible = tuple(candidates(requested, self._mount))
        exact = (path for bare in possible for path in _with_index(bare) if path in self._published)
        alike = (path for bare in possible for path in self._alike(bare))
        return next(exact, None) or next(alike, None)

    def _alike(self, bare: str) -> Iterator[str]:
        forms = _with_index(unicodedata.normalize("NFC", bare))
        for form, folded in zip(forms, _with_index(fold_path(bare)), strict=True):
            alike = self._by_fold().get(folded, [])
            same_case = [one for one in alike if unicodedata.normalize("NFC", one) == form]
            unambiguous = same_case or alike
            if len(unambiguous) == 1:
                yield unambiguous[0]

    def _by_fold(self) -> dict[str, list[str]]:
        """Return the paths by their folded form; computed once needed, as most are exact."""
        if self._folded is None:
            folded = defaultdict(list)
            for path in self._published:
                folded[fold_path(path)].append(path)
            self._folded = folded
        return self._folded


def _with_index(path: str) -> tuple[str, str]:
    """Return the path of a file, and that of the index page if it is a folder."""
    return path, f"{path.rstrip('/')}/index.html"


def candidates(requested: str, mount: str) -> Iterator[str]:
    """Yield the paths a file may be published at: without the mount first, then with it."""
    if len(requested) > _LONGEST:
        return
    bare = "/" + requested.strip("/")
    if mount and f"{bare}/".startswith(f"{mount}/"):
        yield bare[len(mount) :] or "/"
    yield bare


class CurrentEdition:
    """The edition as the last build left it; builds need no restart. Safe between threads."""

    def __init__(self, settings: EditionSettings, known: Edition | None = None) -> None:
        """``known`` was read before."""
        self._state = settings.state
        self._table = table_file(settings.state)  # needed by every request
        self._output = OutputDirectory(settings.output)
        self._lock = threading.Lock()
        self._snapshot = Snapshot(known) if known else None
        self._seen: object = None
        self._checked = 0.0

    def snapshot(self, wait: bool = False) -> Snapshot:
        """Return the newest snapshot of the table.

        While one thread reads the table, the others get the last snapshot, unless they
        ``wait``. If the table cannot be read now, the last snapshot stays. Raises
        :class:`~feeds.errors.EditionError` if there is none yet.
        """
        if self._has_changed(wait) and self._lock.acquire(blocking=wait or self._snapshot is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._snapshot is None:
            raise EditionError("there are no feeds yet; run `feeds build`")
        return self._snapshot

    def _has_changed(self, now: bool) -> bool:
        moment = time.monotonic()
        if not now and self._snapshot and moment - self._checked < _PAUSE:
            return False
        self._checked = moment
        return self._seen is None or table_stamp(self._table) != self._seen

    def _refresh(self) -> None:
        stamp = table_stamp(self._table)
        if stamp is not None and stamp == self._seen:
            return
        # A table written within this tick of the clock may change again with the same stamp.
        settled = stamp is not None and abs(time.time_ns() - stamp[2]) > _TICK
        try:
            before = self._snapshot
            edition = read_edition(self._state, before.edition if before else None)
            self._snapshot = Snapshot(edition, before)
        except EditionError:
            if self._snapshot is None:
                raise
        self._seen = stamp if settled else None

    def form(self, path: str, weights: Weights) -> Form:
        """Return a whole published feed in the coding that the client prefers.

        If its file differs from its row, a build is replacing it, or somebody changed it. The
        answer is then, in this order, another intact copy of the same version, or the file that
        the running build has just written. A file that somebody edited is never sent. Raises
        :class:`~feeds.errors.EditionError` if there is no such copy.
        """
        feed = self.snapshot().files.get(path)
        found = self._as_published(feed, weights) if feed else None
        seen: object = None
        while found is None:
            edition = self.snapshot(wait=True).edition
            now = edition.token, edition.revision, edition.building
            feed = edition.files.get(path)
            if feed is None or now == seen:
                raise EditionError(
                    f"{path}: the file differs from the published one; run `feeds build`"
                )
            seen = now
            found = self._as_published(feed, weights) or self._still_good(feed, weights)
            if found is None and edition.building:
                found = self._being_replaced(feed)
        return found

    def is_page(self, requested: str) -> bool:
        """Return whether a percent-decoded path leads to a file that is not a feed."""
        try:
            snapshot = self.snapshot()
        except EditionError:
            return False
        found = snapshot.find(requested)
        return found is not None and not snapshot.files[found.path].is_feed

    def versions(self, path: str, digests: list[str]) -> dict[str, Version]:
        """Return the versions of a feed that deltas need, by digest; unknown ones are left out.

        Raises :class:`~feeds.errors.EditionError` if the table cannot be read.
        """
        return read_versions(self._state, path, digests)

    def file_of(self, feed: PublishedFile, coding: Coding | None) -> bytes:
        """Return the name of the file that contains a feed in this coding."""
        file = self._output.file(feed.path)
        return coded_name(file, coding) if coding else file

    def _as_published(self, feed: PublishedFile, weights: Weights) -> Form | None:
        """Return the file if its size and time are those of its row."""
        coding = chosen(feed, weights)
        size = feed.coded[coding].size if coding else feed.size
        read = _read_file(self.file_of(feed, coding), size)
        return Form(feed, coding, read[1]) if read and holds(read[0], size, feed.modified) else None

    def _still_good(self, feed: PublishedFile, weights: Weights) -> Form | None:
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

    def _verified(self, feed: PublishedFile, coding: Coding | None) -> bytes | None:
        size, digest = feed.size, feed.digest
        if coding:
            coded = feed.coded[coding]
            size, digest = coded.size, coded.digest
        read = _read_file(self.file_of(feed, coding), size)
        return read[1] if read and content_digest(read[1]) == digest else None

    def _being_replaced(self, feed: PublishedFile) -> Form | None:
        """Return the file that a running build wrote before its row; its time is a whole second.

        Coded files are ignored: the build removes them before, and writes them after.
        """
        name = self._output.file(feed.path)
        read = _read_file(name) if self._output.contains(name) else None
        if read is None or read[0].st_mtime_ns % _SECOND:
            return None
        found, body = read
        modified = found.st_mtime_ns // _SECOND
        digest = content_digest(body)
        row = replace(feed, digest=digest, size=len(body), codings="", modified=modified)
        return Form(row, None, body)


def chosen(feed: PublishedFile, weights: Weights) -> Coding | None:
    """Return the coding of a feed that the client prefers; None for identity."""
    sizes = {IDENTITY: feed.size, **{str(coding): one.size for coding, one in feed.coded.items()}}
    coding = weights.choose(sizes)
    return None if coding == IDENTITY else Coding(coding)


def validators_of(feed: PublishedFile, coding: Coding | None) -> Validators:
    """Return the validators of a feed in a coding."""
    if coding is None:
        return Validators(feed.digest, feed.modified)
    return Validators(feed.digest, feed.modified, coding, feed.coded[coding].digest)


def _read_file(name: bytes, size: int | None = None) -> tuple[os.stat_result, bytes] | None:
    """Read a whole regular file, without following links or waiting for pipes.

    Returns None if it has another size, or if it was written to meanwhile.
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
