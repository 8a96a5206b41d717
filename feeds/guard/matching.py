"""Which old entry is which new one, though its id changed.

Each key is tried in turn, and decides only where it is one old entry's and one new
entry's and nobody else's: what could be two is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from feeds.guard.known import KnownEntry, without_tags

Key = Callable[[KnownEntry], Hashable | None]
"""What two entries share that are the same; None where this entry cannot be told by it."""

_INDEX = re.compile(r"/(?:index|default)\.[a-z]{2,5}$|\.(?:html?|php)$|(?<!/)/+$", re.IGNORECASE)


class Matching(NamedTuple):
    """What became of each old entry."""

    pairs: tuple[tuple[KnownEntry, KnownEntry], ...]
    """Old and new, in the old order."""
    ambiguous: tuple[tuple[KnownEntry, tuple[KnownEntry, ...]], ...]
    """Old entries that could be any of several new ones, or that others could be as well."""
    lost: tuple[KnownEntry, ...]
    """Old entries that no new one is like."""


def match(old: Sequence[KnownEntry], new: Sequence[KnownEntry], keys: Sequence[Key]) -> Matching:
    """Match old entries to new ones by the first key that decides; ids are once on each side."""
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
    return _told(old, new, found, {old: new - taken for old, new in rivals.items()})


def _told(
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
    """The page, however its address is written: scheme, www, ending and trackers apart."""
    return _address(entry.link)


def _path(entry: KnownEntry) -> Hashable | None:
    """The page's path, on whichever host."""
    address = _address(entry.link)
    return address and address[1:] if address and address[1] else None


def _address(link: str) -> tuple[str, str, str, str] | None:
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
    """The day as written: generators differ in the zone of a date that names none."""
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
    address = _address(entry.link)
    return address[1].rpartition("/")[2].casefold() if address else ""


def _folded(title: str) -> str:
    """Return a title's letters and digits, as generators differ in all the rest of it."""
    text = unicodedata.normalize("NFKC", without_tags(title)).casefold()
    return "".join(filter(str.isalnum, text)) or "".join(text.split())


ADOPTING: tuple[Key, ...] = (_page, _titled_moment, _titled_day, _titled_slug, _dated_slug)
"""Strong enough to give a post an id by."""

RECOGNISING: tuple[Key, ...] = (*ADOPTING, _path, _title)
"""Enough for a person to say: this I have read."""
