"""Feeds from where somebody says they are: a file, a directory, an address."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
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

from feeds.guard import KnownFeed, read_feed

_MOST_BYTES = 64 * 2**20
_SILENCE, _LONGEST = 20.0, 60.0  # seconds: for one answer of the network, for a whole feed
_ENDINGS = {".xml", ".atom", ".rss", ".rdf", ".json"}
_CHUNK = 2**16
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;="


def feeds_at(place: str, argument: str) -> list[KnownFeed]:
    """Return the feed in a file or at an address, or every feed below a directory.

    Raises :class:`click.BadParameter`, which ends with 2, where there is none.
    """
    try:
        found = _feeds(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _wrong(f"{place}: {reason}; name a feed or a directory of feeds", argument) from error
    if not found:
        raise _wrong(f"{place}: no feed there; name a feed or a directory of feeds", argument)
    return found


def _feeds(place: str) -> list[KnownFeed]:
    if "://" in place:
        return _from_address(place)
    path = Path(place)
    if path.is_dir():
        return list(_below(path))
    feed = read_feed(_within_bounds(path))
    return [feed] if feed else []


def _below(directory: Path) -> Iterator[KnownFeed]:
    for file in sorted(directory.rglob("*")):
        if file.suffix.lower() in _ENDINGS and _is_readable(file):
            feed = read_feed(_within_bounds(file))
            if feed:
                yield replace(feed, path=f"/{file.relative_to(directory).as_posix()}")


def _is_readable(file: Path) -> bool:
    return file.is_file() and file.stat().st_size <= _MOST_BYTES


def _within_bounds(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    _require_bounded(len(content), str(file))
    return content


def _from_address(address: str) -> list[KnownFeed]:
    body, final = fetch(address)
    feed = read_feed(body)
    # Readers ask at the address given; where that leads, and what is said there, comes after.
    return [replace(feed, path=urlsplit(address).path, url=feed.url or final)] if feed else []


def fetch(address: str) -> tuple[bytes, str]:
    """Return what a URL of http or https answers with, and where redirects led.

    Raises ``OSError``, in words, where it cannot be had within a minute and 64 MiB.
    """
    headers = {"User-Agent": "feeds", "Accept-Encoding": "identity"}
    try:
        _require_web(address)
        asked = Request(quote(address, safe=_URL_CHARACTERS), headers=headers)
        with _opener().open(asked, timeout=_SILENCE) as answer:
            return _bounded(answer, address), str(answer.url)
    except HTTPError as error:
        error.close()
        raise OSError(f"answers {error.code} {error.reason}") from error
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise OSError(f"cannot be fetched: {reason}") from error
    except (HTTPException, ValueError) as error:
        raise OSError(f"cannot be fetched: {error}") from error


def _opener() -> OpenerDirector:
    """Return an opener that knows http and https alone: none for files, none for FTP."""
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


def _bounded(answer: IO[bytes], address: str) -> bytes:
    chunks: list[bytes] = []
    size, end = 0, time.monotonic() + _LONGEST
    while chunk := answer.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        _require_bounded(size, address)
        if time.monotonic() > end:
            raise OSError(f"takes longer than {_LONGEST:.0f} seconds")
    return b"".join(chunks)


def _require_bounded(size: int, place: str) -> None:
    if size > _MOST_BYTES:
        raise OSError(f"{os.path.basename(place)} is larger than {_MOST_BYTES // 2**20} MiB")


def _wrong(message: str, argument: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint=argument)
