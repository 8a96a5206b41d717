"""The index of posts kept between runs: what was read, and the newest of every term."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from feeds.catalogue.baseline import Baseline
from feeds.catalogue.database import NEVER, Copy, open_kept, prepare
from feeds.catalogue.decoding import decoding
from feeds.catalogue.facts import Facts, from_text
from feeds.catalogue.files import SeenFiles
from feeds.catalogue.found import Shown, TermCount
from feeds.catalogue.instants import microseconds, moment
from feeds.catalogue.settled import Settled, Settlement
from feeds.catalogue.worked_off import WorkedOff
from feeds.errors import Fault
from feeds.model import Post, Template, Term

_SITE = 0
"""The key of the site's own feed."""

_DUE = "due <= :now AND expires > :now"
_SHOWN = f"{_DUE} AND path NOT IN (SELECT path FROM double)"
"""Due, and the first of its id: readers take entries of one id for one entry."""

_UNPUBLISHED = f"""
    SELECT 'expired', count(*) FROM post WHERE expires <= :now AND expires < {NEVER}
    UNION ALL SELECT 'future', count(*) FROM post WHERE due > :now AND expires > :now
    UNION ALL SELECT 'duplicate', count(*) FROM double
"""
_NOTE_SHARED = """
    INSERT OR IGNORE INTO shared SELECT id FROM post WHERE id = ? AND path <> ? LIMIT 1
"""
"""Ids that several posts have, or had."""
_FIND_DOUBLES = f"""
    INSERT INTO double
    SELECT path, id, first FROM (
        SELECT path, id, first_value(path) OVER (PARTITION BY id ORDER BY instant, path) AS first
        FROM post WHERE {_DUE} AND id IN (SELECT id FROM shared))
    WHERE path <> first
"""


