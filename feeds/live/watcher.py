"""Watch the site and the configuration for changes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from watchfiles import Change, DefaultFilter
from watchfiles._rust_notify import RustNotify  # watch() begins to watch only once it waits

_QUIET, _LONGEST, _TICK = 20, 500, 200
"""Milliseconds: how long a burst of changes must pause, may last, and how long to wait for one."""

_TRIES = 5


class Watcher:
    """Watches the directories of one tree, and checks a few places by name now and then.

    It does not watch recursively: that would follow links out of the tree, and spend the
    machine's watches on ``node_modules`` and on published files.
    """

    def __init__(self, places: Collection[Path], tell: Callable[[str], None]) -> None:
        """``places`` are files and directories that may be replaced by a rename or a link.

        ``tell`` is called, once, if changes cannot be watched for.
        """
        self._places = places
        self._tell = tell
        self._tree = Path()
        self._leaves_out: Callable[[str], bool] = bool
        self._watched: frozenset[str] = frozenset()
        self._notify: RustNotify | None = None
        self._filter = DefaultFilter()
        self._seen: tuple[object, ...] = ()
        self.announces = True
        """The file system announces every change; otherwise the tree must be scanned."""

    def cover(self, tree: Path, own: Collection[Path]) -> None:
        """Watch the tree as it is now, except below the ``own`` directories.

        Changes before this returns may go unnoticed: read the tree afterwards.
        """
        self._tree, self._leaves_out = tree, outside(own, tree)
        self._seen = self._stamps()
        announces = announces_changes(tree) and self._watch()
        if self.announces and not announces:
            self._tell(f"{tree}: no changes are reported here, so feeds looks for them regularly")
        self.announces = announces

    def wait(self) -> frozenset[str] | None:
        """Wait a fifth of a second at most; return the paths of the tree that changed.

        None if something changed, but it is not known what.
        """
        changed = self._below_tree(self._changes())
        if self._seen != self._stamps() or (self._notify and not self._watched):
            return None
        return changed if self.announces or not changed else None

    def _changes(self) -> Iterable[tuple[int, str]]:
        if self._notify is None:
            time.sleep(_TICK / 1000)
            return ()
        found = self._notify.watch(_LONGEST, _QUIET, _TICK, None)
        if found == "signal":  # its handler would end the process
            sys.exit()
        changes = set() if isinstance(found, str) else found
        if any(change != Change.modified and path in self._watched for change, path in changes):
            self._watched = frozenset()  # a new directory of this name has no watch
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
        """Watch every directory; return False if that is not possible."""
        for _ in range(_TRIES):
            found = self._directories()
            if found == self._watched:
                return True
            try:
                opened = _opened(found)
            except FileNotFoundError:
                continue
            except (OSError, RuntimeError):  # most likely no watches are left
                return False
            if self._notify:
                self._notify.close()
            # Listed again in the next round: a directory made meanwhile is not watched.
            self._notify, self._watched = opened, found
        return False

    def _directories(self) -> frozenset[str]:
        return directories(
            self._tree,
            lambda path: self._leaves_out(path) or not self._filter(Change.added, path),
        )


def _opened(paths: Collection[str]) -> RustNotify:
    # The last: do not ignore denied permissions, which would hide that no watch is left.
    return RustNotify(sorted(paths), False, False, 0, False, False)


def _stamp(place: Path) -> object:
    """Return a value that changes if a file is written or replaced, or a directory replaced."""
    try:
        found = os.stat(place)
    except OSError:
        return None
    if os.path.isdir(place):
        return found.st_dev, found.st_ino
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


_MOUNTS = "/proc/self/mountinfo"

_REMOTE = (
    "9p",
    "afs",
    "ceph",
    "cifs",
    "fuse",
    "gluster",
    "lustre",
    "ncp",
    "nfs",
    "prl",
    "smb",
    "vboxsf",
    "virtiofs",
)
"""Beginnings of the names of network file systems, whose changes are not announced."""


def directories(tree: Path, leaves_out: Callable[[str], bool]) -> frozenset[str]:
    """Return the real paths of the tree's root and of all directories below it.

    A directory is not entered if ``leaves_out`` returns True for its path below the root, if it
    is outside the tree, if it cannot be read, or if its name is not UTF-8.
    """
    root = os.path.realpath(tree)
    found: set[str] = set()
    pending = [root]
    while pending:
        directory = os.path.realpath(pending.pop())
        if directory in found or not _lies_in(directory, root) or not _is_usable(directory):
            continue
        if directory == root or not leaves_out(os.path.relpath(directory, root)):
            found.add(directory)
            pending += _below(directory)
    return frozenset(found)


def outside(places: Collection[Path], tree: Path) -> Callable[[str], bool]:
    """Return a function that returns whether a path below the root is in one of these places."""
    root = os.path.realpath(tree)
    real = {os.path.realpath(place) for place in places}
    own = tuple(os.path.relpath(place, root) for place in real if _lies_in(place, root))
    return lambda path: any(_lies_in(path, place) for place in own)


def announces_changes(directory: Path) -> bool:
    """Return whether the directory's file system is a local one; assumed except on Linux."""
    real = os.path.realpath(directory)
    try:
        with open(_MOUNTS, encoding="utf-8", errors="replace") as mounts:
            lines = [line.split() for line in mounts]
    except OSError:
        return True
    # proc(5): field 5 is the mount point, the one after "-" the type; the last one wins.
    places = [(line[4], line[line.index("-") + 1]) for line in lines]
    above = [(len(at), number) for number, (at, _) in enumerate(places) if _lies_in(real, at)]
    return not above or not places[max(above)[1]][1].startswith(_REMOTE)


def _below(directory: str) -> list[str]:
    try:
        with os.scandir(directory) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except OSError:  # removed meanwhile or not readable: a build reports it
        return []


def _lies_in(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def _is_usable(directory: str) -> bool:
    try:
        directory.encode()
    except UnicodeEncodeError:
        return False
    return os.access(directory, os.R_OK)
