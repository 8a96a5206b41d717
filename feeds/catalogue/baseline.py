"""The posts that the last good build published, and which of them are missing now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

_KNOWN = "json_extract(facts, '$[2]', '$[3]', '$[4]')"
"""Link, title and date of a post, as :func:`~feeds.catalogue.facts.to_text` writes them."""


class MissingPost(NamedTuple):
    """A post that the last good build published and that is not published now."""

    path: str
    id: str
    link: str
    title: str
    date: datetime
    """When it was published; aware."""
    is_read: bool
    """Its file is there and could be read, if only to find a fault in it."""
    left_out: str | None
    """Why the file is not published; None where only its date decides, or there is no file."""


class Baseline:
    """What the last good build published.

    A post that is dropped from the index is kept here until a build publishes without it, so
    that a build that is refused does not forget what subscribers have.
    """

    def __init__(self, database: sqlite3.Connection, now: int) -> None:
        """Read it; ``now`` is the publication instant, in microseconds since the epoch."""
        self._database = database
        self._now = now
        found = database.execute("SELECT value FROM meta WHERE key = 'baseline'").fetchone()
        self.posts: int | None = None
        """How many posts that build published; None where no build is known."""
        self._instant = 0
        if found:
            self.posts, self._instant = json.loads(found[0])

    def note(self, posts: int) -> None:
        """Note that a build published so many posts now."""
        self.posts, self._instant = posts, self._now
        noted = json.dumps((posts, self._now))
        self._database.execute("DELETE FROM missing")
        self._database.execute("INSERT OR REPLACE INTO meta VALUES ('baseline', ?)", (noted,))

    def keep(self, path: str) -> None:
        """Keep the post at a path, which is about to be dropped, if it was published."""
        if self.posts is not None:
            self._database.execute(
                f"""INSERT OR IGNORE INTO missing SELECT path, id, {_KNOWN} FROM post
                    WHERE path = ? AND due <= ? AND expires > ?""",
                (path, self._instant, self._instant),
            )

    def kept(self) -> int:
        """Return how many posts were dropped or read again since; no more can be missing.

        Posts that expired are not among them.
        """
        return int(self._database.execute("SELECT count(*) FROM missing").fetchone()[0])

    def missing(self) -> Iterator[MissingPost]:
        """Yield the posts that are not published now, by path.

        A post whose file or whose id is still published is not missing.
        """
        instants = {"now": self._now, "then": self._instant}
        rows = self._database.execute(
            f"""WITH lost AS (
                   SELECT path, id, known FROM missing
                   UNION
                   SELECT path, id, {_KNOWN} FROM post
                   WHERE due <= :then AND expires > :then AND (due > :now OR expires <= :now))
               SELECT path, lost.id, known, file.path NOT NULL, left_out
               FROM lost LEFT JOIN file USING (path)
               WHERE NOT EXISTS (
                   SELECT 1 FROM post WHERE (post.path = lost.path OR post.id = lost.id)
                   AND due <= :now AND expires > :now)
               GROUP BY lost.id ORDER BY path""",
            instants,
        )
        for path, id, known, is_read, left_out in rows:
            link, title, date = json.loads(known)
            moment = datetime.fromisoformat(date)
            yield MissingPost(path, id, link, title, moment, bool(is_read), left_out)


def carry_over(database: sqlite3.Connection, before: Path) -> None:
    """Take over the baseline of a catalogue that was made under other rules.

    Each of its posts counts as missing until it is read again. A file that cannot be read, or
    that has no baseline, leaves this catalogue without one.
    """
    with suppress(sqlite3.Error, ValueError):
        database.execute("ATTACH ? AS before", (str(before),))
        try:
            with database:
                _copy(database)
        finally:
            database.execute("DETACH before")


def _copy(database: sqlite3.Connection) -> None:
    noted = database.execute("SELECT value FROM before.meta WHERE key = 'baseline'").fetchone()
    if noted is None:
        return
    _, instant = json.loads(noted[0])
    database.execute("INSERT OR REPLACE INTO meta VALUES ('baseline', ?)", noted)
    database.execute("INSERT OR IGNORE INTO missing SELECT path, id, known FROM before.missing")
    database.execute(
        f"""INSERT OR IGNORE INTO missing SELECT path, id, {_KNOWN} FROM before.post
            WHERE due <= ? AND expires > ?""",
        (instant, instant),
    )
