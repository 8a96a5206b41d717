"""The access log: one line an exchange, as text or JSON, on standard output."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from feeds.web.agents import agent
from feeds.web.clients import Clients
from feeds.web.exchange import Exchange

_LONGEST_PATH = 1000  # bytes; a line stays below what a pipe takes in one piece (PIPE_BUF)
_LONGEST_METHOD = 16
_STANDARD_OUTPUT = 1
_SAFE = "/!$&'()*+,;=:@~"  # RFC 3986 3.3

_as_json = json.JSONEncoder(separators=(",", ":")).encode


def text_line(facts: dict[str, Any]) -> str:
    """Return the facts divided by spaces, ``-`` for what is not known, names quoted."""
    names = {key: _as_json(facts[key]) for key in ("kind", "reader") if facts[key]}
    return " ".join([str(fact) if fact != "" else "-" for fact in (facts | names).values()])


def json_line(facts: dict[str, Any]) -> str:
    """Return the facts as one JSON object; what is not known is null."""
    return _as_json({key: None if fact == "" else fact for key, fact in facts.items()})


def standard_output(line: bytes) -> None:
    """Write a line in one piece, so that those of several workers do not mix."""
    with suppress(OSError):  # nobody reads it any more: no reason not to answer
        os.write(_STANDARD_OUTPUT, line)


class AccessLog:
    """Notes exchanges; no request can forge a line, whatever is in it."""

    def __init__(
        self,
        form: Callable[[dict[str, Any]], str],
        clients: Clients,
        write: Callable[[bytes], None] = standard_output,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Write lines of this form; ``clock`` is in seconds since 1970-01-01T00:00:00Z."""
        self._form = form
        self._clients = clients
        self._write = write
        self._clock = clock

    def __call__(self, exchange: Exchange) -> None:
        """Note an exchange that is over."""
        self._write(self._form(self._facts(exchange)).encode() + b"\n")

    def _facts(self, exchange: Exchange) -> dict[str, Any]:
        environ, selected = exchange.environ, exchange.selected
        reader = agent(environ.get("HTTP_USER_AGENT"))
        return {
            "time": _moment(self._clock()),
            "client": self._clients.address(environ),
            "method": _quoted(environ["REQUEST_METHOD"][:_LONGEST_METHOD]),
            "path": _quoted(environ.get("PATH_INFO", "")[:_LONGEST_PATH]),
            "kind": selected.feed.kind if selected else "",
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
    """Percent-encode what WSGI gives as ISO 8859-1 (PEP 3333)."""
    return quote(text.encode("latin-1", "replace"), safe=_SAFE)


def _moment(instant: float) -> str:
    whole = int(instant)
    return f"{_second(whole)}.{int((instant - whole) * 1000):03d}Z"


@lru_cache(maxsize=2)
def _second(instant: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(instant))
