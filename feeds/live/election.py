"""Of all that would build or copy one edition, one does; when it ends, another takes over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.edition import Lock, try_lock

_NAME = "builder.lock"
_PAUSE = 0.5  # seconds; so soon the next one takes over


@contextmanager
def elected(
    state: Path, tell: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
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
        yield


def is_somebody_elected(state: Path) -> bool:
    """Say whether there is a process that builds into this state directory when need be."""
    lock = _try(state)
    if lock:
        lock.close()
    return lock is None


def _try(state: Path) -> Lock | None:
    state.mkdir(parents=True, exist_ok=True)
    return try_lock(state / _NAME)
