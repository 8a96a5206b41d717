"""The files that were read, and what tells whether they are still the same."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator

from feeds.catalogue.decoding import decoded
from feeds.source import Revision

_TREE = re.compile("[0-9a-f]{40,64}")


class SeenFiles:
    """The files of a catalogue."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def stamps(self) -> dict[str, str]:
        """Return the stamp of every file seen last time, by path."""
        return dict(self._database.execute("SELECT path, stamp FROM file"))

    def listed(self) -> Iterator[bytes]:
        """Yield a line for every file as it was read last time, as a git tree is listed."""
        lines = self._database.execute(
            "SELECT CAST(version || char(9) || path AS BLOB) FROM file ORDER BY path"
        )
        return (line for (line,) in lines)

    def files(self) -> int:
        """Return how many files were read."""
        found = self._database.execute("SELECT rows FROM tally WHERE of_table = 'file'")
        return int(found.fetchone()[0])

    def revision(self) -> Revision | None:
        """Return the tree that was read last time, as git knows it; None where it does not."""
        found = dict(self._database.execute("SELECT key, value FROM meta"))
        tree = found.get("tree")
        if tree is None:
            return None
        if not _TREE.fullmatch(tree):  # it is passed to git
            raise sqlite3.DatabaseError(f"{tree!r} is not a tree")
        return Revision(tree, frozenset(decoded(found.get("uncommitted", ""), list[str])))

    def note_revision(self, revision: Revision | None) -> None:
        """Note which tree was read now."""
        if revision == self.revision():
            return
        self._database.execute("DELETE FROM meta WHERE key IN ('tree', 'uncommitted')")
        if revision:
            rows = (
                ("tree", revision.tree),
                ("uncommitted", json.dumps(sorted(revision.uncommitted))),
            )
            self._database.executemany("INSERT INTO meta VALUES (?, ?)", rows)

    def is_plain(self) -> bool:
        """Say whether all posts could be read last time, each under its own name."""
        found = self._database.execute("SELECT value FROM meta WHERE key = 'plain'").fetchone()
        return bool(found == ("1",))

    def note_plain(self, plain: bool) -> None:
        """Note whether all posts could be read now, none by way of a link."""
        if plain != self.is_plain():
            self._database.execute(
                "INSERT OR REPLACE INTO meta VALUES ('plain', ?)", (str(int(plain)),)
            )

    def skipped(self) -> list[str]:
        """Return the paths of skipped files, sorted."""
        return [
            path for (path,) in self._database.execute("SELECT path FROM skipped ORDER BY path")
        ]

    def note_skipped(self, paths: Collection[str]) -> None:
        """Note which files are skipped now."""
        if sorted(paths) != self.skipped():
            self._database.execute("DELETE FROM skipped")
            rows = ((path,) for path in paths)
            self._database.executemany("INSERT INTO skipped VALUES (?)", rows)

    def version(self, path: str) -> str | None:
        """Return the version of a file as it was read last time."""
        found = self._database.execute("SELECT version FROM file WHERE path = ?", (path,))
        return next((version for (version,) in found), None)

    def holds_below(self, folder: str) -> bool:
        """Say whether any file was read that lies below a folder."""
        found = self._database.execute(
            "SELECT 1 FROM file WHERE path > ? AND path < ? LIMIT 1", (f"{folder}/", f"{folder}0")
        )
        return found.fetchone() is not None

    def touch(self, path: str, stamp: str) -> None:
        """Note a new stamp of a file whose content is the same."""
        self._database.execute("UPDATE file SET stamp = ? WHERE path = ?", (stamp, path))

    def doubt(self, paths: Iterable[str]) -> bool:
        """Have these files read again although git calls them the same; False without git."""
        known = self.revision()
        if known is not None:
            self.note_revision(Revision(known.tree, known.uncommitted.union(paths)))
        return known is not None
