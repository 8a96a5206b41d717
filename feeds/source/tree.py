"""List all files of a site, each with a stamp that changes with the file.

Names are decoded as UTF-8, whatever the machine's locale. Symbolic links are followed inside
the tree, never out of it. No directory is entered twice, so cycles of links end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from feeds.errors import Fault
from feeds.source.files import is_inside

_RACY_NS = 2_000_000_000
"""A file that changed this recently could change again without a new time (git: racy entries)."""
_Folder = tuple[bytes, str]
"""A directory's name in the file system, and its path in the tree."""


class SourceFile(NamedTuple):
    """A file that may be a post; a tuple, as there may be a million."""

    path: str
    """Relative to the tree, in Unicode, with ``/``."""
    stamp: str
    """Size, times and inode. Files with equal stamps have equal bytes; empty if too recent."""


def walk(
    tree: Path, descends: Callable[[str], bool], is_post: Callable[[str], bool], now_ns: int
) -> tuple[list[SourceFile], list[Fault]]:
    """List the files of a tree for which ``is_post`` is true, sorted by path.

    ``descends`` decides which directories are entered. ``now_ns`` is the present, in
    nanoseconds since the epoch. Also returns a fault for each place that cannot be read, leads
    out of the tree or has a name that is not UTF-8.
    """
    walked = TreeWalk(tree, descends, is_post, now_ns)
    files = sorted(walked.files(), key=attrgetter("path"))
    return files, sorted(walked.faults)


class TreeWalk:
    """One walk through a tree; its files come one directory after the other, in no order."""

    def __init__(
        self,
        tree: Path,
        descends: Callable[[str], bool],
        is_post: Callable[[str], bool],
        now_ns: int = 0,
        skipped: Callable[[str], object] = bool,
    ) -> None:
        """Take the arguments of :func:`walk`.

        ``skipped`` is called with the path of every other file, and of pipes, devices and
        sockets. With ``now_ns`` 0 no file has a stamp.
        """
        self.faults: list[Fault] = []
        """Places that cannot be read, lead out of the tree or have a name that is not UTF-8."""
        self.links: list[str] = []
        """Links to posts and to directories that may hold posts."""
        self._root = os.path.realpath(os.fsencode(tree))
        self._descends = descends
        self._is_post = is_post
        self._skipped = skipped
        self._racy_from = now_ns - _RACY_NS
        self._entered: set[bytes] = set()
        self._linked_folders: list[_Folder] = []

    def files(self) -> Iterator[SourceFile]:
        """Yield the posts of the whole tree."""
        yield from self._enter(self._root, "")
        # Linked directories come last, so that a directory has its own name, not a link's.
        while self._linked_folders:
            yield from self._enter(*self._linked_folders.pop(0))

    def files_below(self, folder: str) -> Iterator[SourceFile]:
        """Yield the posts below one folder of the tree, without those in linked directories."""
        if self._descends(folder):
            yield from self._enter(os.path.join(self._root, folder.encode()), folder)

    def _enter(self, directory: bytes, path: str) -> Iterator[SourceFile]:
        pending = [(directory, path)]
        while pending:
            directory, path = pending.pop()
            target = os.path.realpath(directory)
            if target in self._entered:
                continue
            self._entered.add(target)
            folders, links = list[_Folder](), list[_Folder]()
            for entry, name in self._entries(directory, path):
                file = self._sort(entry, f"{path}/{name}" if path else name, folders, links)
                if file:
                    yield file
            pending += sorted(folders)
            self._linked_folders += sorted(links)

    def _entries(self, directory: bytes, path: str) -> Iterator[tuple[os.DirEntry[bytes], str]]:
        for entry in self._listed(directory, path):
            try:
                yield entry, entry.name.decode()
            except UnicodeDecodeError:
                shown = entry.name.decode(errors="backslashreplace")
                place = f"{path}/{shown}" if path else shown
                if self._is_wanted(entry, place):
                    self._add_fault(place, "the name is not UTF-8; rename it")

    def _listed(self, directory: bytes, path: str) -> Iterator[os.DirEntry[bytes]]:
        """Yield what a directory holds, unsorted: one directory may hold all posts."""
        try:
            with os.scandir(directory) as entries:
                yield from entries
        except OSError as error:
            self._add_fault(
                path or ".", f"the folder cannot be read ({_reason(error)}); make it readable"
            )

    def _sort(
        self, entry: os.DirEntry[bytes], path: str, folders: list[_Folder], links: list[_Folder]
    ) -> SourceFile | None:
        """Return a post; add a directory to enter to ``folders`` or ``links``."""
        if entry.is_symlink() and not self._is_usable_link(entry, path):
            return None
        if not _is_directory(entry):
            if self._is_post(path):
                return self._file(entry, path)
            self._skipped(path)
            return None
        if self._descends(path):
            (links if entry.is_symlink() else folders).append((entry.path, path))
        return None

    def _is_usable_link(self, entry: os.DirEntry[bytes], path: str) -> bool:
        target = os.path.realpath(entry.path)
        inside = is_inside(target, self._root)
        wanted = self._is_wanted(entry, path)
        if wanted and not inside:
            self._add_fault(
                path, "the symbolic link leads out of the posts folder; move the file into it"
            )
        elif wanted and not os.path.exists(target):
            self._add_fault(
                path, "the target of the symbolic link does not exist; correct or remove the link"
            )
            return False
        elif wanted:
            self.links.append(path)
        return inside

    def _is_wanted(self, entry: os.DirEntry[bytes], path: str) -> bool:
        return self._descends(path) if _is_directory(entry) else self._is_post(path)

    def _file(self, entry: os.DirEntry[bytes], path: str) -> SourceFile | None:
        try:
            found = entry.stat()
        except OSError as error:
            self._add_fault(path, f"the file cannot be read ({_reason(error)}); make it readable")
            return None
        if entry.is_file():
            return SourceFile(path, self._stamp(found))
        self._skipped(path)
        return None

    def _stamp(self, found: os.stat_result) -> str:
        # With the change time, as rsync and touch can set the modification time back.
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._racy_from:
            return ""
        return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"

    def _add_fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, 0, message))


def _is_directory(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()
