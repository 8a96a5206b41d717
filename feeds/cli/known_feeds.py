"""Read existing feeds from a file, a folder or a URL."""

from __future__ import annotations

import os
import re
import socket
import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from html import unescape
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path
from ssl import SSLCertVerificationError, SSLError
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

from msgspec.structs import replace

from feeds.errors import ConfigError, Fault, explained
from feeds.guard import KnownFeed
from feeds.guard.feed_reader import read_feed

_MOST_BYTES = 64 * 2**20
_SILENCE, _LONGEST = 20.0, 60.0  # seconds: between two answers of the network, and in all
_CHUNK = 2**16
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="
_ENDINGS = {".xml", ".atom", ".rss", ".rdf", ".json"}
_WEB = "http", "https"
_DOWNLOAD = "download the feed, then name the file"
_SILENT = f"the server did not answer within {_SILENCE:.0f} seconds; {_DOWNLOAD}"
_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LINK = re.compile(rb"<link\s[^>]{1,2000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(rb"application/(?:atom\+xml|rss\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(rb"""\shref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HEAD = 2**18
"""Bytes in which a web page names its feeds."""
_START = 1024
"""Bytes in which a web page shows that it is one."""
_GZIP = b"\x1f\x8b"  # RFC 1952 2.3.1
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


class _NoFeedError(Exception):
    """A place has no feed; the text says why, and what to do."""


def feeds_at(place: str, argument: str) -> list[KnownFeed]:
    """Return the feed in a file or at a URL, or every feed below a directory.

    ``argument`` is the command's name for the place. Raises
    :class:`~feeds.errors.ConfigError` if there is no feed, or no feed has entries.
    """
    if not place:
        raise _wrong(argument, "is empty; name a feed file, a folder of feeds, or a URL")
    try:
        found = [_from_address(place)] if "://" in place else _from_files(Path(place))
    except FileNotFoundError as error:
        remedy = "name a file, a folder, or a URL that begins with https://"
        raise _wrong(place, f"does not exist; {remedy}") from error
    except OSError as error:
        raise _wrong(os.fsdecode(error.filename or place), explained(error)) from error
    except _NoFeedError as error:
        raise _wrong(place, str(error)) from error
    if not any(feed.entries for feed in found):
        raise _wrong(place, "contains no entries; name a complete feed")
    return found


def _wrong(place: str, message: str) -> ConfigError:
    return ConfigError([Fault(place, 0, message)])


def _from_files(path: Path) -> list[KnownFeed]:
    if not path.is_dir():
        return [_feed(_within_bounds(path))]
    os.listdir(path)  # rglob ignores a directory that cannot be read
    found = list(_below(path))
    if not found:
        endings = ", ".join(sorted(_ENDINGS))
        raise _NoFeedError(f"contains no feeds ({endings}); name another folder")
    return found


def _below(directory: Path) -> Iterator[KnownFeed]:
    for file in sorted(directory.rglob("*")):
        if file.suffix.lower() in _ENDINGS and _is_readable(file):
            with suppress(_NoFeedError):
                feed = _feed(_within_bounds(file))
                yield replace(feed, path=f"/{file.relative_to(directory).as_posix()}")


def _is_readable(file: Path) -> bool:
    return file.is_file() and file.stat().st_size <= _MOST_BYTES


def _within_bounds(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    _require_bounded(len(content))
    return content


def _from_address(address: str) -> KnownFeed:
    body, final = _fetch(address)
    feed = _feed(body)
    # Readers know the given URL; redirects and the feed itself may name others.
    return replace(feed, path=urlsplit(address).path, url=feed.url or final)


def _feed(body: bytes) -> KnownFeed:
    """Read a document, even in gzip: some hosts send it to clients that do not accept it."""
    if body.startswith(_GZIP):
        with suppress(zlib.error):
            body = zlib.decompressobj(_GZIP_FORMAT).decompress(body, _MOST_BYTES + 1)
        _require_bounded(len(body))
    feed = read_feed(body)
    if feed is None:
        raise _NoFeedError(_no_feed(body))
    return feed


def _no_feed(body: bytes) -> str:
    """Return what a document is that is not a feed, and which feed to name instead."""
    if not _PAGE.search(body, 0, _START):
        return "is not a feed; name a feed file in Atom, RSS or JSON Feed"
    links = (found[0] for found in _LINK.finditer(body, 0, _HEAD))
    addresses = [_HREF.search(link) for link in links if _FEED_TYPE.search(link)]
    named = next((found[1].decode("utf-8", "replace") for found in addresses if found), "")
    remedy = f"name its feed, {unescape(named)}" if named else "name a feed file"
    return f"is a web page, not a feed; {remedy}"


def _fetch(address: str) -> tuple[bytes, str]:
    """Return the body at an http or https URL, and the URL after redirects.

    Raises :class:`_NoFeedError`, also if it takes more than a minute or has more than 64 MiB.
    """
    answer: Future[tuple[bytes, str]] = Future()
    Thread(target=_ask, args=(address, answer), daemon=True).start()
    try:
        # A socket's timeout starts again with every byte; this one is for all of them.
        return answer.result(_LONGEST)
    except TimeoutError as error:
        raise _NoFeedError(f"the download took over {_LONGEST:.0f} seconds; {_DOWNLOAD}") from error


def _ask(address: str, answer: Future[tuple[bytes, str]]) -> None:
    try:
        answer.set_result(_answer(address))
    except Exception as error:
        answer.set_exception(error)


def _answer(address: str) -> tuple[bytes, str]:
    headers = {"User-Agent": "feeds", "Accept-Encoding": "identity"}
    try:
        if urlsplit(address).scheme.lower() not in _WEB:
            raise _NoFeedError(f"the URL must begin with http:// or https://; {_DOWNLOAD}")
        with _opener().open(Request(_ascii(address), headers=headers), timeout=_SILENCE) as found:
            return _bounded(found), str(found.url)
    except HTTPError as error:
        error.close()
        raise _NoFeedError(_refused(error)) from error
    except URLError as error:
        raise _NoFeedError(_unreached(error.reason)) from error
    except TimeoutError as error:
        raise _NoFeedError(_SILENT) from error
    except IncompleteRead as error:
        raise _NoFeedError("the server sent only a part of the feed; try again later") from error
    except (OSError, HTTPException) as error:
        raise _NoFeedError(_unreached(error)) from error
    except ValueError as error:
        wrong = "is not a URL; write one such as https://example.com/feed.xml"
        raise _NoFeedError(wrong) from error


def _refused(error: HTTPError) -> str:
    """Return what an answer without a feed means, and the remedy."""
    if 300 <= error.code < 400:
        where = error.headers.get("Location", "")
        if urlsplit(where).scheme.lower() not in ("", *_WEB):
            return f"redirects to {where}, not to an http or https URL; {_DOWNLOAD}"
        return "redirects too often; name the URL that it leads to"
    said = f"the server answers {error.code} {str(error.reason).partition(chr(10))[0]}".rstrip()
    if error.code >= 500:
        return f"{said}; try again later"
    return f"{said}; check the URL in a browser, or {_DOWNLOAD}"


def _unreached(reason: object) -> str:
    """Return why a server cannot be asked, and the remedy."""
    if isinstance(reason, SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message}); {_DOWNLOAD}"
    if isinstance(reason, TimeoutError):  # ssl's text names a line of its C code
        return _SILENT
    if isinstance(reason, SSLError):
        return "the https connection failed; use http:// if the server has no https"
    if isinstance(reason, socket.gaierror):
        return "the host was not found; check the URL and the network"
    why = (getattr(reason, "strerror", None) or str(reason)).lower()
    return f"the server cannot be reached ({why}); check the URL and the server"


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
        if urlsplit(urljoin(req.full_url, newurl)).scheme.lower() not in _WEB:
            raise HTTPError(newurl, code, msg, headers, fp)  # type: ignore[arg-type]
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


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
    if size > _MOST_BYTES:
        raise _NoFeedError(f"is larger than {_MOST_BYTES // 2**20} MiB; name a smaller feed")
