"""The fast path: a plain request is answered before Flask sees it.

A request is plain if it is a GET of a known path, without conditions or with exactly the ETag or
the date that the feed has. Its answer was put together when the feed was first requested in this
coding, by the code that answers in Flask, and is valid until the feed's row in the table changes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from feeds.edition import holds
from feeds.errors import EditionError
from feeds.web.answers import (
    SELECTED,
    Headers,
    Selected,
    last_modified,
    names_no_host,
    not_modified,
    status_line,
    whole_feed,
)
from feeds.web.preconditions import Weights
from feeds.web.snapshot import CurrentEdition, Paths, Snapshot, chosen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MOST = 1024
"""Answers that are kept; some kilobytes each."""
_LONGEST = 300
"""Characters of path and Accept-Encoding; answers for longer ones are not kept."""
_EMPTY: tuple[bytes, ...] = ()
_OK, _NOT_MODIFIED = status_line(200), status_line(304)


class _Ready(msgspec.Struct, frozen=True):
    """An answer that was put together; the body is read when it is sent."""

    selected: Selected
    """Its feed is the row that the answer is valid for."""
    modified: str
    """Last-Modified."""
    file: bytes
    """The name of the body's file."""
    ok: Headers
    """The headers of 200."""
    not_modified: Headers
    """The headers of 304."""


class FastPath:
    """WSGI middleware that answers plain requests and passes on all others."""

    def __init__(self, application: WSGIApplication, current: CurrentEdition) -> None:
        self.application = application
        self._current = current
        self._ready: dict[tuple[str, str], _Ready] = {}
        self._paths: Paths | None = None

    @property
    def kept(self) -> int:
        """How many answers are kept."""
        return len(self._ready)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        ready = self._find(environ)
        if ready is None:
            return self.application(environ, start_response)
        held = environ.get("HTTP_IF_NONE_MATCH")
        since = environ.get("HTTP_IF_MODIFIED_SINCE") if held is None else None
        if held == ready.selected.tag or (since is not None and since == ready.modified):
            environ[SELECTED] = ready.selected
            start_response(_NOT_MODIFIED, list(ready.not_modified))
            return _EMPTY
        body = _read(ready) if held is None and since is None else None
        if body is None:
            return self.application(environ, start_response)
        environ[SELECTED] = ready.selected
        start_response(_OK, list(ready.ok))
        return (body,)

    def _find(self, environ: WSGIEnvironment) -> _Ready | None:
        if environ["REQUEST_METHOD"] != "GET" or names_no_host(environ):
            return None
        if "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ:
            return None
        try:
            snapshot = self._current.snapshot()
        except EditionError:
            return None
        if snapshot.paths is not self._paths:
            self._ready, self._paths = {}, snapshot.paths
        key = environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", "")
        ready = self._ready.get(key)
        if ready:
            feed = ready.selected.feed
            if snapshot.files.get(feed.path) is feed:
                return ready
        return self._prepare(snapshot, *key)

    def _prepare(self, snapshot: Snapshot, path: str, accepted: str) -> _Ready | None:
        if len(path) + len(accepted) > _LONGEST:
            return None
        found = snapshot.find(path.encode("latin-1").decode(errors="replace"))
        if found is None or found.status != 200:
            return None
        feed = snapshot.files[found.path]
        now = time.time()
        if feed.modified > now:
            return None  # the date that is sent changes every second
        coding = chosen(feed, Weights(accepted or None))
        selected = snapshot.selected(found, feed, coding)
        ready = _Ready(
            selected=selected,
            modified=last_modified(feed, now),
            file=self._current.file_of(feed, coding),
            ok=whole_feed(selected, now, b"").headers,
            not_modified=not_modified(selected, selected.tag).headers,
        )
        if len(self._ready) >= _MOST:
            self._ready.clear()
        self._ready[path, accepted] = ready
        return ready


def _read(ready: _Ready) -> bytes | None:
    """Read the file; None if it is not the one that its row describes."""
    try:
        file = os.open(ready.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        size = ready.selected.size
        body = os.read(file, size)
        # After reading: a file that was written to meanwhile has another time.
        found = holds(os.fstat(file), size, ready.selected.feed.modified)
        return body if found and len(body) == size else None
    except OSError:
        return None
    finally:
        os.close(file)
