"""Walking a tree of files: what is there, and a cheap sign of whether it changed.

Names are read as bytes and taken for UTF-8 whatever the machine's locale. Symbolic
links are followed inside the tree, never out of it, and no directory is entered twice,
so that a cycle of links ends.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from feeds.errors import Fault

_RACY_NS = 2_000_000_000
"""A file changed so lately could change again without its time moving; see git's racy entries."""
_AT_ONCE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW
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


def is_plain(tree: Path, path: str) -> bool | None:
    """Say whether a path is a regular file, no link; None where nothing is there.

    Bytes of the path that are no UTF-8 are surrogates.
    """
    try:
        found = os.lstat(os.path.join(os.fsencode(tree), path.encode(errors="surrogateescape")))
    except OSError:
        return None
    return stat.S_ISREG(found.st_mode)


def is_special(tree: Path, path: str) -> bool:
    """Say whether a path is a pipe, a socket or a device."""
    try:
        mode = os.lstat(os.path.join(os.fsencode(tree), path.encode())).st_mode
    except (OSError, UnicodeEncodeError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


class TooLarge(OSError):
    """The file is larger than it may be; nothing of it was kept."""

    def __init__(self, path: str, size: int) -> None:
        super().__init__(errno.EFBIG, "file too large", path)
        self.size = size
        """In bytes; of a file that grows, what it had when this was noticed."""


def read_bytes(tree: Path, path: str, most: int = sys.maxsize) -> bytes:
    """Return the content of a regular file of the tree, of at most so many bytes.

    Raises ``OSError``, with the reason in ``strerror``, where there is none, where links
    or ``..`` lead out of the tree, or where it is a directory, a pipe or a device, and
    :class:`TooLarge`, before anything is read, where it is larger than ``most``.
    """
    descriptor = _opened(tree, path)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EINVAL, "is no regular file", path)
        if stat.S_ISREG(found.st_mode) and found.st_size > most:
            raise TooLarge(path, found.st_size)
        # A directory says so itself. Python's own files would ask for size and place again.
        content = os.read(descriptor, found.st_size + 1)
        while more := os.read(descriptor, found.st_size + 1):
            content += more
            if len(content) > most:  # it grew meanwhile
                raise TooLarge(path, len(content))
        return content
    finally:
        os.close(descriptor)


def _opened(tree: Path, path: str) -> int:
    """Open what lies there now: wait for no pipe's writer, follow no link made meanwhile."""
    place = _place(tree, path)
    try:
        return os.open(place, _AT_ONCE)
    except OSError:
        if not os.path.islink(place):
            raise
        return os.open(_resolved(tree, path), _AT_ONCE)


def _place(tree: Path, path: str) -> bytes:
    """Return where a file is, or a link to it; links or ``..`` on the way are resolved."""
    *folders, name = names = path.encode().split(b"/")
    if b"" in names or b".." in names:
        return _resolved(tree, path)
    place = os.fsencode(tree)
    for folder in folders:
        place = os.path.join(place, folder)
        if os.path.islink(place):
            return _resolved(tree, path)
    return os.path.join(place, name)


def _resolved(tree: Path, path: str) -> bytes:
    root = os.path.realpath(os.fsencode(tree))
    target = os.path.realpath(os.path.join(root, path.encode()))
    if not _lies_in(target, root):
        raise OSError(errno.EXDEV, "leads out of the tree", path)
    return target


def _lies_in(target: bytes, root: bytes) -> bool:
    return target == root or target.startswith(root.rstrip(b"/") + b"/")


def version(content: bytes) -> str:
    """Return the content's identity: git's blob id, so that a git tree can stand in for it."""
    head = b"blob %d\0" % len(content)
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


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
        inside = _lies_in(target, self._root)
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