class Catalogue:
    """All posts of one tree, as seen at one publication instant.

    ``rules`` is a digest of all that decides how files are read: under other rules the
    catalogue is empty. ``now`` decides which posts are due. Use it as a context manager;
    what was recorded is kept unless the block fails, or ``keep`` is False: then the file
    is not written at all. Raises :class:`~feeds.errors.EditionError` where the database
    cannot be used, and :class:`~feeds.errors.DamagedError` from the block if it turns out to be
    damaged. The file is then removed, so the next one is empty.
    """

    def __init__(self, file: Path, rules: str, now: datetime, keep: bool = True) -> None:
        self._opened = open_kept(file, rules) if keep else Copy(file, rules)
        self._database = self._opened.connection
        prepare(self._database)
        self.seen = SeenFiles(self._database)
        self.settled = Settled(self._database)
        self.worked_off = WorkedOff(self._database)
        self._now = microseconds(now)
        self.baseline = Baseline(self._database, self._now)
        self._terms: dict[tuple[str, str], int] = {}
        self._doubles_known = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._opened.end(error)

    @property
    def was_unusable(self) -> bool:
        """Return whether a damaged or foreign file was rebuilt."""
        return self._opened.was_unusable

    def commit(self) -> None:
        """Keep what was recorded so far."""
        self._opened.commit()

    def forget(self, path: str) -> None:
        """Drop a file and all that was read from it."""
        self._doubles_known = False
        self.settled.touch(path)
        if not self._database.execute("DELETE FROM file WHERE path = ?", (path,)).rowcount:
            return  # it is in no other table either
        self._count("file", -1)
        self.baseline.keep(path)
        for table in ("fault", "member", "expanded"):
            self._database.execute(f"DELETE FROM {table} WHERE path = ?", (path,))
        gone = self._database.execute("DELETE FROM post WHERE path = ?", (path,))
        self._count("post", -gone.rowcount)

    def _count(self, table: str, more: int) -> None:
        # Triggers would keep the tally too, at four times the cost of a statement.
        self._database.execute("UPDATE tally SET rows = rows + ? WHERE of_table = ?", (more, table))

    def record(
        self,
        path: str,
        stamp: str,
        version: str,
        facts: Facts | None,
        left_out: str | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        """Note what a file holds now, in place of what it held."""
        self.forget(path)
        self._database.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?)", (path, stamp, version, left_out)
        )
        self._count("file", 1)
        self._database.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?)",
            [(fault.path, fault.line, fault.message, fault.fatal) for fault in faults],
        )
        if facts:
            self._add(facts, version)

    def _add(self, facts: Facts, version: str) -> None:
        path, id, instant, due, expires, template, text, *_ = facts
        self._database.execute(
            "INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (path, id, instant, due, expires, version, template, text),
        )
        self._count("post", 1)
        self._database.execute(_NOTE_SHARED, (id, path))
        keys = {self._key(*term) for term in facts.terms} | ({_SITE} if facts.on_site else set())
        place = facts.weight, facts.ordered_by, facts.tie
        self._database.executemany(
            "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(key, *place, path, due, expires) for key in keys],
        )
        self.settled.touch(path)

    def _key(self, kind: str, name: str, slug: str) -> int:
        known = self._terms.get((kind, name))
        if known is None:
            self._database.execute(
                "INSERT INTO term (kind, name, slug) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (kind, name, slug),
            )
            found = self._database.execute(
                "SELECT key FROM term WHERE kind = ? AND name = ?", (kind, name)
            )
            known = self._terms[kind, name] = int(found.fetchone()[0])
        return known

    def terms(self) -> list[TermCount]:
        """Return every term with posts published now, by kind and name; the site comes as one."""
        rows = self._ask(
            f"""SELECT kind, name, slug, count(*), max(instant) FROM member JOIN term ON key = term
                WHERE {_SHOWN} GROUP BY key ORDER BY kind, name"""
        )
        return [
            TermCount(Term(kind, name, slug), posts, moment(newest))
            for kind, name, slug, posts, newest in rows
        ]

    def has_posts(self, term: Term, fewest: int) -> bool:
        """Say whether a term has so many posts that are published now."""
        rows = self._ask(
            f"""SELECT count(*) FROM (
                    SELECT 1 FROM member
                    WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                      AND {_SHOWN} LIMIT :fewest)""",
            kind=term.kind,
            name=term.name,
            fewest=fewest,
        )
        return bool(rows.fetchone()[0] >= fewest)

    def touched(self) -> list[Term | None]:
        """Return the terms whose posts are others since the last build; None is the site."""
        self.settled.touch_moments(self._now)
        self.settled.touch_readers()
        return self.settled.touched()

    def settle(
        self, rules: str, remarks: Iterable[str], places: Mapping[Term | None, str] | None
    ) -> bool:
        """Note that all feeds are as they must be now; say whether that is new.

        See :class:`Settled`.
        """
        return self.settled.note(Settlement(rules, self._now, tuple(remarks)), places)

    def oldest(self, term: Term) -> tuple[datetime, str]:
        """Return when and in which file a term was first used; the term must have posts."""
        rows = self._ask(
            f"""SELECT instant, path FROM member
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN} ORDER BY instant, path LIMIT 1""",
            kind=term.kind,
            name=term.name,
        )
        instant, path = rows.fetchone()
        return moment(instant), path

    def window(
        self, kind: str, term: Term | None, limit: int, ties_ascend: bool = False
    ) -> list[Shown]:
        """Return the newest posts of a term (None: of the site) that are published now."""
        order = "ASC" if ties_ascend else "DESC"
        rows = self._ask(
            f"""SELECT path, version, template FROM member
                JOIN (SELECT path, version, template FROM post) USING (path)
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN} ORDER BY weight, instant DESC, tie, path {order} LIMIT :limit""",
            kind=kind,
            name=term.name if term else "",
            limit=limit,
        )
        with decoding():
            return [Shown(path, version, Template(template)) for path, version, template in rows]

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
        return sorted({*found, *self._doubles(), *self.worked_off.faults()})

    def _doubles(self) -> Iterator[Fault]:
        for path, identity, first in self._ask("SELECT path, id, first FROM double"):
            message = f"id {identity} is that of {first} already; give this post one of its own"
            yield Fault(path, 1, message)

    def posts(self) -> int:
        """Return how many posts are published now."""
        (held,) = self._ask("SELECT rows FROM tally WHERE of_table = 'post'").fetchone()
        hidden = sum(int(count) for _, count in self._ask(_UNPUBLISHED))
        return int(held) - hidden

    def templates(self) -> int:
        """Return how many published posts hold a template language."""
        found = self._ask(
            f"SELECT count(*) FROM post INDEXED BY post_template WHERE template AND {_SHOWN}"
        )
        return int(found.fetchone()[0])

    def everything(self) -> list[Post]:
        """Return every post published now, newest first, by path where that is the same."""
        rows = self._ask(f"SELECT facts FROM post WHERE {_SHOWN} ORDER BY instant DESC, path")
        return [from_text(facts) for (facts,) in rows]

    def digest(self) -> str:
        """Return what changes whenever any published post does."""
        rows = self._ask(f"SELECT path, version FROM post WHERE {_SHOWN} ORDER BY path")
        return sha256(repr(rows.fetchall()).encode()).hexdigest()

    def next_change(self) -> datetime | None:
        """Return when the next post becomes due or expires, if nothing else changes; in UTC."""
        rows = self._ask(
            f"""SELECT min(instant) FROM (
                   SELECT min(due) AS instant FROM post WHERE due > :now AND expires > due
                   UNION ALL SELECT min(expires) FROM post
                             WHERE expires > max(:now, due) AND expires < {NEVER})"""
        )
        (instant,) = rows.fetchone()
        return None if instant is None else moment(instant)

    def left_out(self) -> dict[str, int]:
        """Return how many files are not published, by reason, those of this moment too."""
        rows = self._ask(
            f"""SELECT left_out, count(*) FROM file WHERE left_out NOT NULL GROUP BY 1
                UNION ALL {_UNPUBLISHED}"""
        )
        return {reason: count for reason, count in rows if count}

    def _ask(self, query: str, **values: str | int) -> sqlite3.Cursor:
        """Query what is published at this moment, once it is known which ids are double."""
        now = {"now": self._now}
        if not self._doubles_known:
            self._database.execute("DELETE FROM double")
            self._database.execute(_FIND_DOUBLES, now)
            self._doubles_known = True
        return self._database.execute(query, values | now)
