"""A lease: only one machine at a time publishes to a store.

In an object store the lease is an object, which is created if there is none, and renewed by
replacing it. Publishers that wait compare no clocks: if the lease did not change for as long
as it allows itself, its publisher has died. In a directory it is a lock of the operating system,
which ends with the process.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Protocol

from feeds.edition import try_lock
from feeds.errors import StoreError
from feeds.publish.manifest import OWN
from feeds.publish.objects import Store, Tag

EXPIRY = 60.0
"""Seconds without a renewal after which a publisher is taken for dead."""
PATIENCE = 600.0
"""Seconds to wait for another publisher."""

_KEY = f"{OWN}lease"
_LOCK = f"{OWN}lock"
_LOOK = 1.0

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""This clock runs while the machine sleeps, so that a lease expires in that time too."""


class Lease(Protocol):
    """A held lease."""

    def require(self) -> None:
        """Raise :class:`~feeds.errors.StoreError` if another publisher may be writing."""


@contextmanager
def lease(
    store: Store, tell: Callable[[str], None], expiry: float = EXPIRY, patience: float = PATIENCE
) -> Iterator[Lease]:
    """Hold the lease during the block; wait for it at most ``patience`` seconds.

    ``tell`` is called before waiting. Raises :class:`~feeds.errors.StoreError` if another
    publisher still holds the lease then.
    """
    if store.directory is None:
        with _HeldLease(store, expiry, _Wait(store, tell, patience)) as held:
            yield held
        return
    wait = _Wait(store, tell, patience)
    file = store.directory / _LOCK
    file.parent.mkdir(parents=True, exist_ok=True)
    while (lock := try_lock(file)) is None:
        wait.look_again(_LOOK / 10)
    with closing(lock):
        yield _LockedDirectory()


class _LockedDirectory:
    def require(self) -> None:
        """Never raise: the operating system keeps the lock until this process ends."""


class _Wait:
    def __init__(self, store: Store, tell: Callable[[str], None], patience: float) -> None:
        self._store = store
        self._tell = tell
        self._patience = patience
        self._began = 0.0

    def look_again(self, pause: float) -> None:
        now = _now()
        if not self._began:
            self._began = now
            self._tell("another publisher is writing to the store; waiting until it ends")
        if now - self._began > self._patience:
            busy = f"another publisher has been writing for {self._patience:.0f} s"
            raise StoreError(f"{self._store.url}: {busy}; publish again when it has ended")
        time.sleep(pause)


class _HeldLease:
    def __init__(self, store: Store, expiry: float, wait: _Wait) -> None:
        self._store = store
        self._expiry = expiry
        self._wait = wait
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)
        self._tag = Tag(None, None)
        self._renewed = -expiry

    def __enter__(self) -> _HeldLease:
        seen, since = b"", 0.0
        while not self._take(seen if seen and _now() - since > _allowed(seen) else b""):
            found = self._store.get(_KEY)
            if found and found.body != seen:
                seen, since = found.body, _now()
            if found:
                self._wait.look_again(min(_LOOK, _allowed(seen) / 10))
        self._renewing.start()
        return self

    def _take(self, dead: bytes) -> bool:
        """Take a lease that nobody holds, or the lease of a dead publisher if it is unchanged."""
        began = _now()
        tag = self._store.create(_KEY, self._content())
        if tag is None and dead:
            found = self._store.get(_KEY)
            if found and found.body == dead:
                tag = self._store.replace(_KEY, self._content(), found.tag)
        if tag is None:
            return False
        self._tag, self._renewed = tag, began
        return True

    def _content(self) -> bytes:
        # The nonce gives every renewal its own tag.
        return json.dumps({"nonce": secrets.token_hex(16), "seconds": self._expiry}).encode()

    def _renew(self) -> None:
        while not self._ended.wait(self._expiry / 6):
            began = _now()
            try:
                tag = self._store.replace(_KEY, self._content(), self._tag)
            except StoreError:
                continue
            if tag is None:
                self._renewed = -self._expiry
                return
            self._tag, self._renewed = tag, began

    def require(self) -> None:
        """Raise if the lease could expire during a write that begins now."""
        if _now() - self._renewed > self._expiry / 2:
            lost = "another publisher has taken the lock, or the lock could not be renewed"
            raise StoreError(f"{self._store.url}: {lost}; publish again")

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._renewing.join()
        if _now() - self._renewed <= self._expiry / 2:
            # A lease that has not expired is still ours.
            self._store.delete(_KEY)


def _allowed(content: bytes) -> float:
    """Return the seconds for which a lease may stay unchanged, as it says itself."""
    try:
        return float(json.loads(content)["seconds"])
    except (ValueError, TypeError, KeyError):
        return EXPIRY


def _now() -> float:
    return time.clock_gettime(_CLOCK)
