"""Signatures of directories: they change with the names, sizes and times of the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from stat import S_ISREG
from zlib import crc32


class Signature:
    """Stands for the names, sizes and times of all regular files in a directory."""

    __slots__ = ("files", "sums")

    def __init__(self, files: int, sums: int) -> None:
        """Of so many files; ``sums`` has one of each added up.

        A file more or less changes it by that file's alone.
        """
        self.files, self.sums = files, sums

    def __eq__(self, other: object) -> bool:
        """Say whether the files are the same."""
        return isinstance(other, Signature) and self.text == other.text

    def __hash__(self) -> int:
        """Return the same for equal ones."""
        return hash(self.text)

    @classmethod
    def of(cls, directory: bytes) -> Signature:
        """Look at a directory; one that is not there has no files."""
        return cls.of_files(regular_files(directory))

    @classmethod
    def of_files(cls, files: Iterable[tuple[bytes, os.stat_result]]) -> Signature:
        """Return the signature of files, by their names."""
        sums = [_sum(name, found) for name, found in files]
        return cls(len(sums), sum(sums))

    @classmethod
    def read(cls, text: str) -> Signature:
        """Return what :meth:`text` wrote; no directory has the signature of any other text."""
        try:
            files, sums = map(int, text.split())
        except ValueError:
            return cls(-1, 0)
        return cls(files, sums)

    @property
    def text(self) -> str:
        """The signature as it is kept."""
        return f"{self.files} {self.sums}"

    def plus(self, name: bytes, found: os.stat_result | None, times: int = 1) -> Signature:
        """Return it with a file, or with ``times=-1`` without; None is no file."""
        if found is None:
            return self
        return Signature(self.files + times, self.sums + times * _sum(name, found))


def regular_files(directory: bytes) -> Iterator[tuple[bytes, os.stat_result]]:
    """Yield the names of a directory's regular files, and what they are like; no links."""
    try:
        place = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, ValueError):  # not there, or not a name
        return
    try:
        for name in os.listdir(directory):
            found = os.stat(name, dir_fd=place, follow_symlinks=False)
            if S_ISREG(found.st_mode):
                yield name, found
    except OSError:  # being changed: what is not seen is put again
        return
    finally:
        os.close(place)


def _sum(name: bytes, found: os.stat_result) -> int:
    return crc32(b"%s\0%d %d" % (name, found.st_size, found.st_mtime_ns))
