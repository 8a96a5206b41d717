"""Publishing: changed files only, each replaced atomically, validators that tell the truth.

A feed is published body first, then its coded forms, then its row; former coded forms are
removed before the body. A kill between any two leaves files whose time is not the row's, or
too few: the next build sees that and puts the feed again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from feeds.config.moves import NOWHERE, Moves
from feeds.edition.files import (
    broken_files,
    is_intact,
    is_spoilt,
    published_document,
    read_file,
    row_of,
    sizes,
)
from feeds.edition.known import KnownFeeds
from feeds.edition.lock import DirectoryLock, take_lock
from feeds.edition.output import (
    Output,
    coded_name,
    find_file,
    folders_of,
    holds,
    replace_files,
    writing,
)
from feeds.edition.rows import PublishedFeed, Version
from feeds.edition.soundness import Soundness
from feeds.edition.table import Change, Table
from feeds.errors import EditionError
from feeds.model import Representation

BUILD_LOCK = "edition.lock"
"""In the state directory; held by a build."""
_BATCH = 500  # rows a commit; what a kill can make the next build do again
_LONGEST_WAIT = 2.0  # seconds; longer, and the clock was set back


class EditionWriter:
    """The one writer of an edition, for the length of a ``with`` block."""

    def __init__(
        self,
        output: Path,
        state: Path,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Name both directories; ``clock`` gives seconds since 1970-01-01T00:00:00Z."""
        self._directories = (output, state)
        self._clock = clock
        self._sleep = sleep
        self._changes: dict[str, Change] = {}
        self.repaired = 0
        """Files that were put again because they were missing, or not as they were left."""

    def __enter__(self) -> Self:
        """Take the lock and clear what a killed build left.

        Raises :class:`~feeds.errors.EditionError` where a directory cannot be used, or
        another build still uses the state directory after ten seconds, or the output after
        a minute. Later :class:`~feeds.errors.DamagedError` is raised where the table turns
        out to be damaged: then it is removed, and opened again it is empty.
        """
        output, state = self._directories
        self._is_new = not output.exists()
        for directory in self._directories:
            with writing(directory):
                directory.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            self._lock = take_lock(state / BUILD_LOCK, self._sleep)
            opened.callback(self._lock.close)
            with writing(output):
                self._output_lock = DirectoryLock(output, self._sleep)
            opened.callback(self._output_lock.close)
            self._table = Table(state)
            opened.callback(self._table.close)
            self._feeds = KnownFeeds(self._table)
            self.was_empty = not self._feeds.count()
            """Nothing was published, as far as the table knows."""
            self._output = Output(output)
            self._soundness = Soundness(self._table, self._output, self._feeds)
            if self._table.was_unfinished:
                with writing(output):
                    self._output.remove_parts()
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Commit, and only after a clean end call the edition complete."""
        with self._opened:
            self.commit()
            if error is None:
                self._soundness.sign()
                self._table.finish()
            elif self._is_new:
                with suppress(OSError):  # it is not empty, or gone
                    self._directories[0].rmdir()

    def describe(
        self, url: str, home: str, moves: Moves = NOWHERE, hubs: Iterable[str] = ()
    ) -> None:
        """Note the site's URL, its own feed's, old paths and hubs, for whoever serves it."""
        self._table.describe(url, home, moves, hubs)

    @property
    def was_unusable(self) -> bool:
        """Say whether there was a table that was damaged or foreign, and was begun anew."""
        return self._table.was_unusable

    @property
    def version(self) -> str:
        """What changes with the edition, once all is committed."""
        return self._table.version

    def kinds(self) -> dict[str, str]:
        """Return every published path with the kind of its feed."""
        return {path: feed.kind for path, feed in self._feeds.all().items()}

    def count(self) -> int:
        """Return how many paths are published, as far as they are committed."""
        return self._feeds.count()

    def is_sound(self) -> bool:
        """Say whether the files of every path were as they were published."""
        return self._soundness.is_sound()

    def fingerprint(self, path: str) -> str | None:
        """Return what a path was put with; None where it must be put again."""
        feed = self._feeds.get(path)
        return feed.fingerprint if feed and self._soundness.holds(feed) else None

    def document(self, path: str) -> bytes | None:
        """Return what readers have at a path: see :func:`published_document`."""
        feed = None if self._table.was_unfinished else self._feeds.get(path)
        return published_document(self._output, path, feed)

    def put(self, representation: Representation, fingerprint: str, verify: bool = False) -> bool:
        """Publish a representation; return whether its file was written.

        Bytes that are published already keep their file, its time and their validators; with
        ``verify`` the file is read to see that it still holds them.
        Raises :class:`~feeds.errors.EditionError` where the path is not one for a file
        below the output directory, or the file cannot be written.
        """
        path = representation.path
        file = self._output.locate(path)
        before = self._feeds.get(path)
        digest = before.digest if before else None
        same = before if before and digest == representation.digest else None
        kept = same and is_intact(same, file) and same.coded.keys() == representation.encoded.keys()
        if same and kept and not (verify and is_spoilt(representation, file)):
            feed, written = same, False
        else:
            self._table.begin()
            if same and not self._table.was_unfinished:
                self.repaired += len(broken_files(same, file))
            with writing(os.fsdecode(file)), self._soundness.changing(file):
                feed, written = self._publish(representation, file, same)
        feed = feed._replace(
            kind=representation.kind,
            format=representation.format.value,
            max_age=representation.max_age,
            fingerprint=fingerprint,
        )
        version = Version(representation.entries, representation.is_full)
        self._note(feed, None if feed.digest == digest else version)
        return written

    def _publish(
        self, new: Representation, file: bytes, same: PublishedFeed | None
    ) -> tuple[PublishedFeed, bool]:
        modified = self._modified_of_kept(new, file, same)
        written = modified is None
        contents = {coded_name(file, coding): coded.body for coding, coded in new.encoded.items()}
        if modified is None:
            modified = self._modified_of_new(new, file, same)
            contents[file] = new.body
        self._require_lock()
        if not written:
            os.utime(file, (modified, modified))
        replace_files(file, contents, modified)
        return row_of(new, modified), written

    def _require_lock(self) -> None:
        """Raise ``EditionError`` where the state directory was removed: others may build now."""
        if not self._lock.is_held():
            state = self._directories[1]
            raise EditionError(f"{state}: was removed or replaced during the build; build again")

    def _modified_of_kept(
        self, new: Representation, file: bytes, same: PublishedFeed | None
    ) -> int | None:
        """Since when the file has held these very bytes; None where it must be written.

        After a killed build, or without its table, the file's own time tells.
        """
        found = find_file(file)
        if found is None or found.st_size != len(new.body) or read_file(file) != new.body:
            return None
        if same is not None:
            return same.modified
        before = self._feeds.get(new.path)
        since = int(found.st_mtime)
        later = before is None or since > before.modified
        return since if later and since <= self._clock() else None

    def _modified_of_new(self, new: Representation, file: bytes, same: PublishedFeed | None) -> int:
        """The second in which these bytes take their place, come before this returns.

        It is later than that of whatever could be read under this path before.
        """
        found = find_file(file)
        if same is not None and found is None:
            return same.modified
        now = self._clock()
        before = self._feeds.get(new.path)
        last = max(
            before.modified if before else -1,
            int(min(found.st_mtime, now)) if found else -1,
        )
        modified = max(int(now), last + 1)
        if 0 < modified - now <= _LONGEST_WAIT:
            self._sleep(modified - now)
        return modified

    def _note(self, feed: PublishedFeed, version: Version | None) -> None:
        if self._feeds.get(feed.path) != feed:
            self._feeds.put(feed.path, feed)
            self._changes[feed.path] = Change(feed, version)
        if len(self._changes) >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Let readers have what was put and removed so far."""
        # The transaction is as short as the write: readers wait for nothing, and a worker
        # forked in between inherits no open one.
        if self._changes:
            self._require_lock()
            self._table.store(self._changes)
            self._changes.clear()

    def make_room(self, wanted: Collection[str]) -> None:
        """Withdraw published paths that stand where a wanted path needs a folder, or inside one."""
        stale = self._feeds.all().keys() - set(wanted)
        needed = {folder for path in wanted for folder in folders_of(path)}
        for path in sorted(stale):
            if path in needed or not folders_of(path).isdisjoint(wanted):
                self._remove(path)
        self.commit()

    def remove_stale(self, wanted: Collection[str]) -> int:
        """Remove every published path that is not wanted; return how many there were.

        Only files published here are removed: one that somebody has put in their place
        since stays. Raises :class:`~feeds.errors.EditionError`.
        """
        stale = sorted(self._feeds.all().keys() - set(wanted))
        for path in stale:
            self._remove(path)
        self.commit()
        return len(stale)

    def remove_strays(self, paths: Iterable[str]) -> int:
        """Remove the files of paths that are not published; return how many paths had any.

        Only files with the time of a build, in whole seconds, are removed.
        """
        strays = 0
        for path in sorted(set(paths) - self._feeds.all().keys()):
            file = self._output.file(path)
            with writing(os.fsdecode(file)), self._soundness.changing(file):
                strays += self._output.remove_built(file)
        return strays

    def _remove(self, path: str) -> None:
        self._table.begin()
        self._require_lock()
        feed = self._feeds.all()[path]
        file = self._output.file(path)
        with writing(os.fsdecode(file)), self._soundness.changing(file):
            self._withdraw(feed)
        self._feeds.put(path, None)
        self._changes[path] = Change(None)

    def _withdraw(self, feed: PublishedFeed) -> None:
        with suppress(EditionError):
            file = self._output.locate(feed.path)
            # The plain file last: no coded one is left without it.
            for name, size in reversed(sizes(feed, file).items()):
                found = find_file(name)
                # A killed build may have written it later than its row says.
                if found and (self._table.was_unfinished or holds(found, size, feed.modified)):
                    self._output.remove(name)
