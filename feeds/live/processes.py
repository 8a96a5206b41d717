"""Elect the process that builds, and replace processes that end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from feeds.edition import Lock, make_state_directory, read_outcome, try_lock
from feeds.errors import EditionError

_LOCK_NAME = "builder.lock"
_ELECTION_PAUSE = 0.5
"""Seconds between two attempts to be elected."""
_ELECTION_RETRY = 2.0
"""Seconds until the next attempt if the state directory cannot be created again."""

_POLL = 0.05
"""Seconds between two checks for the first edition."""
_FIRST_BUILD = 10.0
"""Seconds to wait for a newer edition if there is one already."""
_REVIVAL_PAUSE = 1.0
"""Seconds until a builder that died is replaced."""
_LAST_BUILD = 10.0
"""Seconds in which a builder may end."""


@contextmanager
def elected(
    state: Path, tell: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> Iterator[Lock]:
    """Wait until no other process builds into this state directory, then hold its lock.

    Raises :class:`~feeds.errors.EditionError` if the directory cannot be used.
    """
    lock = _try(state)
    if lock is None:
        tell("another process updates these feeds, so this one waits")
        while lock is None:
            sleep(_ELECTION_PAUSE)
            lock = _try(state)
        tell("the process that updated these feeds has ended, so this one updates them")
    with closing(lock):
        yield lock


def run_elected(
    state: Path,
    tell: Callable[[str], None],
    work: Callable[[Lock], None],
    sleep: Callable[[float], None] = time.sleep,
) -> NoReturn:
    """Run ``work`` whenever this process is elected; never returns.

    ``work`` must return when its lock is no longer held because somebody removed the state
    directory: another process may have been elected. Raises the error of the first election and
    errors of ``work``. If the directory cannot be created again, this retries until it can.
    """
    with elected(state, tell, sleep) as lock:
        work(lock)
    failed = ""
    while True:
        try:
            with elected(state, tell, sleep) as lock:
                failed = ""
                work(lock)
        except (EditionError, OSError) as error:
            if failed != str(error):
                failed = str(error)
                tell(failed)
            sleep(_ELECTION_RETRY)


def is_somebody_elected(state: Path) -> bool:
    """Return whether a process builds into this state directory when needed."""
    lock = _try(state)
    if lock:
        lock.close()
    return lock is None


def _try(state: Path) -> Lock | None:
    make_state_directory(state)
    return try_lock(state / _LOCK_NAME)


class BuilderProcess:
    """A child process that builds, replaced if it dies while the ``with`` block lasts."""

    def __init__(
        self, state: Path, start: Callable[[], subprocess.Popen[bytes]], tell: Callable[[str], None]
    ) -> None:
        """Start the process with ``start``."""
        self._state = state
        self._start = start
        self._tell = tell
        self._ending = threading.Event()
        self._patience = 0.0 if is_somebody_elected(state) else _FIRST_BUILD
        self._since = datetime.now(UTC)
        self._process = start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(_LAST_BUILD)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait_for_edition(self) -> int:
        """Wait until there is something to serve, preferably what is built now.

        A builder that waits for posts is enough: until they come, every answer is 503. Returns
        0, or the builder's exit code if it could not build.
        """
        while not self._is_served():
            code = self._process.poll()
            if code is not None:
                return code or 1
            time.sleep(_POLL)
        threading.Thread(target=self._revive, daemon=True).start()
        return 0

    def _is_served(self) -> bool:
        found = read_outcome(self._state)
        if found is None:
            return False
        if found.built is None:  # no edition yet: the builder waits for posts, or has failed
            return bool(found.held) and found.instant >= self._since
        waited = datetime.now(UTC) - self._since
        return found.instant >= self._since or waited >= timedelta(seconds=self._patience)

    def _revive(self) -> None:
        while True:
            code = self._process.wait()
            if self._ending.wait(_REVIVAL_PAUSE):
                return
            self._tell(
                f"the process that updates the feeds ended with code {code}, so another one starts"
            )
            self._process = self._start()


def python(code: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs code in a Python with the same import path as this one."""
    return [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}", *arguments]
