"""One build at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from feeds.errors import EditionError

_TRIES = 100
_PAUSE = 0.1


def take_lock(file: Path, sleep: Callable[[float], None]) -> sqlite3.Connection:
    """Wait at most ten seconds for the lock; closing what is returned releases it.

    It is SQLite's own lock: it ends with the process, holds between threads too, and a
    worker forked from this process does not keep it, as it would a ``flock``.
    Raises :class:`~feeds.errors.EditionError`, naming the file.
    """
    try:
        lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise EditionError(f"{file}: {error}; see that it can be written") from error
    for _ in range(_TRIES):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                lock.close()
                raise EditionError(f"{file}: {error}; remove it") from error
            sleep(_PAUSE)
        else:
            return lock
    lock.close()
    raise EditionError(f"{file}: another build is running; wait until it has ended")
