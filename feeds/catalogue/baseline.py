"""Posts of the last good build, and which of them are missing now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

import msgspec
from msgspec.structs import astuple

from feeds.catalogue.rows import aware, decoded, decoding

_MEMORY = 10 * 60 * 1_000_000
"""Microseconds for which losses of a few posts at a time add up."""
_KNOWN = "json_extract(facts, '$[2]', '$[3]', '$[4]')"
"""Link, title and date of a post, as :func:`~feeds.catalogue.rows.encode_post` encodes them."""


_ID = "coalesce((SELECT id FROM renamed WHERE renamed.path = post.path), id)"
"""The id that a post had in the feeds of the last build."""

_IS_NEW = """post.path IN (SELECT path FROM added)
    AND post.path NOT IN (SELECT path FROM missing)"""
"""Whether no post was published from this file before."""


class EarlierPost(msgspec.Struct, frozen=True):
    """A post as the last good build published it."""

    path: str
    id: str
    link: str
    title: str
    date: datetime
    """When it was published; aware."""


class MissingPost(EarlierPost, frozen=True):
    """A post that the last good build published and that is not published now."""

    is_read: bool
    """Its file exists and could be read, even if it has a fault."""
    left_out: str | None
    """Why the file is not published; None if only its date decides, or there is no file."""


class _Publication(msgspec.Struct, array_like=True, frozen=True):
    """What the last good build published."""

    posts: int
    """With those whose loss still adds up."""
    instant: int
    """In microseconds since the epoch."""
    since: int = 0
    """When losses began to add up; 0 in the state of older versions, where it is ``instant``."""

    @property
    def began(self) -> int:
        """When losses began to add up, in the state of any version."""
        return self.since or self.instant


class Baseline:
    """What the last good build published.

    A post that is dropped from the index is kept here until a build publishes without it. A
    build that is refused therefore does not forget which posts subscribers have. Posts that a
    build reads are noted as ``added`` until they may be published: if they disappear before, no
    subscriber has them.
    """

    def __init__(self, database: sqlite3.Connection, now: int) -> None:
        """Read it; ``now`` is the publication instant, in microseconds since the epoch."""
        self._database = database
        self._now = now

    @cached_property
    def _last(self) -> _Publication | None:
        found = self._database.execute("SELECT value FROM meta WHERE key = 'baseline'").fetchone()
        return None if found is None else decoded(found[0], _Publication)

    @property
    def _is_new(self) -> str:
        """The condition for new posts; with the state of an older version, any may be new."""
        return _IS_NEW if self._last and self._last.since else "TRUE"

    @property
    def posts(self) -> int | None:
        """How many posts were published until then; None if no build is known."""
        return self._last.posts if self._last else None

    def begin(self, posts: int, renamed: Iterable[str]) -> None:
        """Note that a build is about to publish so many posts.

        From now on subscribers may have them, even if the build is killed. ``renamed`` are the
        paths of missing posts that :meth:`new` posts replace.
        """
        self._forget(renamed)
        lost = self._lost()
        self._store(posts + len(lost), self._last.began if self._last else self._now)

    def note(self, posts: int, accepted: bool) -> None:
        """Note that a build published so many posts now.

        Losses add up for ten minutes, unless they were ``accepted``: to a server that builds
        while somebody slowly deletes files, one large deletion looks like many small ones.
        """
        lost = set() if accepted or self._is_old() else self._lost()
        if not lost:
            self._database.execute("DELETE FROM missing")
        since = self._last.began if self._last and lost else self._now
        self._store(posts + len(lost), since)

    def _lost(self) -> set[str]:
        """Return the paths of the missing posts that were dropped, and keep only these."""
        kept = {path for (path,) in self._database.execute("SELECT path FROM missing")}
        lost = {post.path for post in self.missing()} & kept if kept else set()
        self._forget(kept - lost)
        return lost

    def _forget(self, paths: Iterable[str]) -> None:
        rows = [(path,) for path in paths]
        self._database.executemany("DELETE FROM missing WHERE path = ?", rows)

    def _store(self, posts: int, since: int) -> None:
        self._database.execute("DELETE FROM added")
        self._last = _Publication(posts, self._now, since)
        self._database.execute(
            "INSERT OR REPLACE INTO meta VALUES ('baseline', ?)",
            (json.dumps(astuple(self._last)),),
        )

    def _is_old(self) -> bool:
        return self._last is None or abs(self._now - self._last.began) > _MEMORY

    def keep(self, paths: Iterable[str]) -> None:
        """Keep the posts at these paths, which are about to be dropped, if they were published."""
        if self._last:
            instant = self._last.instant
            self._database.executemany(
                f"""INSERT OR IGNORE INTO missing SELECT path, {_ID}, {_KNOWN}, expires FROM post
                    WHERE path = ? AND due <= ? AND expires > ?
                    AND path NOT IN (SELECT path FROM added)""",
                [(path, instant, instant) for path in paths],
            )

    def add(self, paths: Iterable[str]) -> None:
        """Note posts that were read again or for the first time, and are not published yet."""
        if self._last:
            self._database.executemany(
                "INSERT OR IGNORE INTO added VALUES (?)", [(path,) for path in paths]
            )

    def new(self) -> list[str]:
        """Return the paths of posts that this build publishes, and earlier builds did not."""
        rows = self._database.execute(
            f"SELECT path FROM post WHERE {self._is_new} AND due <= ? AND expires > ?",
            (self._now, self._now),
        )
        return [path for (path,) in rows]

    def kept(self) -> int:
        """Return an upper bound of the missing posts: those dropped or read again since.

        Posts that expired are not counted.
        """
        return int(self._database.execute("SELECT count(*) FROM missing").fetchone()[0])

    def missing(self) -> Iterator[MissingPost]:
        """Yield the posts that are not published now, by path.

        A post is not missing if its file is still published, if a new file has its id, or if it
        was removed and would have expired by now.
        """
        instants = {"now": self._now, "then": self._last.instant if self._last else self._now}
        rows = self._database.execute(
            f"""WITH lost AS (
                   SELECT path, id, known FROM missing WHERE expires > :now
                   UNION
                   SELECT path, {_ID}, {_KNOWN} FROM post
                   WHERE due <= :then AND expires > :then AND (due > :now OR expires <= :now)
                   AND path NOT IN (SELECT path FROM added))
               SELECT path, lost.id, known, file.path NOT NULL, left_out
               FROM lost LEFT JOIN file USING (path)
               WHERE NOT EXISTS (
                   SELECT 1 FROM post
                   WHERE (post.path = lost.path OR (post.id = lost.id AND {self._is_new}))
                   AND due <= :now AND expires > :now)
               GROUP BY lost.id ORDER BY path""",
            instants,
        )
        for path, id, known, is_read, left_out in rows:
            yield MissingPost(path, id, *_decoded(known), bool(is_read), left_out)

    def earlier(self, path: str) -> EarlierPost | None:
        """Return the post at a path as the last good build published it; None if it did not."""
        then = self._last.instant if self._last else self._now
        found = self._database.execute(
            f"""SELECT id, known FROM missing WHERE path = :path
                UNION ALL
                SELECT {_ID}, {_KNOWN} FROM post
                WHERE path = :path AND due <= :then AND expires > :then
                AND path NOT IN (SELECT path FROM added)
                LIMIT 1""",
            {"path": path, "then": then},
        ).fetchone()
        return EarlierPost(path, found[0], *_decoded(found[1])) if found and self._last else None


def _decoded(known: str) -> tuple[str, str, datetime]:
    link, title, date = decoded(known, tuple[str, str, str])
    with decoding():
        return link, title, aware(date)


class PublishedPosts(msgspec.Struct, frozen=True):
    """A baseline to copy into a catalogue that is built under new rules."""

    publication: str | None = None
    """As it is stored."""
    posts: Sequence[tuple[str, str, str, int]] = ()
    """Path, id, what else is known, and when it expires in microseconds."""


def published_posts(database: sqlite3.Connection) -> PublishedPosts:
    """Return what the last good build published, from a catalogue of any version.

    The result is empty if the catalogue has no baseline.
    """
    try:
        row = database.execute("SELECT value FROM meta WHERE key = 'baseline'").fetchone()
        if row is None:
            return PublishedPosts()
        instant = decoded(row[0], _Publication).instant
        is_added = "path IN (SELECT path FROM added)" if _has(database, "added") else "FALSE"
        posts = database.execute(
            f"""SELECT path, id, known, expires FROM missing
                UNION ALL
                SELECT path, {_ID if _has(database, "renamed") else "id"}, {_KNOWN}, expires
                FROM post WHERE due <= ? AND expires > ? AND NOT {is_added}""",
            (instant, instant),
        )
        return PublishedPosts(row[0], posts.fetchall())
    except sqlite3.DatabaseError:  # tables of another version
        return PublishedPosts()


def _has(database: sqlite3.Connection, table: str) -> bool:
    """Return whether a catalogue has a table; those of older versions lack some."""
    found = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
    return found.fetchone() is not None


def note_published(database: sqlite3.Connection, published: PublishedPosts) -> None:
    """Give a new catalogue a baseline; each of its posts counts as missing until it is read."""
    if published.publication is not None:
        database.execute("INSERT INTO meta VALUES ('baseline', ?)", (published.publication,))
        database.executemany("INSERT OR IGNORE INTO missing VALUES (?, ?, ?, ?)", published.posts)
        database.commit()
