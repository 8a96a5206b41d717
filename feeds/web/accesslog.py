"""The access log: one line for each request, as text or JSON."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feeds.web.answers import SELECTED, Selected
from feeds.web.clients import Clients, agent
from feeds.web.preconditions import IDENTITY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LONGEST_PATH = 1000  # bytes; a line is shorter than what a pipe takes in one piece (PIPE_BUF)
_LONGEST_METHOD = 16
_STANDARD_OUTPUT = 1
_SAFE = "/!$&'()*+,;=:@~"  # RFC 3986 3.3

_as_json = json.JSONEncoder(separators=(",", ":")).encode


class Exchange:
    """A request that has been answered."""

    __slots__ = ("environ", "headers", "seconds", "selected", "status")

    def __init__(
        self,
        environ: WSGIEnvironment,
        status: int,
        headers: Sequence[tuple[str, str]],
        seconds: float,
    ) -> None:
        """``seconds`` are from the request's arrival until its answer was ready."""
        self.environ = environ
        self.status = status
        self.headers = headers
        self.seconds = seconds
        self.selected: Selected | None = environ.get(SELECTED)

    @property
    def coding(self) -> str:
        """The coding of the body, or of the client's copy if the answer is a 304."""
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
        """How the version that the feed reader has compared; empty if it names none."""
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
        """Pass the request on, then show the exchange; an exception counts as 500."""
        arrived = time.perf_counter()
        status: str = "500"
        headers: Sequence[tuple[str, str]] = ()

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


def text_line(facts: dict[str, Any]) -> str:
    """Return the facts separated by spaces: ``-`` for an unknown one, names in quotes."""
    names = {key: _as_json(facts[key]) for key in ("kind", "reader") if facts[key]}
    return " ".join([str(fact) if fact != "" else "-" for fact in (facts | names).values()])


def json_line(facts: dict[str, Any]) -> str:
    """Return the facts as one JSON object: null for an unknown one."""
    return _as_json({key: None if fact == "" else fact for key, fact in facts.items()})


def standard_output(line: bytes) -> None:
    """Write a line in one piece, so that the lines of several workers do not mix."""
    with suppress(OSError):  # the log has no reader any more; requests are answered anyway
        os.write(_STANDARD_OUTPUT, line)


class AccessLog:
    """Logs exchanges; no request can forge a line, whatever is in it."""

    def __init__(
        self,
        form: Callable[[dict[str, Any]], str],
        clients: Clients,
        write: Callable[[bytes], None] = standard_output,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``form`` makes a line of facts; ``clock`` is in seconds since 1970-01-01T00:00:00Z."""
        self._form = form
        self._clients = clients
        self._write = write
        self._clock = clock

    def __call__(self, exchange: Exchange) -> None:
        """Log an exchange that has ended."""
        self._write(self._form(self._facts(exchange)).encode() + b"\n")

    def _facts(self, exchange: Exchange) -> dict[str, Any]:
        environ, selected = exchange.environ, exchange.selected
        reader = agent(environ.get("HTTP_USER_AGENT"))
        return {
            "time": _moment(self._clock()),
            "client": self._clients.address(environ),
            "method": _quoted(environ["REQUEST_METHOD"][:_LONGEST_METHOD]),
            "path": _quoted(environ.get("PATH_INFO", "")[:_LONGEST_PATH]),
            "kind": selected.kind if selected else "",
            "status": exchange.status,
            "bytes": exchange.sent,
            "coding": exchange.coding,
            "validator": exchange.validator,
            "reader": reader.name,
            "subscribers": "" if reader.subscribers is None else reader.subscribers,
            "ms": round(exchange.seconds * 1000, 3),
        }


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """Percent-encode a text that WSGI decoded as ISO 8859-1 (PEP 3333)."""
    return quote(text.encode("latin-1", "replace"), safe=_SAFE)


def _moment(instant: float) -> str:
    whole = int(instant)
    return f"{_second(whole)}.{int((instant - whole) * 1000):03d}Z"


@lru_cache(maxsize=2)
def _second(instant: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(instant))
