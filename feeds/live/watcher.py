"""Noticing that a tree or its configuration changed, whatever it was changed with."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from watchfiles import Change, DefaultFilter
from watchfiles._rust_notify import RustNotify  # watch() begins to watch only once it waits

from feeds.live.directories import directories, outside, tells_of_changes

_QUIET, _LONGEST, _TICK = 20, 500, 200
"""Milliseconds: how long a burst of changes must pause, may last, and how often to look up."""

_TRIES = 5


class Watcher:
    """Watches the directories of one tree, and looks now and then at a few places by name.

    Not recursively: that would follow links out of the tree, and spend the machine's watches
    on ``node_modules`` and on what is published.
    """

    def __init__(self, places: Collection[Path], tell: Callable[[str], None]) -> None:
        """Name files and directories that may be replaced as a whole, by a rename or a link.

        ``tell`` is told, once, where changes cannot be watched for.
        """
        self._places = places
        self._tell = tell
        self._tree = Path()
        self._leaves_out: Callable[[str], bool] = bool
        self._watched: frozenset[str] = frozenset()
        self._notify: RustNotify | None = None
        self._filter = DefaultFilter()
        self._seen: tuple[object, ...] = ()
        self.tells = True
        """Every change will be noticed; otherwise somebody must look."""

    def cover(self, tree: Path, own: Collection[Path]) -> None:
        """Watch the tree as it is now, except what lies in the places of our ``own``.

        What changed before this returns may go unnoticed: read the tree afterwards.
        """
        self._tree, self._leaves_out = tree, outside(own, tree)
        self._seen = self._stamps()
        tells = tells_of_changes(tree) and self._watch()
        if self.tells and not tells:
            self._tell(f"{tree}: changes there are not announced; looking again and again")
        self.tells = tells

    def wait(self) -> frozenset[str] | None:
        """Wait a fifth of a second; return at once which paths of the tree changed.

        None where something changed and that does not tell what.
        """
        changed = self._below_tree(self._changes())
        if self._seen != self._stamps() or (self._notify and not self._watched):
            return None
        return changed if self.tells or not changed else None

    def _changes(self) -> Iterable[tuple[int, str]]:
        if self._notify is None:
            time.sleep(_TICK / 1000)
            return ()
        found = self._notify.watch(_LONGEST, _QUIET, _TICK, None)
        if found == "signal":  # its handler wanted to end the process
            sys.exit()
        changes = set() if isinstance(found, str) else found
        if any(change != Change.modified and path in self._watched for change, path in changes):
            self._watched = frozenset()  # one made again under its name has no watch
        return changes

    def _stamps(self) -> tuple[object, ...]:
        return tuple(map(_stamp, (*self._places, self._tree)))

    def _below_tree(self, changes: Iterable[tuple[int, str]]) -> frozenset[str]:
        root = os.path.realpath(self._tree)
        below = ((change, os.path.relpath(path, root)) for change, path in changes)
        return frozenset(
            path
            for change, path in below
            if not self._leaves_out(path) and self._filter(Change(change), path)
        )

    def _watch(self) -> bool:
        """Watch every directory there is; False where that cannot be had."""
        for _ in range(_TRIES):
            found = self._directories()
            if found == self._watched:
                return True
            try:
                opened = _opened(found)
            except FileNotFoundError:
                continue
            except (OSError, RuntimeError):  # no watches left, most likely
                return False
            if self._notify:
                self._notify.close()
            # Listed once more in the next round: one made meanwhile nobody watches.
            self._notify, self._watched = opened, found
        return False

    def _directories(self) -> frozenset[str]:
        return directories(
            self._tree,
            lambda path: self._leaves_out(path) or not self._filter(Change.added, path),
        )


def _opened(paths: Collection[str]) -> RustNotify:
    # The last: not to ignore what is denied, for it ignores that no watch is left as well.
    return RustNotify(sorted(paths), False, False, 0, False, False)


def _stamp(place: Path) -> object:
    """Return what changes when a file is written or replaced, or a directory replaced."""
    try:
        found = os.stat(place)
    except OSError:
        return None
    if os.path.isdir(place):
        return found.st_dev, found.st_ino
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
