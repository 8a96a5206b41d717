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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import Fault

_RACY_NS = 2_000_000_000
"""A file changed so lately could change again without its time moving; see git's racy entries."""


@dataclass(frozen=True, slots=True)
class SourceFile:
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
    walker = _Walker(os.path.realpath(os.fsencode(tree)), descends, is_post, now_ns, followed)
    walker.enter(walker.root, "")
    walker.follow_links()
    return sorted(walker.files, key=lambda file: file.path.encode()), sorted(walker.faults)


def below(
    tree: Path,
    folder: str,
    descends: Callable[[str], bool],
    is_post: Callable[[str], bool],
    followed: Callable[[str], object],
) -> tuple[list[SourceFile], list[Fault]]:
    """List the files below one folder of a tree, as :func:`walk` does; no time is trusted.

    Linked directories are not entered, only told of.
    """
    walker = _Walker(os.path.realpath(os.fsencode(tree)), descends, is_post, 0, followed)
    if descends(folder):
        walker.enter(os.path.join(walker.root, folder.encode()), folder)
    return walker.files, walker.faults


def is_plain(tree: Path, path: str) -> bool | None:
    """Say whether a path is a regular file, no link; None where nothing is there."""
    try:
        found = os.lstat(os.path.join(os.fsencode(tree), path.encode()))
    except OSError:
        return None
    return stat.S_ISREG(found.st_mode)


def read_bytes(tree: Path, path: str) -> bytes:
    """Return the content of a regular file of the tree.

    Raises ``OSError``, with the reason in ``strerror``, where there is none, where links
    or ``..`` lead out of the tree, or where it is a directory, a pipe or a device.
    """
    with open(_place(tree, path), "rb", buffering=0, opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "is no regular file", path)
        return file.readall()


def _place(tree: Path, path: str) -> bytes:
    """Return where a file is; only where links or ``..`` may lead elsewhere are they resolved."""
    place = os.fsencode(tree)
    for name in path.split("/"):
        place = os.path.join(place, name.encode())
        if name in ("", "..") or os.path.islink(place):
            return _resolved(tree, path)
    return place


def _resolved(tree: Path, path: str) -> bytes:
    root = os.path.realpath(os.fsencode(tree))
    target = os.path.realpath(os.path.join(root, path.encode()))
    if not _lies_in(target, root):
        raise OSError(errno.EXDEV, "leads out of the tree", path)
    return target


def _open_at_once(path: str, flags: int) -> int:
    """Open what lies there now: wait for no pipe's writer, follow no link made meanwhile."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


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
    ) -> None:
        self.root = root
        self.files: list[SourceFile] = []
        self.faults: list[Fault] = []
        self._descends = descends
        self._is_post = is_post
        self._followed = followed
        self._fresh = now_ns - _RACY_NS
        self._entered: set[bytes] = set()
        self._links: list[tuple[bytes, str]] = []

    def enter(self, directory: bytes, path: str) -> None:
        pending = [(directory, path)]
        while pending:
            directory, path = pending.pop()
            target = os.path.realpath(directory)
            if target in self._entered:
                continue
            self._entered.add(target)
            for entry, name in self._entries(directory, path):
                self._sort(entry, f"{path}/{name}" if path else name, pending)

    def follow_links(self) -> None:
        """Enter linked directories last, so that a directory is known by its own name first."""
        while self._links:
            self.enter(*self._links.pop(0))

    def _entries(self, directory: bytes, path: str) -> Iterator[tuple[os.DirEntry[bytes], str]]:
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._fault(path or ".", f"{_reason(error)}; make the directory readable")
            return
        for entry in found:
            try:
                yield entry, entry.name.decode()
            except UnicodeDecodeError:
                shown = entry.name.decode(errors="backslashreplace")
                place = f"{path}/{shown}" if path else shown
                if self._wanted(entry, place):
                    self._fault(place, "the name is not UTF-8; rename it")

    def _sort(self, entry: os.DirEntry[bytes], path: str, pending: list[tuple[bytes, str]]) -> None:
        if entry.is_symlink() and not self._usable(entry, path):
            return
        if _is_directory(entry):
            if self._descends(path):
                (self._links if entry.is_symlink() else pending).append((entry.path, path))
        elif self._is_post(path):
            self._add(entry, path)

    def _usable(self, entry: os.DirEntry[bytes], path: str) -> bool:
        target = os.path.realpath(entry.path)
        inside = _lies_in(target, self.root)
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

    def _add(self, entry: os.DirEntry[bytes], path: str) -> None:
        try:
            found = entry.stat()
        except OSError as error:
            self._fault(path, f"{_reason(error)}; make it readable")
            return
        if entry.is_file():
            self.files.append(SourceFile(path, self._stamp(found)))

    def _stamp(self, found: os.stat_result) -> str:
        """Take the change time in: the modification time can be set back, by rsync or touch."""
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._fresh:
            return ""
        return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, 0, message))


def _is_directory(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()
