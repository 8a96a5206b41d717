"""Ask git which files changed, are not committed, or are ignored.

Their cost depends on the size of the change, not of the tree.

The versions of files are git's blob ids, as for files that are read. File times are not used:
in a fresh clone all are new. Formats: git-scm.com/docs/git-diff-tree, git-ls-files, git-ls-tree,
git-status.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from typing import IO

import msgspec

_FILE = b"100"
"""How the mode of a regular file begins."""
_BEFORE_VERSION = len("100644 blob ")
_NOT_FILES = (b"120000", b"160000")
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
_HISTORY = (
    *("-c", "log.showSignature=false", "-c", "log.showRoot=true"),
    *("log", "-z", "--relative", "--name-only"),
    # -c: a merge has the files that differ from all its parents. d: without deleted files.
    *("-c", "--no-renames", "--diff-filter=d", "--format=%x01%at %aI%x02"),
)
_COMMIT = re.compile(rb"\x01([^\x02]*)\x02")
_MANY = 200
"""Paths. To find one, git reads all names of its folder; for more, the whole tree is listed."""
_TREE = re.compile(rb"(.*)\n([0-9a-f]{40,64})\n(.+)\n", re.DOTALL)
"""Prefix, id and index of a tree."""
_PLAIN_INDEX = b"DIRC\0\0\0\2"
"""The start of an index that leaves out no file."""
_LEFT_OUT = b"S "
"""The mark of a file that is left out, in the output of ``git ls-files -t``."""

_BLOCK = 1 << 16
_UNREADABLE = b"could not open directory"
"""A warning: git leaves out a directory that it cannot read."""
_READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_REPOSITORY = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    }
)
"""Variables that name another repository than the folder's own; git sets them for hooks."""


class WalkNeeded(Exception):
    """Nobody can say what changed: the whole tree must be walked."""


class TreeEntry(msgspec.Struct, frozen=True):
    """What is committed at one path."""

    path: str
    """Relative to the tree, in Unicode; bytes that are not UTF-8 are surrogates."""
    version: str
    """Empty if nothing is committed there."""
    is_file: bool
    """False for a link and for another repository."""


class Revision(msgspec.Struct, frozen=True):
    """A tree of posts at one time: what was committed, and which files were different."""

    tree: str
    """The id of git's tree object."""
    uncommitted: frozenset[str]
    """Files with other content than the commit: changed, untracked, ignored or converted."""


