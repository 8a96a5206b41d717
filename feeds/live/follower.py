"""Follow an edition in an object store: copy its changes to this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from feeds.edition import (
    BUILD_LOCK,
    OUTCOME,
    TABLE,
    Bodies,
    BuildOutcome,
    Edition,
    EditionMirror,
    Lock,
    PublishedFile,
    note_kept,
    note_outcome,
    read_outcome,
)
from feeds.errors import FeedsError, counted
from feeds.http import content_digest
from feeds.live.integrity import Integrity
from feeds.live.processes import run_elected
from feeds.model import Coding
from feeds.publish.manifest import MANIFEST, read_manifest
from feeds.publish.objects import Store, StoredObject, Tag

_POLL = 2.0
"""Seconds between two requests for the manifest."""
_POLL_SOON = 0.5
"""Seconds until the next one while a publisher is at work."""
_LONGEST = 60.0
"""Seconds after which a publisher is not at work any more, but was interrupted."""
_AGAIN = 30.0
"""Seconds between two attempts to get missing bodies; each attempt requests all of them."""

_AT_ONCE = 16
"""Feeds that are downloaded at the same time."""
_BATCH = 64
"""Feeds that are held in memory at the same time."""


def follow(
    store: Store,
    output: Path,
    state: Path,
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> NoReturn:
    """Copy the store's edition into these directories, and every change of it.

    If the store cannot be reached, the copy stays, and ``tell`` is called once. Raises the error
    of the first attempt if nothing was copied before.
    """
    follower = Follower(store, output, state, tell)

    def work(lock: Lock) -> None:
        while lock.is_held():
            sleep(follower.look())

    run_elected(state, tell, work)


class Follower:
    """Copies what changes in a store."""

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
        self._lack = ""
        self._awaited: tuple[Tag, float] | None = None
        self._again = 0.0
        self._has_copied = False
        self._integrity = Integrity(output, state, (BUILD_LOCK, TABLE, OUTCOME))

    def look(self) -> float:
        """Copy what changed in the store or here; return the seconds to wait after it."""
        began = time.monotonic()
        if self._has_copied and self._integrity.is_touched():
            self._known = None
        known = None if self._lack and began >= self._again else self._known
        try:
            found = self._store.get_newer(MANIFEST, known)
            if found and not self._copy(found, began):
                return _POLL_SOON
        except FeedsError as error:
            self._keep(error, time.monotonic() - began)
            return _POLL
        if self._kept:
            self._recover(time.monotonic() - began)
        return _POLL

    def _copy(self, found: StoredObject, began: float) -> bool:
        """Copy the edition of a manifest; return whether there is nothing to wait for."""
        edition = read_manifest(found.body, self._store.url)
        download = Download(self._store, edition)
        with EditionMirror(self._output, self._state) as mirror:
            download.into(mirror)
        if mirror.was_unusable:
            self._tell(f"the index in {self._state} could not be used, so it was rebuilt")
        if download.written or download.removed:
            copied = counted(download.written, "file")
            self._tell(f"{copied} copied, {download.removed} removed")
        if not self._is_final(download, found.tag, began):
            return False
        self._known, self._since, self._again = found.tag, found.modified, began + _AGAIN
        self._report_lack(download)
        took = time.monotonic() - began
        documents = sum(file.is_feed for file in edition.files.values())
        self._note(documents, download.written, download.removed, took)
        self._has_copied = True
        has_changed = bool(download.written or download.removed)
        self._integrity.note(is_built=True, has_changed=has_changed)
        return True

    def _is_final(self, download: Download, tag: Tag, began: float) -> bool:
        """Return whether everything is there, or what is not will not come.

        A body that is missing while its manifest stays the same is lost. A body that differs
        from the manifest may come from a publisher that is at work.
        """
        if not download.lacking:
            self._awaited = None
            return True
        if self._awaited is None or self._awaited[0] != tag:
            self._awaited = tag, began
        waited = began - self._awaited[1]
        return waited > (_LONGEST if download.is_settling else 0.0)

    def _report_lack(self, download: Download) -> None:
        before, self._lack = self._lack, self._words_for(download)
        if self._lack != before:
            self._tell(self._lack or "no files are missing any more")

    def _words_for(self, download: Download) -> str:
        if not download.lacking:
            return ""
        first, *others = sorted(feed.path for feed in download.lacking)
        what = f"{first} and {len(others)} more are" if others else f"{first} is"
        return f"{self._store.url}: {what} missing or different from the manifest; publish again"

    def _note(self, documents: int, written: int, removed: int, seconds: float) -> None:
        outcome = BuildOutcome(
            instant=datetime.now(UTC),
            seconds=seconds,
            kept=self._lack,
            built=self._since,
            documents=documents,
            written=written,
            removed=removed,
        )
        note_outcome(self._state, outcome)

    def _keep(self, error: FeedsError, seconds: float) -> None:
        last = read_outcome(self._state)
        if (last is None or last.built is None) and not self._has_copied:
            raise error
        why = str(error)
        note_kept(self._state, why, datetime.now(UTC), seconds)
        self._integrity.note(is_built=False)
        if not self._kept:
            self._tell(f"the feeds did not change: {why}")
        self._kept = why

    def _recover(self, seconds: float) -> None:
        last = read_outcome(self._state)
        self._note(last.documents if last else 0, 0, 0, seconds)
        self._integrity.note(is_built=True)
        self._tell("the store answers again")
        self._kept = ""


class Download:
    """Copies the edition of one manifest, each feed with all its codings or not at all."""

    def __init__(self, store: Store, edition: Edition) -> None:
        self._store = store
        self._edition = edition
        self.written = 0
        self.removed = 0
        self.lacking: list[PublishedFile] = []
        """Feeds that have a body that is missing or differs from the manifest."""
        self.is_settling = False
        """A body differs from the manifest, so a publisher may be at work.

        A missing body says nothing: publishers put bodies before the manifest.
        """

    def into(self, mirror: EditionMirror) -> None:
        """Copy all bodies there are, then remove old feeds; a lacking feed stays as it was.

        Raises :class:`~feeds.errors.FeedsError`.
        """
        edition = self._edition
        mirror.is_sound()  # notes the present files, so later edits are noticed
        about = edition.home, edition.moves, edition.hubs, edition.pages
        mirror.describe(edition.url, *about)
        mirror.make_room(edition.files)
        missing = mirror.missing(edition.files.values())
        for path in edition.files.keys() - {feed.path for feed in missing}:
            mirror.note(edition.files[path])
        for feed, bodies in self._fetched(missing):
            if bodies is None:
                mirror.expect(feed)
                self.lacking.append(feed)
            else:
                mirror.copy(feed, bodies)
                self.written += 1
        self.removed = mirror.remove_stale(edition.files)

    def _fetched(
        self, feeds: Sequence[PublishedFile]
    ) -> Iterator[tuple[PublishedFile, Bodies | None]]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for start in range(0, len(feeds), _BATCH):
                some = feeds[start : start + _BATCH]
                yield from zip(some, pool.map(self._fetch, some), strict=True)

    def _fetch(self, feed: PublishedFile) -> Bodies | None:
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
