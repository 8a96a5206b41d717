"""The rows of the table of published feeds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from struct import Struct
from typing import Any

import msgspec

from feeds.catalogue.rows import decoded
from feeds.config.moves import NOWHERE, Moves
from feeds.model import Coding, EntryPlace, FileType, Format

NAME = "edition.db"
APPLICATION = 0x46454544  # "FEED": distinguishes this file from those of other programs
VERSION = 6

_FORMATS = ", ".join(f"'{format}'" for format in (*Format, *FileType))
SIGNATURES = "SELECT directory, signature FROM signed"
SCHEMA = f"""
BEGIN;
CREATE TABLE published (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ({_FORMATS})),
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    codings TEXT NOT NULL,
    modified INTEGER NOT NULL,
    max_age INTEGER NOT NULL,
    page TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX published_revision ON published (revision);
CREATE TABLE withdrawn (path TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE version (
    path TEXT NOT NULL, digest TEXT NOT NULL, modified INTEGER NOT NULL,
    is_full INTEGER NOT NULL, entries BLOB NOT NULL,
    PRIMARY KEY (path, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE signed (directory BLOB PRIMARY KEY, signature TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    token TEXT NOT NULL,
    revision INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    unfinished INTEGER NOT NULL,
    url TEXT NOT NULL,
    home TEXT NOT NULL,
    moves TEXT NOT NULL,
    hubs TEXT NOT NULL,
    pages TEXT NOT NULL
) STRICT;
INSERT INTO run VALUES (hex(randomblob(8)), 0, 0, 1, '', '', '[[], []]', '', '');
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
COMMIT;
"""


class CodedFile(msgspec.Struct, frozen=True):
    """The coded form of a published file, in a file of its own."""

    digest: str
    """Of the coded bytes, lower-case hexadecimal."""
    size: int
    """Bytes."""


class PublishedFile(msgspec.Struct, frozen=True):
    """One published file and its validators."""

    path: str
    """Below the site's URL, with a leading slash, not percent-encoded."""
    kind: str
    """What the feed collects: a :class:`~feeds.model.FeedKind`, or a taxonomy's name.

    It is empty for what is not a feed.
    """
    format: str
    """The value of a :class:`~feeds.model.Format` or :class:`~feeds.model.FileType`."""
    digest: str
    """Of the file's bytes, lower-case hexadecimal."""
    size: int
    """Bytes."""
    codings: str
    """The coded forms, as :func:`codings_text` encodes them."""
    modified: int
    """When these bytes replaced others: whole seconds since 1970-01-01T00:00:00Z."""
    max_age: int
    """Seconds (RFC 9111 5.2.2.1)."""
    page: str
    """The path of the feed's page; empty if it has none."""
    fingerprint: str
    """A digest of what the file was built from; empty for those who serve."""

    @property
    def is_feed(self) -> bool:
        """Return whether this is a document of a feed."""
        return bool(self.kind)

    @property
    def coded(self) -> dict[Coding, CodedFile]:
        """The coded forms, by their coding; none if the text cannot be decoded."""
        try:
            return {Coding(name): CodedFile(one, int(size)) for name, one, size in self._parts()}
        except ValueError:
            return {}

    @property
    def coded_sizes(self) -> dict[str, int]:
        """The sizes of the coded forms in bytes, by coding; none if it cannot be decoded."""
        try:
            return {name: int(size) for name, _, size in self._parts()}
        except ValueError:
            return {}

    def _parts(self) -> Iterator[list[str]]:
        return map(str.split, filter(None, self.codings.split(";")))


COLUMNS = ", ".join(PublishedFile.__struct_fields__)


def codings_text(coded: Mapping[Coding, CodedFile]) -> str:
    """Encode coded forms as one text: it is decoded only when a feed is asked for."""
    return ";".join(f"{coding} {file.digest} {file.size}" for coding, file in coded.items())


def by_path(rows: Iterable[tuple[Any, ...]]) -> dict[str, PublishedFile]:
    """Return rows as published feeds."""
    return {row[0]: PublishedFile(*row) for row in rows}


class Edition(msgspec.Struct, frozen=True):
    """All that is published at one time."""

    files: Mapping[str, PublishedFile]
    """By path."""
    complete: bool
    """Some build ran to its end; before that, more paths may follow."""
    url: str = ""
    """The site's, absolute, without a trailing slash; every path goes below it."""
    home: str = ""
    """The absolute URL of the site's own feed; empty if it has none."""
    moves: Moves = NOWHERE
    """Where feeds used to be."""
    hubs: tuple[str, ...] = ()
    """URLs of hubs for every feed (WebSub 4)."""
    pages: str = ""
    """The path of the page that lists the feeds; empty if there are no pages."""
    token: str = ""
    """Identifies the table: revisions of another table cannot be compared."""
    revision: int = 0
    """Grows with every change of the table."""
    building: bool = False
    """A build is running, or was interrupted: files may be newer than their rows."""
    carried: bool = False
    """Some feeds are from a table that was lost, until a build has filled the new one."""


class Version(msgspec.Struct, frozen=True):
    """One version of a feed, without its bytes."""

    entries: tuple[EntryPlace, ...]
    """In its order."""
    is_full: bool
    """It showed as many entries as it may."""


_PLACE = Struct(">8s8sII")
"""Id, version, start and end of an entry."""


def packed(entries: Iterable[EntryPlace]) -> bytes:
    """Encode entries as bytes."""
    return b"".join(_PLACE.pack(one.id, one.version, one.start, one.end) for one in entries)


def unpacked(content: bytes) -> tuple[EntryPlace, ...]:
    """Decode what :func:`packed` encoded."""
    whole = len(content) - len(content) % _PLACE.size
    return tuple(EntryPlace(*place) for place in _PLACE.iter_unpack(content[:whole]))


class EditionRow(msgspec.Struct, frozen=True):
    """The only row of the table ``run``: what is stored of the edition as a whole."""

    token: str
    revision: int
    complete: int
    unfinished: int
    url: str
    home: str
    moves: str
    """See :func:`moves_text`."""
    hubs: str
    """See :func:`hubs_text`."""
    pages: str


def edition_row(connection: sqlite3.Connection) -> EditionRow:
    """Return what is stored of the edition; ``sqlite3.DatabaseError`` if nothing is."""
    columns = ", ".join(EditionRow.__struct_fields__)
    for row in connection.execute(f"SELECT {columns} FROM run"):
        return EditionRow(*row)
    raise sqlite3.DatabaseError("written by another version of feeds")


def require_ours(connection: sqlite3.Connection) -> None:
    """Raise ``sqlite3.DatabaseError`` if this is not a table of this version."""
    for pragma, ours in (("application_id", APPLICATION), ("user_version", VERSION)):
        if connection.execute(f"PRAGMA {pragma}").fetchone() != (ours,):
            raise sqlite3.DatabaseError("written by another version of feeds")


def moves_text(moves: Moves) -> str:
    """Encode moves as one text."""
    return json.dumps(moves, ensure_ascii=False)


def moves_from(text: str) -> Moves:
    """Decode what :func:`moves_text` encoded; ``sqlite3.DatabaseError`` for anything else."""
    return decoded(text, Moves)


def hubs_text(hubs: Iterable[str]) -> str:
    """Encode hubs as one text: a URL contains no space."""
    return " ".join(hubs)


def hubs_from(text: str) -> tuple[str, ...]:
    """Decode what :func:`hubs_text` encoded."""
    return tuple(text.split())
