"""Of all that would build or copy one edition, one does; when it ends, another takes over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from feeds.edition import Lock, try_lock
from feeds.errors import EditionError

_NAME = "builder.lock"
_AGAIN = 2.0  # seconds until the next try if the state directory cannot be created again
_PAUSE = 0.5  # seconds between two tries to take over


@contextmanager
def elected(
    state: Path, tell: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> Iterator[Lock]:
    """Stand by until nobody else builds into this state directory, then be the one who does.

    Raises :class:`~feeds.errors.EditionError` where the directory cannot be used.
    """
    lock = _try(state)
    if lock is None:
        tell("another process keeps these feeds current; standing by")
        while lock is None:
            sleep(_PAUSE)
            lock = _try(state)
        tell("the process that kept these feeds current has ended; taking over")
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
    directory: another process may have been elected. Raises what the first election raises, and
    what ``work`` raises. If the directory cannot be created again, this retries until it can.
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
            sleep(_AGAIN)


def is_somebody_elected(state: Path) -> bool:
    """Return whether a process builds into this state directory when needed."""
    lock = _try(state)
    if lock:
        lock.close()
    return lock is None


def _try(state: Path) -> Lock | None:
    state.mkdir(parents=True, exist_ok=True)
    return try_lock(state / _NAME)
