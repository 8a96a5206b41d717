"""The tables of the index, and how it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from feeds.catalogue.baseline import PublishedPosts, note_published, published_posts
from feeds.catalogue.database import Database, connect_sound, open_database
from feeds.catalogue.rows import NEVER
from feeds.errors import DamagedError, EditionError

_SCHEMA = """
BEGIN;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, version TEXT NOT NULL, left_out TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE skipped (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE fault (path TEXT NOT NULL, line INTEGER, message TEXT, fatal INTEGER) STRICT;
CREATE TABLE expanded (
    path TEXT PRIMARY KEY, made_from TEXT NOT NULL, faults TEXT NOT NULL
) STRICT;
CREATE TABLE attachment (
    path TEXT PRIMARY KEY, files TEXT NOT NULL, sizes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE post (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, instant INTEGER NOT NULL, due INTEGER NOT NULL,
    expires INTEGER NOT NULL, version TEXT NOT NULL, template INTEGER NOT NULL, facts TEXT NOT NULL
) STRICT;
CREATE TABLE shared (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE term (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT;
CREATE TABLE member (
    term INTEGER NOT NULL, weight INTEGER NOT NULL, ordered_by INTEGER NOT NULL, tie TEXT NOT NULL,
    path TEXT NOT NULL, instant INTEGER NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (term, weight DESC, ordered_by, tie, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (of_table TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES ('file', 0), ('post', 0);
CREATE TABLE missing (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, known TEXT NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE added (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE renamed (path TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE touched (term INTEGER PRIMARY KEY) STRICT;
CREATE TABLE placed (
    term INTEGER PRIMARY KEY, place TEXT NOT NULL, title TEXT NOT NULL, sort TEXT NOT NULL,
    home TEXT NOT NULL, posts INTEGER NOT NULL, newest TEXT NOT NULL
) STRICT;
"""

_INDEXES = {
    "file_left_out": "file (left_out) WHERE left_out NOT NULL",
    "fault_path": "fault (path)",
    "post_due": "post (due, expires, path)",
    "post_expires": f"post (expires, due) WHERE expires < {NEVER}",
    "post_id": "post (id, instant, path, due, expires)",
    "post_template": "post (path, due, expires) WHERE template",
    "member_path": "member (path)",
}

SITE = 0
"""The key of the site's own feed, as a term."""
_CACHE = 16 * 1024
"""KiB; with the 2 MB of SQLite's own, a first build would write and read pages repeatedly."""


def open_catalogue(file: Path, rules: str) -> Database:
    """Open the database for a build.

    It is rebuilt if there is no file, if it was made under other rules, or if it is damaged.
    All of it can be read from the tree again, except what was published: this is copied from a
    file made under other rules. Raises :class:`~feeds.errors.EditionError` if the file
    cannot be used.
    """
    before = PublishedPosts()

    def is_current(kept: sqlite3.Connection) -> bool:
        nonlocal before
        if _is_made_under(rules, kept):
            return True
        before = published_posts(kept)
        return False

    def fill(new: sqlite3.Connection) -> None:
        _fill(new, rules)
        note_published(new, before)

    return open_database(file, is_current, fill)


class CatalogueCopy(Database):
    """A copy in memory: the file is not written.

    If the file was made under other rules, the copy only knows what was published. If it cannot
    be used, the copy is empty.
    """

    def __init__(self, file: Path, rules: str) -> None:
        super().__init__(file, _copied(file, rules))

    def commit(self) -> None:
        """Do nothing: a copy is never stored."""

    def failure(self, error: Exception) -> EditionError:
        """Return the error to raise for an error of SQLite."""
        return DamagedError(self._file, error)

    def close(self) -> None:
        """Drop the copy."""
        self.connection.close()


def _copied(file: Path, rules: str) -> sqlite3.Connection:
    before = PublishedPosts()
    with suppress(OSError, sqlite3.Error), closing(connect_sound(file, "ro")) as kept:
        if _is_made_under(rules, kept):
            copy = sqlite3.connect(":memory:")
            kept.backup(copy)
            return copy
        before = published_posts(kept)
    new = sqlite3.connect(":memory:")
    _fill(new, rules)
    note_published(new, before)
    return new


def prepare(database: sqlite3.Connection) -> None:
    """Set up an open database for a build."""
    database.execute(f"PRAGMA cache_size = -{_CACHE}")


@contextmanager
def indexed_later(database: sqlite3.Connection) -> Iterator[None]:
    """Make the indexes of empty tables after a block that fills them: it is faster.

    All of it is one transaction, which the caller commits: a killed build leaves the indexes.
    """
    if not database.in_transaction:
        database.execute("BEGIN")
    for name in _INDEXES:
        database.execute(f"DROP INDEX {name}")
    yield
    _make_indexes(database)


def _make_indexes(database: sqlite3.Connection) -> None:
    for name, columns in _INDEXES.items():
        database.execute(f"CREATE INDEX {name} ON {columns}")


def _is_made_under(rules: str, database: sqlite3.Connection) -> bool:
    kept = database.execute("SELECT value FROM meta WHERE key = 'rules'").fetchone()
    return bool(kept == (rules,))


def _fill(database: sqlite3.Connection, rules: str) -> None:
    database.executescript(_SCHEMA)
    _make_indexes(database)
    database.execute("INSERT INTO meta VALUES ('rules', ?)", (rules,))
    database.execute("INSERT INTO term VALUES (?, 'site', '', '')", (SITE,))
    database.commit()
