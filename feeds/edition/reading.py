"""The table as those read it who serve the edition, also while a build runs."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from feeds.catalogue.checksums import Checksum
from feeds.catalogue.databases import connect, undo_unfinished
from feeds.catalogue.decoding import decoded
from feeds.config.moves import Moves
from feeds.edition.rows import (
    APPLICATION,
    COLUMNS,
    NAME,
    SIGNATURES,
    VERSION,
    Edition,
    PublishedFeed,
    Version,
    unpacked,
)
from feeds.errors import EditionError

_SERVED = COLUMNS.replace("fingerprint", "''")
"""What a feed was built from is its builder's: a server of 100,000 would hold it for nothing."""


def read_edition(state: Path, before: Edition | None = None) -> Edition:
    """Read what is published now; of what was read ``before`` only the changes are read.

    If that was another table, as after the state directory was deleted, its feeds are kept
    until a build has filled this one.
    Raises :class:`~feeds.errors.EditionError` where there is no edition or it is unreadable,
    or where it is damaged: the first reading of a table finds any damage.
    """
    sound = ""
    while True:
        with _reading(state) as connection:
            require_ours(connection)
            run = run_of(connection)
            base, since, carried = _base(before, run)
            if since >= 0 or run.token == sound:
                return _edition(connection, run, base, since, carried)
        # Not within the transaction: closing the file drops its lock (POSIX ``fcntl``).
        _require_sound(state)
        sound = run.token


def _edition(
    connection: sqlite3.Connection, run: Run, base: Edition | None, since: int, carried: bool
) -> Edition:
    feeds = dict(base.feeds) if base else {}
    for (path,) in connection.execute("SELECT path FROM withdrawn WHERE revision > ?", (since,)):
        feeds.pop(path, None)
    rows = connection.execute(f"SELECT {_SERVED} FROM published WHERE revision > ?", (since,))
    feeds.update(by_path(rows))
    about = run.url, run.home, moves_from(run.moves), hubs_from(run.hubs)
    if base and carried and not run.url:
        about = base.url, base.home, base.moves, base.hubs
    complete = bool(run.complete) or carried
    building = bool(run.unfinished)
    return Edition(feeds, complete, *about, run.token, run.revision, building, carried)


def _base(before: Edition | None, run: Run) -> tuple[Edition | None, int, bool]:
    """Return what to start from, from which revision on to read, and whether feeds are carried."""
    if before is None:
        return None, -1, False
    same = before.token == run.token and before.revision <= run.revision  # else an older copy
    if same and not (before.carried and run.complete):
        return before, before.revision, before.carried
    if before.complete and not run.complete:
        return before, -1, True
    return None, -1, False


def read_versions(state: Path, path: str, digests: Iterable[str]) -> dict[str, Version]:
    """Read the versions of a feed that are remembered among these.

    Raises :class:`~feeds.errors.EditionError` where the table is unreadable.
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
    """Read how the directories of published files were left, as their builder noted it.

    Raises :class:`~feeds.errors.EditionError` where the table is unreadable.
    """
    with _reading(state) as connection:
        require_ours(connection)
        return dict(connection.execute(SIGNATURES))


def table_file(state: Path) -> str:
    """Return the name of the table's file."""
    return os.fspath(state / NAME)


def table_stamp(file: str) -> tuple[int, int, int] | None:
    """Return what changes when the table in this file does, None where there is none.

    The file is not opened: closing it would drop the locks SQLite holds on it in another
    thread (POSIX ``fcntl``). Two commits within one tick of the file system's clock give
    one stamp; the third number, its time in nanoseconds, shows how near that is.
    """
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def require_ours(connection: sqlite3.Connection) -> None:
    """Raise ``sqlite3.DatabaseError`` where this is no table of this version."""
    for pragma, ours in (("application_id", APPLICATION), ("user_version", VERSION)):
        if connection.execute(f"PRAGMA {pragma}").fetchone() != (ours,):
            raise sqlite3.DatabaseError("not a table of this version")


class Run(NamedTuple):
    """What is noted of the edition as a whole."""

    token: str
    revision: int
    complete: int
    unfinished: int
    url: str
    home: str
    moves: str
    hubs: str


def run_of(connection: sqlite3.Connection) -> Run:
    """Return what is noted of the edition as a whole; ``sqlite3.DatabaseError`` if nothing is."""
    for row in connection.execute(f"SELECT {', '.join(Run._fields)} FROM run"):
        return Run(*row)
    raise sqlite3.DatabaseError("not a table of this version")


def by_path(rows: Iterable[tuple[object, ...]]) -> dict[str, PublishedFeed]:
    """Return rows as published feeds."""
    return {str(row[0]): PublishedFeed._make(row) for row in rows}


def moves_from(text: str) -> Moves:
    """Read what :func:`moves_text` wrote; ``sqlite3.DatabaseError`` where it did not."""
    return decoded(text, Moves)


def moves_text(moves: Moves) -> str:
    """Write moves as one text."""
    return json.dumps(moves, ensure_ascii=False)


def hubs_from(text: str) -> tuple[str, ...]:
    """Read what :func:`hubs_text` wrote."""
    return tuple(text.split())


def hubs_text(hubs: Iterable[str]) -> str:
    """Write hubs as one text: a URL holds no space."""
    return " ".join(hubs)


def _require_sound(state: Path) -> None:
    file = state / NAME
    with _words(file), closing(connect(file, "rw")) as connection:
        undo_unfinished(connection)
        if Checksum(file).holds() is False:
            raise sqlite3.DatabaseError("its checksum differs")


@contextmanager
def _reading(state: Path) -> Iterator[sqlite3.Connection]:
    # Not mode=ro: after a build was killed within a commit, its journal must be rolled back,
    # and only a writer may. SQLite itself falls back to reading where the file is protected.
    file = state / NAME
    with _words(file), closing(connect(file, "rw")) as connection, connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield connection


@contextmanager
def _words(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        remedy = "run a build, or see that the file can be read"
        raise EditionError(f"{file}: {error}; {remedy}") from error
