"""Answer 429 to clients that poll too often (RFC 6585 4)."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from feeds.config.schema import LimitsSection
from feeds.web.answers import is_opened, requested_path, too_many
from feeds.web.clients import Clients, subscriber

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)

_MOST_WINDOWS = 65_536
_PATIENCE = 0.25
"""Seconds that a request waits for the storage."""
_PAUSE = 10.0
"""Seconds in which a storage that failed is not asked again."""


class Limits:
    """WSGI middleware that refuses clients that poll too often.

    If the storage fails, everybody is answered: limits protect the server and must not be what
    stops it.
    """

    def __init__(
        self,
        app: WSGIApplication,
        section: LimitsSection,
        clients: Clients,
        is_page: Callable[[str], bool],
    ) -> None:
        """``section`` has the rates and the storage. ``is_page`` is called with a path."""
        self._app = app
        self._clients = clients
        self._is_page = is_page
        self._rates = {
            name: parse(getattr(section, name))
            for name in ("address", "unconditional", "conditional")
        }
        # Two limiters: many invented feed readers must not push out the addresses.
        self._addresses, self._readers = _limiters(section.storage or "memory")
        self._failing = False
        self._paused_until = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, or answer 429 with the seconds until the next one is answered."""
        wait = self._wait(environ)
        if wait is None:
            return self._app(environ, start_response)
        accept = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
        return too_many(accept, wait)(environ, start_response)

    def _wait(self, environ: WSGIEnvironment) -> int | None:
        if time.monotonic() < self._paused_until:
            return None
        try:
            wait = self._judged(environ)
        except StorageError as error:
            self._pause(error)
            return None
        if self._failing:
            self._failing = False
            _log.warning("the storage of the limits works again, so requests are limited again")
        return wait

    def _judged(self, environ: WSGIEnvironment) -> int | None:
        client = subscriber(self._clients.address(environ))
        if not client:  # a Unix socket: the client is not known
            return None
        wait = _hit(self._addresses, self._rates["address"], client)
        # A method in another letter case is refused later, but it counts.
        if wait is not None or environ["REQUEST_METHOD"].upper() not in ("GET", "HEAD"):
            return wait
        # Everybody in an office may have one address and one browser.
        if is_opened(environ) or self._is_page(requested_path(environ)):
            return None
        is_conditional = "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ
        name = "conditional" if is_conditional else "unconditional"
        return _hit(self._readers, self._rates[name], name, _reader(client, environ))

    def _pause(self, error: StorageError) -> None:
        self._paused_until = time.monotonic() + _PAUSE
        if not self._failing:
            self._failing = True
            _log.warning("the storage of the limits failed, so requests are not limited: %s", error)


class Windows(Storage):
    """A storage in memory for a limited number of windows; the oldest are dropped.

    The storage of the library keeps every window until its end, and looks at all of them up to
    a hundred times a second. Under an attack both grow without limit.
    """

    STORAGE_SCHEME = None
    base_exceptions = ValueError

    def __init__(self, most: int = _MOST_WINDOWS, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count in the key's window; open one of ``expiry`` seconds if none is open."""
        now = self._clock()
        with self._lock:
            count, end = self._windows.get(key, (0, 0.0))
            if end <= now:
                self._windows.pop(key, None)
                self._make_room(now)
                count, end = 0, now + expiry
            self._windows[key] = count + amount, end
            return count + amount

    def _make_room(self, now: float) -> None:
        while len(self._windows) >= self._most or self._oldest_end() <= now:
            self._windows.popitem(last=False)

    def _oldest_end(self) -> float:
        return next(iter(self._windows.values()))[1] if self._windows else math.inf

    def get(self, key: str) -> int:
        """Return the count of the key's open window."""
        count, end = self._windows.get(key, (0, 0.0))
        return count if end > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the key's window closes; the present if none is open."""
        return self._windows.get(key, (0, self._clock()))[1]

    def check(self) -> bool:
        """Return whether the storage can be reached."""
        return True

    def reset(self) -> int:
        """Forget everything."""
        count = len(self._windows)
        self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._windows.pop(key, None)


def _reader(client: str, environ: WSGIEnvironment) -> str:
    """Return a short key for one feed reader at one IP address and one feed."""
    agent = environ.get("HTTP_USER_AGENT", "")
    whole = "\n".join((client, environ.get("PATH_INFO", ""), agent))
    return blake2b(whole.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _hit(limiter: RateLimiter, rate: RateLimitItem, *key: str) -> int | None:
    """Count a request; return the seconds to wait if it is one too many."""
    if limiter.hit(rate, *key):
        return None
    left = limiter.get_window_stats(rate, *key).reset_time - time.time()
    return max(0, math.ceil(left)) + 1  # Redis returns whole seconds, rounded


def _limiters(storage: str) -> tuple[RateLimiter, RateLimiter]:
    if storage == "memory":
        return FixedWindowRateLimiter(Windows()), FixedWindowRateLimiter(Windows())
    shared = storage_from_string(
        storage,
        wrap_exceptions=True,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
    )
    limiter = FixedWindowRateLimiter(shared)
    return limiter, limiter
