"""Read the table of published feeds, even while a build writes it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.catalogue.database import Checksum, connect, is_passing, undo_unfinished
from feeds.edition.rows import (
    COLUMNS,
    NAME,
    SIGNATURES,
    Edition,
    EditionRow,
    Version,
    by_path,
    edition_row,
    hubs_from,
    moves_from,
    require_ours,
    unpacked,
)
from feeds.errors import DamagedError, EditionError, explained

_SERVED = COLUMNS.replace("fingerprint", "''")
"""Only builds need the fingerprints: a server of 100,000 feeds would keep them for nothing."""


def read_edition(state: Path, before: Edition | None = None) -> Edition:
    """Read what is published now; with what was read ``before``, read only the changes.

    If that was another table, because the state directory was deleted, its feeds are kept until
    a build has filled the new one. Raises :class:`~feeds.errors.EditionError` if there is no
    edition, or it is unreadable or damaged: the first reading of a table finds any damage.
    """
    sound = ""
    while True:
        with _reading(state) as connection:
            require_ours(connection)
            stored = edition_row(connection)
            base, since, carried = _base(before, stored)
            if since >= 0 or stored.token == sound:
                return _edition(connection, stored, base, since, carried)
        # Not within the transaction: closing the file drops its lock (POSIX ``fcntl``).
        _require_sound(state)
        sound = stored.token


def _edition(
    connection: sqlite3.Connection,
    stored: EditionRow,
    base: Edition | None,
    since: int,
    carried: bool,
) -> Edition:
    files = dict(base.files) if base else {}
    for (path,) in connection.execute("SELECT path FROM withdrawn WHERE revision > ?", (since,)):
        files.pop(path, None)
    rows = connection.execute(f"SELECT {_SERVED} FROM published WHERE revision > ?", (since,))
    files.update(by_path(rows))
    moves, hubs = moves_from(stored.moves), hubs_from(stored.hubs)
    about = stored.url, stored.home, moves, hubs, stored.pages
    if base and carried and not stored.url:
        about = base.url, base.home, base.moves, base.hubs, base.pages
    complete = bool(stored.complete) or carried
    building = bool(stored.unfinished)
    return Edition(files, complete, *about, stored.token, stored.revision, building, carried)


def _base(before: Edition | None, stored: EditionRow) -> tuple[Edition | None, int, bool]:
    """Return the edition to start from, the revision to read from, and if its feeds are carried."""
    if before is None:
        return None, -1, False
    # A lower revision: somebody restored an older copy of the table.
    same = before.token == stored.token and before.revision <= stored.revision
    if same and not (before.carried and stored.complete):
        return before, before.revision, before.carried
    if before.complete and not stored.complete:
        return before, -1, True
    return None, -1, False


def read_versions(state: Path, path: str, digests: Iterable[str]) -> dict[str, Version]:
    """Read those of these versions of a feed that are stored.

    Raises :class:`~feeds.errors.EditionError` if the table is unreadable.
    """
    with _reading(state) as connection:
        found = {
            digest: connection.execute(
                "SELECT entries, is_full FROM version WHERE path = ? AND digest = ?", (path, digest)
            ).fetchone()
            for digest in digests
        }
        return {
            digest: Version(unpacked(row[0]), bool(row[1])) for digest, row in found.items() if row
        }


def read_signatures(state: Path) -> dict[bytes, str]:
    """Read the signatures of the directories of published files.

    Raises :class:`~feeds.errors.EditionError` if the table is unreadable.
    """
    with _reading(state) as connection:
        require_ours(connection)
        return dict(connection.execute(SIGNATURES))


def table_file(state: Path) -> str:
    """Return the name of the table's file."""
    return os.fspath(state / NAME)


def table_stamp(file: str) -> tuple[int, int, int] | None:
    """Return inode, size and time (ns) of the table in this file; None if there is none.

    The file is not opened: closing it would drop the locks that SQLite holds on it in another
    thread (POSIX ``fcntl``). Two commits within one tick of the file system's clock have one
    stamp: a stamp whose time is that recent cannot be trusted.
    """
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _require_sound(state: Path) -> None:
    file = state / NAME
    with _edition_errors(file), closing(connect(file, "rw")) as connection:
        undo_unfinished(connection)
        if Checksum(file).holds() is False:
            raise sqlite3.DatabaseError("its checksum differs")


@contextmanager
def _reading(state: Path) -> Iterator[sqlite3.Connection]:
    # Not mode=ro: if a build was killed within a commit, its journal must be rolled back, which
    # needs to write. SQLite itself opens a protected file read-only.
    file = state / NAME
    with _edition_errors(file), closing(connect(file, "rw")) as connection, connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield connection


@contextmanager
def _edition_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if not os.path.lexists(file):
            remedy = "run `feeds build`, or name the state folder of a build"
            raise EditionError(f"{file.parent}: contains no feeds yet; {remedy}") from error
        if isinstance(error, OSError) or is_passing(error):
            raise EditionError(f"{file}: {explained(error)}") from error
        raise DamagedError(file, error) from error
