"""The index: all posts, and the newest posts of each term."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec.structs import replace

from feeds.catalogue.baseline import Baseline
from feeds.catalogue.notes import Attachments, NotedPlan, PlanNotes, TemplateNotes
from feeds.catalogue.placed import PlacedFeeds
from feeds.catalogue.recorder import Recorder
from feeds.catalogue.rows import (
    NEVER,
    FileRow,
    decode_post,
    decoding,
    microseconds,
    moment,
)
from feeds.catalogue.schema import CatalogueCopy, open_catalogue, prepare
from feeds.catalogue.seen_files import SeenFiles
from feeds.catalogue.shared_ids import SharedIds
from feeds.errors import Fault
from feeds.model import FeedKind, FeedSpec, Post, Template, Term
from feeds.zones import in_zone

_SHOWN = "due <= :now AND expires > :now"

_UNPUBLISHED = f"""
    SELECT 'expired', count(*) FROM post WHERE expires <= :now AND expires < {NEVER}
    UNION ALL SELECT 'future', count(*) FROM post WHERE due > :now AND expires > :now
"""


class ShownPost(msgspec.Struct, frozen=True):
    """A post that a feed shows."""

    path: str
    version: str
    """Of the file that was read."""
    template: Template = Template.NONE
    id: str | None = None
    """Its id in feeds; None if that is the id that it was read with."""
    sizes: tuple[int, ...] = ()
    """Bytes of each enclosure, if it is a file of the tree; otherwise 0."""


class TermCount(msgspec.Struct, frozen=True):
    """A term and how many posts are published under it."""

    term: Term
    posts: int
    newest: datetime


class Catalogue:
    """All posts of one tree, at one publication instant.

    ``rules`` is a digest of all that decides how files are read: under other rules the
    catalogue is empty. ``now`` decides which posts are due. Use it as a context manager: what
    was recorded is kept unless the block fails. With ``keep`` False the file is never written.
    Raises :class:`~feeds.errors.EditionError` if the database cannot be used. The block raises
    :class:`~feeds.errors.DamagedError` if it is damaged: then the file is removed, and the next
    catalogue is empty.
    """

    def __init__(self, file: Path, rules: str, now: datetime, keep: bool = True) -> None:
        self._file = open_catalogue(file, rules) if keep else CatalogueCopy(file, rules)
        self._database = self._file.connection
        prepare(self._database)
        self.seen = SeenFiles(self._database)
        self.plan_notes = PlanNotes(self._database)
        self.placed = PlacedFeeds(self._database)
        self.template_notes = TemplateNotes(self._database)
        self.attachments = Attachments(self._database)
        self._now = microseconds(now)
        self.baseline = Baseline(self._database, self._now)
        self._shared = SharedIds(self._database, self._now)
        self._recorder = Recorder(self._database, self.plan_notes, self.baseline, self.attachments)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.end(error)

    @property
    def was_unusable(self) -> bool:
        """Return whether a damaged or foreign file was rebuilt."""
        return self._file.was_unusable

    def commit(self) -> None:
        """Keep what was recorded so far."""
        self._file.commit()

    def record(self, files: Iterable[FileRow]) -> None:
        """Note what files contain now, instead of what they contained before."""
        self._shared.forget()
        self._recorder.record(files)

    def forget(self, paths: Sequence[str]) -> None:
        """Drop files and all that was read from them."""
        self._shared.forget()
        self._recorder.forget(paths)

    def note_sizes(self, path: str, sizes: Sequence[int]) -> None:
        """Note new sizes of a post's files: its feeds change."""
        self.attachments.note(path, sizes)
        self.plan_notes.touch([path])

    def terms(self) -> list[TermCount]:
        """Return every term with published posts, by kind and name; one of them is the site."""
        rows = self._ask(
            f"""SELECT kind, name, slug, count(*), max(instant) FROM member JOIN term ON key = term
                WHERE {_SHOWN} GROUP BY key ORDER BY kind, name"""
        )
        return [
            TermCount(Term(kind, name, slug), posts, moment(newest))
            for kind, name, slug, posts, newest in rows
        ]

    def count(self, term: Term | None) -> TermCount | None:
        """Return how many posts a term, or the site (None), has; None if it has none."""
        rows = self._ask(
            f"""SELECT kind, name, slug, count(*), max(instant) FROM member JOIN term ON key = term
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN}""",
            kind=term.kind if term else FeedKind.SITE,
            name=term.name if term else "",
        )
        kind, name, slug, posts, newest = rows.fetchone()
        return TermCount(Term(kind, name, slug), posts, moment(newest)) if posts else None

    def has_posts(self, term: Term, fewest: int) -> bool:
        """Return whether a term has at least ``fewest`` published posts."""
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
        """Return the terms whose posts changed since the last plan; None is the site."""
        self.plan_notes.touch_moments(self._now)
        self.plan_notes.touch_renamed(self._ids())
        self.plan_notes.touch_readers()
        return self.plan_notes.touched()

    def note_plan(self, rules: str, remarks: Iterable[str], feeds: int, is_whole: bool) -> bool:
        """Note that all feeds are up to date; see :meth:`PlanNotes.note`."""
        plan = NotedPlan(rules, self._now, tuple(remarks), feeds)
        return self.plan_notes.note(plan, is_whole, self._ids())

    def _ids(self) -> dict[str, str]:
        """Return the ids in feeds of the posts that do not keep their own, by path."""
        return {path: one.id for path, one in self._shared.renamed.items()}

    def oldest(self, term: Term) -> tuple[datetime, str]:
        """Return the moment by which a term's first post is sorted, and the path of the post.

        The term must have posts.
        """
        rows = self._ask(
            f"""SELECT ordered_by, path FROM member
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN} ORDER BY ordered_by, path LIMIT 1""",
            kind=term.kind,
            name=term.name,
        )
        ordered_by, path = rows.fetchone()
        return moment(ordered_by), path

    def shown_as(self, term: Term) -> Term:
        """Return a term with the name that its first post by path shows."""
        rows = self._ask(
            f"""SELECT path FROM member
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN} ORDER BY path LIMIT 1""",
            kind=term.kind,
            name=term.name,
        )
        labels = [label for (path,) in rows for label in self.post(path).labels]
        same = (one for one in labels if (one.kind, one.slug) == (term.kind, term.slug))
        return next(same, term)

    def window(self, spec: FeedSpec) -> list[ShownPost]:
        """Return the posts that a feed shows now, the newest first."""
        order = "ASC" if spec.ties_ascend else "DESC"
        rows = self._ask(
            f"""SELECT path, version, template FROM member
                JOIN (SELECT path, version, template FROM post) USING (path)
                WHERE term = (SELECT key FROM term WHERE kind = :kind AND name = :name)
                  AND {_SHOWN} ORDER BY weight, ordered_by DESC, tie, path {order} LIMIT :limit""",
            kind=spec.kind,
            name=spec.term.name if spec.term else "",
            limit=spec.limit,
        )
        renamed = self._shared.renamed
        with decoding():
            return [
                ShownPost(
                    path,
                    version,
                    Template(template),
                    renamed[path].id if path in renamed else None,
                    self.attachments.sizes(path),
                )
                for path, version, template in rows
            ]

    def post(self, path: str) -> Post:
        """Return the post at a path, with its id in feeds; ``KeyError`` if there is none."""
        found = self._database.execute("SELECT facts FROM post WHERE path = ?", (path,)).fetchone()
        if found is None:
            raise KeyError(path)
        return self._published(decode_post(found[0]))

    def _published(self, post: Post) -> Post:
        """Return a post with its id in feeds."""
        found = self._shared.renamed.get(post.path)
        return replace(post, id=found.id) if found else post

    def faults(self) -> list[Fault]:
        """Return the faults of all files, sorted by place."""
        rows = self._database.execute("SELECT path, line, message, fatal FROM fault")
        found = [Fault(path, line, message, bool(fatal)) for path, line, message, fatal in rows]
        return sorted({*found, *self._shared.faults(), *self.template_notes.faults()})

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
        """Return every published post as it was read: newest first, with the same date by path."""
        rows = self._ask(f"SELECT facts FROM post WHERE {_SHOWN} ORDER BY instant DESC, path")
        return [decode_post(facts) for (facts,) in rows]

    def each(self) -> Iterator[Post]:
        """Yield every post as it was read, also those that are not due yet or have expired."""
        for (facts,) in self._database.execute("SELECT facts FROM post ORDER BY path"):
            yield decode_post(facts)

    def published(self) -> list[Post]:
        """Return every published post with its id in feeds, newest first."""
        return [self._published(post) for post in self.everything()]

    def digest(self) -> str:
        """Return a digest of the versions of all published posts."""
        rows = self._ask(f"SELECT path, version FROM post WHERE {_SHOWN} ORDER BY path")
        return sha256(repr(rows.fetchall()).encode()).hexdigest()

    def links(self) -> list[tuple[str, str]]:
        """Return the path and the address of every post, also of those that are not due."""
        return self._ask("SELECT path, json_extract(facts, '$[2]') FROM post").fetchall()

    def addresses_digest(self) -> str:
        """Return a digest of the addresses of all published posts."""
        rows = self._ask(f"""SELECT path, json_extract(facts, '$[2]') FROM post
                             WHERE {_SHOWN} ORDER BY path""")
        return sha256(repr(rows.fetchall()).encode()).hexdigest()

    def next_change(self) -> datetime | None:
        """Return when the next post becomes due or expires, in UTC; None if none will."""
        rows = self._ask(
            f"""SELECT min(instant) FROM (
                   SELECT min(due) AS instant FROM post WHERE due > :now AND expires > due
                   UNION ALL SELECT min(expires) FROM post
                             WHERE expires > max(:now, due) AND expires < {NEVER})"""
        )
        (instant,) = rows.fetchone()
        return None if instant is None else moment(instant)

    def left_out(self) -> dict[str, int]:
        """Return how many files are not published, by reason; also those not due now."""
        rows = self._ask(
            f"""SELECT left_out, count(*) FROM file WHERE left_out NOT NULL GROUP BY 1
                UNION ALL {_UNPUBLISHED}"""
        )
        return {reason: count for reason, count in rows if count}

    def unpublished(self, timezone: str) -> dict[str, str]:
        """Return why posts are not published now, by path: words that follow their names.

        Times are in this zone, or in UTC if it is not known.
        """
        rows = self._ask(
            """SELECT path, due, expires <= :now FROM post WHERE expires <= :now OR due > :now"""
        )
        return {
            path: "has expired"
            if expired
            else f"is not published until {in_zone(moment(due), timezone):%Y-%m-%d %H:%M %z}"
            for path, due, expired in rows
        }

    def left_out_files(self) -> dict[str, str]:
        """Return why each file is left out that could be a post, by path."""
        rows = self._database.execute("SELECT path, left_out FROM file WHERE left_out NOT NULL")
        return dict(rows)

    def _ask(self, query: str, **values: str | int) -> sqlite3.Cursor:
        """Run a query about posts at the publication instant."""
        return self._database.execute(query, values | {"now": self._now})
