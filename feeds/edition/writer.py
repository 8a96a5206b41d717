"""Publish: decide which files to write or remove, and set their validators.

A feed is published in this order: old coded forms are removed, then the body, the coded forms and
the row are written. If a build is killed between two steps, files are missing or their time
differs from the row: the next build notices that and writes the feed again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from feeds.config.moves import NOWHERE, Moves
from feeds.edition.drafts import Draft, draft_of
from feeds.edition.lock import DirectoryLock, take_lock
from feeds.edition.output import (
    OutputDirectory,
    UntouchedOutput,
    broken_files,
    coded_name,
    find_file,
    holds,
    holds_digest,
    is_altered,
    is_intact,
    published_document,
    sizes,
    writing,
)
from feeds.edition.rows import PublishedFile
from feeds.edition.soundness import Soundness
from feeds.edition.table import FeedCache, FeedChange, Table
from feeds.errors import EditionError
from feeds.http import content_digest
from feeds.model import FileType, Format, Representation
from feeds.urls import folders_of

BUILD_LOCK = "edition.lock"
"""The lock of a build, in the state directory."""
_BATCH = 500
"""Rows in a commit: after a kill, the next build writes at most so many feeds again."""
_LONGEST_WAIT = 2.0
"""Seconds; for a longer wait the clock must have been set back."""


def make_state_directory(state: Path) -> None:
    """Create the state directory, and let git ignore it; one that exists stays as it is."""
    if not state.is_dir():
        state.mkdir(parents=True, exist_ok=True)
        (state / ".gitignore").write_text("*\n", encoding="ascii")


class EditionWriter:
    """The only writer of an edition, for the length of a ``with`` block."""

    def __init__(
        self,
        output: Path,
        state: Path,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        dry_run: bool = False,
    ) -> None:
        """Lock both directories and remove what a killed build left.

        ``clock`` gives seconds since 1970-01-01T00:00:00Z. In a dry run the output directory,
        which may be missing, is neither locked nor changed. Raises
        :class:`~feeds.errors.EditionError` if a directory cannot be used, or if another build
        still uses the state directory after ten seconds, or the output after a minute. Any
        method raises :class:`~feeds.errors.DamagedError` if the table is damaged: then it is
        removed, and the next writer has an empty one.
        """
        self._directories = (output, state)
        self._dry_run = dry_run
        self._has_begun = False
        self._clock = clock
        self._sleep = sleep
        self._changes: dict[str, FeedChange] = {}
        self.repaired = 0
        """Files that were written again because they were missing or had changed."""
        self.written: set[str] = set()
        """The paths whose documents were written."""
        self.removed: set[str] = set()
        """The paths whose documents were removed."""
        self.pages: set[str] = set()
        """The paths of pages that were written or removed."""
        self.others: set[str] = set()
        """The paths of other files that are not feeds, and were written or removed."""
        self._is_new = not dry_run and not output.exists()
        if not dry_run:
            with writing(output):
                output.mkdir(parents=True, exist_ok=True)
        with writing(state):
            make_state_directory(state)
        with ExitStack() as opened:
            self._lock = take_lock(state / BUILD_LOCK, sleep)
            opened.callback(self._lock.close)
            if not dry_run:
                with writing(output):
                    opened.callback(DirectoryLock(output, sleep).close)
            self._table = Table(state)
            opened.callback(self._table.close)
            self._feeds = FeedCache(self._table)
            self.was_empty = self._table.is_empty()
            """The table had no feed when it was opened."""
            self._output = (UntouchedOutput if dry_run else OutputDirectory)(output)
            self._soundness = Soundness(self._table, self._output, self._feeds)
            self._output.remove_parts()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Commit; if the block did not fail, the edition is complete."""
        with self._opened:
            if self._has_begun:
                self._output.remove_parts()
            self.commit()
            if error is None:
                self._soundness.sign()
                self._table.finish()
            elif self._is_new:
                with suppress(OSError):  # it is not empty, or gone
                    self._directories[0].rmdir()

    def describe(
        self,
        url: str,
        home: str,
        moves: Moves = NOWHERE,
        hubs: Iterable[str] = (),
        pages: str = "",
    ) -> None:
        """Store, for serving, what :class:`~feeds.edition.Edition` has besides its files."""
        self._table.describe(url, home, moves, hubs, pages)

    @property
    def was_unusable(self) -> bool:
        """Return whether a damaged or foreign table was rebuilt."""
        return self._table.was_unusable

    @property
    def version(self) -> str:
        """A text that changes with the edition, once all is committed."""
        return self._table.version

    def kinds(self) -> dict[str, str]:
        """Return the kind of every published feed, by path."""
        return {path: feed.kind for path, feed in self._feeds.all().items() if feed.is_feed}

    def count(self) -> int:
        """Return how many feed documents are published, without changes not yet committed."""
        return self._table.count([*Format])

    def count_pages(self) -> int:
        """Return how many pages are published, without changes not yet committed."""
        return self._table.count([FileType.HTML])

    def is_sound(self) -> bool:
        """Return whether the files of every feed were as they were published."""
        return self._soundness.is_sound()

    def fingerprint(self, path: str) -> str | None:
        """Return the fingerprint of a path; None if it must be written again."""
        feed = self._feeds.get(path)
        return feed.fingerprint if feed and self._soundness.holds(feed) else None

    def is_occupied(self, path: str) -> bool:
        """Return whether something that no build wrote is where a page would be."""
        try:
            return self._output.is_occupied(self._output.locate(path))
        except EditionError:  # a link leads out of the output directory
            return True

    def give_up(self, path: str) -> None:
        """Publish nothing at a path at which somebody else has a file; this file stays."""
        if self._feeds.get(path):
            self._remove(path)

    def document(self, path: str) -> bytes | None:
        """Return the document that readers have at a path; None if there is none."""
        feed = None if self._table.was_unfinished else self._feeds.get(path)
        return published_document(self._output, path, feed)

    def is_own(self, path: str, body: bytes) -> bool:
        """Return whether a document is what a build published, and not another program's."""
        feed = self._feeds.get(path)
        return feed is not None and feed.digest == content_digest(body)

    def begin(self) -> None:
        """Prepare for drafts, which any process of the build may write.

        Raises :class:`~feeds.errors.EditionError` if nothing can be written.
        """
        if not self._has_begun:
            with writing(self._directories[0]):
                self._output.make_parts()
            self._has_begun = True

    def put(self, new: Representation, fingerprint: str, verify: bool = False) -> bool:
        """Publish a representation; see :meth:`publish`."""
        self.begin()
        draft = draft_of(new, None if self._dry_run else self._directories[0])
        return self.publish(draft, fingerprint, verify)

    def publish(self, draft: Draft, fingerprint: str, verify: bool = False) -> bool:
        """Publish a draft, after :meth:`begin`; return whether its file was written.

        If the bytes are published already, the file, its time and the validators stay. With
        ``verify`` the file is read to check that. Raises :class:`~feeds.errors.EditionError`
        if the path is not that of a file below the output directory, or the file cannot be
        written.
        """
        new = draft.file
        file = self._output.locate(new.path)
        before = self._feeds.get(new.path)
        same = before if before and before.digest == new.digest else None
        kept = same and is_intact(same, file) and same.coded.keys() == new.coded.keys()
        if same and kept and not (verify and is_altered(new, file)):
            modified, codings, written = same.modified, same.codings, False
            self._output.discard(draft.parts.values())
        else:
            self._table.begin()
            if same and not self._table.was_unfinished:
                self.repaired += len(broken_files(same, file))
            names = {one: coded_name(file, one) if one else file for one in draft.parts}
            parts = {names[coding]: part for coding, part in draft.parts.items()}
            with writing(os.fsdecode(file)), self._soundness.changing(file, parts.keys()):
                modified, written = self._replace(new, file, parts, same)
            codings = new.codings
        feed = replace(new, modified=modified, codings=codings, fingerprint=fingerprint)
        if written:
            self._note_change(feed, self.written)
        self._put_row(feed, draft if feed.is_feed and same is None else None)
        return written

    def _note_change(self, file: PublishedFile, changed: set[str]) -> None:
        changed.add(file.path)
        if not file.is_feed:
            (self.pages if file.format == FileType.HTML else self.others).add(file.path)

    def _replace(
        self,
        new: PublishedFile,
        file: bytes,
        parts: Mapping[bytes, bytes],
        same: PublishedFile | None,
    ) -> tuple[int, bool]:
        """Put the files in place; return their time, and whether the plain one was replaced."""
        found = find_file(file)
        is_kept = found is not None and holds_digest(file, new, found)
        modified = self._modified_of_kept(new, found, same) if found and is_kept else None
        written = modified is None
        if modified is None:
            modified = self._modified_of_new(new, found, same)
        else:
            self._output.discard(part for name, part in parts.items() if name == file)
            parts = {name: part for name, part in parts.items() if name != file}
        self._require_lock()
        self._output.replace(file, parts, new, modified)
        return modified, written

    def _require_lock(self) -> None:
        """Raise ``EditionError`` if the state directory was removed: others may build now."""
        if not self._lock.is_held():
            state = self._directories[1]
            raise EditionError(
                f"{state}: the folder was removed or replaced during the build; build again"
            )

    def _modified_of_kept(
        self, new: PublishedFile, found: os.stat_result, same: PublishedFile | None
    ) -> int | None:
        """Return since when a file has had exactly these bytes; None if that is not known.

        After a killed build, or without its table, this is the file's own time.
        """
        if same is not None:
            return same.modified
        before = self._feeds.get(new.path)
        since = int(found.st_mtime)
        later = before is None or since > before.modified
        return since if later and since <= self._clock() else None

    def _modified_of_new(
        self, new: PublishedFile, found: os.stat_result | None, same: PublishedFile | None
    ) -> int:
        """Return the second in which these bytes are published; wait until it has begun.

        It is later than that of any other bytes that were at this path before.
        """
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

    def _put_row(self, feed: PublishedFile, version: Draft | None) -> None:
        if self._feeds.get(feed.path) != feed:
            self._feeds.put(feed.path, feed)
            self._changes[feed.path] = FeedChange(feed, version)
        if len(self._changes) >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Publish the rows of what was written and removed so far."""
        # The transaction is as short as the write: readers do not wait, and a worker forked
        # in between has no open one.
        if self._changes:
            self._require_lock()
            self._table.store(self._changes)
            self._changes.clear()

    def make_room(self, wanted: Collection[str]) -> None:
        """Remove stale paths above or below wanted ones: a file cannot be a folder too."""
        stale = self._feeds.all().keys() - set(wanted)
        needed = {folder for path in wanted for folder in folders_of(path)}
        for path in sorted(stale):
            if path in needed or not folders_of(path).isdisjoint(wanted):
                self._remove(path)
        self.commit()

    def remove_stale(self, wanted: Collection[str]) -> int:
        """Remove every published path that is not wanted; return how many there were.

        A file that somebody else has put there since is not removed. Raises
        :class:`~feeds.errors.EditionError`.
        """
        stale = sorted(self._feeds.all().keys() - set(wanted))
        for path in stale:
            self._remove(path)
        self.commit()
        return len(stale)

    def remove_strays(self, paths: Iterable[str]) -> int:
        """Remove the files of paths without a row; return how many paths had files.

        Only files with the time of a build, in whole seconds, are removed.
        """
        strays = set()
        for path in sorted(set(paths) - self._feeds.all().keys()):
            file = self._output.file(path)
            with writing(os.fsdecode(file)), self._soundness.changing(file):
                if self._output.remove_built(file):
                    strays.add(path)
        self.removed |= strays
        return len(strays)

    def _remove(self, path: str) -> None:
        self._table.begin()
        self._require_lock()
        feed = self._feeds.all()[path]
        file = self._output.file(path)
        with writing(os.fsdecode(file)), self._soundness.changing(file):
            self._withdraw(feed)
        self._note_change(feed, self.removed)
        self._feeds.put(path, None)
        self._changes[path] = FeedChange(None)

    def _withdraw(self, feed: PublishedFile) -> None:
        with suppress(EditionError):
            file = self._output.locate(feed.path)
            # The plain file last: a coded file is never alone.
            for name, size in reversed(sizes(feed, file).items()):
                found = find_file(name)
                # A killed build may have written it after its row.
                if found and (self._table.was_unfinished or holds(found, size, feed.modified)):
                    self._output.remove(name)
