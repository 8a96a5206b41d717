"""Compare the files of a site with those of the last build, by size and times."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator

import msgspec

from feeds.errors import EditionError
from feeds.source.tree import SourceFile

_SORT = "CREATE TABLE file AS SELECT path, stamp FROM found ORDER BY path"
"""SQLite compares texts by their bytes in UTF-8."""


class TreeChanges(msgspec.Struct, frozen=True):
    """What changed since the last build."""

    suspect: Spool
    """Files to read: new, or perhaps changed."""
    removed: tuple[str, ...]
    """Sorted by path."""
    unchanged: int


def compare_stamps(files: Iterable[SourceFile], known: dict[str, str]) -> TreeChanges:
    """Compare the files of a tree with the stamps (path → stamp) of the last build.

    Removes each path that is found from ``known``. Raises :class:`~feeds.errors.EditionError` if
    many files changed and no temporary file can be written.
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
    return TreeChanges(suspect, tuple(sorted(known)), unchanged)


class Spool:
    """Files sorted by path: a few in memory, more in a temporary file, as there may be a million.

    They can be added in any order.
    """

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Take all files.

        Raises :class:`~feeds.errors.EditionError` if they are many and no temporary file can be
        written.
        """
        # SQLite keeps a database without a name in memory until it outgrows its cache of 2 MB,
        # and removes its file when the connection is closed.
        self._database = sqlite3.connect("", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        try:
            self._files = self._fill(files)
        except sqlite3.Error as error:
            problem = f"temporary files cannot be written ({error})"
            remedy = "free some space, or set TMPDIR to another folder"
            raise EditionError(f"{problem}; {remedy}") from error

    def _fill(self, files: Iterable[SourceFile]) -> int:
        self._database.execute("CREATE TABLE found (path TEXT, stamp TEXT)")
        rows = ((file.path, file.stamp) for file in files)
        self._database.executemany("INSERT INTO found VALUES (?, ?)", rows)
        self._database.execute(_SORT)
        return int(self._database.execute("SELECT count(*) FROM file").fetchone()[0])

    def __len__(self) -> int:
        return self._files

    def __iter__(self) -> Iterator[SourceFile]:
        for path, stamp in self._database.execute("SELECT path, stamp FROM file ORDER BY rowid"):
            yield SourceFile(path, stamp)
