"""Which files must be read again, decided without reading any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from feeds.source.spool import Spool
from feeds.source.tree import SourceFile


class Changes(NamedTuple):
    """What differs from the last run, each sorted by path."""

    suspect: Spool
    """New, or not surely the same: to be read."""
    removed: tuple[str, ...]
    unchanged: int


def compare(files: Iterable[SourceFile], known: dict[str, str]) -> Changes:
    """Compare files as they are found with the stamps (path → stamp) of the last run.

    What is found is taken out of ``known``: in the end it holds what is gone. Raises
    :class:`~feeds.errors.EditionError` where many differ and no temporary file can be written.
    """
    unchanged = 0

    def suspects() -> Iterator[SourceFile]:
        nonlocal unchanged
        for file in files:
            if known.pop(file.path, "") == file.stamp != "":
                unchanged += 1
            else:
                yield file

    suspect = Spool(suspects())
    return Changes(suspect, tuple(sorted(known)), unchanged)
