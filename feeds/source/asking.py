"""Questions to git, of which some are worked on before their answer is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO

Words = tuple[str, ...]
"""A command of git's, and what it is given."""

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
    """Git, asked in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._under_way: dict[Words, Popen[bytes]] = {}

    def begin(self, *words: str, nicer: int = 0) -> None:
        """Have git work on what will be asked in these words, so much ``nicer`` than we are."""
        with suppress(OSError):
            git = self._under_way[words] = self._start(words, DEVNULL)
            os.setpriority(os.PRIO_PROCESS, git.pid, os.getpriority(os.PRIO_PROCESS, 0) + nicer)

    def is_at(self, *command: str) -> bool:
        """Say whether git is at work on anything that begins with these words."""
        return any(
            git.poll() is None
            for words, git in self._under_way.items()
            if words[: len(command)] == command
        )

    def ask(self, *words: str, fed: bytes | None = None) -> bytes:
        """Return what git says to these words, once it has ended where they were begun.

        Raises :class:`Unknowable` where it fails, or could not look everywhere.
        """
        try:
            git = self._under_way.pop(words, None) or self._start(words, PIPE if fed else DEVNULL)
            told, errors = git.communicate(fed)
        except OSError as error:
            raise Unknowable from error
        if git.returncode or _UNSEEN in errors:
            raise Unknowable(errors.decode(errors="replace"))
        return told

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

    def close(self) -> None:
        """End what was begun and is not wanted."""
        while self._under_way:
            _, git = self._under_way.popitem()
            git.kill()
            git.communicate()

    def _start(self, words: Words, stdin: int) -> Popen[bytes]:
        command = self._command(words)
        return Popen(command, stdin=stdin, stdout=PIPE, stderr=PIPE, env=_environment())

    def _command(self, words: Words) -> list[str]:
        return ["git", "-C", os.fspath(self._folder), *words]


def _entries(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while read := stream.read(_BLOCK):
        *entries, rest = (rest + read).split(b"\0")
        yield from entries


def _environment() -> dict[str, str]:
    here = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return {**here, **_TIMELESS}
