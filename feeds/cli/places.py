"""Feeds from where somebody says they are: a file, a directory, an address."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from feeds.cli.fetching import MOST_BYTES, fetch, require_bounded
from feeds.errors import printable
from feeds.guard import KnownFeed, read_feed

_ENDINGS = {".xml", ".atom", ".rss", ".rdf", ".json"}
_GZIP = b"\x1f\x8b"  # RFC 1952 2.3.1
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def feeds_at(place: str, argument: str) -> list[KnownFeed]:
    """Return the feed in a file or at an address, or every feed below a directory.

    Raises :class:`click.BadParameter`, which ends with 2, where there is none.
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
    return file.is_file() and file.stat().st_size <= MOST_BYTES


def _within_bounds(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    require_bounded(len(content))
    return content


def _from_address(address: str) -> list[KnownFeed]:
    body, final = fetch(address)
    feed = _feed(body)
    # Readers ask at the address given; where that leads, and what is said there, comes after.
    return [replace(feed, path=urlsplit(address).path, url=feed.url or final)] if feed else []


def _feed(body: bytes) -> KnownFeed | None:
    """Read a document, packed or not: some hosts send gzip to whoever did not ask for it."""
    if body.startswith(_GZIP):
        with suppress(zlib.error):
            body = zlib.decompressobj(_GZIP_FORMAT).decompress(body, MOST_BYTES + 1)
        require_bounded(len(body))
    return read_feed(body)


def _wrong(message: str, argument: str) -> click.BadParameter:
    words = printable(f"{message}; name a feed or a directory of feeds")
    return click.BadParameter(words, param_hint=argument)
