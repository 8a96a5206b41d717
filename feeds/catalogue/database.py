"""The catalogue's tables, and opening them come what may."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from feeds.catalogue.baseline import carry_over
from feeds.errors import EditionError

NEVER = 2**62
"""Later than any moment: the expiry of what does not expire."""

_SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, version TEXT NOT NULL, left_out TEXT
) WITHOUT ROWID;
CREATE TABLE fault (path TEXT NOT NULL, line INTEGER, message TEXT, fatal INTEGER);
CREATE INDEX file_left_out ON file (left_out) WHERE left_out NOT NULL;
CREATE INDEX fault_path ON fault (path);
CREATE TABLE expanded (path TEXT PRIMARY KEY, made_from TEXT NOT NULL, faults TEXT NOT NULL);
CREATE TABLE post (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, instant INTEGER NOT NULL, due INTEGER NOT NULL,
    expires INTEGER NOT NULL, version TEXT NOT NULL, template INTEGER NOT NULL, facts TEXT NOT NULL
);
CREATE INDEX post_due ON post (due, expires, path);
CREATE INDEX post_expires ON post (expires, due) WHERE expires < {NEVER};
CREATE INDEX post_id ON post (id, instant, path, due, expires);
CREATE INDEX post_template ON post (path, due, expires) WHERE template;
CREATE TABLE shared (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE term (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
    UNIQUE (kind, name)
);
CREATE TABLE member (
    term INTEGER NOT NULL, weight INTEGER NOT NULL, instant INTEGER NOT NULL, tie TEXT NOT NULL,
    path TEXT NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (term, weight DESC, instant, tie, path)
) WITHOUT ROWID;
CREATE INDEX member_path ON member (path);
CREATE TABLE tally (of_table TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO tally VALUES ('file', 0), ('post', 0);
CREATE TABLE missing (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, known TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE touched (term INTEGER PRIMARY KEY);
CREATE TABLE placed (term INTEGER PRIMARY KEY, place TEXT NOT NULL);
"""

_CACHE = 16 * 1024
"""KiB; SQLite's own 2 MB would be written and read again and again in a first build."""
_DOUBLE = "CREATE TEMP TABLE double (path TEXT PRIMARY KEY, id TEXT, first TEXT) WITHOUT ROWID"
"""Posts whose id another has already; which they are depends on the moment."""


def connect(file: Path, rules: str, keep: bool = True) -> sqlite3.Connection:
    """Open the database, empty unless it was made under these rules.

    A file that is damaged or foreign is made anew: it holds nothing that the tree does not.
    Without ``keep`` a copy in memory is opened, and the file is not written. Raises
    :class:`~feeds.errors.EditionError` where the file cannot be used.
    """
    try:
        database = _kept(file, rules) if keep else _copy(file, rules)
        database.execute(f"PRAGMA cache_size = -{_CACHE}")
        database.execute(_DOUBLE)
    except (OSError, sqlite3.Error) as error:
        raise unusable(file, error) from error
    return database


def unusable(file: Path, error: Exception, remove: bool = False) -> EditionError:
    """Return the words for a database that failed; ``remove`` it where it is damaged."""
    if remove and type(error) is sqlite3.DatabaseError:
        file.unlink(missing_ok=True)
        return EditionError(f"{file}: was damaged and has been removed ({error}); build again")
    return EditionError(f"{file}: {error}; see that it can be written, or choose another --state")


def _kept(file: Path, rules: str) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = _usable(file, rules, "rw") or _made(file, rules)
    before = _before(file)
    if before.exists():
        carry_over(database, before)
        before.unlink()
    return database


def _before(file: Path) -> Path:
    """Return where a catalogue of other rules waits until its baseline is taken over."""
    return file.with_name(f"{file.name}-before")


def _copy(file: Path, rules: str) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    kept = _usable(file, rules, "ro")
    if kept is None:
        return _filled(memory, rules)
    with closing(kept):
        kept.backup(memory)
    return memory


def _usable(file: Path, rules: str, mode: str) -> sqlite3.Connection | None:
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)
    except sqlite3.OperationalError:
        return None
    try:
        kept = database.execute("SELECT value FROM meta WHERE key = 'rules'").fetchone()
        if kept == (rules,):
            return database
    except sqlite3.DatabaseError:
        pass
    database.close()
    return None


def _made(file: Path, rules: str) -> sqlite3.Connection:
    with suppress(FileNotFoundError):
        file.replace(_before(file))
    file.with_name(f"{file.name}-journal").unlink(missing_ok=True)
    return _filled(sqlite3.connect(file), rules)


def _filled(database: sqlite3.Connection, rules: str) -> sqlite3.Connection:
    database.executescript(_SCHEMA)
    database.execute("INSERT INTO meta VALUES ('rules', ?)", (rules,))
    database.execute("INSERT INTO term VALUES (0, 'site', '', '')")
    database.commit()
    return database
