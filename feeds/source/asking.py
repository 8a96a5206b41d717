"""Running git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from typing import IO

_BLOCK = 1 << 16
_UNSEEN = b"could not open directory"
"""Git takes no notice of these, beside a warning."""
_TIMELESS = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
)
"""What names a repository for git in place of the folder's own, as it is set in hooks."""


class Unknowable(Exception):
    """Git cannot tell: the tree must be looked at."""


class Git:
    """Git, run in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, *words: str, fed: bytes | None = None) -> bytes:
        """Return what a command prints; ``fed`` is its input.

        Raises :class:`Unknowable` if it fails, or could not look everywhere.
        """
        try:
            git = run(self._command(words), input=fed, capture_output=True, env=_environment())
        except OSError as error:
            raise Unknowable from error
        if git.returncode or _UNSEEN in git.stderr:
            raise Unknowable(git.stderr.decode(errors="replace"))
        return git.stdout

    def entries(self, *words: str) -> Iterator[bytes]:
        """Yield what git parts by NUL, as it says it: all of it may be too much to be held.

        Raises :class:`Unknowable` where it fails.
        """
        command = self._command(words)
        with Popen(command, stdout=PIPE, stderr=DEVNULL, env=_environment()) as git:
            assert git.stdout
            yield from _entries(git.stdout)
        if git.returncode:
            raise Unknowable

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return ["git", "-C", os.fspath(self._folder), *words]


def _entries(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while read := stream.read(_BLOCK):
        *entries, rest = (rest + read).split(b"\0")
        yield from entries


def _environment() -> dict[str, str]:
    here = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return {**here, **_TIMELESS}
