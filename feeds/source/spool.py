"""Files that are found, kept out of memory until they are read: there may be a million."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator

from feeds.errors import EditionError
from feeds.source.tree import SourceFile

_SORT = "CREATE TABLE file AS SELECT path, stamp FROM found ORDER BY path"
"""SQLite compares texts by their bytes in UTF-8."""
_NO_ROOM = "no temporary file can be written ({}); make room, or name another folder in TMPDIR"


class Spool:
    """Files sorted by path, however they came: few are held in memory, more in a file."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Take all files.

        Raises :class:`~feeds.errors.EditionError` where they are many and no temporary file
        can be written.
        """
        # A database without a name is SQLite's own: in a file once it outgrows its cache of
        # 2 MB, and gone with the connection.
        self._database = sqlite3.connect("", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        try:
            self._files = self._fill(files)
        except sqlite3.Error as error:
            raise EditionError(_NO_ROOM.format(error)) from error

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
