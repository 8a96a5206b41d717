"""Posts whose templates were worked off, and what went wrong in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from feeds.catalogue.decoding import decoded
from feeds.errors import Fault


class WorkedOff:
    """Notes on templates, each good while nothing changes that it was made from."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def made_from(self) -> dict[str, str]:
        """Return from what each template was worked off, by its post's path."""
        return dict(self._database.execute("SELECT path, made_from FROM expanded"))

    def note(self, path: str, made_from: str, faults: Iterable[Fault]) -> None:
        """Note that a post's template was worked off, and what went wrong in it."""
        told = json.dumps([(fault.line, fault.message) for fault in faults])
        self._database.execute(
            "INSERT OR REPLACE INTO expanded VALUES (?, ?, ?)", (path, made_from, told)
        )

    def forget(self, path: str) -> None:
        """Drop what was noted of a template that no feed shows any more."""
        self._database.execute("DELETE FROM expanded WHERE path = ?", (path,))

    def touched(self) -> set[str]:
        """Return those of touched terms, by path."""
        rows = self._database.execute(
            """SELECT path FROM expanded WHERE path IN (
                   SELECT path FROM member WHERE term IN (SELECT term FROM touched))"""
        )
        return {path for (path,) in rows}

    def faults(self) -> Iterator[Fault]:
        """Yield what went wrong."""
        for path, told in self._database.execute("SELECT path, faults FROM expanded"):
            for line, message in decoded(told, list[tuple[int, str]]):
                yield Fault(path, line, message, fatal=False)
