"""Which renderer writes which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from feeds.model import Entry, Feed, Format
from feeds.render.jsonfeed import json_feed, json_item
from feeds.render.portable import portable
from feeds.render.syndication import atom_entry, atom_feed, rss_feed, rss_item

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


def render_entry(entry: Entry, format: Format) -> bytes:
    """One entry as a fragment of a feed document, in UTF-8.

    An ``entry`` element, an ``item`` element or a JSON object. It is the same in every
    feed that shows it, and only whole inside one: the feed's root declares its namespaces.
    Raises ``ValueError`` for a naive datetime.
    """
    return render_in_each(entry, (format,))[format]


def render_in_each(entry: Entry, formats: Iterable[Format]) -> dict[Format, bytes]:
    """The same in each of these formats, for less than one after another."""
    made = portable(entry)
    return {format: _ENTRIES[format](made) for format in formats}


def render_feed(feed: Feed, entries: Sequence[bytes], format: Format) -> bytes:
    """The whole document, in UTF-8, of fragments that :func:`render_entry` made in this format.

    They stand in the order given. Equal arguments give equal bytes, anywhere and any time.
    Raises ``ValueError`` for a naive datetime.
    """
    return _FEEDS[format](portable(feed), entries)
