"""Locks: one build at a time for each state folder and output folder."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from feeds.catalogue.database import is_passing
from feeds.errors import EditionError, explained

_TRIES, _OUTPUT_TRIES = 100, 600
"""For the state directory, and for the output, which other builds lock until they end."""
_PAUSE = 0.1


class Lock:
    """A lock that is held; closing it releases it.

    It is a lock of SQLite: it ends with the process, works between threads too, and a worker
    forked from this process does not keep it, unlike a ``flock``.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection, self._file = connection, file
        self._place = _place(file)

    def is_held(self) -> bool:
        """Return whether it still locks others out: nobody removed or replaced its file."""
        return self._place is not None and _place(self._file) == self._place

    def take(self) -> None:
        """Take it; raises ``sqlite3.Error``."""
        self._connection.execute("BEGIN EXCLUSIVE")

    def close(self) -> None:
        """Release it."""
        self._connection.close()


def _place(file: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def try_lock(file: Path) -> Lock | None:
    """Take the lock; return None if somebody else holds it.

    Raises :class:`~feeds.errors.EditionError`, naming the file.
    """
    if os.path.lexists(file) and not os.path.isfile(file):
        raise EditionError(f"{file}: is not a file; remove it")
    try:
        lock = _locked(file)
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return None
        raise EditionError(f"{file}: {explained(error)}") from error
    if not lock.is_held():  # somebody has just removed the file
        lock.close()
        return None
    return lock


def _locked(file: Path) -> Lock:
    try:
        return _begun(file)
    except sqlite3.DatabaseError as error:
        if is_passing(error):
            raise
        # A lock is an empty file. Do not replace it: if somebody has just locked it, the lock is
        # on the file, not on its name.
        os.truncate(file, 0)
        return _begun(file)


def _begun(file: Path) -> Lock:
    lock = Lock(sqlite3.connect(file, timeout=0, isolation_level=None), file)
    try:
        lock.take()
    except BaseException:
        lock.close()
        raise
    return lock


def take_lock(file: Path, sleep: Callable[[float], None]) -> Lock:
    """Take the lock; wait for it at most ten seconds.

    Raises :class:`~feeds.errors.EditionError`, naming the file.
    """
    for _ in range(_TRIES):
        lock = try_lock(file)
        if lock:
            return lock
        sleep(_PAUSE)
    raise EditionError(f"{file}: another build is running; wait until it ends")


class DirectoryLock:
    """Locks the output directory: builds with other state directories wait.

    The lock is on the directory itself: a file in it would be published, and a file elsewhere
    could be made by others. It ends with the process.
    """

    def __init__(self, directory: Path, sleep: Callable[[float], None]) -> None:
        """Wait at most a minute. Raises :class:`~feeds.errors.EditionError` after it."""
        self._descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        for _ in range(_OUTPUT_TRIES):
            if self._is_taken():
                return
            sleep(_PAUSE)
        self.close()
        remedy = "wait until it ends, or give each build its own --output"
        raise EditionError(f"{directory}: another build is writing to this folder; {remedy}")

    def _is_taken(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks, such as some of NFS
        return True

    def close(self) -> None:
        """Release the lock, even if a process forked from this one has the descriptor."""
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
