"""What the subscribers of a feed would notice if another took its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from feeds.guard.known import KnownEntry, KnownFeed
from feeds.guard.matching import RECOGNISING, match


class Change(NamedTuple):
    """One post under two ids: whoever has the old one is shown it again."""

    old: KnownEntry
    new: KnownEntry


class Moved(NamedTuple):
    """A date of one post, as it was and as it would be."""

    entry: KnownEntry
    """The new one."""
    date: str
    """``published`` or ``updated``."""
    old: datetime
    new: datetime


class FeedComparison(NamedTuple):
    """A feed and what would take its place."""

    old: KnownFeed
    new: KnownFeed
    kept: int
    """Entries that stay what they are."""
    again: tuple[Change, ...]
    vanished: tuple[KnownEntry, ...]
    """Old entries that the new feed does not show."""
    appeared: tuple[KnownEntry, ...]
    """New entries that the old feed does not show."""
    moved: tuple[Moved, ...]
    reordered: bool
    """Entries of both stand in another order."""

    @property
    def changed_share(self) -> float:
        """The share of the entries shown by both whose ids change: from 0 to 1."""
        shared = self.kept + len(self.again)
        return len(self.again) / shared if shared else 0.0

    @property
    def is_elsewhere(self) -> bool:
        """Both say where they are, and it is not one place: old readers ask at another."""
        before, after = _paths(self.old), _paths(self.new)
        return bool(before and after) and before.isdisjoint(after)

    @property
    def backdated(self) -> tuple[KnownEntry, ...]:
        """New entries that are no newer than what readers have: old posts come into the window."""
        dates = [entry.published for entry in self.old.entries if entry.published]
        newest = max(dates, default=None)
        return tuple(
            entry
            for entry in self.appeared
            if newest and entry.published and entry.published <= newest
        )


def compare(old: KnownFeed, new: KnownFeed, alive: Collection[str] = ()) -> FeedComparison:
    """Compare two feeds entry by entry.

    ``alive`` holds ids that some new entry has, shown here or not: such an id has not
    changed, its entry has only left this feed's window.
    """
    pairs = match(old.entries, new.entries, RECOGNISING).pairs
    changes = [Change(*pair) for pair in pairs]
    shared = [one for one in changes if one.old.id == one.new.id or one.old.id not in alive]
    again = [one for one in shared if one.old.id != one.new.id]
    old_ids = {one.old.id for one in shared}
    new_ids = {one.new.id for one in shared}
    return FeedComparison(
        old=old,
        new=new,
        kept=len(shared) - len(again),
        again=tuple(again),
        vanished=tuple(entry for entry in old.entries if entry.id not in old_ids),
        appeared=tuple(entry for entry in new.entries if entry.id not in new_ids),
        moved=tuple(move for change in shared for move in _moves(change)),
        reordered=_reordered(shared, old, new),
    )


def _moves(change: Change) -> Iterator[Moved]:
    for date in ("published", "updated"):
        before, after = getattr(change.old, date), getattr(change.new, date)
        if before and after and before != after:
            yield Moved(change.new, date, before, after)


def _reordered(shared: Sequence[Change], old: KnownFeed, new: KnownFeed) -> bool:
    successor = {change.old.id: change.new.id for change in shared}
    wanted = [successor[entry.id] for entry in old.entries if entry.id in successor]
    both = set(wanted)
    return wanted != [entry.id for entry in new.entries if entry.id in both]


def paired(
    old: Sequence[KnownFeed], new: Sequence[KnownFeed]
) -> Iterator[tuple[KnownFeed, KnownFeed | None]]:
    """Give each old feed its successor: of the same path, else of the same address.

    An old feed that is alone takes the first of the new; any other may have none.
    """
    by_path = {feed.path: feed for feed in reversed(new) if feed.path}
    by_address = {_address(feed.url): feed for feed in reversed(new) if feed.url}
    for feed in old:
        found = by_path.get(feed.path) if feed.path else None
        found = found or (by_address.get(_address(feed.url)) if feed.url else None)
        yield feed, found or (new[0] if new and len(old) == 1 else None)


def _paths(feed: KnownFeed) -> set[str]:
    return {path for path in (feed.path, _address(feed.url)[1]) if path}


def _address(url: str) -> tuple[str, str, str]:
    """Return what two addresses of one feed share: a scheme may change on the way."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path, parts.query
    except ValueError:
        return "", url, ""
