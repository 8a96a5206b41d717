"""What changed in a git work tree, asked of git: its cost follows the change, not the tree.

The files' versions are git's blob ids, as those of files that are read. Times say nothing
here: a fresh clone has new ones. Formats: git-scm.com/docs/git-diff-tree, git-ls-files,
git-ls-tree, git-status.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.source.asking import Git, Unknowable

_FILE = b"100"
_BEFORE_VERSION = len("100644 blob ")
_ODD = (b"120000", b"160000")
"""Modes of symbolic links and of other repositories."""
_COMPARE = "diff-tree", "-r", "-z", "--no-renames", "--raw"
_STATUS = (
    "status",
    "--porcelain",
    "-z",
    "--untracked-files=normal",
    "--ignored=traditional",
    "--no-renames",
    "--",
    ".",
)
_MANY = 200
"""Paths; git reads all names of a folder to find each, so that of more the whole is listed."""
_PLACE = re.compile(rb"(.*)\n([0-9a-f]{40,64})\n(.+)\n", re.DOTALL)
_INDEX, _SKIPPED = b"DIRC\0\0\0\2", b"S "
"""How an index begins in which no file is left out; how one is told of."""


class Committed(NamedTuple):
    """What is committed at one path."""

    path: str
    """Relative to the tree, in Unicode; bytes that are no UTF-8 as surrogates."""
    version: str
    """Empty where nothing is."""
    is_file: bool
    """Not a link, nor another repository."""


class Revision(NamedTuple):
    """A tree of posts at one time: what was committed, and what was otherwise."""

    tree: str
    """The id of git's tree object."""
    uncommitted: frozenset[str]
    """Files that did not hold what is committed: changed, untracked, ignored, converted."""


class GitTree:
    """A folder of a git work tree, as its newest commit has it."""

    def __init__(self, folder: Path) -> None:
        """Raises :class:`Unknowable` where there is no commit, or no git."""
        self._git = Git(folder)
        told = self._git.ask("rev-parse", "--show-prefix", "HEAD:./", "--git-path", "index")
        found = _PLACE.fullmatch(told)
        if not found:
            raise Unknowable
        self._prefix, id, index = found.groups()
        self.id = id.decode()
        self._index = os.path.join(os.fsencode(folder), index)

    def listed(self) -> Iterator[bytes]:
        """Yield a line for everything that is committed, in the order of the paths' bytes.

        For a file that is its version, a tab and its path; for others git's own words come
        before. Half a million are compared sooner than made objects of: see
        :func:`~feeds.source.differing`.
        """
        for entry in self._git.entries("ls-tree", "-r", "-z", "--full-tree", self.id):
            yield entry[_BEFORE_VERSION:] if entry.startswith(_FILE) else entry

    def changed(self, since: str) -> Iterator[Committed]:
        """Yield what is committed otherwise in that tree.

        Raises :class:`Unknowable` where that tree is not here, as in a shallow clone.
        """
        told = self._git.ask(*_COMPARE, since, self.id)
        fields = iter(told.split(b"\0"))
        for about, path in zip(fields, fields, strict=False):
            before, now, _, version, _ = about.removeprefix(b":").split()
            yield _committed(path, before if before in _ODD else now, version)

    def uncommitted(self) -> Iterator[str]:
        """Yield files that are not as committed, and, with ``/`` at the end, untracked folders.

        Ignored ones too. Raises :class:`Unknowable` if nothing is tracked any more.
        """
        for entry in self._git.ask(*_STATUS).split(b"\0"):
            path = entry[3:].removeprefix(self._prefix)
            if entry and not path:
                raise Unknowable
            if path:
                yield name_of(path)

    def left_out(self) -> Iterator[str]:
        """Yield files that git keeps out of the work tree, as in a sparse checkout.

        Of these :meth:`uncommitted` does not tell. No index of version 2 can name one
        (git-scm.com/docs/index-format, extended flags): then git is not asked.
        """
        if self._may_leave_out():
            for entry in self._git.ask("ls-files", "-t", "-z").split(b"\0"):
                if entry.startswith(_SKIPPED):
                    yield name_of(entry.removeprefix(_SKIPPED))

    def _may_leave_out(self) -> bool:
        try:
            with open(self._index, "rb") as index:
                return index.read(len(_INDEX)) != _INDEX
        except OSError:
            return False

    def versions(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the committed version of these files, ``""`` for those not committed."""
        asked = list(paths)
        if not asked:
            return {}
        if any("\n" in path for path in asked):
            raise Unknowable
        if len(asked) > _MANY:
            return dict.fromkeys(asked, "") | self._found(set(asked))
        lines = b"".join(f"{self.id}:{path}\n".encode() for path in asked)
        told = self._git.ask("cat-file", "--batch-check=%(objectname)", fed=lines).splitlines()
        return {
            path: answer.decode() if len(answer) == len(self.id) else ""
            for path, answer in zip(asked, told, strict=True)
        }

    def _found(self, asked: set[str]) -> dict[str, str]:
        lines = (line.split(b"\t", 1) for line in self.listed())
        found = ((name_of(path), about.split()[-1].decode()) for about, path in lines)
        return {path: version for path, version in found if path in asked}


def git_tree(folder: Path) -> GitTree | None:
    """Return a folder as git knows it; None if it is not in a git work tree."""
    try:
        return GitTree(folder)
    except Unknowable:
        return None


def _committed(path: bytes, mode: bytes, version: bytes) -> Committed:
    return Committed(
        name_of(path), "" if not version.strip(b"0") else version.decode(), mode not in _ODD
    )


def name_of(path: bytes) -> str:
    """Return a path of git's in Unicode; bytes that are no UTF-8 as surrogates."""
    return path.decode(errors="surrogateescape")
