"""Where several workers combine their counts (prometheus_client's multiprocess mode)."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that prometheus_client reads once, when it is imported."""

_PREFIX = "feeds-metrics-"
_NEW = 60  # seconds in which a new directory may not be locked yet


@contextmanager
def counts_directory() -> Iterator[None]:
    """Make a temporary directory for the counts of child processes; remove it at the end.

    It is not in the state directory, which may be deleted while the server runs. If the
    environment already names a directory, that one is used and kept. Directories of killed
    servers are removed too.
    """
    if DIRECTORY in os.environ:
        yield
        return
    _remove_abandoned()
    with TemporaryDirectory(prefix=_PREFIX) as directory:
        lock = os.open(directory, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.environ[DIRECTORY] = directory
        try:
            yield
        finally:
            del os.environ[DIRECTORY]
            os.close(lock)


def _remove_abandoned() -> None:
    """Remove directories that no server locks; the lock ends with a server's last process."""
    for directory in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            lock = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                found = os.fstat(lock)
                if found.st_uid == os.geteuid() and time.time() - found.st_mtime > _NEW:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(directory)
            finally:
                os.close(lock)
