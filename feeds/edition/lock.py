"""One at a time: one build, one builder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from feeds.errors import EditionError

_TRIES = 100
_PAUSE = 0.1

Lock = sqlite3.Connection
"""A lock that is held; closing it releases it.

It is SQLite's own: it ends with the process, holds between threads too, and a worker
forked from this process does not keep it, as it would a ``flock``.
"""


def try_lock(file: Path) -> Lock | None:
    """Take the lock, None where somebody else holds it.

    Raises :class:`~feeds.errors.EditionError`, naming the file.
    """
    try:
        lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise EditionError(f"{file}: {error}; see that it can be written") from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return None
        raise EditionError(f"{file}: {error}; remove it") from error
    return lock


def take_lock(file: Path, sleep: Callable[[float], None]) -> Lock:
    """Wait at most ten seconds for the lock.

    Raises :class:`~feeds.errors.EditionError`, naming the file.
    """
    for _ in range(_TRIES):
        lock = try_lock(file)
        if lock:
            return lock
        sleep(_PAUSE)
    raise EditionError(f"{file}: another build is running; wait until it has ended")
