"""The SQLite databases of the state directory: opened whatever they hold."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from feeds.checksums import Checksum, remove
from feeds.errors import DamagedError, EditionError

_PATIENCE = 5.0
_LEFTOVERS = ("", "-journal", "-wal", "-shm", ".checksum")
"""What the names of a database's files end in."""

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


class Database:
    """A database, for the one build that may write it."""

    def __init__(self, file: Path, patience: float = _PATIENCE) -> None:
        """Name the file; ``patience`` is how many seconds to wait for those who read it."""
        self._file, self._patience = file, patience
        self._checksum = Checksum(file)
        self._is_damaged = False
        self.was_unusable = False
        """There was a file, and it was begun anew because it was not as a build leaves it."""

    def open(
        self,
        is_current: Callable[[sqlite3.Connection], bool],
        fill: Callable[[sqlite3.Connection], object],
    ) -> sqlite3.Connection:
        """Open the database as the last build left it, or begin it anew.

        It is begun anew, and made by ``fill``, where there is no file, where what is there is
        damaged or foreign (``was_unusable``), and where ``is_current`` says that it was made
        under other rules. Raises :class:`~feeds.errors.EditionError` where the file cannot be
        read or written.
        """
        try:
            self.connection = self._kept(is_current) or self._begun_anew(fill)
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

    def _begun_anew(self, fill: Callable[[sqlite3.Connection], object]) -> sqlite3.Connection:
        _remove_database(self._file)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._file, timeout=self._patience)
        fill(connection)
        return connection

    def commit(self) -> None:
        """Keep what was written so far."""
        # SQLite makes the journal before it changes a page. Until the commit it can undo that,
        # so that the checksum holds again.
        if os.path.lexists(f"{self._file}-journal"):
            self._checksum.forget()
        self.connection.commit()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Keep what a block writes, unless it fails.

        Raises :class:`~feeds.errors.EditionError` where it cannot be written.
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
        """Commit unless there was an error, and close; raise the error in words if SQLite did.

        Raises :class:`~feeds.errors.EditionError`.
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
    """Open a database that is as the last build left it, or that SQLite finds sound.

    ``mode`` is ``ro`` or ``rw``. Raises ``sqlite3.Error``: see :func:`is_passing`.
    """
    connection = connect(file, mode, patience)
    try:
        undo_unfinished(connection)
        sound = Checksum(file).holds()
        if sound is None:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        if not sound:
            raise sqlite3.DatabaseError("it is not as it was left")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(file: Path, mode: str, patience: float = _PATIENCE) -> sqlite3.Connection:
    """Open a database, as far as it is a file: SQLite would wait for a pipe's writer."""
    if os.path.lexists(file) and not os.path.isfile(file):
        raise sqlite3.DatabaseError("it is not a file")
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, timeout=patience, uri=True)


def undo_unfinished(connection: sqlite3.Connection) -> None:
    """Have SQLite undo a commit that was cut off, as it does before anything is read."""
    connection.execute("PRAGMA schema_version").fetchall()


def is_passing(error: Exception) -> bool:
    """Say whether an error tells of what is around a database, not of what it holds."""
    # The low byte is the primary code (sqlite.org/rescode.html).
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _PASSING


def _holds(
    connection: sqlite3.Connection, is_current: Callable[[sqlite3.Connection], bool]
) -> bool:
    """Say whether an open database is current; it is closed where it is not."""
    current = False
    try:
        current = is_current(connection)
    finally:
        if not current:
            connection.close()
    return current


def _is_nothing(file: Path) -> bool:
    """Say whether no build has written a database yet: SQLite makes an empty file first."""
    if not os.path.lexists(file):
        return True
    is_empty = os.path.isfile(file) and os.path.getsize(file) == 0
    return is_empty and Checksum(file).holds() is None


def _unusable(file: Path, error: Exception) -> EditionError:
    return EditionError(f"{file}: {error}; see that it can be written, or choose another --state")


def _remove_database(file: Path) -> None:
    for ending in _LEFTOVERS:
        remove(file.with_name(file.name + ending))
