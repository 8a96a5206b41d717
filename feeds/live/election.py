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
_AGAIN = 2.0  # seconds until the next try, where the state directory cannot be made again
_PAUSE = 0.5  # seconds; so soon the next one takes over


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
    """Work whenever nobody else does it for this state directory, for ever.

    ``work`` returns once its lock is not held any more, because somebody removed the state
    directory: then another process may have been elected. Raises what the first election
    raises, and what ``work`` does; where the directory cannot be made again, that is tried
    until it can.
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
    """Say whether there is a process that builds into this state directory when need be."""
    lock = _try(state)
    if lock:
        lock.close()
    return lock is None


def _try(state: Path) -> Lock | None:
    state.mkdir(parents=True, exist_ok=True)
    return try_lock(state / _NAME)
