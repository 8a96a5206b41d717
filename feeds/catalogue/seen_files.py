"""The files that the last build read, and how to see whether they changed."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator

from feeds.catalogue.rows import decoded
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
        """Yield a line for every file as it was last read, as a git tree is listed."""
        lines = self._database.execute(
            "SELECT CAST(version || char(9) || path AS BLOB) FROM file ORDER BY path"
        )
        return (line for (line,) in lines)

    def files(self) -> int:
        """Return how many files were read."""
        found = self._database.execute("SELECT rows FROM tally WHERE of_table = 'file'")
        return int(found.fetchone()[0])

    def revision(self) -> Revision | None:
        """Return the git tree that was read last time; None if there was none."""
        found = dict(self._database.execute("SELECT key, value FROM meta"))
        tree = found.get("tree")
        if tree is None:
            return None
        if not _TREE.fullmatch(tree):  # it becomes an argument of git
            raise sqlite3.DatabaseError(f"{tree!r} is not a git tree")
        return Revision(tree, frozenset(decoded(found.get("uncommitted", ""), list[str])))

    def note_revision(self, revision: Revision | None) -> None:
        """Note which git tree was read."""
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
        """Return whether all posts could be read last time, none of them through a link."""
        found = self._database.execute("SELECT value FROM meta WHERE key = 'plain'").fetchone()
        return bool(found == ("1",))

    def note_plain(self, plain: bool) -> None:
        """Note whether all posts could be read, none of them through a link."""
        if plain != self.is_plain():
            self._database.execute(
                "INSERT OR REPLACE INTO meta VALUES ('plain', ?)", (str(int(plain)),)
            )

    def skipped(self) -> list[str]:
        """Return the paths of skipped files, sorted."""
        rows = self._database.execute("SELECT path FROM skipped ORDER BY path")
        return [path for (path,) in rows]

    def note_skipped(self, paths: Collection[str]) -> None:
        """Note which files are skipped now."""
        if sorted(paths) != self.skipped():
            self._database.execute("DELETE FROM skipped")
            rows = ((path,) for path in paths)
            self._database.executemany("INSERT INTO skipped VALUES (?)", rows)

    def version(self, path: str) -> str | None:
        """Return the version of a file when it was last read; None if it was not."""
        found = self._database.execute("SELECT version FROM file WHERE path = ?", (path,))
        return next((version for (version,) in found), None)

    def holds_below(self, folder: str) -> bool:
        """Return whether any file below a folder was read."""
        found = self._database.execute(
            "SELECT 1 FROM file WHERE path > ? AND path < ? LIMIT 1", (f"{folder}/", f"{folder}0")
        )
        return found.fetchone() is not None

    def touch(self, path: str, stamp: str) -> None:
        """Note a new stamp of a file with the same content."""
        self._database.execute("UPDATE file SET stamp = ? WHERE path = ?", (stamp, path))

    def doubt(self, paths: Iterable[str]) -> bool:
        """Make the next scan read these files even if git says that they are unchanged.

        Returns False if the tree is not in git.
        """
        known = self.revision()
        if known is not None:
            self.note_revision(Revision(known.tree, known.uncommitted.union(paths)))
        return known is not None
