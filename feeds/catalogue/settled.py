"""What the last build settled, and the terms whose posts are others since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from feeds.catalogue.decoding import decoded
from feeds.model import Template, Term

Place = TypeVar("Place")

_NO_TERM = -1
_TOUCH = f"""INSERT OR IGNORE INTO touched
    SELECT coalesce(term, {_NO_TERM}) FROM post LEFT JOIN member USING (path) WHERE path IN"""
"""A post without any term is noted too: others may show where it is."""
_OF_ONE_ID = """(
    SELECT other.path FROM post AS own JOIN post AS other USING (id) WHERE own.path = ?)"""
"""A post and those it may be a double of, or they of it."""
_OF_MOMENTS = """(
    SELECT path FROM post WHERE id IN (
        SELECT id FROM post WHERE due > :first AND due <= :last
        UNION SELECT id FROM post WHERE expires > :first AND expires <= :last
              AND expires < 4611686018427387904))"""
"""The last bound has SQLite take the index of those that do expire."""


class Settlement(NamedTuple):
    """What was settled, opaque to the catalogue but for the moment."""

    rules: str
    """All that it was made from beside posts."""
    now: int
    """The publication instant, in microseconds since the epoch."""
    remarks: tuple[str, ...]


class Settled:
    """What holds until a post changes: then only the terms it touches are looked at again."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @cached_property
    def last(self) -> Settlement | None:
        """What was settled last; None where everything must be looked at."""
        found = self._database.execute("SELECT value FROM meta WHERE key = 'settled'").fetchone()
        return None if found is None else decoded(found[0], Settlement)

    def touch(self, path: str) -> None:
        """Note that the post at a path is about to change, or just did."""
        if self.last:
            self._database.execute(_TOUCH + _OF_ONE_ID, (path,))

    def touch_moments(self, now: int) -> None:
        """Note the posts that became due or expired between the last build and this moment."""
        if self.last:
            moments = sorted((self.last.now, now))
            self._database.execute(
                _TOUCH + _OF_MOMENTS, dict(zip(("first", "last"), moments, strict=True))
            )

    def touch_readers(self) -> None:
        """Where anything is touched, note the posts whose templates look at others as well."""
        self._database.execute(
            f"""{_TOUCH} (SELECT path FROM post INDEXED BY post_template
                          WHERE template AND template = ?)
                AND EXISTS (SELECT * FROM touched)""",
            (Template.POSTS,),
        )

    def touched(self) -> list[Term | None]:
        """Return the terms whose posts are others; None stands for the site."""
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

    def places(
        self, terms: Iterable[Term | None], decode: Callable[[str], Place]
    ) -> dict[Term | None, Place]:
        """Return what was noted of these terms, of those that had a feed."""
        found = {
            term: self._database.execute(
                """SELECT place FROM placed JOIN term ON key = term
                   WHERE kind = ? AND name = ?""",
                _key(term),
            ).fetchone()
            for term in terms
        }
        return {term: decode(row[0]) for term, row in found.items() if row}

    def every_place(self, decode: Callable[[str], Place]) -> list[Place]:
        """Return what was noted of every term."""
        rows = self._database.execute("SELECT place FROM placed")
        return [decode(text) for (text,) in rows]

    def forget(self) -> None:
        """Have everything looked at again by the next build, whatever becomes of this one."""
        self._database.execute("DELETE FROM meta WHERE key = 'settled'")
        self.last = None

    def note(self, settlement: Settlement, places: Mapping[Term | None, str] | None) -> bool:
        """Note what is settled now, with a text for each term; None if places did not change.

        Return whether there was anything new to note.
        """
        if places is None and self._is_noted(settlement):
            return False
        self._database.execute("DELETE FROM touched")
        self._database.execute(
            "INSERT OR REPLACE INTO meta VALUES ('settled', ?)", (json.dumps(settlement),)
        )
        if places is not None:
            self._database.execute("DELETE FROM placed")
            self._database.executemany(
                """INSERT INTO placed
                   SELECT key, ? FROM term WHERE kind = ? AND name = ?""",
                [(place, *_key(term)) for term, place in places.items()],
            )
        self.last = settlement
        return True

    def _is_noted(self, settlement: Settlement) -> bool:
        """Say whether that tells nothing new; the moment alone does not.

        Nothing is touched only where no post became due or expired since the one that is noted.
        """
        if self.last is None or self.last != settlement._replace(now=self.last.now):
            return False
        return self._database.execute("SELECT 1 FROM touched LIMIT 1").fetchone() is None


def _key(term: Term | None) -> tuple[str, str]:
    return (term.kind, term.name) if term else ("site", "")


def _term(kind: str, name: str, slug: str) -> Term | None:
    return Term(kind, name, slug) if name else None
