"""The feeds of the last plan: the path of each, and what lists show of it."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from feeds.model import FeedKind, Term


class PlacedFeed(msgspec.Struct, frozen=True):
    """One feed of a plan."""

    term: Term | None
    """None for the site's feed."""
    place: str
    """Where it is, as the plan encodes it."""
    name: str
    """The title of the term, or of the site; empty if the feed is retired."""
    home: str
    """The absolute URL of the page that it follows."""
    posts: int
    newest: str
    """The date of its newest post, as in 2026-11-30; empty if it has none."""


class ListedRow(msgspec.Struct, frozen=True):
    """A feed in lists."""

    identity: str
    """Its kind, name, home and place, as JSON."""
    posts: int
    newest: str


class PlacedFeeds:
    """The table of these feeds."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def places(self, terms: Iterable[Term | None]) -> dict[Term | None, str]:
        """Return the places of the feeds of these terms, if they had feeds."""
        found = {
            term: self._database.execute(
                """SELECT place FROM placed JOIN term ON key = term
                   WHERE kind = ? AND name = ?""",
                _key(term),
            ).fetchone()
            for term in terms
        }
        return {term: row[0] for term, row in found.items() if row}

    def every_place(self) -> list[str]:
        """Return the places of all feeds."""
        return [place for (place,) in self._database.execute("SELECT place FROM placed")]

    def listed(self) -> Mapping[str, list[ListedRow]]:
        """Return all feeds but retired ones, in the order of their names, by kind."""
        rows = self._database.execute(
            """SELECT kind, json_array(kind, title, home, place), posts, newest
               FROM placed JOIN term ON key = term WHERE title <> '' ORDER BY sort, title, name"""
        )
        found: dict[str, list[ListedRow]] = defaultdict(list)
        for kind, *row in rows:
            found[kind].append(ListedRow(*row))
        return found

    def note(self, feeds: Iterable[PlacedFeed], all_of_them: bool) -> None:
        """Store feeds; ``all_of_them`` replaces those stored before."""
        if all_of_them:
            self._database.execute("DELETE FROM placed")
        self._database.executemany(
            """INSERT OR REPLACE INTO placed
               SELECT key, ?, ?, ?, ?, ?, ? FROM term WHERE kind = ? AND name = ?""",
            [
                (
                    one.place,
                    one.name,
                    _sort_key(one.name),
                    one.home,
                    one.posts,
                    one.newest,
                    *_key(one.term),
                )
                for one in feeds
            ],
        )


def _key(term: Term | None) -> tuple[str, str]:
    return (term.kind, term.name) if term else (FeedKind.SITE.value, "")


def _sort_key(name: str) -> str:
    """Return what names are sorted by: differences of width and case do not matter."""
    return unicodedata.normalize("NFKC", name).casefold()
