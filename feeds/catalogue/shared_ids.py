"""Posts that share an id: each gets an id of its own in feeds.

Readers treat entries with one id as one entry. So the oldest post keeps the id. A hash of the path
is added to the ids of the others.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

import msgspec

from feeds.errors import Fault

_SHARED = """
    SELECT id, path FROM post
    WHERE due <= ? AND expires > ? AND id IN (SELECT id FROM shared)
    ORDER BY id, instant, path
"""
_TAKEN = "SELECT id FROM post WHERE id IN (SELECT value FROM json_each(?))"
_MESSAGE = (
    "an older post has the same id, so this one has <id>#<hash of its path> in feeds; "
    "set another id, or rename the file"
)
_HASH = re.compile("#[0-9a-f]{8}")


class Renamed(msgspec.Struct, frozen=True):
    """A post whose id in feeds is not the one that it was read with."""

    path: str
    id: str
    """Its id in feeds."""
    oldest: str
    """The path of the post that keeps the id."""


class SharedIds:
    """The posts that share an id at one publication instant."""

    def __init__(self, database: sqlite3.Connection, now: int) -> None:
        """``now`` is in microseconds since the epoch."""
        self._database = database
        self._now = now
        self._found: Mapping[str, Renamed] | None = None

    def forget(self) -> None:
        """Look again when next asked: a post changed."""
        self._found = None

    @property
    def renamed(self) -> Mapping[str, Renamed]:
        """The posts that do not keep their id, by path."""
        if self._found is None:
            self._found = self._renamed()
        return self._found

    def faults(self) -> Iterator[Fault]:
        """Yield a remark for each post that does not keep its id."""
        for one in self.renamed.values():
            yield Fault(one.path, 1, _MESSAGE, False, one.oldest, "duplicate-id")

    def _renamed(self) -> Mapping[str, Renamed]:
        rows = self._database.execute(_SHARED, (self._now, self._now)).fetchall()
        oldest = dict(reversed(rows))
        later = {path: identity for identity, path in rows if path != oldest[identity]}
        found: dict[str, Renamed] = {}
        used: set[str] = set()
        attempt = 0
        while later:
            wanted = {path: _with_hash(own, path, attempt) for path, own in later.items()}
            used |= self._taken(wanted.values())
            for path, identity in wanted.items():
                if identity not in used:
                    used.add(identity)
                    found[path] = Renamed(path, identity, oldest[later.pop(path)])
            attempt += 1
        return found

    def _taken(self, wanted: Iterable[str]) -> set[str]:
        """Return which of these ids posts were read with; the posts need not be due."""
        rows = self._database.execute(_TAKEN, (json.dumps([*wanted]),))
        return {identity for (identity,) in rows}


def _with_hash(identity: str, path: str, attempt: int) -> str:
    """Return an id with a hash of the post's path; each attempt gives another one."""
    text = path + "\0" * attempt  # no path has this character
    digest = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{identity}#{digest[:8]}"


def inherits(old: str, new: str) -> bool:
    """Say whether a post has lost the hash in its id, because the oldest post with it is gone."""
    return old.startswith(new) and _HASH.fullmatch(old, len(new)) is not None
