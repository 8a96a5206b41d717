"""The bytes of a feed file, their digest, and where each entry begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

from feeds.http import content_digest, encode
from feeds.model import (
    USUAL_CODINGS,
    Coding,
    Encoded,
    EntryPlace,
    FileType,
    Format,
    Representation,
)

_WORTHWHILE = 0.95
_BEGINNING = 64
"""Bytes of an entry that are searched for first."""


def represent(
    body: bytes,
    path: str,
    format: Format | FileType,
    max_age: int,
    entries: Sequence[tuple[str, bytes]] = (),
    codings: Collection[Coding] = USUAL_CODINGS,
) -> Representation:
    """Return a document with its digests and its coded forms.

    ``path`` is below the site's URL, ``max_age`` is in seconds, and ``entries`` are the id and
    the bytes of each entry, in the order of the body. A coded form is left out if it saves
    less than a twentieth, or if it is not smaller than the one in gzip.
    """
    return Representation(
        path=path,
        format=format,
        body=body,
        digest=content_digest(body),
        encoded=dict(_encoded(body, codings)),
        entries=tuple(_places(body, entries)),
        max_age=max_age,
    )


def _encoded(body: bytes, codings: Collection[Coding]) -> Iterator[tuple[Coding, Encoded]]:
    most = _WORTHWHILE * len(body)
    for coding in (coding for coding in Coding if coding in codings):  # gzip first
        coded = encode(body, coding)
        if len(coded) <= most:
            yield coding, Encoded(coded, content_digest(coded))
            if coding is Coding.GZIP:
                most = len(coded) - 1


def _places(body: bytes, entries: Sequence[tuple[str, bytes]]) -> Iterator[EntryPlace]:
    end = 0
    for id, entry in entries:
        # Searching for the whole entry is far slower: Python analyses all of it first.
        start = body.index(entry[:_BEGINNING], end)
        if not body.startswith(entry, start):
            start = body.index(entry, end)
        end = start + len(entry)
        yield EntryPlace(_short(id.encode()), _short(entry), start, end)


def _short(text: bytes) -> bytes:
    return sha256(text).digest()[:8]
