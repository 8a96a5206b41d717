"""The table of published feeds: one SQLite file, one row a feed, as its one writer has it.

A rollback journal, not a write-ahead log: the file is read where only its directory is
shared, and by servers that may not write to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from feeds.catalogue.databases import Database
from feeds.config.moves import Moves
from feeds.edition.output import file_name
from feeds.edition.reading import (
    by_path,
    hubs_text,
    moves_from,
    moves_text,
    require_ours,
    run_of,
)
from feeds.edition.rows import COLUMNS, NAME, SCHEMA, SIGNATURES, PublishedFeed, Version, packed
from feeds.errors import EditionError

_PATIENCE = 30.0
_MOST_VERSIONS = 50
_REMEMBERED = 30 * 24 * 3600
"""Seconds for which a version is remembered once another has taken its place."""

_PUT = (
    f"INSERT OR REPLACE INTO published ({COLUMNS}, revision)"
    f" VALUES ({', '.join('?' * (len(PublishedFeed._fields) + 1))})"
)
_FORGET_OLD_VERSIONS = """
    DELETE FROM version WHERE path = :path AND digest IN (
        SELECT digest FROM (
            SELECT digest, row_number() OVER newest AS number,
                   lag(modified) OVER newest AS superseded
            FROM version WHERE path = :path WINDOW newest AS (ORDER BY modified DESC))
        WHERE number > :most OR superseded < :since)
"""


class Change(NamedTuple):
    """What becomes of one path."""

    feed: PublishedFeed | None
    """None: it is withdrawn."""
    version: Version | None = None
    """Where its bytes are new."""


class Table:
    """Every published feed, and what is written of it."""

    def __init__(self, state: Path) -> None:
        """Open the table; one that is missing, broken or foreign is rebuilt.

        Raises :class:`~feeds.errors.EditionError` if the file cannot be used.
        """
        self._database = Database(state / NAME, _PATIENCE)
        self._connection = self._database.open(_is_ours, lambda new: new.executescript(SCHEMA))
        run = run_of(self._connection)
        self._token, self._revision, self._complete, self._unfinished, *self._about = run
        self.was_unfinished = bool(self._unfinished)

    @property
    def was_unusable(self) -> bool:
        """Return whether a damaged or foreign file was rebuilt."""
        return self._database.was_unusable

    @property
    def version(self) -> str:
        """What no other table has, nor this one after a change."""
        return f"{self._token} {self._revision}"

    def all(self) -> dict[str, PublishedFeed]:
        """Return every published feed by its path."""
        found = by_path(self._ask(f"SELECT {COLUMNS} FROM published"))
        try:
            for path in found:
                file_name(path)
        except EditionError as error:
            raise self._database.failure(error) from error
        return found

    def find(self, path: str) -> PublishedFeed | None:
        """Return the feed that is published at a path."""
        rows = self._ask(f"SELECT {COLUMNS} FROM published WHERE path = ?", path)
        return by_path(rows).get(path)

    def count(self) -> int:
        """Return how many feeds are published."""
        (found,) = self._ask("SELECT count(*) FROM published")
        return int(found[0])

    def signatures(self) -> dict[bytes, str]:
        """Return the signatures of directories as the last build left them."""
        return dict(self._ask(SIGNATURES))

    def sign(self, signatures: Mapping[bytes, str], anew: bool) -> None:
        """Note how directories are left; ``anew`` in place of all that was noted before."""
        with self._database.changing() as connection:
            if anew:
                connection.execute("DELETE FROM signed")
            connection.executemany(
                "INSERT OR REPLACE INTO signed VALUES (?, ?)", signatures.items()
            )

    def _ask(self, query: str, *values: str) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._database.failure(error) from error

    def begin(self) -> None:
        """Note, before the first file is touched, that what follows may be cut off."""
        if not self._unfinished:
            self._note("unfinished = 1")
            self._unfinished = 1

    def _note(self, change: str, *values: str) -> None:
        with self._database.changing() as connection:
            connection.execute(f"UPDATE run SET {change}", values)

    def store(self, changes: Mapping[str, Change]) -> None:
        """Write what changed, in one transaction that readers can tell by its revision.

        Raises :class:`~feeds.errors.EditionError`.
        """
        self._revision += 1
        with self._database.changing() as connection:
            for path, change in changes.items():
                self._store(connection, path, change)
            connection.execute("UPDATE run SET revision = ?", (self._revision,))

    def _store(self, connection: sqlite3.Connection, path: str, change: Change) -> None:
        if change.feed is None:
            connection.execute("DELETE FROM published WHERE path = ?", (path,))
            connection.execute("DELETE FROM version WHERE path = ?", (path,))
            connection.execute(
                "INSERT OR REPLACE INTO withdrawn VALUES (?, ?)", (path, self._revision)
            )
            return
        connection.execute(_PUT, (*change.feed, self._revision))
        connection.execute("DELETE FROM withdrawn WHERE path = ?", (path,))
        if change.version is not None:
            self._remember(connection, change.feed, change.version)

    def _remember(
        self, connection: sqlite3.Connection, feed: PublishedFeed, version: Version
    ) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?, ?)",
            (feed.path, feed.digest, feed.modified, version.is_full, packed(version.entries)),
        )
        since = feed.modified - _REMEMBERED
        bounds = {"path": feed.path, "most": _MOST_VERSIONS, "since": since}
        connection.execute(_FORGET_OLD_VERSIONS, bounds)

    def describe(self, url: str, home: str, moves: Moves, hubs: Iterable[str]) -> None:
        """Note whose edition this is, where its feeds used to be, and its hubs."""
        about = [url, home, moves_text(moves), hubs_text(hubs)]
        if self._about != about:
            self._revision += 1
            changes = "url = ?, home = ?, moves = ?, hubs = ?, revision = revision + 1"
            self._note(changes, *about)
            self._about = about

    def finish(self) -> None:
        """Note that a build ran to its end."""
        if self._unfinished or not self._complete:
            self._note("complete = 1, unfinished = 0")

    def close(self) -> None:
        """Close the file; what was stored stays, unless the table turned out to be damaged."""
        self._database.close()


def _is_ours(kept: sqlite3.Connection) -> bool:
    """Say that this is a table of this version; ``sqlite3.DatabaseError`` where it is not."""
    require_ours(kept)
    moves_from(run_of(kept).moves)
    return True
