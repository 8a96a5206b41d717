"""Walking a tree of files: what is there, and a cheap sign of whether it changed.

Names are read as bytes and taken for UTF-8 whatever the machine's locale. Symbolic
links are followed inside the tree, never out of it, and no directory is entered twice,
so that a cycle of links ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from feeds.errors import Fault
from feeds.source.files import lies_in

_RACY_NS = 2_000_000_000
"""A file changed so lately could change again without its time moving; see git's racy entries."""
_Folder = tuple[bytes, str]
"""Where it lies, and its path in the tree."""


class SourceFile(NamedTuple):
    """A file that may be a post."""

    path: str
    """Relative to the tree, in Unicode, with ``/``."""
    stamp: str
    """Size, times and inode; empty when too fresh to be trusted. Equal stamps: equal bytes."""


def walk(
    tree: Path,
    descends: Callable[[str], bool],
    is_post: Callable[[str], bool],
    now_ns: int,
    followed: Callable[[str], object] = bool,
) -> tuple[list[SourceFile], list[Fault]]:
    """List the files of a tree for which ``is_post`` holds, sorted by path.

    ``descends`` says which directories are entered. ``now_ns`` is the present, in
    nanoseconds since the epoch. ``followed`` is told of each link to a file or directory
    that is looked at. Returns the files, and a fault for each place that cannot be read,
    leads out of the tree or has a name that is not UTF-8.
    """
    faults: list[Fault] = []
    files = each_file(tree, descends, is_post, now_ns, followed, faults.append)
    return sorted(files, key=attrgetter("path")), sorted(faults)


def each_file(
    tree: Path,
    descends: Callable[[str], bool],
    is_post: Callable[[str], bool],
    now_ns: int,
    followed: Callable[[str], object],
    failed: Callable[[Fault], object],
    skipped: Callable[[str], object] = bool,
) -> Iterator[SourceFile]:
    """Yield the files that :func:`walk` lists as they are found, a directory at a time.

    ``failed`` is told of each fault, ``skipped`` of each other file, and of what is no
    regular file though ``is_post`` holds: a pipe, a device.
    """
    root = os.path.realpath(os.fsencode(tree))
    walker = _Walker(root, descends, is_post, now_ns, followed, failed, skipped)
    yield from walker.enter(root, "")
    yield from walker.follow_links()


def below(
    tree: Path,
    folder: str,
    descends: Callable[[str], bool],
    is_post: Callable[[str], bool],
    followed: Callable[[str], object],
    skipped: Callable[[str], object] = bool,
) -> tuple[list[SourceFile], list[Fault]]:
    """List the files below one folder of a tree, as :func:`walk` does; no time is trusted.

    Linked directories are not entered, only told of.
    """
    faults: list[Fault] = []
    root = os.path.realpath(os.fsencode(tree))
    walker = _Walker(root, descends, is_post, 0, followed, faults.append, skipped)
    place = os.path.join(root, folder.encode())
    return (list(walker.enter(place, folder)) if descends(folder) else []), faults


class _Walker:
    def __init__(
        self,
        root: bytes,
        descends: Callable[[str], bool],
        is_post: Callable[[str], bool],
        now_ns: int,
        followed: Callable[[str], object],
        failed: Callable[[Fault], object],
        skipped: Callable[[str], object],
    ) -> None:
        self._root = root
        self._descends = descends
        self._is_post = is_post
        self._followed = followed
        self._failed = failed
        self._skipped = skipped
        self._fresh = now_ns - _RACY_NS
        self._entered: set[bytes] = set()
        self._links: list[_Folder] = []

    def enter(self, directory: bytes, path: str) -> Iterator[SourceFile]:
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
            self._links += sorted(links)

    def follow_links(self) -> Iterator[SourceFile]:
        """Enter linked directories last, so that a directory is known by its own name first."""
        while self._links:
            yield from self.enter(*self._links.pop(0))

    def _entries(self, directory: bytes, path: str) -> Iterator[tuple[os.DirEntry[bytes], str]]:
        for entry in self._listed(directory, path):
            try:
                yield entry, entry.name.decode()
            except UnicodeDecodeError:
                shown = entry.name.decode(errors="backslashreplace")
                place = f"{path}/{shown}" if path else shown
                if self._wanted(entry, place):
                    self._fault(place, "the name is not UTF-8; rename it")

    def _listed(self, directory: bytes, path: str) -> Iterator[os.DirEntry[bytes]]:
        """Yield what a directory holds, in no order: one alone may hold all posts."""
        try:
            with os.scandir(directory) as entries:
                yield from entries
        except OSError as error:
            self._fault(path or ".", f"{_reason(error)}; make the directory readable")

    def _sort(
        self, entry: os.DirEntry[bytes], path: str, folders: list[_Folder], links: list[_Folder]
    ) -> SourceFile | None:
        if entry.is_symlink() and not self._usable(entry, path):
            return None
        if not _is_directory(entry):
            if self._is_post(path):
                return self._file(entry, path)
            self._skipped(path)
            return None
        if self._descends(path):
            (links if entry.is_symlink() else folders).append((entry.path, path))
        return None

    def _usable(self, entry: os.DirEntry[bytes], path: str) -> bool:
        target = os.path.realpath(entry.path)
        inside = lies_in(target, self._root)
        wanted = self._wanted(entry, path)
        if wanted and not inside:
            self._fault(path, "the symbolic link leads out of the tree; move the file into it")
        elif wanted and not os.path.exists(target):
            self._fault(path, "the symbolic link leads nowhere; remove it or mend its target")
            return False
        elif wanted:
            self._followed(path)
        return inside

    def _wanted(self, entry: os.DirEntry[bytes], path: str) -> bool:
        return self._descends(path) if _is_directory(entry) else self._is_post(path)

    def _file(self, entry: os.DirEntry[bytes], path: str) -> SourceFile | None:
        try:
            found = entry.stat()
        except OSError as error:
            self._fault(path, f"{_reason(error)}; make it readable")
            return None
        if entry.is_file():
            return SourceFile(path, self._stamp(found))
        self._skipped(path)
        return None

    def _stamp(self, found: os.stat_result) -> str:
        """Take the change time in: the modification time can be set back, by rsync or touch."""
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._fresh:
            return ""
        return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"

    def _fault(self, path: str, message: str) -> None:
        self._failed(Fault(path, 0, message))


def _is_directory(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()
