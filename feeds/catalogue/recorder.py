"""Store posts in the index, many at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from feeds.catalogue.baseline import Baseline
from feeds.catalogue.notes import Attachments, PlanNotes
from feeds.catalogue.rows import FileRow, PostRow
from feeds.catalogue.schema import SITE, indexed_later
from feeds.model import Term

_BATCH = 100
"""Files; larger batches take more memory and no less time."""
_NOTE_SHARED = """
    INSERT OR IGNORE INTO shared SELECT id FROM post WHERE id = ? AND path <> ? LIMIT 1
"""
"""Ids that several posts have, or had."""
_NOTE_ALL_SHARED = (
    "INSERT OR IGNORE INTO shared SELECT id FROM post GROUP BY id HAVING count(*) > 1"
)


class Recorder:
    """Writes files and their posts to the tables."""

    def __init__(
        self,
        database: sqlite3.Connection,
        plan_notes: PlanNotes,
        baseline: Baseline,
        attachments: Attachments,
    ) -> None:
        self._database = database
        self._plan_notes, self._baseline = plan_notes, baseline
        self._attachments = attachments
        self._terms: dict[tuple[str, str], int] = {}

    def record(self, files: Iterable[FileRow]) -> None:
        """Note what files contain now, instead of what they contained before."""
        batches = _batches(files)
        if self._is_first_build():
            with indexed_later(self._database):
                for batch in batches:
                    self._add(batch)
            self._database.execute(_NOTE_ALL_SHARED)
            return
        for batch in batches:
            ids = [(post.id, post.path) for post in self._add(batch)]
            self._database.executemany(_NOTE_SHARED, ids)

    def _is_first_build(self) -> bool:
        """Return whether the tables are empty, and no statement below needs their indexes."""
        is_empty = self._database.execute("SELECT 1 FROM file LIMIT 1").fetchone() is None
        return is_empty and self._plan_notes.last is None

    def forget(self, paths: Sequence[str]) -> None:
        """Drop files and all that was read from them."""
        gone = self._delete("file", paths)
        if not gone:
            return  # they are in no other table either
        self._count("file", -gone)
        self._plan_notes.touch(paths)
        self._baseline.keep(paths)
        for table in ("fault", "member", "expanded", "attachment"):
            self._delete(table, paths)
        self._count("post", -self._delete("post", paths))

    def _delete(self, table: str, paths: Iterable[str]) -> int:
        """Delete the rows of these paths, and return how many there were."""
        rows = [(path,) for path in paths]
        return self._database.executemany(f"DELETE FROM {table} WHERE path = ?", rows).rowcount

    def _count(self, table: str, more: int) -> None:
        # A trigger could do this, but costs as much as four statements.
        self._database.execute("UPDATE tally SET rows = rows + ? WHERE of_table = ?", (more, table))

    def _add(self, files: Sequence[FileRow]) -> list[PostRow]:
        """Replace what is stored of files; return their posts."""
        self.forget([file.path for file in files])
        execute = self._database.executemany
        execute(
            "INSERT INTO file VALUES (?, ?, ?, ?)",
            [(file.path, file.stamp, file.version, file.left_out) for file in files],
        )
        self._count("file", len(files))
        execute(
            "INSERT INTO fault VALUES (?, ?, ?, ?)",
            [
                (fault.path, fault.line, fault.message, fault.fatal)
                for file in files
                for fault in file.faults
            ],
        )
        posts = [file.post for file in files if file.post]
        execute(
            "INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [_post(file.post, file.version) for file in files if file.post],
        )
        self._count("post", len(posts))
        execute(
            "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [member for post in posts for member in self._members(post)],
        )
        self._attachments.add(posts)
        paths = [post.path for post in posts]
        self._plan_notes.touch(paths)
        self._baseline.add(paths)
        return posts

    def _members(self, post: PostRow) -> Iterator[tuple[int | str, ...]]:
        """Yield a row for each feed that a post belongs to."""
        keys = {*map(self._key, post.terms), *([SITE] if post.on_site else ())}
        for key in keys:
            yield key, post.weight, post.ordered_by, post.tie, post.path, *_moments(post)

    def _key(self, term: Term) -> int:
        kind, name = term.kind, term.name
        known = self._terms.get((kind, name))
        if known is None:
            self._database.execute(
                "INSERT INTO term (kind, name, slug) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (kind, name, term.slug),
            )
            found = self._database.execute(
                "SELECT key FROM term WHERE kind = ? AND name = ?", (kind, name)
            )
            known = self._terms[kind, name] = int(found.fetchone()[0])
        return known


def _post(post: PostRow, version: str) -> tuple[str | int, ...]:
    return post.path, post.id, *_moments(post), version, post.template, post.text


def _moments(post: PostRow) -> tuple[int, int, int]:
    return post.instant, post.due, post.expires


def _batches(files: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    rest = iter(files)
    while batch := list(islice(rest, _BATCH)):
        yield batch
