"""Following an edition in an object store: what changes there is copied here and served."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from feeds.edition import (
    BUILD_LOCK,
    OUTCOME,
    TABLE,
    EditionMirror,
    Lock,
    Outcome,
    note_kept,
    note_outcome,
    read_outcome,
)
from feeds.errors import FeedsError
from feeds.live.copying import Copy
from feeds.live.election import run_elected
from feeds.live.integrity import Integrity
from feeds.publish.manifest import MANIFEST, read_manifest
from feeds.publish.objects import Found, Store, Tag

_LOOK = 2.0
_SOON = 0.5
"""Seconds between two looks at the manifest; until the next one while a publisher is at work."""

_LONGEST = 60.0
"""Seconds after which no publisher is at work any more, but one was cut off."""
_AGAIN = 30.0
"""Seconds between two looks for what was lacking: each asks for every such body."""


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
    follower = Follower(store, output, state, tell)

    def work(lock: Lock) -> None:
        while lock.is_held():
            sleep(follower.look())

    run_elected(state, tell, work)


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
        self._lack = ""
        self._awaited: tuple[Tag, float] | None = None
        self._again = 0.0
        self._has_copied = False
        self._integrity = Integrity(output, state, (BUILD_LOCK, TABLE, OUTCOME))

    def look(self) -> float:
        """Copy what changed in the store or here; return seconds until the next look."""
        began = time.monotonic()
        if self._has_copied and self._integrity.is_touched():
            self._known = None
        known = None if self._lack and began >= self._again else self._known
        try:
            found = self._store.get_newer(MANIFEST, known)
            if found and not self._copy(found, began):
                return _SOON
        except FeedsError as error:
            self._keep(error, time.monotonic() - began)
            return _LOOK
        if self._kept:
            self._recover(time.monotonic() - began)
        return _LOOK

    def _copy(self, found: Found, began: float) -> bool:
        """Copy what a manifest names; return whether that is all that can be had of it now."""
        edition = read_manifest(found.body, self._store.url)
        copy = Copy(self._store, edition)
        with EditionMirror(self._output, self._state) as mirror:
            copy.into(mirror)
        if mirror.was_unusable:
            self._tell(f"the index in {self._state} could not be used and has been rebuilt")
        if copy.written or copy.removed:
            self._tell(f"{copy.written} feeds copied, {copy.removed} removed")
        if not self._is_final(copy, found.tag, began):
            return False
        self._known, self._since, self._again = found.tag, found.modified, began + _AGAIN
        self._tell_of_lack(copy)
        self._note(len(edition.feeds), copy.written, copy.removed, time.monotonic() - began)
        self._has_copied = True
        self._integrity.note(is_built=True, has_changed=bool(copy.written or copy.removed))
        return True

    def _is_final(self, copy: Copy, tag: Tag, began: float) -> bool:
        """Say whether there is nothing to wait for: all is there, or will not come.

        What is missing while the manifest that names it is still the same is lost. What is
        another body may be a publisher's that is at work.
        """
        if not copy.lacking:
            self._awaited = None
            return True
        if self._awaited is None or self._awaited[0] != tag:
            self._awaited = tag, began
        waited = began - self._awaited[1]
        return waited > (_LONGEST if copy.is_settling else 0.0)

    def _tell_of_lack(self, copy: Copy) -> None:
        before, self._lack = self._lack, self._words_for(copy)
        if self._lack != before:
            self._tell(self._lack or "nothing is missing any more")

    def _words_for(self, copy: Copy) -> str:
        if not copy.lacking:
            return ""
        first, *others = sorted(feed.path for feed in copy.lacking)
        what = f"{first} and {len(others)} more are" if others else f"{first} is"
        return f"{self._store.url}: {what} missing or not as the manifest has it; publish again"

    def _note(self, documents: int, written: int, removed: int, seconds: float) -> None:
        outcome = Outcome(
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
            self._tell(f"the feeds stay as they are: {why}")
        self._kept = why

    def _recover(self, seconds: float) -> None:
        last = read_outcome(self._state)
        self._note(last.documents if last else 0, 0, 0, seconds)
        self._integrity.note(is_built=True)
        self._tell("the store answers again")
        self._kept = ""
