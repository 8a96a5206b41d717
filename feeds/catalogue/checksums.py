"""A checksum beside a file of the state directory, for as long as nobody changes the file.

SQLite's own check finds neither a value that changed in a row nor a row that is gone; a checksum
finds both. A build notes it when it closes a database, and removes the note before it changes the
database: what a killed build leaves is repaired by SQLite, and not taken for damaged.
"""

from __future__ import annotations

import json
import os
import stat
import time
import zlib
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

_BLOCK = 1 << 17
_LARGE = 1 << 20
"""Bytes; libdeflate takes a third of zlib's time, but must be loaded."""
_TICK = 20_000_000
"""Nanoseconds; twice as long as Linux lets a file's times stand still."""


class _Note(NamedTuple):
    size: int
    crc: int
    """CRC-32."""
    stamp: list[int] | None
    """Inode and times of the file; None where it may change and keep them."""


class Checksum:
    """What is noted of a database while no build writes it.

    The file itself is read: to close it drops the locks that SQLite holds on it for other
    threads of this process (POSIX ``fcntl``).
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._place = file.with_name(f"{file.name}.checksum")

    def holds(self) -> bool | None:
        """Say whether the database is as it was noted; None where nothing is noted.

        A file with the same inode, size and times has not been written since: nobody can set
        the time of the last change (``st_ctime``). Any other file is read.
        """
        noted = self._noted()
        if noted is None:
            return None
        found = os.stat(self._file)
        if (found.st_size, _stamp(found)) == (noted.size, noted.stamp):
            return True
        with open(self._file, "rb") as stream:
            same = (found.st_size, _crc(stream.fileno(), found.st_size)) == noted[:2]
        # If the note is another one by now, a build is at work.
        return same or (False if self._noted() == noted else None)

    def forget(self) -> None:
        """Remove the note: the database is about to change."""
        remove(self._place)

    def note(self) -> None:
        """Note a database that is closed, unless it is as it was noted.

        Where that fails the next build has SQLite check the database.
        """
        noted = self._noted()
        with suppress(OSError), open(self._file, "rb") as stream:
            found = os.fstat(stream.fileno())
            if noted and noted.stamp == _stamp(found):
                return
            self.forget()
            crc = _crc(stream.fileno(), found.st_size)
            aged = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns)
            note = _Note(found.st_size, crc, _stamp(found) if aged > _TICK else None)
            with open(self._place, "x", encoding="ascii") as place:
                json.dump(note, place)

    def _noted(self) -> _Note | None:
        try:
            size, crc, stamp = json.loads(read_regular(self._place))
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return _Note(size, crc, stamp)


def read_regular(file: Path) -> bytes:
    """Return what a file holds; no pipe's writer is waited for.

    Raises ``OSError`` where there is no file.
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
    """Remove a file, or whatever else is in its place."""
    if place.is_dir() and not place.is_symlink():
        import shutil  # loads long, and is wanted where somebody made a mess

        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _stamp(found: os.stat_result) -> list[int]:
    return [found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def _crc(descriptor: int, size: int) -> int:
    add = zlib.crc32
    if size > _LARGE:
        from deflate import crc32 as add
    view, crc, done = memoryview(bytearray(_BLOCK)), 0, 0
    while done < size and (read := os.preadv(descriptor, [view[: size - done]], done)):
        crc = add(view[:read], crc)
        done += read
    return crc
