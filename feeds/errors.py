"""All errors that the program raises on purpose, with messages for users.

::

    FeedsError
    ├── ConfigError      the configuration cannot be used; carries every fault found
    │   └── GeneratorError an installed generator has a bug
    ├── EditionError     the output or state directory cannot be used
    │   └── DamagedError a database of the state directory is damaged
    ├── HeldError        subscribers would be harmed; nothing was written
    │   ├── LostPostsError   most posts would disappear from the feeds
    │   └── NewIdsError      readers would see most posts again
    └── StoreError       the object store cannot be used, or holds something newer

A :class:`Fault` is collected, not raised: all faults are reported together, and one bad post
never costs a good one.
"""

from __future__ import annotations

import difflib
import errno
import posixpath
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

NO_FILE = "configuration"
"""What faults name instead of a file if the configuration is not in one."""
_LONGEST_NAME = 100
"""Characters that are compared with other names: comparing takes quadratic time."""


class Fault(msgspec.Struct, frozen=True, order=True):
    """Something wrong in a file. ``str(fault)`` is ``path:line: problem; remedy``."""

    path: str
    """The file, relative to the current folder or to the site's folder; empty if there is none."""
    line: int
    """The line, from 1; 0 means the whole file."""
    message: str
    """The problem and the remedy, with a semicolon between them."""
    fatal: bool = True
    """True if the post is left out because of it; False if the post is published."""
    other: str = ""
    """The path of a second file that is part of the problem; empty if there is none."""
    rule: str = ""
    """The rule of ``feeds check`` that found it; empty if reading the file found it."""

    def __str__(self) -> str:
        """Return one line of printable text, whatever the file or its name contains."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        message = f"{self.message} (see also {self.other})" if self.other else self.message
        return printable(f"{place}: {message}" if place else message)

    def below(self, directory: str) -> Fault:
        """Return the fault with its paths moved below a directory; ``.`` changes nothing."""
        path = self.path and posixpath.normpath(posixpath.join(directory, self.path))
        other = self.other and posixpath.normpath(posixpath.join(directory, self.other))
        return msgspec.structs.replace(self, path=path, other=other)


def missing_extra(what: str, extra: str) -> Fault:
    """Return the fault if something needs an extra that is not installed.

    ``extra`` is the name of the extra in pyproject.toml, or several with commas.
    """
    return Fault(
        "", 0, f"{what} needs the extra {extra}; `feeds help commands` shows how to install it"
    )


def nearest(name: str, known: Iterable[str], least: float = 0.6) -> str:
    """Return the known name that was probably meant; empty if none is like it.

    ``least`` is how much it must be like the name, up to 1.
    """
    near = difflib.get_close_matches(name[:_LONGEST_NAME], [*known], 1, least)
    return near[0] if near else ""


def suggestion(name: str, known: Collection[str], otherwise: str = "") -> str:
    """Return the remedy for an unknown name: the one that was probably meant, or all.

    ``otherwise`` replaces the list of all.
    """
    if near := nearest(name, known):
        return f"did you mean {near}?"
    return otherwise or f"use one of {', '.join(known)}"


_OS_WORDS = {
    errno.EACCES: "permission denied; change its permissions, or run as another user",
    errno.EPERM: "permission denied; change its permissions, or run as another user",
    errno.ENOENT: "does not exist; check the path",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.ENOSPC: "the disk is full; free some space, or choose another disk",
    errno.EDQUOT: "the disk quota is used up; free some space, or choose another disk",
    errno.EEXIST: "a file exists where a folder must be; remove it, or choose another path",
    errno.ENOTDIR: "a file exists where a folder must be; remove it, or choose another path",
    errno.EISDIR: "is a folder; name a file, or remove the folder",
    errno.ELOOP: "the symbolic links form a loop; remove one of them",
    errno.ENAMETOOLONG: "the name is too long; shorten it",
    errno.EMFILE: "too many files are open; raise the limit with ulimit -n",
    errno.EBUSY: "another program is using it; try again when that program ends",
}

_SQLITE = {3: errno.EACCES, 5: errno.EBUSY, 6: errno.EBUSY, 8: errno.EACCES, 13: errno.ENOSPC}
"""Primary result codes of SQLite (sqlite.org/rescode.html): PERM, BUSY, LOCKED, READONLY, FULL."""


def explained(error: Exception) -> str:
    """Return what is wrong with a file, and the remedy, without its path.

    ``error`` is an ``OSError`` or a ``sqlite3.Error``.
    """
    number = _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, getattr(error, "errno", 0))
    reason = (getattr(error, "strerror", "") or str(error)).lower()
    return _OS_WORDS.get(number, f"{reason}; check that the file can be read and written")


def counted(number: int, thing: str) -> str:
    """Return a number and its noun, which gets a plural ``s``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


_LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", "drafts"),
    "fault": ("with faults", "with faults"),
    "feed: false": ("with feed: false", "with feed: false"),
    "no date": ("without a date", "without a date"),
}
"""Reasons why posts are left out, as they are written after 1 and after other numbers."""


def reasons(left_out: Mapping[str, int]) -> list[str]:
    """Return why files are left out and how many, for messages: ``2 drafts``."""
    return [
        f"{count} {_LEFT_OUT.get(reason, (reason, reason))[count != 1]}"
        for reason, count in sorted(left_out.items())
    ]


def printable(text: str) -> str:
    """Return the text as one line, with control characters escaped."""
    return "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")


class FeedsError(Exception):
    """The base of all errors. ``str(error)`` is the message that a command prints."""


class ConfigError(FeedsError):
    """The configuration cannot be used. ``faults`` is a tuple of all faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[Fault, ...]]]:
        """Pickle the faults: errors travel from worker processes."""
        return type(self), (self.faults,)


class GeneratorError(ConfigError):
    """An installed generator has a bug. The message names its package and the exception."""


T = TypeVar("T")


def collected(faults: list[Fault], step: Callable[[], T]) -> T | None:
    """Return what a step returns; None if it raises :class:`ConfigError`, whose faults are added.

    So the faults of independent steps are reported together.
    """
    try:
        return step()
    except ConfigError as error:
        faults += error.faults
        return None


class EditionError(FeedsError):
    """The output folder, the state folder or a temporary file cannot be used."""


class DamagedError(EditionError):
    """A database in the state folder is damaged. The next build makes a new one."""

    def __init__(self, file: Path, error: Exception) -> None:
        super().__init__(f"{file}: the file is damaged ({error}); run `feeds build` to rebuild it")


class HeldError(FeedsError):
    """The guard stopped a build; no feed was changed. ``reason`` says why, without paths."""

    def __init__(self, reason: str, details: str = "") -> None:
        """``reason`` is for everybody, ``details`` for the operator only."""
        super().__init__("\n".join(filter(None, (f"nothing was written: {reason}", details))))
        self.reason = reason


class LostPostsError(HeldError):
    """Most posts would disappear at once."""


class NewIdsError(HeldError):
    """Most ids of a feed would change at once, so subscribers would see old posts again."""


class StoreError(FeedsError):
    """The object store cannot be used, or contains newer feeds."""