class GitTree:
    """A folder of a git work tree, as of its newest commit."""

    def __init__(self, folder: Path) -> None:
        """Raises :class:`WalkNeeded` if there is no commit, or no git."""
        self._git = Git(folder)
        answer = self._git.ask("rev-parse", "--show-prefix", "HEAD:./", "--git-path", "index")
        found = _TREE.fullmatch(answer)
        if not found:
            raise WalkNeeded
        self._prefix, id, index = found.groups()
        self.id = id.decode()
        self._index = os.path.join(os.fsencode(folder), index)

    def listed(self) -> Iterator[bytes]:
        """Yield a line for everything that is committed, sorted by the bytes of the paths.

        The line of a file is its version, a tab and its path; other lines begin with git's mode
        and type. Half a million lines are compared faster than objects: see
        :func:`differences`.
        """
        for entry in self._git.entries("ls-tree", "-r", "-z", "--full-tree", self.id):
            yield entry[_BEFORE_VERSION:] if entry.startswith(_FILE) else entry

    def changed(self, since: str) -> Iterator[TreeEntry]:
        """Yield what is committed differently in another tree.

        Raises :class:`WalkNeeded` if that tree is not here, as in a shallow clone.
        """
        fields = iter(self._git.ask(*_COMPARE, since, self.id).split(b"\0"))
        for about, path in zip(fields, fields, strict=False):
            before, now, _, blob, _ = about.removeprefix(b":").split()
            version = blob.decode() if blob.strip(b"0") else ""
            mode = before if before in _NOT_FILES else now
            yield TreeEntry(_decoded(path), version, mode not in _NOT_FILES)

    def uncommitted(self) -> Iterator[str]:
        """Yield the files that differ from the commit, and untracked folders, which end in ``/``.

        Ignored ones are included. Raises :class:`WalkNeeded` if nothing is tracked any more.
        """
        for entry in self._git.ask(*_STATUS).split(b"\0"):
            path = entry[3:].removeprefix(self._prefix)
            if entry and not path:
                raise WalkNeeded
            if path:
                yield _decoded(path)

    def left_out(self) -> Iterator[str]:
        """Yield the files that git keeps out of the work tree, as in a sparse checkout.

        :meth:`uncommitted` does not include them. An index of version 2 has none
        (git-scm.com/docs/index-format, extended flags): then git is not asked.
        """
        if self._may_leave_out():
            for entry in self._git.ask("ls-files", "-t", "-z").split(b"\0"):
                if entry.startswith(_LEFT_OUT):
                    yield _decoded(entry.removeprefix(_LEFT_OUT))

    def _may_leave_out(self) -> bool:
        try:
            with open(self._index, "rb") as index:
                return index.read(len(_PLAIN_INDEX)) != _PLAIN_INDEX
        except OSError:
            return False

    def versions(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the committed version of each of these files, ``""`` if it is not committed."""
        asked = list(paths)
        if not asked:
            return {}
        if any("\n" in path for path in asked):
            raise WalkNeeded
        if len(asked) > _MANY:
            return dict.fromkeys(asked, "") | self._listed_versions(set(asked))
        lines = b"".join(f"{self.id}:{path}\n".encode() for path in asked)
        answers = self._git.ask("cat-file", "--batch-check=%(objectname)", input=lines)
        return {
            path: answer.decode() if len(answer) == len(self.id) else ""
            for path, answer in zip(asked, answers.splitlines(), strict=True)
        }

    def _listed_versions(self, asked: set[str]) -> dict[str, str]:
        entries = map(_entry, self.listed())
        return {entry.path: entry.version for entry in entries if entry.path in asked}


def git_tree(folder: Path) -> GitTree | None:
    """Return a folder as git knows it; None if it is not in a git work tree."""
    try:
        return GitTree(folder)
    except WalkNeeded:
        return None


def not_ignored(folder: Path, directories: Iterable[str]) -> list[str]:
    """Return those directories in a folder whose files git would see as new.

    They need not exist. Outside a git work tree this is none of them.
    """
    files = {directory: os.fsencode(f"{directory}/file") for directory in directories}
    command = ["git", "-C", os.fspath(folder), "check-ignore", "-z", "--stdin"]
    try:
        git = run(
            command, input=b"\0".join(files.values()), capture_output=True, env=_environment()
        )
    except OSError:
        return []
    if git.returncode not in (0, 1):  # 1: none is ignored
        return []
    ignored = git.stdout.split(b"\0")
    return [directory for directory, file in files.items() if file not in ignored]


class CommitDates(msgspec.Struct, frozen=True):
    """When a file was first and last committed: the author's dates, in the author's zone."""

    first: datetime
    last: datetime


def commit_dates(folder: Path, wanted: Callable[[str], bool]) -> Mapping[str, CommitDates] | None:
    """Return the dates of all committed files of a folder that are ``wanted``, by path.

    Renames are not followed. None if the clone is shallow, so that git does not know the first
    commits. Commits whose date no calendar has date nothing. Raises :class:`WalkNeeded` if the
    folder is not in a git work tree with commits.
    """
    git = Git(folder)
    if git.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
        return None
    found: dict[str, CommitDates] = {}
    moment: datetime | None = None
    is_first = False
    for entry in git.entries(*_HISTORY):
        commit = _COMMIT.match(entry)
        if commit:
            moment, entry = _author_date(commit[1].decode()), entry[commit.end() :]
        name = entry.removeprefix(b"\n") if commit or is_first else entry
        is_first = not name  # its first file comes next, after a line feed
        path = _decoded(name)
        if moment and path and wanted(path):
            found[path] = CommitDates(moment, found[path].last if path in found else moment)
    return found


def _author_date(text: str) -> datetime | None:
    """Read seconds since the epoch and the same moment in ISO 8601, as git writes them.

    Some old programs wrote zones of more than a day; such a date is returned in UTC. None if
    the year has more than four digits.
    """
    seconds, _, date = text.partition(" ")
    try:
        return datetime.fromisoformat(date)
    except ValueError:
        pass
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def differences(read: Iterable[bytes], listed: Iterable[bytes]) -> Iterator[TreeEntry]:
    """Yield what is committed where something else was read, or nothing, or the other way round.

    Both are lines such as :meth:`GitTree.listed` yields. They are never all in memory.
    """
    ours, theirs = iter(read), iter(listed)
    old, new = next(ours, b""), next(theirs, b"")
    while old or new:
        if old == new:
            old, new = next(ours, b""), next(theirs, b"")
        elif not new or (old and _path(old) < _path(new)):
            yield TreeEntry(_decoded(_path(old)), "", is_file=True)
            old = next(ours, b"")
        else:
            if old and _path(old) == _path(new):
                old = next(ours, b"")
            yield _entry(new)
            new = next(theirs, b"")


def _path(line: bytes) -> bytes:
    return line[line.index(b"\t") + 1 :]


def _entry(line: bytes) -> TreeEntry:
    about, path = line.split(b"\t", 1)
    *mode_and_type, version = about.split()
    return TreeEntry(_decoded(path), version.decode(), is_file=not mode_and_type)


def _decoded(path: bytes) -> str:
    return path.decode(errors="surrogateescape")


class Git:
    """Runs git in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, *words: str, input: bytes | None = None) -> bytes:
        """Return what a command prints.

        Raises :class:`WalkNeeded` if it fails, or cannot read a directory.
        """
        try:
            git = run(self._command(words), input=input, capture_output=True, env=_environment())
        except OSError as error:
            raise WalkNeeded from error
        if git.returncode or _UNREADABLE in git.stderr:
            raise WalkNeeded(git.stderr.decode(errors="replace"))
        return git.stdout

    def entries(self, *words: str) -> Iterator[bytes]:
        """Yield what a command prints, split at each NUL; it may be too much for memory.

        Raises :class:`WalkNeeded` if the command fails.
        """
        command = self._command(words)
        with Popen(command, stdout=PIPE, stderr=DEVNULL, env=_environment()) as git:
            assert git.stdout
            yield from _split(git.stdout)
        if git.returncode:
            raise WalkNeeded

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return ["git", "-C", os.fspath(self._folder), *words]


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while read := stream.read(_BLOCK):
        *entries, rest = (rest + read).split(b"\0")
        yield from entries


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _REPOSITORY}
    return kept | _READ_ONLY
