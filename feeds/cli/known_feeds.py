"""Feeds that exist: in a file, below a directory or at a URL."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path
from threading import Thread
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

import click
from msgspec.structs import replace

from feeds.errors import printable
from feeds.guard import KnownFeed, read_feed

_MOST_BYTES = 64 * 2**20
_SILENCE, _LONGEST = 20.0, 60.0  # seconds: between two answers of the network, and in all
_CHUNK = 2**16
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="
_ENDINGS = {".xml", ".atom", ".rss", ".rdf", ".json"}
_GZIP = b"\x1f\x8b"  # RFC 1952 2.3.1
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def feeds_at(place: str, argument: str) -> list[KnownFeed]:
    """Return the feed in a file or at a URL, or every feed below a directory.

    ``argument`` is the command's name for the place. Raises :class:`click.BadParameter`, for
    which the command exits with 2, if there is no feed.
    """
    try:
        found = _feeds(place)
    except OSError as error:
        reason = error.strerror.lower() if error.strerror else str(error)
        raise _wrong(f"{place}: {reason}", argument) from error
    if not found:
        raise _wrong(f"{place}: no feed there", argument)
    return found


def _feeds(place: str) -> list[KnownFeed]:
    if "://" in place:
        return _from_address(place)
    path = Path(place)
    if path.is_dir():
        return list(_below(path))
    feed = _feed(_within_bounds(path))
    return [feed] if feed else []


def _below(directory: Path) -> Iterator[KnownFeed]:
    for file in sorted(directory.rglob("*")):
        if file.suffix.lower() in _ENDINGS and _is_readable(file):
            feed = _feed(_within_bounds(file))
            if feed:
                yield replace(feed, path=f"/{file.relative_to(directory).as_posix()}")


def _is_readable(file: Path) -> bool:
    return file.is_file() and file.stat().st_size <= _MOST_BYTES


def _within_bounds(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    _require_bounded(len(content))
    return content


def _from_address(address: str) -> list[KnownFeed]:
    body, final = _fetch(address)
    feed = _feed(body)
    # Readers know the given URL; redirects and the feed itself may name others.
    return [replace(feed, path=urlsplit(address).path, url=feed.url or final)] if feed else []


def _feed(body: bytes) -> KnownFeed | None:
    """Read a document, even in gzip: some hosts send it to clients that do not accept it."""
    if body.startswith(_GZIP):
        with suppress(zlib.error):
            body = zlib.decompressobj(_GZIP_FORMAT).decompress(body, _MOST_BYTES + 1)
        _require_bounded(len(body))
    return read_feed(body)


def _wrong(message: str, argument: str) -> click.BadParameter:
    words = printable(f"{message}; name a feed or a directory of feeds")
    return click.BadParameter(words, param_hint=argument)


def _fetch(address: str) -> tuple[bytes, str]:
    """Return the body at an http or https URL, and the URL after redirects.

    Raises ``OSError`` with a message if that takes more than a minute or 64 MiB.
    """
    answer: Future[tuple[bytes, str]] = Future()
    Thread(target=_ask, args=(address, answer), daemon=True).start()
    try:
        # A socket's timeout starts again with every byte; this one is for all of them.
        return answer.result(_LONGEST)
    except TimeoutError as error:
        raise OSError(f"takes longer than {_LONGEST:.0f} seconds") from error


def _ask(address: str, answer: Future[tuple[bytes, str]]) -> None:
    try:
        answer.set_result(_answer(address))
    except Exception as error:
        answer.set_exception(error)


def _answer(address: str) -> tuple[bytes, str]:
    headers = {"User-Agent": "feeds", "Accept-Encoding": "identity"}
    try:
        _require_web(address)
        with _opener().open(Request(_ascii(address), headers=headers), timeout=_SILENCE) as found:
            return _bounded(found), str(found.url)
    except HTTPError as error:
        error.close()
        said = str(error.reason).partition("\n")[0]
        raise OSError(f"answers {error.code} {said}") from error
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise OSError(f"cannot be fetched: {reason}") from error
    except TimeoutError as error:
        raise OSError(f"says nothing for {_SILENCE:.0f} seconds") from error
    except IncompleteRead as error:
        raise OSError("cannot be fetched: the answer is cut off") from error
    except (HTTPException, ValueError) as error:
        raise OSError(f"cannot be fetched: {error}") from error


def _ascii(address: str) -> str:
    """Return a URL in ASCII: its host by RFC 3490, the rest by RFC 3986."""
    parts = urlsplit(address)
    host = parts.netloc.encode("idna").decode("ascii")
    return quote(parts._replace(netloc=host).geturl(), safe=_URL_CHARACTERS)


def _opener() -> OpenerDirector:
    """Return an opener for http and https only, without files and FTP."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _Redirects(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(HTTPRedirectHandler):
    max_redirections = 5
    max_repeats = 2

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> Request | None:
        try:
            _require_web(urljoin(req.full_url, newurl))
        except OSError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _require_web(address: str) -> None:
    if urlsplit(address).scheme.lower() not in ("http", "https"):
        raise OSError(f"{address}: only http and https are fetched")


def _bounded(answer: HTTPResponse) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := answer.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        _require_bounded(size)
    if answer.length:  # read(n) just ends if there is less than Content-Length
        raise IncompleteRead(b"", answer.length)
    return b"".join(chunks)


def _require_bounded(size: int) -> None:
    """Raise ``OSError`` with a message for more than 64 MiB."""
    if size > _MOST_BYTES:
        raise OSError(f"is larger than {_MOST_BYTES // 2**20} MiB")
