"""A WSGI application on a real port, and what it was asked and answered."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

from werkzeug.datastructures import EnvironHeaders, Headers
from werkzeug.serving import WSGIRequestHandler, make_server


class Exchange(NamedTuple):
    """A request and the head of its answer."""

    path: str
    asked: Headers
    status: int
    answered: Headers


@dataclass
class Recording:
    """A running server."""

    url: str
    exchanges: list[Exchange] = field(default_factory=list)

    def address(self, path: str) -> str:
        return self.url + quote(path)

    @property
    def statuses(self) -> list[int]:
        return [exchange.status for exchange in self.exchanges]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def recording(app: Any) -> Iterator[Recording]:
    """Serve an application until the end of the block."""
    found = Recording("")

    def recorded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = Headers(EnvironHeaders(environ))

        def start(status: str, headers: Any, error: Any = None) -> Any:
            code, path = int(status[:3]), environ["PATH_INFO"].encode("latin-1").decode()
            found.exchanges.append(Exchange(path, asked, code, Headers(headers)))
            return start_response(status, headers, error)

        answer: Iterable[bytes] = app(environ, start)
        return answer

    server = make_server("127.0.0.1", 0, recorded, threaded=True, request_handler=_Quiet)
    found.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
