"""The table of published feeds: one SQLite file, one row a feed.

A rollback journal, not a write-ahead log: the file is read where only its directory is
shared, and by servers that may not write to it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from feeds.errors import EditionError
from feeds.model import Format

_NAME = "edition.db"
_APPLICATION = 0x46454544  # "FEED": tells this file from somebody else's
_VERSION = 1
_READER_PATIENCE = 5.0
_WRITER_PATIENCE = 30.0

_FORMATS = ", ".join(f"'{format}'" for format in Format)
_SCHEMA = f"""
BEGIN;
CREATE TABLE published (
    path TEXT PRIMARY KEY,
    format TEXT NOT NULL CHECK (format IN ({_FORMATS})),
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    gzip_digest TEXT,
    gzip_size INTEGER,
    modified INTEGER NOT NULL,
    max_age INTEGER NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    complete INTEGER NOT NULL, unfinished INTEGER NOT NULL, url TEXT NOT NULL, home TEXT NOT NULL
) STRICT;
INSERT INTO run VALUES (0, 1, '', '');
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
COMMIT;
"""

# Errors that say nothing against the file itself: it must not be thrown away for them.
_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_NOMEM,
    }
)


class PublishedFeed(NamedTuple):
    """One published file and its validators; a tuple, for 100,000 are read at once."""

    path: str
    """Below the site's URL, with a leading slash, not percent-encoded."""
    format: str
    """A :class:`~feeds.model.Format`'s value."""
    digest: str
    """Of the file's bytes, lower-case hexadecimal."""
    size: int
    """Bytes."""
    gzip_digest: str | None
    """Of the bytes of the ``.gz`` beside it; None where there is none."""
    gzip_size: int | None
    modified: int
    """When these bytes replaced others: whole seconds since 1970-01-01T00:00:00Z."""
    max_age: int
    """Seconds (RFC 9111 5.2.2.1)."""
    fingerprint: str
    """Of what the feed was built from; opaque here."""


class Edition(NamedTuple):
    """All that is published at one time."""

    feeds: Mapping[str, PublishedFeed]
    """By path."""
    complete: bool
    """Some build has run to its end; before that, paths may be missing that will come."""
    url: str = ""
    """The site's, absolute, without a trailing slash; every path goes below it."""
    home: str = ""
    """The absolute URL of the site's own feed; empty where it has none."""


class Table:
    """The table as its one writer has it."""

    def __init__(self, state: Path) -> None:
        """Open the table; one that is missing, broken or foreign is begun anew.

        Raises :class:`~feeds.errors.EditionError` where the file cannot be used.
        """
        self._file = state / _NAME
        try:
            self._open()
        except sqlite3.Error as error:
            raise _unusable(self._file, error) from error

    def _open(self) -> None:
        self._connection = self._connect()
        try:
            self.feeds = dict(self._sound_feeds())
        except sqlite3.Error as error:
            self._connection.close()
            if _is_passing(error):
                raise
            self._begin_anew()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_WRITER_PATIENCE)

    def _sound_feeds(self) -> Mapping[str, PublishedFeed]:
        if self._connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the table is damaged")
        feeds = _feeds(self._connection)
        self._complete, self._unfinished, *self._about = self._connection.execute(
            "SELECT complete, unfinished, url, home FROM run"
        ).fetchone()
        self.was_unfinished = bool(self._unfinished)
        return feeds

    def _begin_anew(self) -> None:
        for name in (self._file, self._file.with_name(_NAME + "-journal")):
            name.unlink(missing_ok=True)
        self._connection = self._connect()
        self._connection.executescript(_SCHEMA)
        self.feeds = {}
        self.was_unfinished = True
        self._complete, self._unfinished, self._about = 0, 1, ["", ""]

    def begin(self) -> None:
        """Note, before the first file is touched, that what follows may be cut off."""
        if not self._unfinished:
            self._note("unfinished = 1")
            self._unfinished = 1

    def _note(self, change: str, *values: str) -> None:
        try:
            with self._connection as connection:
                connection.execute(f"UPDATE run SET {change}", values)
        except sqlite3.Error as error:
            raise _unusable(self._file, error) from error

    def store(self, changes: Mapping[str, PublishedFeed | None]) -> None:
        """Write the changed rows, None meaning removed, in one transaction.

        Raises :class:`~feeds.errors.EditionError`.
        """
        marks = ", ".join("?" * len(PublishedFeed._fields))
        removed = [(path,) for path, feed in changes.items() if feed is None]
        try:
            with self._connection as connection:
                connection.executemany(
                    f"INSERT OR REPLACE INTO published VALUES ({marks})",
                    filter(None, changes.values()),
                )
                connection.executemany("DELETE FROM published WHERE path = ?", removed)
        except sqlite3.Error as error:
            raise _unusable(self._file, error) from error

    def describe(self, url: str, home: str) -> None:
        """Note whose edition this is."""
        if self._about != [url, home]:
            self._note("url = ?, home = ?", url, home)

    def finish(self) -> None:
        """Note that a build ran to its end."""
        if self._unfinished or not self._complete:
            self._note("complete = 1, unfinished = 0")

    def close(self) -> None:
        """Close the file; what was stored stays."""
        self._connection.close()


def read_edition(state: Path) -> Edition:
    """Read what is published now, also while a build runs.

    Raises :class:`~feeds.errors.EditionError` where there is no edition or it is unreadable.
    """
    # Not mode=ro: after a build was killed within a commit, its journal must be rolled back,
    # and only a writer may. SQLite itself falls back to reading where the file is protected.
    address = (state / _NAME).absolute().as_uri() + "?mode=rw"
    try:
        connection = sqlite3.connect(address, timeout=_READER_PATIENCE, uri=True)
        with closing(connection), connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            feeds = _feeds(connection)
            complete, url, home = _about(connection)
    except sqlite3.Error as error:
        raise _unusable(state / _NAME, error) from error
    return Edition(feeds, bool(complete), url, home)


def table_stamp(state: Path) -> tuple[int, int, int] | None:
    """Return what changes when the table does, None where there is none.

    The file is not opened: closing it would drop the locks SQLite holds on it in another
    thread (POSIX ``fcntl``). Two commits within one tick of the file system's clock give
    one stamp; the third number, its time in nanoseconds, shows how near that is.
    """
    try:
        found = os.stat(state / _NAME)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _about(connection: sqlite3.Connection) -> tuple[int, str, str]:
    for complete, url, home in connection.execute("SELECT complete, url, home FROM run"):
        return complete, url, home
    raise sqlite3.DatabaseError("not a table of this version")


def _feeds(connection: sqlite3.Connection) -> dict[str, PublishedFeed]:
    for pragma, ours in (("application_id", _APPLICATION), ("user_version", _VERSION)):
        if connection.execute(f"PRAGMA {pragma}").fetchone() != (ours,):
            raise sqlite3.DatabaseError("not a table of this version")
    rows = connection.execute(f"SELECT {', '.join(PublishedFeed._fields)} FROM published")
    return {row[0]: PublishedFeed._make(row) for row in rows}


def _is_passing(error: Exception) -> bool:
    # The low byte is the primary code (sqlite.org/rescode.html).
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _PASSING


def _unusable(file: Path, error: Exception) -> EditionError:
    return EditionError(f"{file}: {error}; run a build, or see that the file can be written")
