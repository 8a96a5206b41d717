"""Read one file of a site, up to a size limit.

Symbolic links are followed inside the tree, never out of it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path

_OPENING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW


def is_plain(tree: Path, path: str) -> bool | None:
    """Return whether a path is a regular file, not a link; None if nothing is there.

    Surrogates in the path stand for bytes that are not UTF-8.
    """
    try:
        found = os.lstat(os.path.join(os.fsencode(tree), path.encode(errors="surrogateescape")))
    except OSError:
        return None
    return stat.S_ISREG(found.st_mode)


def is_special(tree: Path, path: str) -> bool:
    """Return whether a path is a pipe, a socket or a device."""
    try:
        mode = os.lstat(os.path.join(os.fsencode(tree), path.encode())).st_mode
    except (OSError, UnicodeEncodeError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


class TooLarge(OSError):
    """The file is larger than the limit; its content was dropped."""

    def __init__(self, path: str, size: int) -> None:
        super().__init__(errno.EFBIG, "file too large", path)
        self.size = size
        """In bytes; of a growing file, the size at which reading stopped."""


def read_bytes(tree: Path, path: str, most: int = sys.maxsize) -> bytes:
    """Return the content of a regular file of the tree, at most ``most`` bytes.

    Raises :class:`TooLarge` if it is larger, before it is read. Raises ``OSError``, with the
    reason in ``strerror``, if there is no file, if links or ``..`` lead out of the tree, or if
    it is a directory, a pipe or a device.
    """
    descriptor = _opened(tree, path)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", path)
        if stat.S_ISREG(found.st_mode) and found.st_size > most:
            raise TooLarge(path, found.st_size)
        # Reading a directory raises an error. open() would ask for size and position again.
        content = os.read(descriptor, found.st_size + 1)
        while more := os.read(descriptor, found.st_size + 1):
            content += more
            if len(content) > most:  # it is growing
                raise TooLarge(path, len(content))
        return content
    finally:
        os.close(descriptor)


def _opened(tree: Path, path: str) -> int:
    """Open a file; do not wait at a pipe, nor follow a link that was just made."""
    place = _unlinked(tree, path)
    try:
        return os.open(place, _OPENING)
    except OSError:
        if not os.path.islink(place):
            raise
        return os.open(_resolved(tree, path), _OPENING)


def _unlinked(tree: Path, path: str) -> bytes:
    """Return the name of a file or of a link to it; links and ``..`` above it are resolved."""
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
    if not is_inside(target, root):
        raise OSError(errno.EXDEV, "a link leads out of the folder", path)
    return target


def is_inside(target: bytes, root: bytes) -> bool:
    """Return whether a resolved name is a directory or something below it."""
    return target == root or target.startswith(root.rstrip(b"/") + b"/")


class FileSizes:
    """The sizes of files of a tree. Each folder is resolved once; links stay inside the tree."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._folders: dict[str, bytes | None] = {}

    def of(self, path: str) -> int:
        """Return the size of a regular file in bytes; 0 if there is none."""
        folder, _, name = path.rpartition("/")
        try:
            if folder not in self._folders:
                self._folders[folder] = self._place(folder)
            place = self._folders[folder]
            if not place or name in ("", ".", ".."):
                return 0
            found = os.lstat(os.path.join(place, name.encode()))
            if stat.S_ISLNK(found.st_mode):
                found = os.stat(_resolved(self._tree, path))
        except (OSError, ValueError):
            return 0
        return found.st_size if stat.S_ISREG(found.st_mode) else 0

    def _place(self, folder: str) -> bytes | None:
        try:
            return _resolved(self._tree, folder)
        except (OSError, ValueError):
            return None


class FolderNames:
    """The names in folders of a tree. Each folder is listed once; links stay inside the tree."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._names: dict[str, frozenset[str]] = {}

    def of(self, folder: str) -> frozenset[str]:
        """Return the names of the files and folders in a folder; none if it is not there."""
        if folder not in self._names:
            self._names[folder] = self._listed(folder)
        return self._names[folder]

    def _listed(self, folder: str) -> frozenset[str]:
        try:
            return frozenset(map(os.fsdecode, os.listdir(_resolved(self._tree, folder))))
        except (OSError, ValueError):
            return frozenset()


def version(content: bytes) -> str:
    """Return git's blob id of the content, which can be compared with what a git tree lists."""
    head = b"blob %d\0" % len(content)
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()
