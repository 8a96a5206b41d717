"""Compare two feeds: what their subscribers would notice.

Entries are matched by several keys in turn, as ids may change.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

from feeds.guard.known_feeds import KnownEntry, KnownFeed, without_tags

_INDEX = re.compile(r"/(?:index|default)\.[a-z]{2,5}$|\.(?:html?|php)$|(?<!/)/+$", re.IGNORECASE)
"""Endings of addresses that lead to the same page without them."""


class ChangedId(msgspec.Struct, frozen=True):
    """One post with two ids: readers that know the old id show the post again."""

    old: KnownEntry
    new: KnownEntry


class ChangedDate(msgspec.Struct, frozen=True):
    """A date of one post that would change."""

    entry: KnownEntry
    """The new one."""
    date: str
    """``published`` or ``updated``."""
    old: datetime
    new: datetime


class FeedComparison(msgspec.Struct, frozen=True):
    """A feed compared with the one that would replace it."""

    old: KnownFeed
    new: KnownFeed
    kept: int
    """Entries whose ids stay the same."""
    again: tuple[ChangedId, ...]
    vanished: tuple[KnownEntry, ...]
    """Old entries that the new feed does not show."""
    appeared: tuple[KnownEntry, ...]
    """New entries that the old feed does not show."""
    moved: tuple[ChangedDate, ...]
    reordered: bool
    """Entries of both have another order."""

    @property
    def changed_share(self) -> float:
        """The share of the entries in both feeds whose ids change: from 0 to 1."""
        shared = self.kept + len(self.again)
        return len(self.again) / shared if shared else 0.0

    @property
    def is_elsewhere(self) -> bool:
        """Both say where they are, and these are different places."""
        before, after = _paths(self.old), _paths(self.new)
        return bool(before and after) and before.isdisjoint(after)

    @property
    def backdated(self) -> tuple[KnownEntry, ...]:
        """New entries that are not newer than what readers have: old posts come into the window."""
        dates = [entry.published for entry in self.old.entries if entry.published]
        newest = max(dates, default=None)
        return tuple(
            entry
            for entry in self.appeared
            if newest and entry.published and entry.published <= newest
        )


def compare(old: KnownFeed, new: KnownFeed, alive: Collection[str] = ()) -> FeedComparison:
    """Compare two feeds entry by entry.

    ``alive`` are the ids of all posts, also of those that the new feed does not show: such an
    id has not changed, its entry has only left this feed's window.
    """
    pairs = match(old.entries, new.entries, RECOGNISING).pairs
    changes = [ChangedId(*pair) for pair in pairs]
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
        moved=tuple(move for change in shared for move in _changed_dates(change)),
        reordered=_reordered(shared, old, new),
    )


def _changed_dates(change: ChangedId) -> Iterator[ChangedDate]:
    for date in ("published", "updated"):
        before, after = getattr(change.old, date), getattr(change.new, date)
        if before and after and before != after:
            yield ChangedDate(change.new, date, before, after)


def _reordered(shared: Sequence[ChangedId], old: KnownFeed, new: KnownFeed) -> bool:
    successor = {change.old.id: change.new.id for change in shared}
    wanted = [successor[entry.id] for entry in old.entries if entry.id in successor]
    both = set(wanted)
    return wanted != [entry.id for entry in new.entries if entry.id in both]


def paired(
    old: Sequence[KnownFeed], new: Sequence[KnownFeed]
) -> Iterator[tuple[KnownFeed, KnownFeed | None]]:
    """Yield each old feed with its successor.

    That is the new feed with the same path, else with the same address, else with the same
    address on another host. A single old feed without one gets the first new feed; otherwise a
    feed may have no successor.
    """
    by_path = {feed.path: feed for feed in reversed(new) if feed.path}
    addresses = [(_address(feed.url), feed) for feed in reversed(new) if feed.url]
    by_address = dict(addresses)
    elsewhere = {address[1:]: feed for address, feed in addresses}
    for feed in old:
        found = by_path.get(feed.path) if feed.path else None
        if not found and feed.url:
            address = _address(feed.url)
            found = by_address.get(address) or elsewhere.get(address[1:])
        yield feed, found or (new[0] if new and len(old) == 1 else None)


def _paths(feed: KnownFeed) -> set[str]:
    return {path for path in (feed.path, url_path(feed.url)) if path}


def url_path(url: str) -> str:
    """Return the path of a URL; the whole text if it is not a URL."""
    return _address(url)[1]


def _address(url: str) -> tuple[str, str, str]:
    """Return an address without scheme and www, which may change."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path, parts.query
    except ValueError:
        return "", url, ""


