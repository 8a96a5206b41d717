"""The fast path: a plain request is answered before Flask sees it.

Plain is a GET of a known path with the very validator it was given, or with none. What is
answered was put together when the feed was first asked for in this coding, by the same
code as Flask's answers, and holds as long as the feed's row in the table does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from feeds.edition import PublishedFeed, holds
from feeds.errors import EditionError
from feeds.web.answer import (
    Headers,
    Selected,
    feed_url,
    last_modified,
    not_modified,
    status_line,
    whole_feed,
)
from feeds.web.current import CurrentEdition, Snapshot, chosen, validators_of
from feeds.web.exchange import SELECTED
from feeds.web.judge import Weights
from feeds.web.paths import Paths
from feeds.web.problems import bad_host, names_no_host

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_MOST = 1024
"""Answers kept; some kilobytes each."""
_LONGEST = 300
"""Characters of path and Accept-Encoding that are worth keeping."""
_EMPTY: tuple[bytes, ...] = ()
_OK, _NOT_MODIFIED = status_line(200), status_line(304)


class _Ready(NamedTuple):
    """An answer, put together; the body is read when it is sent."""

    feed: PublishedFeed
    selected: Selected
    tag: str
    modified: str
    file: bytes
    size: int
    ok: Headers
    not_modified: Headers


class FastPath:
    """WSGI middleware that answers plain requests and passes on all others."""

    def __init__(self, application: Application, current: CurrentEdition) -> None:
        self.application = application
        self._current = current
        self._ready: dict[tuple[str, str], _Ready] = {}
        self._paths: Paths | None = None

    @property
    def kept(self) -> int:
        """How many answers are kept ready."""
        return len(self._ready)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        if names_no_host(environ):
            accept = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
            return bad_host(accept)(environ, start_response)
        ready = self._find(environ) if environ["REQUEST_METHOD"] == "GET" else None
        if ready is not None:
            held = environ.get("HTTP_IF_NONE_MATCH")
            since = environ.get("HTTP_IF_MODIFIED_SINCE") if held is None else None
            if held == ready.tag or (since is not None and since == ready.modified):
                environ[SELECTED] = ready.selected
                start_response(_NOT_MODIFIED, list(ready.not_modified))
                return _EMPTY
            body = _read(ready) if held is None and since is None else None
            if body is not None:
                environ[SELECTED] = ready.selected
                start_response(_OK, list(ready.ok))
                return (body,)
        return self.application(environ, start_response)

    def _find(self, environ: Environ) -> _Ready | None:
        if "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ:
            return None
        try:
            reading = self._current.reading()
        except EditionError:
            return None
        if reading.paths is not self._paths:
            self._ready, self._paths = {}, reading.paths
        key = environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", "")
        ready = self._ready.get(key)
        if ready and reading.feeds.get(ready.feed.path) is ready.feed:
            return ready
        return self._prepare(reading, *key)

    def _prepare(self, reading: Snapshot, path: str, accepted: str) -> _Ready | None:
        if len(path) + len(accepted) > _LONGEST:
            return None
        found = reading.find(path.encode("latin-1").decode(errors="replace"))
        if found is None or found.status != 200:
            return None
        feed = reading.feeds[found.path]
        now = time.time()
        if feed.modified > now:
            return None  # its date is another one every second
        coding = chosen(feed, Weights(accepted or None))
        size = feed.coded[coding].size if coding else feed.size
        tag = validators_of(feed, coding).tag
        url = feed_url(reading.edition.url, found.path)
        hubs = reading.edition.hubs
        selected = Selected(feed, coding, size, tag, url, found.moved, hubs)
        ready = _Ready(
            feed=feed,
            selected=selected,
            tag=tag,
            modified=last_modified(feed, now),
            file=self._current.file_of(feed, coding),
            size=size,
            ok=whole_feed(selected, now, b"").headers,
            not_modified=not_modified(selected, tag).headers,
        )
        if len(self._ready) >= _MOST:
            self._ready.clear()
        self._ready[path, accepted] = ready
        return ready


def _read(ready: _Ready) -> bytes | None:
    """Read the file; None where it is not the one its row tells of."""
    try:
        file = os.open(ready.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        body = os.read(file, ready.size)
        # After reading: a file that was written to meanwhile has another time.
        found = holds(os.fstat(file), ready.size, ready.feed.modified)
        return body if found and len(body) == ready.size else None
    except OSError:
        return None
    finally:
        os.close(file)
