"""The catalogue's tables, and opening them come what may."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from feeds.errors import EditionError

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, version TEXT NOT NULL, left_out TEXT
) WITHOUT ROWID;
CREATE TABLE fault (path TEXT NOT NULL, line INTEGER, message TEXT, fatal INTEGER);
CREATE INDEX fault_path ON fault (path);
CREATE TABLE post (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, instant INTEGER NOT NULL, due INTEGER NOT NULL,
    expires INTEGER NOT NULL, version TEXT NOT NULL, liquid INTEGER NOT NULL, facts TEXT NOT NULL
);
CREATE INDEX post_id ON post (id, instant, path, due, expires);
CREATE TABLE term (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
    UNIQUE (kind, name)
);
CREATE TABLE member (
    term INTEGER NOT NULL, instant INTEGER NOT NULL, path TEXT NOT NULL,
    due INTEGER NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (term, instant, path)
) WITHOUT ROWID;
CREATE INDEX member_path ON member (path);
"""


def connect(file: Path, rules: str, keep: bool = True) -> sqlite3.Connection:
    """Open the database, empty unless it was made under these rules.

    A file that is damaged or foreign is made anew: it holds nothing that the tree does not.
    Without ``keep`` a copy in memory is opened, and the file is not written. Raises
    :class:`~feeds.errors.EditionError` where the directory cannot be written.
    """
    if not keep:
        return _copy(file, rules)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _usable(file, rules) or _made(file, rules)
    except (OSError, sqlite3.Error) as error:
        place = file.parent.name
        raise EditionError(f"{place}: cannot keep the catalogue ({error}); see --state") from error


def _usable(file: Path, rules: str) -> sqlite3.Connection | None:
    if not file.exists():
        return None
    database = sqlite3.connect(file)
    try:
        kept = database.execute("SELECT value FROM meta WHERE key = 'rules'").fetchone()
        if kept == (rules,):
            return database
    except sqlite3.DatabaseError:
        pass
    database.close()
    return None


def _copy(file: Path, rules: str) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    kept = _usable(file, rules)
    if kept is None:
        return _filled(memory, rules)
    kept.backup(memory)
    kept.close()
    return memory


def _made(file: Path, rules: str) -> sqlite3.Connection:
    for leftover in (file, file.with_name(file.name + "-journal")):
        leftover.unlink(missing_ok=True)
    return _filled(sqlite3.connect(file), rules)


def _filled(database: sqlite3.Connection, rules: str) -> sqlite3.Connection:
    database.executescript(_SCHEMA)
    database.execute("INSERT INTO meta VALUES ('rules', ?)", (rules,))
    database.execute("INSERT INTO term VALUES (0, 'site', '', '')")
    database.commit()
    return database
