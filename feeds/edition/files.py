"""A published feed's files: the body, its coded forms beside it, and whether they are as noted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from feeds.edition.output import ENDINGS, Output, coded_name, find_file, holds
from feeds.edition.rows import CodedFile, PublishedFeed, codings_text
from feeds.errors import EditionError
from feeds.http import decode
from feeds.model import Representation, content_digest

Find = Callable[[bytes], os.stat_result | None]


def row_of(new: Representation, modified: int) -> PublishedFeed:
    """Return the row of a representation that took its place at ``modified``, fingerprint apart."""
    coded = {
        coding: CodedFile(encoded.digest, len(encoded.body))
        for coding, encoded in new.encoded.items()
    }
    return PublishedFeed(
        path=new.path,
        kind=new.kind,
        format=new.format.value,
        digest=new.digest,
        size=len(new.body),
        codings=codings_text(coded),
        modified=modified,
        max_age=new.max_age,
        fingerprint="",
    )


def sizes(feed: PublishedFeed, file: bytes) -> dict[bytes, int | None]:
    """Return what the size of each file of a feed must be; None: it must not be there."""
    coded = feed.coded_sizes
    beside = {file + ending: coded.get(coding) for coding, ending in ENDINGS.items()}
    return {file: feed.size, **beside}


def is_intact(feed: PublishedFeed, file: bytes, find: Find = find_file) -> bool:
    """Say whether a feed's files are there, and none besides, by size and time."""
    return next(_broken(feed, file, find), None) is None


def broken_files(feed: PublishedFeed, file: bytes) -> list[bytes]:
    """Return the files for which :func:`is_intact` is False."""
    return list(_broken(feed, file, find_file))


def _broken(feed: PublishedFeed, file: bytes, find: Find) -> Iterator[bytes]:
    for name, size in sizes(feed, file).items():
        found = find(name)
        if found is not None if size is None else not (found and holds(found, size, feed.modified)):
            yield name


def is_spoilt(published: Representation, file: bytes) -> bool:
    """Say whether somebody changed the files behind our back, size and time kept."""
    beside = {coded_name(file, coding): one.body for coding, one in published.encoded.items()}
    return any(read_file(name) != body for name, body in {file: published.body, **beside}.items())


def read_file(file: bytes) -> bytes:
    """Return what a published file holds."""
    with open(file, "rb") as stream:
        return stream.read()


def published_document(output: Output, path: str, feed: PublishedFeed | None) -> bytes | None:
    """Return the document that readers have at a path; None where there is none.

    Where somebody edited the file since its row was noted, that is the copy in a coded file
    that is still as it was published, if there is one.
    """
    try:
        file = output.locate(path)
        found = find_file(file)
        body = read_file(file) if found else None
        if feed is None or (found and holds(found, feed.size, feed.modified)):
            return body
        for coding, coded in feed.coded.items():
            name = coded_name(file, coding)
            copy = read_file(name) if find_file(name) else b""
            if content_digest(copy) == coded.digest:
                return decode(copy, coding)
    except (OSError, EditionError):
        return None
    return body