Key = Callable[[KnownEntry], Hashable | None]
"""A value that two entries of one post share; None if the entry has no such value."""


class Matching(msgspec.Struct, frozen=True):
    """What became of each old entry."""

    pairs: tuple[tuple[KnownEntry, KnownEntry], ...]
    """Old and new, in the old order."""
    ambiguous: tuple[tuple[KnownEntry, tuple[KnownEntry, ...]], ...]
    """Old entries with several possible new ones, or that share one with another old entry."""
    lost: tuple[KnownEntry, ...]
    """Old entries that match no new one."""


def match(old: Sequence[KnownEntry], new: Sequence[KnownEntry], keys: Sequence[Key]) -> Matching:
    """Match old entries to new ones by the first key that decides.

    A key decides only if exactly one old and one new entry have its value: nothing is guessed.
    On each side every id may occur once.
    """
    found: dict[int, int] = {}
    rivals: dict[int, set[int]] = defaultdict(set)
    taken: set[int] = set()
    for key in (_identity, *keys):
        ours = _places(new, key)
        for value, places in _places(old, key).items():
            others = ours.get(value, [])
            if len(places) == len(others) == 1:
                if places[0] not in found and others[0] not in taken:
                    found[places[0]] = others[0]
                    taken.add(others[0])
            else:
                for place in places:
                    rivals[place].update(others)
    return _matching(old, new, found, {old: new - taken for old, new in rivals.items()})


def _matching(
    old: Sequence[KnownEntry],
    new: Sequence[KnownEntry],
    found: Mapping[int, int],
    rivals: Mapping[int, set[int]],
) -> Matching:
    open_ones = [place for place in range(len(old)) if place not in found]
    return Matching(
        pairs=tuple((old[place], new[found[place]]) for place in sorted(found)),
        ambiguous=tuple(
            (old[place], tuple(new[other] for other in sorted(rivals[place])))
            for place in open_ones
            if rivals.get(place)
        ),
        lost=tuple(old[place] for place in open_ones if not rivals.get(place)),
    )


def _places(entries: Sequence[KnownEntry], key: Key) -> Mapping[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        value = key(entry)
        if value is not None:
            places[value].append(place)
    return places


def _identity(entry: KnownEntry) -> Hashable:
    return entry.id


def _page(entry: KnownEntry) -> Hashable | None:
    """Return the page without scheme, www, ending and trackers."""
    return _page_address(entry.link)


def _path(entry: KnownEntry) -> Hashable | None:
    """Return the page's path, on any host."""
    address = _page_address(entry.link)
    return address and address[1:] if address and address[1] else None


def _page_address(link: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    query = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")])
    path = _INDEX.sub("", unquote(parts.path))
    return (host, path, query, parts.fragment) if path or query or parts.fragment else None


def _titled_moment(entry: KnownEntry) -> Hashable | None:
    if entry.published is None:
        return None
    return _folded(entry.title), entry.published.astimezone(UTC)


def _titled_day(entry: KnownEntry) -> Hashable | None:
    """Return title and day as written: generators use different zones for dates without one."""
    title = _folded(entry.title)
    return (title, entry.published.date()) if title and entry.published else None


def _titled_slug(entry: KnownEntry) -> Hashable | None:
    title, slug = _folded(entry.title), _slug(entry)
    return (title, slug) if title and slug else None


def _dated_slug(entry: KnownEntry) -> Hashable | None:
    slug = _slug(entry)
    return (slug, entry.published.date()) if slug and entry.published else None


def _title(entry: KnownEntry) -> Hashable | None:
    return _folded(entry.title) or None


def _slug(entry: KnownEntry) -> str:
    address = _page_address(entry.link)
    return address[1].rpartition("/")[2].casefold() if address else ""


def _folded(title: str) -> str:
    """Return a title's letters and digits: generators write the rest differently."""
    text = unicodedata.normalize("NFKC", without_tags(title)).casefold()
    return "".join(filter(str.isalnum, text)) or "".join(text.split())


ADOPTING: tuple[Key, ...] = (_page, _titled_moment, _titled_day, _titled_slug, _dated_slug)
"""Keys that are reliable enough to give a post the id of an old entry."""

RECOGNISING: tuple[Key, ...] = (*ADOPTING, _path, _title)
"""Keys by which a person would recognise a post."""
