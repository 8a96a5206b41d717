"""Keep what was rendered for the next feed that shows it too, in bounded memory."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import IO, Any, NamedTuple

from feeds.model import Format

Fragments = Mapping[Format, bytes]
"""One entry in each format."""

MOST_BYTES = 64 * 1024 * 1024
_EACH = 1024
"""Bytes that an entry takes beside its text, roughly: keys, headers of objects."""


class _Place(NamedTuple):
    start: int
    size: int


class FragmentCache:
    """The fragments that are wanted again; ``most_bytes`` of them in memory, more in a file.

    None, for a post that has no entry, is kept too.
    """

    def __init__(self, uses: Mapping[Any, int] | None = None, most_bytes: int = MOST_BYTES) -> None:
        """Take how often each key will be asked for; what is not told of is not kept."""
        self._left: Counter[Hashable] = Counter(uses)
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Fragments | None] = OrderedDict()
        self._spilled: dict[Hashable, _Place] = {}

    def get(self, key: Hashable, render: Callable[[], Fragments | None]) -> Fragments | None:
        """Return what is kept under ``key``, else what ``render`` returns."""
        self._left[key] -= 1
        if key in self._kept:
            fragments = self._kept.pop(key)
            self._bytes -= _size(fragments)
        elif key in self._spilled:
            fragments = self._read(self._spilled[key])
        else:
            fragments = render()
        self._keep(key, fragments)
        return fragments

    def close(self) -> None:
        """Give the file back, if there was one."""
        if "_file" in vars(self):
            self._file.close()

    def _keep(self, key: Hashable, fragments: Fragments | None) -> None:
        if self._left[key] <= 0:
            del self._left[key]
            self._spilled.pop(key, None)
            return
        self._kept[key] = fragments
        self._bytes += _size(fragments)
        while self._bytes > self._most_bytes:
            self._spill(*self._kept.popitem(last=False))

    def _spill(self, key: Hashable, fragments: Fragments | None) -> None:
        self._bytes -= _size(fragments)
        if key in self._spilled:
            return
        with suppress(OSError):  # no room: it is rendered again
            start = self._file.seek(0, 2)
            size = self._file.write(pickle.dumps(fragments))
            self._spilled[key] = _Place(start, size)

    def _read(self, place: _Place) -> Fragments | None:
        self._file.seek(place.start)
        fragments: Fragments | None = pickle.loads(self._file.read(place.size))
        return fragments

    @cached_property
    def _file(self) -> IO[bytes]:
        return tempfile.TemporaryFile(prefix="feeds-")


def _size(fragments: Fragments | None) -> int:
    return _EACH + sum(map(len, (fragments or {}).values()))
