"""The SQLite databases of the state directory; a damaged one is rebuilt."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from feeds.catalogue.checksums import Checksum, remove
from feeds.errors import DamagedError, EditionError

_PATIENCE = 5.0
_LEFTOVERS = ("", "-journal", "-wal", "-shm", ".checksum")
"""Endings of the names of a database's files."""

# Temporary errors: the file may be fine, so it is kept.
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


class Database:
    """A database, opened by the only build that may write it."""

    def __init__(self, file: Path, patience: float = _PATIENCE) -> None:
        """Take the file; ``patience`` is how many seconds to wait for its readers."""
        self._file, self._patience = file, patience
        self._checksum = Checksum(file)
        self._is_damaged = False
        self.was_unusable = False
        """There was a file, and it was rebuilt because it was damaged or foreign."""

    def open(
        self,
        is_current: Callable[[sqlite3.Connection], bool],
        fill: Callable[[sqlite3.Connection], object],
    ) -> sqlite3.Connection:
        """Open the database as the last build left it, or rebuild it.

        ``fill`` rebuilds it if there is no file, if the file is damaged or foreign
        (``was_unusable``), or if ``is_current`` returns False: it was made under other rules.
        Raises :class:`~feeds.errors.EditionError` if the file cannot be read or written.
        """
        try:
            self.connection = self._kept(is_current) or self._rebuilt(fill)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self._file, error) from error
        return self.connection

    def _kept(self, is_current: Callable[[sqlite3.Connection], bool]) -> sqlite3.Connection | None:
        if _is_nothing(self._file):
            return None
        try:
            connection = connect_sound(self._file, "rw", self._patience)
            if _holds(connection, is_current):
                return connection
        except sqlite3.Error as error:
            if is_passing(error):
                raise
            self.was_unusable = True
        return None

    def _rebuilt(self, fill: Callable[[sqlite3.Connection], object]) -> sqlite3.Connection:
        _remove_database(self._file)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._file, timeout=self._patience)
        fill(connection)
        return connection

    def commit(self) -> None:
        """Keep what was written so far."""
        # SQLite writes the journal before it changes a page. Without a journal nothing has
        # changed, so the checksum still holds.
        if os.path.lexists(f"{self._file}-journal"):
            self._checksum.forget()
        self.connection.commit()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Keep what a block writes, unless it fails.

        Raises :class:`~feeds.errors.EditionError` if it cannot be written.
        """
        self._checksum.forget()
        try:
            with self.connection:
                yield self.connection
        except sqlite3.Error as error:
            raise self.failure(error) from error

    def failure(self, error: Exception) -> EditionError:
        """Return what to raise for an error; a damaged database is removed when it is closed."""
        if is_passing(error):
            return _unusable(self._file, error)
        self._is_damaged = True
        return DamagedError(self._file, error)

    def end(self, error: BaseException | None) -> None:
        """Commit unless there was an error, and close.

        Raises :class:`~feeds.errors.EditionError` if SQLite raised the error.
        """
        try:
            if error is None:
                self.commit()
        except sqlite3.Error as failed:
            error = failed
        told = self.failure(error) if isinstance(error, sqlite3.Error) else None
        self.close()
        if told:
            raise told from error

    def close(self) -> None:
        """Close the database and note its checksum."""
        self.connection.close()
        if self._is_damaged:
            _remove_database(self._file)
        else:
            self._checksum.note()


def connect_sound(file: Path, mode: str, patience: float = _PATIENCE) -> sqlite3.Connection:
    """Open a database that matches its checksum, or that SQLite finds sound.

    ``mode`` is ``ro`` or ``rw``. Raises ``sqlite3.Error``: see :func:`is_passing`.
    """
    connection = connect(file, mode, patience)
    try:
        undo_unfinished(connection)
        sound = Checksum(file).holds()
        if sound is None:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        if not sound:
            raise sqlite3.DatabaseError("its checksum differs")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(file: Path, mode: str, patience: float = _PATIENCE) -> sqlite3.Connection:
    """Open a database if it is a file: at a pipe SQLite would wait for a writer."""
    if os.path.lexists(file) and not os.path.isfile(file):
        raise sqlite3.DatabaseError("it is not a file")
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, timeout=patience, uri=True)


def undo_unfinished(connection: sqlite3.Connection) -> None:
    """Let SQLite undo an interrupted commit, as it does before each first read."""
    connection.execute("PRAGMA schema_version").fetchall()


def is_passing(error: Exception) -> bool:
    """Return whether the error is temporary (locked, disk full), not damage."""
    # The low byte is the primary code (sqlite.org/rescode.html).
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _PASSING


def _holds(
    connection: sqlite3.Connection, is_current: Callable[[sqlite3.Connection], bool]
) -> bool:
    """Return whether an open database is current; close it if not."""
    current = False
    try:
        current = is_current(connection)
    finally:
        if not current:
            connection.close()
    return current


def _is_nothing(file: Path) -> bool:
    """Return whether no build has written a database yet: SQLite first creates an empty file."""
    if not os.path.lexists(file):
        return True
    is_empty = os.path.isfile(file) and os.path.getsize(file) == 0
    return is_empty and Checksum(file).holds() is None


def _unusable(file: Path, error: Exception) -> EditionError:
    return EditionError(f"{file}: {error}; see that it can be written, or choose another --state")


def _remove_database(file: Path) -> None:
    for ending in _LEFTOVERS:
        remove(file.with_name(file.name + ending))
