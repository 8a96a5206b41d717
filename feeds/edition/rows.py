"""What the table of published feeds holds, as those who read and write it see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from feeds.config.moves import NOWHERE, Moves
from feeds.model import Coding, EntryPlace, Format

NAME = "edition.db"
APPLICATION = 0x46454544  # "FEED": tells this file from somebody else's
VERSION = 4

_FORMATS = ", ".join(f"'{format}'" for format in Format)
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
    hubs TEXT NOT NULL
) STRICT;
INSERT INTO run VALUES (hex(randomblob(8)), 0, 0, 1, '', '', '[[], []]', '');
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
COMMIT;
"""


class CodedFile(NamedTuple):
    """A published file's coded form, which lies beside it."""

    digest: str
    """Of the coded bytes, lower-case hexadecimal."""
    size: int
    """Bytes."""


class PublishedFeed(NamedTuple):
    """One published file and its validators; a tuple, for 100,000 are read at once."""

    path: str
    """Below the site's URL, with a leading slash, not percent-encoded."""
    kind: str
    """What the feed collects: a :class:`~feeds.model.FeedKind`, or a taxonomy's name."""
    format: str
    """A :class:`~feeds.model.Format`'s value."""
    digest: str
    """Of the file's bytes, lower-case hexadecimal."""
    size: int
    """Bytes."""
    codings: str
    """The coded forms beside the file, as :func:`codings_text` writes them."""
    modified: int
    """When these bytes replaced others: whole seconds since 1970-01-01T00:00:00Z."""
    max_age: int
    """Seconds (RFC 9111 5.2.2.1)."""
    fingerprint: str
    """Of what the feed was built from; opaque here, and empty for those who serve."""

    @property
    def coded(self) -> dict[Coding, CodedFile]:
        """The coded forms, by their coding; none where the text cannot be read."""
        try:
            return {Coding(name): CodedFile(one, int(size)) for name, one, size in self._parts()}
        except ValueError:
            return {}

    @property
    def coded_sizes(self) -> dict[str, int]:
        """The coded forms' sizes in bytes, by their coding; none where it cannot be read."""
        try:
            return {name: int(size) for name, _, size in self._parts()}
        except ValueError:
            return {}

    def _parts(self) -> Iterator[list[str]]:
        return map(str.split, filter(None, self.codings.split(";")))


COLUMNS = ", ".join(PublishedFeed._fields)


def codings_text(coded: Mapping[Coding, CodedFile]) -> str:
    """Write coded forms as one text: parsing it is left until a feed is asked for."""
    return ";".join(f"{coding} {file.digest} {file.size}" for coding, file in coded.items())


class Edition(NamedTuple):
    """All that is published at one time."""

    feeds: Mapping[str, PublishedFeed]
    """By path."""
    complete: bool
    """Some build has run to its end; before that, paths may be missing that will come."""
    url: str = ""
    """The site's, absolute, without a trailing slash; every path goes below it."""
    home: str = ""
    """The absolute URL of the site's own feed; empty where it has none."""
    moves: Moves = NOWHERE
    """Where feeds used to be."""
    hubs: tuple[str, ...] = ()
    """URLs where news of every feed can be subscribed to (WebSub 4)."""
    token: str = ""
    """Of the table: another one's revisions say nothing here."""
    revision: int = 0
    """Grows with every change of the table."""
    building: bool = False
    """A build is under way, or was cut off: files may be newer than their rows."""
    carried: bool = False
    """Feeds of a table that was lost are among these, until a build has filled the new one."""


class Version(NamedTuple):
    """One version of a feed, its bytes forgotten."""

    entries: tuple[EntryPlace, ...]
    """In its order."""
    is_full: bool
    """It showed as many entries as it may."""


_PLACE = 24  # bytes: two of 8, two of 4


def packed(entries: Iterable[EntryPlace]) -> bytes:
    """Write entries as bytes."""
    return b"".join(
        place.id + place.version + place.start.to_bytes(4, "big") + place.end.to_bytes(4, "big")
        for place in entries
    )


def unpacked(content: bytes) -> tuple[EntryPlace, ...]:
    """Read what :func:`packed` wrote."""
    places = (content[at : at + _PLACE] for at in range(0, len(content), _PLACE))
    return tuple(
        EntryPlace(
            one[:8], one[8:16], int.from_bytes(one[16:20], "big"), int.from_bytes(one[20:], "big")
        )
        for one in places
    )
