"""A feed's bytes as caches and clients see them (RFC 9110 section 3.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

from feeds.http import encode
from feeds.model import (
    Coding,
    Encoded,
    EntryPlace,
    FeedKind,
    Format,
    Representation,
    content_digest,
)

_WORTHWHILE = 0.95
_BEGINNING = 64
"""Bytes by which an entry is looked for."""


def represent(
    body: bytes,
    path: str,
    format: Format,
    max_age: int,
    kind: str = FeedKind.SITE,
    entries: Sequence[tuple[str, bytes]] = (),
    is_full: bool = False,
    codings: Collection[Coding] = tuple(Coding),
) -> Representation:
    """A feed document with its digests and its coded forms.

    The path is the feed's below the site's URL, ``max_age`` is in seconds, ``entries`` are
    the id and the bytes of each entry in the body's order; ``is_full`` says that the feed
    shows as many as it may. A coded form is left out where it
    saves less than a twentieth.
    """
    return Representation(
        path=path,
        format=format,
        body=body,
        digest=content_digest(body),
        encoded=dict(_encoded(body, codings)),
        entries=tuple(_places(body, entries)),
        is_full=is_full,
        kind=kind,
        max_age=max_age,
    )


def _encoded(body: bytes, codings: Collection[Coding]) -> Iterator[tuple[Coding, Encoded]]:
    for coding in (coding for coding in Coding if coding in codings):
        coded = encode(body, coding)
        if len(coded) <= _WORTHWHILE * len(body):
            yield coding, Encoded(coded, content_digest(coded))


def _places(body: bytes, entries: Sequence[tuple[str, bytes]]) -> Iterator[EntryPlace]:
    end = 0
    for id, entry in entries:
        # The search for a whole entry would first study all of it, which takes far longer.
        start = body.index(entry[:_BEGINNING], end)
        if not body.startswith(entry, start):
            start = body.index(entry, end)
        end = start + len(entry)
        yield EntryPlace(_short(id.encode()), _short(entry), start, end)


def _short(text: bytes) -> bytes:
    return sha256(text).digest()[:8]
