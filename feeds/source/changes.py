"""Which files must be read again, decided without reading any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feeds.source.tree import SourceFile


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the last run, each list sorted by path."""

    suspect: tuple[SourceFile, ...]
    """New, or not surely the same: to be read."""
    removed: tuple[str, ...]
    unchanged: int


def compare(files: Iterable[SourceFile], known: Mapping[str, str]) -> Changes:
    """Compare the files found with the stamps (path → stamp) of the last run."""
    found = list(files)
    suspect = tuple(f for f in found if not f.stamp or known.get(f.path) != f.stamp)
    present = {file.path for file in found}
    removed = tuple(sorted(known.keys() - present))
    return Changes(suspect, removed, len(found) - len(suspect))
