"""Render entries and feeds in every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from operator import is_
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import astuple

from feeds.model import Entry, Feed, Format
from feeds.render.jsonfeed import json_feed, json_item
from feeds.render.syndication import atom_entry, atom_feed, rss_feed, rss_item

T = TypeVar("T")

_ENTRIES: Mapping[Format, Callable[[Entry], bytes]] = {
    Format.ATOM: atom_entry,
    Format.RSS: rss_item,
    Format.JSON: json_item,
}
_FEEDS: Mapping[Format, Callable[[Feed, Sequence[bytes]], bytes]] = {
    Format.ATOM: atom_feed,
    Format.RSS: rss_feed,
    Format.JSON: json_feed,
}
# All outside Char of XML 1.0 section 2.2: JSON could contain it, RSS and Atom cannot.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MINUTE = timedelta(minutes=1)


def render_entry(entry: Entry, format: Format) -> bytes:
    """Return an entry as a fragment of a feed document, in UTF-8.

    It is an ``entry`` element, an ``item`` element or a JSON object, and the same in every feed
    that shows it. It is complete only inside a feed, whose root declares its namespaces.
    Raises ``ValueError`` for a naive datetime.
    """
    return render_in_each(entry, (format,))[format]


def render_in_each(entry: Entry, formats: Iterable[Format]) -> dict[Format, bytes]:
    """Render an entry in several formats; this is faster than one after another."""
    made = portable(entry)
    return {format: _ENTRIES[format](made) for format in formats}


def render_feed(feed: Feed, entries: Sequence[bytes], format: Format) -> bytes:
    """Return the whole document, in UTF-8, with entries from :func:`render_entry`.

    Their order is kept. Equal arguments always give equal bytes. Raises ``ValueError`` for a
    naive datetime.
    """
    return _FEEDS[format](portable(feed), entries)


def portable(value: T) -> T:
    """Return a value that Atom, RSS and JSON can all express.

    At any depth, texts lose the characters that XML 1.0 forbids, and datetimes get an offset
    of whole minutes. A value that needs no change is returned itself. Raises ``ValueError``
    for a naive datetime.
    """
    return _portable(value)  # type: ignore[no-any-return]


def _portable(value: Any) -> Any:
    if value is None:
        return value
    if isinstance(value, str):
        # Printable text has none of them; this test is twice as fast as the pattern.
        is_printable = value.replace("\n", "").isprintable()
        return value if is_printable else _FORBIDDEN.sub("", value)
    if isinstance(value, datetime):
        return _on_whole_minutes(value)
    if isinstance(value, tuple):
        made = tuple(map(_portable, value))
        return value if _same(value, made) else made
    if isinstance(value, Struct):
        given = astuple(value)
        made = tuple(map(_portable, given))
        return value if _same(given, made) else type(value)(*made)
    if isinstance(value, Mapping):
        items = {key: _portable(item) for key, item in value.items()}
        return value if _same(value.values(), items.values()) else items
    return value


def _same(old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Say whether nothing changed, by identity: datetimes are equal at different offsets."""
    return all(map(is_, old, new))


def _on_whole_minutes(moment: datetime) -> datetime:
    """Return the same instant at an offset that RFC 3339 5.6 and RFC 822 5.1 can write.

    Local mean time, which zones used before they had standard time, has seconds.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment} has no offset; pass an aware datetime")
    missing = -offset % _MINUTE
    # Computed in local time: in UTC the first day of year 1 would overflow.
    return (moment + missing).replace(tzinfo=timezone(offset + missing)) if missing else moment
