"""The output directory: where a path's file is, and how one file takes another's place."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.errors import EditionError
from feeds.http import CODED_ENDINGS
from feeds.model import Coding

_PART = b".feeds-part-%d.gz"
_PART_NAME = re.compile(rb"\.feeds-part-\d+\.gz")
"""Files not yet published; a few names are enough, since one build at a time writes.

No feed can have it: names in ``.gz`` are kept for what lies beside a feed."""

_NANOSECONDS = 10**9


def file_name(path: str) -> bytes:
    """The file of a published path, relative to the output directory, in UTF-8.

    Raises :class:`~feeds.errors.EditionError` for a path that names no file below it.
    """
    slash, *parts = path.split("/")
    if slash or not parts:
        raise EditionError(f"{path!r} cannot be published; a path must begin with /")
    if any(part in ("", ".", "..") for part in parts) or "\0" in path:
        raise EditionError(f"{path!r} cannot be published; it has an empty, . or .. part or a NUL")
    try:
        name = "/".join(parts).encode()
    except UnicodeEncodeError as error:
        raise EditionError(f"{path!r} cannot be published; it is no valid Unicode") from error
    if path.endswith(CODED_ENDINGS):
        raise EditionError(f"{path!r} cannot be published; the name is kept for another use")
    return name


ENDINGS: Mapping[Coding, bytes] = {coding: f".{coding.mark}".encode() for coding in Coding}
"""What the names of coded files add to that of the file beside which they lie."""


def coded_name(file: bytes, coding: Coding) -> bytes:
    """The file that holds a file's coded form, beside it."""
    return file + ENDINGS[coding]


def holds(found: os.stat_result, size: int | None, modified: int) -> bool:
    """Whether this is the regular file recorded: its size in bytes, its time to the second."""
    return (
        stat.S_ISREG(found.st_mode)
        and found.st_size == size
        and found.st_mtime_ns == modified * _NANOSECONDS
    )


def holds_bytes(file: bytes, content: bytes) -> bool:
    """Return whether a regular file holds exactly these bytes."""
    found = find_file(file)
    if found is None or found.st_size != len(content):
        return False
    with open(file, "rb") as stream:
        return stream.read() == content


def find_file(file: bytes) -> os.stat_result | None:
    """Look at a regular file, None where there is none; a symbolic link is not followed."""
    try:
        found = os.lstat(file)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


class Output:
    """The directory all published files are below."""

    def __init__(self, directory: Path) -> None:
        self.root = os.path.realpath(os.fsencode(directory))
        self._inside = {self.root}

    def file(self, path: str) -> bytes:
        """The file of a published path, not asking where its directory leads."""
        return os.path.join(self.root, file_name(path))

    def locate(self, path: str) -> bytes:
        """The file of a published path, its directory below the output directory.

        Raises :class:`~feeds.errors.EditionError` where a symbolic link leads outside.
        """
        file = self.file(path)
        directory = os.path.dirname(file)
        if directory not in self._inside:
            if not self.contains(directory):
                raise EditionError(f"{path!r} leads out of the output directory; remove the link")
            self._inside.add(directory)
        return file

    def contains(self, name: bytes) -> bool:
        """Whether the name, every symbolic link followed, is below the output directory."""
        return os.path.commonpath([self.root, os.path.realpath(name)]) == self.root

    def remove(self, file: bytes) -> None:
        """Remove a file, if it is there, and the directories that are empty without it."""
        with suppress(FileNotFoundError):
            os.unlink(file)
        directory = os.path.dirname(file)
        with suppress(OSError):
            while directory != self.root:
                os.rmdir(directory)
                directory = os.path.dirname(directory)

    def remove_built(self, file: bytes) -> bool:
        """Remove a document and its coded files if a build made it, by its time."""
        found = find_file(file)
        if found is None or found.st_mtime_ns % _NANOSECONDS or not self.contains(file):
            return False
        for coding in Coding:
            self.remove(coded_name(file, coding))
        self.remove(file)
        return True

    def remove_parts(self) -> None:
        """Remove what a killed build had not yet published."""
        for directory, _, names in os.walk(self.root):
            for name in filter(_PART_NAME.fullmatch, names):
                os.unlink(os.path.join(directory, name))


def replace_files(file: bytes, contents: Mapping[bytes, bytes], modified: int) -> None:
    """Put a feed's files in place, with their times set, one right after the other.

    Coded files that are not in ``contents`` are removed; ``file`` itself may be missing there.
    A reader sees the old or the new version of each file. A coded file never differs from the
    plain one, even if the build is killed: the old coded files are removed before the plain one
    is replaced, and the new ones are put in place after it. Coded files that already hold the
    new bytes stay: in a repair they may be the only copy of the feed. There is no ``fsync``: it
    would cost minutes in a build of 24,000 files. A file that a power cut damages has another
    size or time, and the next build writes it again.
    """
    directory = os.path.dirname(file)
    coded = [coded_name(file, coding) for coding in Coding]
    # In the order in which they are put in place: the plain one first.
    names = [name for name in (file, *coded) if name in contents]
    parts = {name: os.path.join(directory, _PART % number) for number, name in enumerate(names)}
    try:
        for name, part in parts.items():
            _write(part, contents[name], modified)
        for name in coded:
            stays = name in contents and (file not in contents or holds_bytes(name, contents[name]))
            if not stays:
                with suppress(FileNotFoundError):
                    os.unlink(name)
        for name, part in parts.items():
            os.replace(part, name)
    except OSError:
        for part in parts.values():
            with suppress(OSError):
                os.unlink(part)
        raise


def _write(part: bytes, content: bytes, modified: int) -> None:
    with os.fdopen(_create(part), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.utime(stream.fileno(), (modified, modified))


def _create(part: bytes) -> int:
    # O_EXCL: a link left under this name is not written through.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with suppress(FileNotFoundError, FileExistsError):
        return os.open(part, flags, 0o666)
    os.makedirs(os.path.dirname(part), exist_ok=True)
    with suppress(FileNotFoundError):
        os.unlink(part)
    return os.open(part, flags, 0o666)


def folders_of(path: str) -> set[str]:
    """Return the folders that hold a published path, each as a path itself."""
    parts = path.split("/")
    return {"/".join(parts[:end]) for end in range(2, len(parts))}


@contextmanager
def writing(what: Path | str) -> Iterator[None]:
    """Raise :class:`~feeds.errors.EditionError` if a file cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise EditionError(f"{what}: {reason}; see that it can be written") from error
