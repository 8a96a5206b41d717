"""What a build stores for the next one: the plan, templates, sizes of enclosures.

As long as the rules of a plan stay the same, the next build looks only at the feeds of terms whose
posts changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec.structs import astuple, replace

from feeds.catalogue.rows import NEVER, PostRow, decoded
from feeds.errors import Fault
from feeds.model import Template, Term

_NO_TERM = -1
_TOUCH = f"""INSERT OR IGNORE INTO touched
    SELECT coalesce(term, {_NO_TERM}) FROM post LEFT JOIN member USING (path) WHERE path IN"""
"""A post without a term is noted too: templates of other posts may show it."""
_OF_MOMENTS = f"""(
    SELECT path FROM post WHERE due > :first AND due <= :last
    UNION SELECT path FROM post WHERE expires > :first AND expires <= :last
          AND expires < {NEVER})"""
"""With the last bound SQLite uses the index of the posts that expire."""


class NotedPlan(msgspec.Struct, array_like=True, frozen=True):
    """The plan of all feeds that a build published."""

    rules: str
    """A digest of all that decides the plan, apart from the posts."""
    now: int
    """The publication instant, in microseconds since the epoch."""
    remarks: tuple[str, ...]
    feeds: int
    """How many feeds there are. A feed in three formats counts once."""


class PlanNotes:
    """The last plan, and the terms whose posts changed since."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @cached_property
    def last(self) -> NotedPlan | None:
        """The last plan; None if all feeds must be planned again."""
        found = self._database.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
        return None if found is None else decoded(found[0], NotedPlan)

    def touch(self, paths: Iterable[str]) -> None:
        """Note that the posts at these paths are about to change, or have just changed."""
        if self.last:
            self._database.executemany(f"{_TOUCH} (?)", [(path,) for path in paths])

    def touch_moments(self, now: int) -> None:
        """Note the posts that became due or expired between the last plan and this moment."""
        if self.last:
            first, last = sorted((self.last.now, now))
            self._database.execute(_TOUCH + _OF_MOMENTS, {"first": first, "last": last})

    def touch_renamed(self, ids: Mapping[str, str]) -> None:
        """Note the posts whose id in feeds changed since the last plan.

        ``ids`` are those of the posts that do not keep their own, by path.
        """
        if self.last:
            noted = self._database.execute("SELECT path, id FROM renamed")
            self.touch({path for path, _ in ids.items() ^ {*noted}})

    def touch_readers(self) -> None:
        """If any post changed, note the posts whose templates read other posts."""
        self._database.execute(
            f"""{_TOUCH} (SELECT path FROM post INDEXED BY post_template
                          WHERE template AND template IN (?, ?))
                AND EXISTS (SELECT * FROM touched)""",
            (Template.POSTS, Template.ADDRESSES),
        )

    def touched(self) -> list[Term | None]:
        """Return the terms whose posts changed; None is the site."""
        rows = self._database.execute(
            "SELECT kind, name, slug FROM touched JOIN term ON key = term ORDER BY kind, name"
        )
        return [_term(*row) for row in rows]

    def terms_of(self, path: str) -> list[Term | None]:
        """Return the terms of a post."""
        rows = self._database.execute(
            "SELECT kind, name, slug FROM member JOIN term ON key = term WHERE path = ?", (path,)
        )
        return [_term(*row) for row in rows]

    def forget(self) -> None:
        """Drop the plan: the next build plans all feeds, even if this build fails."""
        self._database.execute("DELETE FROM meta WHERE key = 'plan'")
        self.last = None

    def note(self, plan: NotedPlan, is_whole: bool, ids: Mapping[str, str]) -> bool:
        """Note a plan, and ``ids`` as :meth:`touch_renamed` does.

        The plan ``is_whole`` if all feeds were looked at. Return whether there was anything new
        to note.
        """
        if not is_whole and self._is_noted(plan):
            return False
        self._database.execute("DELETE FROM touched")
        self._database.execute(
            "INSERT OR REPLACE INTO meta VALUES ('plan', ?)", (json.dumps(astuple(plan)),)
        )
        self._database.execute("DELETE FROM renamed")
        self._database.executemany("INSERT INTO renamed VALUES (?, ?)", ids.items())
        self.last = plan
        return True

    def _is_noted(self, plan: NotedPlan) -> bool:
        """Return whether the noted plan is the same, apart from its instant.

        If nothing is touched, no post became due or expired since that instant.
        """
        if self.last is None or self.last != replace(plan, now=self.last.now):
            return False
        return self._database.execute("SELECT 1 FROM touched LIMIT 1").fetchone() is None


def _term(kind: str, name: str, slug: str) -> Term | None:
    return Term(kind, name, slug) if name else None


class TemplateNotes:
    """Posts whose templates were rendered, with their problems.

    A note is valid until something changes that the post was rendered from.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def made_from(self) -> dict[str, str]:
        """Return a digest of what each post was rendered from, by path."""
        return dict(self._database.execute("SELECT path, made_from FROM expanded"))

    def note(self, path: str, made_from: str, faults: Iterable[Fault]) -> None:
        """Note that a post's template was rendered, and its problems."""
        problems = json.dumps([(fault.line, fault.message) for fault in faults])
        self._database.execute(
            "INSERT OR REPLACE INTO expanded VALUES (?, ?, ?)", (path, made_from, problems)
        )

    def forget(self, path: str) -> None:
        """Drop the note of a post that no feed shows any more."""
        self._database.execute("DELETE FROM expanded WHERE path = ?", (path,))

    def touched(self) -> set[str]:
        """Return the paths of the posts with notes whose terms have changed posts."""
        rows = self._database.execute(
            """SELECT path FROM expanded WHERE path IN (
                   SELECT path FROM member WHERE term IN (SELECT term FROM touched))"""
        )
        return {path for (path,) in rows}

    def faults(self) -> Iterator[Fault]:
        """Yield the problems of all posts with notes."""
        for path, problems in self._database.execute("SELECT path, faults FROM expanded"):
            for line, message in decoded(problems, list[tuple[int, str]]):
                yield Fault(path, line, message, fatal=False)


class Attachments:
    """The files of enclosures: where in the tree each may be, and its size when last looked up."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._sizes: dict[str, tuple[int, ...]] | None = None

    def add(self, posts: Iterable[PostRow]) -> None:
        """Note where the files of posts' enclosures may be; their sizes are not known yet."""
        self._sizes = None
        self._database.executemany(
            "INSERT INTO attachment VALUES (?, ?, '[]')",
            [(post.path, json.dumps(post.files)) for post in posts if post.files],
        )

    def rows(self) -> list[tuple[str, list[list[str]], list[int]]]:
        """Return every post's path, where its files may be, and their sizes in bytes."""
        rows = self._database.execute("SELECT path, files, sizes FROM attachment")
        return [
            (path, decoded(files, list[list[str]]), decoded(sizes, list[int]))
            for path, files, sizes in rows
        ]

    def note(self, path: str, sizes: Sequence[int]) -> None:
        """Note the sizes of a post's files."""
        self._sizes = None
        self._database.execute(
            "UPDATE attachment SET sizes = ? WHERE path = ?", (json.dumps(sizes), path)
        )

    def sizes(self, path: str) -> tuple[int, ...]:
        """Return the sizes of a post's files; empty if it has none in the tree."""
        if self._sizes is None:
            self._sizes = {path: tuple(sizes) for path, _, sizes in self.rows()}
        return self._sizes.get(path, ())
