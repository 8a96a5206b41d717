"""Open the SQLite databases of the state folder; rebuild damaged ones.

SQLite's own check finds neither a value that changed in a row nor a row that is gone; a checksum
finds both. A build stores it when it closes a database, and removes it before it changes the
database: what a killed build leaves is repaired by SQLite, and is not damaged.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import msgspec
from deflate import crc32  # a third of the time that zlib takes

from feeds.errors import DamagedError, EditionError, explained

_PATIENCE = 5.0
"""Seconds to wait for others that use a database."""
_LEFTOVERS = ("", "-journal", "-wal", "-shm", ".checksum")
"""Endings of the names of a database's files."""
_BLOCK = 1 << 17
_TICK = 20_000_000
"""Nanoseconds; twice the longest time after which Linux dates a change of a file anew."""

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
    """An open database, which only this build may write."""

    def __init__(
        self, file: Path, connection: sqlite3.Connection, was_unusable: bool = False
    ) -> None:
        self._file, self.connection = file, connection
        self._checksum = Checksum(file)
        self._is_damaged = False
        self.was_unusable = was_unusable
        """There was a file, and it was rebuilt because it was damaged or foreign."""

    def commit(self) -> None:
        """Keep what was written so far."""
        # SQLite writes the journal before it changes a page. Without a journal nothing has
        # changed, so the checksum is still right.
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
        failure = self.failure(error) if isinstance(error, sqlite3.Error) else None
        self.close()
        if failure:
            raise failure from error

    def close(self) -> None:
        """Close the database and store its checksum."""
        self.connection.close()
        if self._is_damaged:
            _remove_database(self._file)
        else:
            self._checksum.note()


def open_database(
    file: Path,
    is_current: Callable[[sqlite3.Connection], bool],
    fill: Callable[[sqlite3.Connection], object],
    patience: float = _PATIENCE,
) -> Database:
    """Open a database as the last build left it, or rebuild it.

    ``fill`` rebuilds it if there is no file, if the file is damaged or foreign
    (``was_unusable``), or if ``is_current`` returns False: it was made under other rules.
    ``patience`` is how many seconds to wait for readers. Raises
    :class:`~feeds.errors.EditionError` if the file cannot be read or written.
    """
    was_unusable = False
    try:
        try:
            kept = _kept(file, is_current, patience)
        except sqlite3.Error as error:
            if is_passing(error):
                raise
            kept, was_unusable = None, True
        return Database(file, kept or _rebuilt(file, fill, patience), was_unusable)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(file, error) from error


def _kept(
    file: Path, is_current: Callable[[sqlite3.Connection], bool], patience: float
) -> sqlite3.Connection | None:
    """Return a connection to the database; None if there is none, or it is not current."""
    if _is_nothing(file):
        return None
    connection = connect_sound(file, "rw", patience)
    current = False
    try:
        current = is_current(connection)
    finally:
        if not current:
            connection.close()
    return connection if current else None


def _rebuilt(
    file: Path, fill: Callable[[sqlite3.Connection], object], patience: float
) -> sqlite3.Connection:
    _remove_database(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=patience)
    fill(connection)
    return connection


def _is_nothing(file: Path) -> bool:
    """Return whether no build has written a database yet: SQLite first creates an empty file."""
    if not os.path.lexists(file):
        return True
    is_empty = os.path.isfile(file) and os.path.getsize(file) == 0
    return is_empty and Checksum(file).holds() is None


def connect_sound(file: Path, mode: str, patience: float = _PATIENCE) -> sqlite3.Connection:
    """Open a database that matches its checksum; without a checksum, SQLite checks it.

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


def _unusable(file: Path, error: Exception) -> EditionError:
    return EditionError(f"{file}: {explained(error)}")


def copy_database(file: Path, directory: Path) -> None:
    """Copy a database, as it was left, to a directory; nothing if there is none."""
    for ending in _LEFTOVERS:
        part = file.with_name(file.name + ending)
        if part.is_file():
            shutil.copy(part, directory)


def _remove_database(file: Path) -> None:
    for ending in _LEFTOVERS:
        remove(file.with_name(file.name + ending))


class _Sum(msgspec.Struct, array_like=True, frozen=True):
    """What is stored in the file of a checksum."""

    size: int
    crc: int
    """CRC-32."""
    stamp: tuple[int, int, int] | None
    """Inode and times of the database; None if it may change without a new time."""


class Checksum:
    """The checksum of a database, valid while no build writes the database.

    The file itself is read. Closing it drops the locks that SQLite holds on it for other
    threads of this process (POSIX ``fcntl``).
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._place = file.with_name(f"{file.name}.checksum")

    def holds(self) -> bool | None:
        """Return whether the database matches its checksum; None if there is no checksum.

        A file with the same inode, size and times has not been written since: nobody can set
        the time of the last change (``st_ctime``). Any other file is read.
        """
        stored = self._stored()
        if stored is None:
            return None
        found = os.stat(self._file)
        if (found.st_size, _stamp(found)) == (stored.size, stored.stamp):
            return True
        with open(self._file, "rb") as stream:
            crc = _crc(stream.fileno(), found.st_size)
        if (found.st_size, crc) == (stored.size, stored.crc):
            return True
        # If there is another checksum by now, a build is writing.
        return False if self._stored() == stored else None

    def forget(self) -> None:
        """Remove the checksum: the database is about to change."""
        remove(self._place)

    def note(self) -> None:
        """Store the checksum of a closed database, unless the stored one is right.

        If that fails, the next build lets SQLite check the database.
        """
        stored = self._stored()
        with suppress(OSError), open(self._file, "rb") as stream:
            found = os.fstat(stream.fileno())
            if stored and stored.stamp == _stamp(found):
                return
            self.forget()
            crc = _crc(stream.fileno(), found.st_size)
            age = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns)
            now = _Sum(found.st_size, crc, _stamp(found) if age > _TICK else None)
            with open(self._place, "xb") as place:
                place.write(msgspec.json.encode(now))

    def _stored(self) -> _Sum | None:
        try:
            return msgspec.convert(json.loads(read_regular(self._place)), _Sum)
        except (OSError, ValueError, RecursionError):
            return None


def read_regular(file: Path) -> bytes:
    """Return the content of a regular file; never wait for the writer of a pipe.

    Raises ``OSError`` if there is no file.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError(f"{file}: not a file")
        return b"".join(iter(partial(os.read, descriptor, found.st_size + 1), b""))
    finally:
        os.close(descriptor)


def remove(place: Path) -> None:
    """Remove a file, or whatever has its name."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _stamp(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def _crc(descriptor: int, size: int) -> int:
    view, crc, done = memoryview(bytearray(_BLOCK)), 0, 0
    while done < size and (read := os.preadv(descriptor, [view[: size - done]], done)):
        crc = crc32(view[:read], crc)
        done += read
    return crc
