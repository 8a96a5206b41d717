"""Answer plain requests before Flask sees them.

A request is plain if it is a GET of a known path, without conditions or with exactly the ETag or
the date that the file has. Its answer was put together when the file was first requested in this
coding, by the code that answers in Flask, and is valid until the file's row in the table changes.
A browser that opens a feed is redirected by Flask.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from feeds.config.schema import ServeSection
from feeds.edition import holds
from feeds.errors import EditionError
from feeds.web.answers import (
    SELECTED,
    Headers,
    Selected,
    is_opened,
    last_modified,
    names_no_host,
    not_modified,
    requested_path,
    status_line,
    whole,
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
    """Its file is the row that the answer is valid for."""
    has_page: bool
    """A browser that opens it is redirected to a page."""
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

    def __init__(
        self, application: WSGIApplication, current: CurrentEdition, section: ServeSection
    ) -> None:
        self.application = application
        self._current = current
        self._shows_pages = section.browsers == "page"
        self._ready: dict[tuple[str, str], _Ready] = {}
        self._paths: Paths | None = None

    @property
    def kept(self) -> int:
        """How many answers are kept."""
        return len(self._ready)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        ready = self._find(environ)
        if ready is None or (ready.has_page and is_opened(environ)):
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
            file = ready.selected.file
            if snapshot.files.get(file.path) is file:
                return ready
        return self._prepare(snapshot, environ, key)

    def _prepare(
        self, snapshot: Snapshot, environ: WSGIEnvironment, key: tuple[str, str]
    ) -> _Ready | None:
        if sum(map(len, key)) > _LONGEST:
            return None
        found = snapshot.find(requested_path(environ))
        if found is None or found.status != 200:
            return None
        file = snapshot.files[found.path]
        now = time.time()
        if file.modified > now:
            return None  # the date that is sent changes every second
        coding = chosen(file, Weights(key[1] or None))
        selected = snapshot.selected(found, file, coding)
        ready = _Ready(
            selected=selected,
            has_page=self._shows_pages and bool(snapshot.page_of(file)),
            modified=last_modified(file, now),
            file=self._current.file_of(file, coding),
            ok=whole(selected, now, b"").headers,
            not_modified=not_modified(selected, selected.tag).headers,
        )
        if len(self._ready) >= _MOST:
            self._ready.clear()
        self._ready[key] = ready
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
        found = holds(os.fstat(file), size, ready.selected.file.modified)
        return body if found and len(body) == size else None
    except OSError:
        return None
    finally:
        os.close(file)
