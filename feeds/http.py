"""HTTP for every way to serve feeds: headers, error texts, and content codings."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from http import HTTPStatus
from types import ModuleType

import brotli  # type: ignore[import-untyped]
import deflate

from feeds.model import Coding, FileType, Format

METHODS = "GET, HEAD, OPTIONS"
CONDITIONS = "A-IM, If-Modified-Since, If-None-Match"
"""The request headers that pages of other origins may send (Fetch, CORS preflight)."""
VALIDATORS = "ETag, Last-Modified"
"""The response headers that they may read."""
A_DAY = 86400
"""How long answers about moved and retired feeds and about methods are cached, in seconds."""
A_MINUTE = 60
"""How long a 404 is cached, in seconds."""

GONE = "This feed is no longer published. Unsubscribe from it."
REFUSED = "Feeds and pages are read-only. Use GET or HEAD."
FAILED = "The current version is not the one that the request requires."

_STALE_IF_ERROR = 7 * 24 * 3600


def content_type(type: Format | FileType) -> str:
    """Return a file's Content-Type; without a charset, clients would guess one (RFC 9110 8.3).

    JSON has no charset (RFC 8259 11).
    """
    return type.media_type if type is FileType.SEARCH else f"{type.media_type}; charset=utf-8"


def public(max_age: int) -> str:
    """Return the Cache-Control of an answer that every cache may keep; ``max_age`` in seconds."""
    return f"public, max-age={max_age}"


def cache_control(max_age: int) -> str:
    """Return a feed's Cache-Control (RFC 9111 5.2.2, RFC 5861); ``max_age`` in seconds."""
    stale = f"stale-while-revalidate={max_age}, stale-if-error={_STALE_IF_ERROR}"
    return f"{public(max_age)}, {stale}"


def links(url: str, hubs: Iterable[str]) -> str:
    """Return the Link header with a feed's own URL and its hubs (WebSub 4; RFC 8288 3)."""
    return ", ".join([f'<{url}>; rel="self"', *(f'<{hub}>; rel="hub"' for hub in hubs)])


def unknown(home: str, pages: str = "") -> str:
    """Return the detail of a 404.

    ``home`` is the URL of the site's feed, and ``pages`` that of the page that lists all feeds;
    empty if there is none.
    """
    places = {"the site's feed is": home, "a page with all feeds is": pages}
    known = " and ".join(f"{words} {url}" for words, url in places.items() if url)
    detail = "Nothing is published at this URL."
    return f"{detail} {known[0].upper()}{known[1:]}" if known else detail


def plain_problem(status: int, detail: str) -> str:
    """Return the body of an error for people to read."""
    return f"{status} {HTTPStatus(status).phrase}\n\n{detail}\n"


def content_digest(content: bytes) -> str:
    """Return what stands for these bytes in an entity tag: lower-case hexadecimal, no hyphen."""
    return sha256(content).hexdigest()[:32]


CODED_ENDINGS = tuple(f".{coding.mark}" for coding in Coding)
"""The endings of compressed files; no feed may have such a name."""


def encode(body: bytes, coding: Coding) -> bytes:
    """Return the body in a coding; gzip without time and file name (RFC 1952 2.3.1)."""
    return _CODERS[coding](body)


def decode(coded: bytes, coding: Coding) -> bytes:
    """Return the body of coded bytes; ``ImportError`` if zstd is not installed."""
    if coding is Coding.GZIP:
        return gzip.decompress(coded)
    if coding is Coding.BROTLI:
        body: bytes = brotli.decompress(coded)
        return body
    return bytes(_zstandard_library().ZstdDecompressor().decompress(coded))


def decodes_to(coded: bytes, coding: Coding, body: bytes) -> bool:
    """Return whether coded bytes of any origin are those of a body; decode not much more."""
    if coding is Coding.ZSTANDARD:
        return _zstandard_start(coded, len(body) + 1) == body
    try:
        if coding is Coding.GZIP:
            return zlib.decompressobj(wbits=31).decompress(coded, len(body) + 1) == body
        return _brotli_start(coded, len(body) + 1) == body
    except (zlib.error, brotli.error):
        return False


def _brotli_start(coded: bytes, most: int) -> bytes:
    """Return the first bytes of a body, at least ``most`` if there are so many."""
    decoder = brotli.Decompressor()
    body: bytes = decoder.process(coded, output_buffer_limit=most)
    while len(body) < most and not decoder.is_finished():
        more = decoder.process(b"", output_buffer_limit=most - len(body))
        if not more:
            break
        body += more
    return body


def _zstandard_start(coded: bytes, most: int) -> bytes | None:
    """Return the first bytes of a body, at most ``most``; None if it cannot be decoded."""
    try:
        library = _zstandard_library()
    except ImportError:
        return None
    try:
        return bytes(library.ZstdDecompressor().stream_reader(coded).read(most))
    except library.ZstdError:
        return None


def _gzip(body: bytes) -> bytes:
    # libdeflate gives equal bytes on every processor, zlib-ng does not.
    return bytes(deflate.gzip_compress(body, 6))


def _brotli(body: bytes) -> bytes:
    coded: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
    return coded


def _zstandard(body: bytes) -> bytes:
    return bytes(_zstandard_library().ZstdCompressor(level=9).compress(body))


def _zstandard_library() -> ModuleType:
    import zstandard  # an extra; takes 12 ms to load

    return zstandard


# The levels. Measured on 150 feeds of ten full posts, 61 KB each: size in per cent, CPU per MB.
# zlib 5: 37.6, 23 ms; 6: 37.2, 30 ms. br 5: 33.9, 28 ms; 7: 33.1, 64 ms; 9: 33.0, 229 ms.
# zstd 6: 36.7, 12 ms; 9: 36.1, 19 ms; 12: 35.7, 46 ms; 19: 33.1, 211 ms.
# On 18 of a real site: zlib 5: 25.6, 14 ms; libdeflate 5: 25.5, 6 ms; 6: 25.2, 7 ms; 7: 25.2, 9 ms.
_CODERS: Mapping[Coding, Callable[[bytes], bytes]] = {
    Coding.GZIP: _gzip,
    Coding.BROTLI: _brotli,
    Coding.ZSTANDARD: _zstandard,
}
