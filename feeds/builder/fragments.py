"""Keep what was rendered for the next feed that shows it too, within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping

from feeds.model import Format

Fragments = Mapping[Format, bytes]
"""One entry in each format."""

MOST_BYTES = 64 * 1024 * 1024
_EACH = 1024
"""Bytes that an entry takes beside its text, roughly: keys, headers of objects."""


class FragmentCache:
    """The fragments used last; together they take ``most_bytes`` at most.

    None, for a post that has no entry, is kept too.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Fragments | None] = OrderedDict()

    def get(self, key: Hashable, render: Callable[[], Fragments | None]) -> Fragments | None:
        """Return what is kept under ``key``, else what ``render`` returns, kept from now on."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        fragments = self._kept[key] = render()
        self._bytes += _size(fragments)
        while self._bytes > self._most_bytes:
            self._bytes -= _size(self._kept.popitem(last=False)[1])
        return fragments


def _size(fragments: Fragments | None) -> int:
    return _EACH + sum(map(len, (fragments or {}).values()))
