"""A client that sends what it is told, byte for byte, and reads answers as strictly as RFC 9112."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

PATIENCE = 10.0
"""Seconds without a byte after which an answer counts as missing."""

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d) ([\t -~\x80-\xff]*)")
_FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_MANY = frozenset({"set-cookie", "vary", "link", "cache-control", "allow", "connection", "im"})
"""Fields that may stand in several lines (RFC 9110 5.3)."""


class BrokenAnswer(AssertionError):
    """What came back is no HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One response."""

    status: int
    fields: tuple[tuple[str, str], ...]
    """Names in lower case, in the order they came."""
    body: bytes
    head: bytes
    """The status line and the fields as they came."""

    def __getitem__(self, name: str) -> str:
        """The field's value, its lines joined (RFC 9110 5.3); raises ``KeyError``."""
        found = [value for key, value in self.fields if key == name.lower()]
        if not found:
            raise KeyError(f"no {name} in {self.head!r}")
        return ", ".join(found)

    def get(self, name: str) -> str | None:
        """The field's value, None where it is not there."""
        return self[name] if name.lower() in dict(self.fields) else None

    @property
    def lasting(self) -> dict[str, str]:
        """The fields that two answers with the same representation have in common."""
        of_the_connection = {"date", "connection", "keep-alive", "server", "via"}
        return {name: value for name, value in self.fields if name not in of_the_connection}


class Connection:
    """One TCP connection to loopback."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def stop_sending(self) -> None:
        """Say that no more will come, and go on listening."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes as they are; a server that has heard enough may hang up meanwhile."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def receive(self, method: str = "GET") -> Answer:
        """Read one response to a request of this method, those with 1xx left out.

        Raises :class:`BrokenAnswer`, and ``TimeoutError`` where none comes.
        """
        while True:
            head = self._until(b"\r\n\r\n")
            answer = _parsed(head)
            if answer.status >= 200:
                return _with_body(answer, self._body(answer, method))

    def surplus(self) -> bytes:
        """Read to the end of the connection; what is there besides the answers."""
        with suppress(ConnectionResetError):  # cut off is ended, too
            while more := self._socket.recv(65536):
                self._buffer += more
        return self._buffer

    def _body(self, answer: Answer, method: str) -> bytes:
        if method == "HEAD" or answer.status in (204, 304):
            return b""
        coding, length = answer.get("Transfer-Encoding"), answer.get("Content-Length")
        if coding and length:
            raise BrokenAnswer(f"two lengths (RFC 9112 6.2): {answer.head!r}")
        if coding:
            return b"".join(self._chunks())
        return self._exactly(int(length)) if length is not None else self._rest()

    def _rest(self) -> bytes:
        rest, self._buffer = self.surplus(), b""
        return rest

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            yield self._exactly(size)
            self._line_end()
        self._line_end()

    def _line_end(self) -> None:
        if self._exactly(2) != b"\r\n":
            raise BrokenAnswer("a chunk is longer than it says (RFC 9112 7.1)")

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._more()
        found, _, self._buffer = self._buffer.partition(end)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._more()
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def _more(self) -> None:
        more = b""
        with suppress(ConnectionResetError):
            more = self._socket.recv(65536)
        if not more:
            raise BrokenAnswer(f"the connection ended in the middle, after {self._buffer[-200:]!r}")
        self._buffer += more


def request(
    target: str | bytes,
    *lines: str | bytes,
    method: str = "GET",
    version: str = "1.1",
    host: str | None = "feeds.example.org",
    body: bytes = b"",
) -> bytes:
    """Form a request: the target and the header lines as they are given, bytes or UTF-8."""
    start = b" ".join((method.encode(), _bytes(target), b"HTTP/" + version.encode()))
    named = [] if host is None else [b"Host: " + host.encode()]
    return b"\r\n".join([start, *named, *map(_bytes, lines), b"", body])


def ask(
    port: int, target: str | bytes, *lines: str | bytes, method: str = "GET", **how: Any
) -> Answer:
    """Send one request on a connection of its own; its answer must be all that comes back."""
    closing: tuple[str, ...] = () if how.get("version") == "1.0" else ("Connection: close",)
    with Connection(port) as connection:
        connection.send(request(target, *lines, *closing, method=method, **how))
        answer = connection.receive(method)
        surplus = connection.surplus()
    if surplus:
        raise BrokenAnswer(f"after the answer came {surplus[:200]!r}")
    return answer


def conversation(port: int, requests: Iterable[tuple[str, bytes]]) -> Iterator[Answer]:
    """Send requests, each with its method, one after another's answer.

    They go over one connection as long as the server does not say that it closes it.
    """
    connection = Connection(port)
    for method, data in requests:
        connection.send(data)
        answer = connection.receive(method)
        yield answer
        if "close" in (answer.get("Connection") or "").lower():
            if surplus := connection.surplus():
                raise BrokenAnswer(f"after the answer came {surplus[:200]!r}")
            connection.close()
            connection = Connection(port)
    connection.close()


def _parsed(head: bytes) -> Answer:
    start, *lines = head.split(b"\r\n")
    status = _STATUS_LINE.fullmatch(start)
    found = [_FIELD_LINE.fullmatch(line) for line in lines]
    if not status or not all(found):
        raise BrokenAnswer(f"no HTTP (RFC 9112 4, 5): {head!r}")
    fields = tuple(
        (field[1].decode().lower(), field[2].rstrip(b" \t").decode("latin-1"))
        for field in found
        if field
    )
    names = [name for name, _ in fields if name not in _MANY]
    if len(names) != len(set(names)):
        raise BrokenAnswer(f"a field twice (RFC 9110 5.3): {head!r}")
    return Answer(int(status[1]), fields, b"", head)


def _with_body(answer: Answer, body: bytes) -> Answer:
    return Answer(answer.status, answer.fields, body, answer.head)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
