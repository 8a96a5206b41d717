"""One request and its answer, for those who count and note what went by."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from feeds.web.answer import Selected
from feeds.web.judge import IDENTITY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SELECTED = "feeds.selected"
"""Where in a request's environment its :class:`~feeds.web.answer.Selected` is left."""

Headers = Sequence[tuple[str, str]]


class Exchange:
    """A request that has been answered."""

    __slots__ = ("environ", "headers", "seconds", "selected", "status")

    def __init__(
        self, environ: WSGIEnvironment, status: int, headers: Headers, seconds: float
    ) -> None:
        """Take what there is; ``seconds`` are from its arrival until its answer was ready."""
        self.environ = environ
        self.status = status
        self.headers = headers
        self.seconds = seconds
        self.selected: Selected | None = environ.get(SELECTED)

    @property
    def coding(self) -> str:
        """Of the bytes sent, or for a 304 of those that need not be."""
        selected = self.selected
        if selected and self.status in (200, 304):
            return selected.coding or IDENTITY
        return self._header("content-encoding") or IDENTITY

    @property
    def sent(self) -> int:
        """Bytes of the answer's body."""
        if self.status in (204, 304) or self.environ["REQUEST_METHOD"] == "HEAD":
            return 0
        selected = self.selected
        if selected and self.status == 200:
            return selected.size
        return int(self._header("content-length") or 0)

    @property
    def validator(self) -> str:
        """What became of the version that the reader says it holds; empty where it says none."""
        if not self.selected or self.status not in (200, 226, 304):
            return ""
        if self.status == 226:
            return "delta"
        fate = "matched" if self.status == 304 else "stale"
        if "HTTP_IF_NONE_MATCH" in self.environ:
            return fate
        return f"date-{fate}" if "HTTP_IF_MODIFIED_SINCE" in self.environ else ""

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted), "")


class Observed:
    """WSGI middleware that shows every exchange to some observers."""

    def __init__(
        self, app: WSGIApplication, observers: Sequence[Callable[[Exchange], None]]
    ) -> None:
        self._app = app
        self._observers = tuple(observers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, then show what came of it; what raises shows as 500."""
        arrived = time.perf_counter()
        status: str = "500"
        headers: Headers = ()

        def begin(line: str, fields: list[tuple[str, str]], failed: Any = None, /) -> Any:
            nonlocal status, headers
            status, headers = line, fields
            return start_response(line, fields, failed)

        try:
            return self._app(environ, begin)
        finally:
            seconds = time.perf_counter() - arrived
            exchange = Exchange(environ, int(status[:3]), headers, seconds)
            for observe in self._observers:
                observe(exchange)
