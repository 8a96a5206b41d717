"""The index of posts kept between runs: what was read, and the newest of every term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from feeds.catalogue.database import connect
from feeds.catalogue.facts import from_text, to_text
from feeds.errors import Fault
from feeds.model import FeedKind, Post, Term

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS, _NEVER = -(2**62), 2**62

_SHOWN = """
    p.due <= :now AND p.expires > :now AND NOT EXISTS (
        SELECT 1 FROM post o
        WHERE o.id = p.id AND (o.instant, o.path) < (p.instant, p.path)
          AND o.due <= :now AND o.expires > :now)
"""
"""Published now, and the first of its id: readers take entries of one id for one entry."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as it stands in a window: where it is, and the version that was read."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term and the posts published under it now."""

    term: Term
    posts: int
    newest: datetime


class Catalogue:
    """All posts of one tree, as seen at one publication instant.

    ``rules`` is a digest of all that decides how files are read: under other rules the
    catalogue is empty. ``now`` decides which posts are due. Use it as a context manager;
    what was recorded is kept unless the block fails, or ``keep`` is False: then the file
    is not written at all.
    """

    def __init__(self, file: Path, rules: str, now: datetime, keep: bool = True) -> None:
        self._database = connect(file, rules, keep)
        self._now = {"now": microseconds(now)}
        self._terms: dict[tuple[str, str], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._database.commit()
        self._database.close()

    def commit(self) -> None:
        """Keep what was recorded so far."""
        self._database.commit()

    def stamps(self) -> dict[str, str]:
        """Return the stamp of every file seen last time, by path."""
        return dict(self._database.execute("SELECT path, stamp FROM file"))

    def version(self, path: str) -> str | None:
        """Return the version of a file as it was read last time."""
        found = self._database.execute("SELECT version FROM file WHERE path = ?", (path,))
        return next((version for (version,) in found), None)

    def touch(self, path: str, stamp: str) -> None:
        """Note a new stamp of a file whose content is the same."""
        self._database.execute("UPDATE file SET stamp = ? WHERE path = ?", (stamp, path))

    def forget(self, path: str) -> None:
        """Drop a file and all that was read from it."""
        for table in ("file", "fault", "post", "member"):
            self._database.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def record(
        self,
        path: str,
        stamp: str,
        version: str,
        post: Post | None,
        left_out: str | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        """Note what a file holds now, in place of what it held."""
        self.forget(path)
        self._database.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?)", (path, stamp, version, left_out)
        )
        self._database.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?)",
            [(fault.path, fault.line, fault.message, fault.fatal) for fault in faults],
        )
        if post:
            self._add(post, version)

    def _add(self, post: Post, version: str) -> None:
        instant = microseconds(post.published)
        due = microseconds(post.due) if post.due else _ALWAYS
        expires = microseconds(post.expires) if post.expires else _NEVER
        self._database.execute(
            "INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (post.path, post.id, instant, due, expires, version, post.has_liquid, to_text(post)),
        )
        keys = [0, *(self._key(term) for term in post.terms)]
        self._database.executemany(
            "INSERT INTO member VALUES (?, ?, ?, ?, ?)",
            [(key, instant, post.path, due, expires) for key in keys],
        )

    def _key(self, term: Term) -> int:
        known = self._terms.get((term.kind, term.name))
        if known is None:
            self._database.execute(
                "INSERT INTO term (kind, name, slug) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (term.kind, term.name, term.slug),
            )
            found = self._database.execute(
                "SELECT key FROM term WHERE kind = ? AND name = ?", (term.kind, term.name)
            )
            known = self._terms[term.kind, term.name] = int(found.fetchone()[0])
        return known

    def terms(self) -> list[TermCount]:
        """Return every term with posts published now, by kind and name; the site comes as one."""
        rows = self._database.execute(
            """SELECT kind, name, slug, count(*), max(instant) FROM member p JOIN term ON key = term
               WHERE p.due <= :now AND p.expires > :now GROUP BY key ORDER BY kind, name""",
            self._now,
        )
        return [
            TermCount(Term(FeedKind(kind), name, slug), posts, moment(newest))
            for kind, name, slug, posts, newest in rows
        ]

    def oldest(self, term: Term) -> tuple[datetime, str]:
        """Return when and in which file a term was first used; the term must have posts."""
        rows = self._database.execute(
            """SELECT p.instant, p.path FROM member p JOIN term ON key = term
               WHERE kind = :kind AND name = :name AND p.due <= :now AND p.expires > :now
               ORDER BY p.instant, p.path LIMIT 1""",
            {"kind": term.kind, "name": term.name} | self._now,
        )
        instant, path = rows.fetchone()
        return moment(instant), path

    def window(
        self, kind: FeedKind, term: Term | None, limit: int, ties_ascend: bool = False
    ) -> list[Shown]:
        """Return the newest posts of a term (None: of the site) that are published now."""
        order = "ASC" if ties_ascend else "DESC"
        rows = self._database.execute(
            f"""SELECT p.path, p.version FROM member m JOIN post p ON p.path = m.path
                WHERE m.term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN}
                ORDER BY m.instant DESC, m.path {order} LIMIT :limit""",
            {"kind": kind, "name": term.name if term else "", "limit": limit} | self._now,
        )
        return [Shown(path, version) for path, version in rows]

    def post(self, path: str) -> Post:
        """Return what is known of the post at that path; ``KeyError`` if there is none."""
        found = self._database.execute("SELECT facts FROM post WHERE path = ?", (path,)).fetchone()
        if found is None:
            raise KeyError(path)
        return from_text(found[0])

    def faults(self) -> list[Fault]:
        """Return what is wrong in the files as they are now, sorted by place."""
        rows = self._database.execute("SELECT path, line, message, fatal FROM fault")
        found = [Fault(path, line, message, bool(fatal)) for path, line, message, fatal in rows]
        return sorted([*found, *self._doubles()])

    def _doubles(self) -> Iterator[Fault]:
        rows = self._database.execute(
            f"""SELECT p.path, p.id, (SELECT path FROM post o WHERE o.id = p.id
                   AND o.due <= :now AND o.expires > :now ORDER BY instant, path LIMIT 1)
                FROM (SELECT id FROM post GROUP BY id HAVING count(*) > 1) d
                JOIN post p ON p.id = d.id
                WHERE p.due <= :now AND p.expires > :now AND NOT ({_SHOWN})""",
            self._now,
        )
        for path, identity, first in rows:
            message = f"id {identity} is that of {first} already; give this post one of its own"
            yield Fault(path, 1, message)

    def posts(self) -> int:
        """Return how many posts are published now."""
        query = f"SELECT count(*) FROM post p WHERE {_SHOWN}"
        return int(self._database.execute(query, self._now).fetchone()[0])

    def left_out(self) -> dict[str, int]:
        """Return how many files are not published, by reason; not yet due and expired too."""
        rows = self._database.execute(
            """SELECT left_out, count(*) FROM file WHERE left_out NOT NULL GROUP BY 1
               UNION ALL SELECT 'future', count(*) FROM post WHERE due > :now
               UNION ALL SELECT 'expired', count(*) FROM post WHERE expires <= :now""",
            self._now,
        )
        return {reason: count for reason, count in rows if count}

    def with_liquid(self) -> int:
        """Return how many published posts hold Liquid."""
        query = f"SELECT count(*) FROM post p WHERE liquid AND {_SHOWN}"
        return int(self._database.execute(query, self._now).fetchone()[0])


def microseconds(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since the epoch."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(instant: int) -> datetime:
    """Return microseconds since the epoch as a moment in UTC."""
    return _EPOCH + timedelta(microseconds=instant)
