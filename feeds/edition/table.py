"""The table of published feeds, in SQLite: one row for each feed file.

A rollback journal, not a write-ahead log: other machines may read the file through a shared
directory, and servers may not be allowed to write to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import astuple

from feeds.catalogue.database import open_database
from feeds.config.moves import Moves
from feeds.edition.drafts import Draft
from feeds.edition.output import file_name
from feeds.edition.rows import (
    COLUMNS,
    NAME,
    SCHEMA,
    SIGNATURES,
    PublishedFile,
    by_path,
    edition_row,
    hubs_text,
    moves_from,
    moves_text,
    require_ours,
)
from feeds.errors import EditionError

_PATIENCE = 30.0
"""Seconds to wait for readers."""
_MOST_VERSIONS = 50
_REMEMBERED = 30 * 24 * 3600
"""Seconds for which a version is kept after another one replaced it."""

_PUT = (
    f"INSERT OR REPLACE INTO published ({COLUMNS}, revision)"
    f" VALUES ({', '.join('?' * (len(PublishedFile.__struct_fields__) + 1))})"
)
_FORGET_OLD_VERSIONS = """
    DELETE FROM version WHERE path = :path AND digest IN (
        SELECT digest FROM (
            SELECT digest, row_number() OVER newest AS number,
                   lag(modified) OVER newest AS superseded
            FROM version WHERE path = :path WINDOW newest AS (ORDER BY modified DESC))
        WHERE number > :most OR superseded < :since)
"""


class FeedChange(msgspec.Struct, frozen=True):
    """The change of one path."""

    feed: PublishedFile | None
    """None: it is withdrawn."""
    version: Draft | None = None
    """What it was made from, if its bytes are new."""


class Table:
    """The published feeds of a state directory, for their only writer."""

    def __init__(self, state: Path) -> None:
        """Open the table; one that is missing, broken or foreign is rebuilt.

        Raises :class:`~feeds.errors.EditionError` if the file cannot be used.
        """
        file = state / NAME
        self._database = open_database(
            file, _is_ours, lambda new: new.executescript(SCHEMA), _PATIENCE
        )
        self._connection = self._database.connection
        stored = edition_row(self._connection)
        self._token, self._revision = stored.token, stored.revision
        self._complete, self._unfinished = bool(stored.complete), bool(stored.unfinished)
        self._about = [stored.url, stored.home, stored.moves, stored.hubs, stored.pages]
        self.was_unfinished = self._unfinished
        """The last build was interrupted."""

    @property
    def was_unusable(self) -> bool:
        """Return whether a damaged or foreign file was rebuilt."""
        return self._database.was_unusable

    @property
    def version(self) -> str:
        """A text that changes with the table; no other table has the same."""
        return f"{self._token} {self._revision}"

    def all(self) -> dict[str, PublishedFile]:
        """Return every published feed by its path."""
        found = by_path(self._ask(f"SELECT {COLUMNS} FROM published"))
        try:
            for path in found:
                file_name(path)
        except EditionError as error:
            raise self._database.failure(error) from error
        return found

    def find(self, path: str) -> PublishedFile | None:
        """Return the feed that is published at a path."""
        rows = self._ask(f"SELECT {COLUMNS} FROM published WHERE path = ?", path)
        return by_path(rows).get(path)

    def count(self, formats: Collection[str]) -> int:
        """Return how many files are published in these formats."""
        (found,) = self._ask(
            "SELECT count(*) FROM published WHERE format IN (SELECT value FROM json_each(?))",
            json.dumps([*formats]),
        )
        return int(found[0])

    def is_empty(self) -> bool:
        """Return whether nothing is published."""
        return not self._ask("SELECT 1 FROM published LIMIT 1")

    def signatures(self) -> dict[bytes, str]:
        """Return the signatures of directories after the last build."""
        return dict(self._ask(SIGNATURES))

    def sign(self, signatures: Mapping[bytes, str], all_of_them: bool) -> None:
        """Store signatures of directories; ``all_of_them`` replaces those stored before."""
        with self._database.changing() as connection:
            if all_of_them:
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
        """Note, before the first file changes, that the build is unfinished."""
        if not self._unfinished:
            self._note("unfinished = 1")
            self._unfinished = True

    def _note(self, change: str, *values: str) -> None:
        with self._database.changing() as connection:
            connection.execute(f"UPDATE run SET {change}", values)

    def store(self, changes: Mapping[str, FeedChange]) -> None:
        """Write changes by path, in one transaction that gets a new revision.

        Raises :class:`~feeds.errors.EditionError`.
        """
        self._revision += 1
        with self._database.changing() as connection:
            for path, change in changes.items():
                self._store(connection, path, change)
            connection.execute("UPDATE run SET revision = ?", (self._revision,))

    def _store(self, connection: sqlite3.Connection, path: str, change: FeedChange) -> None:
        if change.feed is None:
            connection.execute("DELETE FROM published WHERE path = ?", (path,))
            connection.execute("DELETE FROM version WHERE path = ?", (path,))
            connection.execute(
                "INSERT OR REPLACE INTO withdrawn VALUES (?, ?)", (path, self._revision)
            )
            return
        connection.execute(_PUT, (*astuple(change.feed), self._revision))
        connection.execute("DELETE FROM withdrawn WHERE path = ?", (path,))
        if change.version is not None:
            self._remember(connection, change.feed, change.version)

    def _remember(
        self, connection: sqlite3.Connection, feed: PublishedFile, version: Draft
    ) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?, ?)",
            (feed.path, feed.digest, feed.modified, version.is_full, version.entries),
        )
        since = feed.modified - _REMEMBERED
        bounds = {"path": feed.path, "most": _MOST_VERSIONS, "since": since}
        connection.execute(_FORGET_OLD_VERSIONS, bounds)

    def describe(self, url: str, home: str, moves: Moves, hubs: Iterable[str], pages: str) -> None:
        """Store what :class:`~feeds.edition.rows.Edition` has besides its files."""
        about = [url, home, moves_text(moves), hubs_text(hubs), pages]
        if self._about != about:
            self._revision += 1
            changes = "url = ?, home = ?, moves = ?, hubs = ?, pages = ?"
            self._note(f"{changes}, revision = revision + 1", *about)
            self._about = about

    def finish(self) -> None:
        """Note that a build ran to its end."""
        if self._unfinished or not self._complete:
            self._note("complete = 1, unfinished = 0")

    def close(self) -> None:
        """Close the file. What was stored is kept, unless the table is damaged."""
        self._database.close()


def _is_ours(kept: sqlite3.Connection) -> bool:
    """Return True for a table of this version; ``sqlite3.DatabaseError`` for anything else."""
    require_ours(kept)
    moves_from(edition_row(kept).moves)
    return True


class FeedCache:
    """The published feeds, with changes that are not yet committed.

    Rows are read when they are first asked for.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._all: dict[str, PublishedFile] | None = None
        self._some: dict[str, PublishedFile | None] = {}

    def get(self, path: str) -> PublishedFile | None:
        """Return the feed at a path."""
        if self._all is not None:
            return self._all.get(path)
        if path not in self._some:
            self._some[path] = self._table.find(path)
        return self._some[path]

    def all(self) -> Mapping[str, PublishedFile]:
        """Return every feed by its path."""
        if self._all is None:
            found = self._table.all() | self._some
            self._all = {path: feed for path, feed in found.items() if feed}
        return self._all

    def put(self, path: str, feed: PublishedFile | None) -> None:
        """Note a new feed at a path; None to remove it."""
        if self._all is None:
            self._some[path] = feed
        elif feed:
            self._all[path] = feed
        else:
            self._all.pop(path, None)
