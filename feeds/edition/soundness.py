"""Check that published files still have the bytes that a build wrote.

A build signs every directory of published files. As long as a signature matches, none of its files
needs to be compared with its row.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from zlib import crc32

import msgspec

from feeds.edition.output import ENDINGS, OutputDirectory, find_file, is_intact
from feeds.edition.reading import read_edition, read_signatures
from feeds.edition.rows import PublishedFile
from feeds.edition.table import FeedCache, Table
from feeds.errors import EditionError


class Signature(msgspec.Struct, frozen=True):
    """Changes with the names, sizes and times of the regular files in a directory."""

    files: int
    """How many there are."""
    sums: int
    """The sum of one number for each file: a file is added or removed without the others."""

    @classmethod
    def of(cls, directory: bytes) -> Signature:
        """Look at a directory; one that does not exist has no files."""
        return cls.of_files(regular_files(directory))

    @classmethod
    def of_files(cls, files: Iterable[tuple[bytes, os.stat_result]]) -> Signature:
        """Return the signature of files with these names."""
        sums = [_sum(name, found) for name, found in files]
        return cls(len(sums), sum(sums))

    @classmethod
    def read(cls, text: str) -> Signature:
        """Decode :attr:`text`; for any other text, return a signature that never matches."""
        try:
            files, sums = map(int, text.split())
        except ValueError:
            return cls(-1, 0)
        return cls(files, sums)

    @property
    def text(self) -> str:
        """The signature as it is stored."""
        return f"{self.files} {self.sums}"

    def plus(self, name: bytes, found: os.stat_result | None, times: int = 1) -> Signature:
        """Return the signature with one more file, or with ``times=-1`` one less."""
        if found is None:
            return self
        return Signature(self.files + times, self.sums + times * _sum(name, found))


def regular_files(directory: bytes) -> Iterator[tuple[bytes, os.stat_result]]:
    """Yield the names and the status of a directory's regular files; links are left out."""
    try:
        place = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, ValueError):  # not there, or not a name
        return
    try:
        for name in os.listdir(directory):
            found = os.stat(name, dir_fd=place, follow_symlinks=False)
            if S_ISREG(found.st_mode):
                yield name, found
    except OSError:  # it is being changed: files that are not seen are written again
        return
    finally:
        os.close(place)


def _sum(name: bytes, found: os.stat_result) -> int:
    return crc32(b"%s\0%d %d" % (name, found.st_size, found.st_mtime_ns))


class Listing:
    """The regular files of directories; one listing is faster than a look at each name."""

    def __init__(self) -> None:
        self._found: dict[bytes, dict[bytes, os.stat_result]] = {}

    def find(self, file: bytes) -> os.stat_result | None:
        """Return what :func:`~feeds.edition.output.find_file` returns."""
        directory, name = os.path.split(file)
        return self._in(directory).get(name)

    def look_again(self, files: Iterable[bytes]) -> None:
        """Look at files that were written or removed."""
        for file in files:
            directory, name = os.path.split(file)
            found = find_file(file)
            if found is None:
                self._in(directory).pop(name, None)
            else:
                self._in(directory)[name] = found

    def signature(self, directory: bytes) -> Signature:
        """Return the signature of a directory, of the files that were seen."""
        return Signature.of_files(self._in(directory).items())

    def _in(self, directory: bytes) -> dict[bytes, os.stat_result]:
        if directory not in self._found:
            self._found[directory] = dict(regular_files(directory))
        return self._found[directory]


Signatures = Mapping[bytes, Signature]
"""The signatures of directories, by the names of the directories."""


class Soundness:
    """Compares the output directory with its signatures, and signs it again."""

    def __init__(self, table: Table, output: OutputDirectory, feeds: FeedCache) -> None:
        self._table, self._output, self._feeds = table, output, feeds
        self._listing = Listing()
        self._matches: bool | None = None
        """All directories match their signatures; None if they were not compared yet."""
        self._signed = _located(output, table.signatures())
        self._changed = dict(self._signed)
        """Signatures with the changes of this build, without those of other programs."""

    def is_sound(self) -> bool:
        """Return whether the files of every feed were as they were published before this build."""
        if self._matches is None:
            # A build that was interrupted may have left directories without a signature.
            whole = bool(self._signed) and not self._table.was_unfinished
            self._matches = whole and _all_match(self._signed)
        return self._matches or all(map(self.holds, self._feeds.all().values()))

    def holds(self, feed: PublishedFile) -> bool:
        """Return whether the files of one feed are as they were published."""
        file = self._output.file(feed.path)
        find = find_file if self._matches is None else self._listing.find
        return self._matches is True or is_intact(feed, file, find)

    @contextmanager
    def changing(self, file: bytes, written: Collection[bytes] = ()) -> Iterator[None]:
        """Note how a block changes the files of a feed: it removes some, and writes these."""
        files = [file, *(file + ending for ending in ENDINGS.values())]
        if self._matches is False:
            yield
            self._listing.look_again(
                one for one in files if one in written or self._listing.find(one)
            )
        else:
            self._add(files, -1)
            yield
            self._add(files, 1)

    def _add(self, files: Iterable[bytes], times: int) -> None:
        for file in files:
            directory, name = os.path.split(file)
            before = self._changed.get(directory) or Signature.of(directory)
            self._changed[directory] = before.plus(name, find_file(file), times)

    def sign(self) -> None:
        """Sign the directories at the end of a good build."""
        if self._matches is False:
            files = map(self._output.file, self._feeds.all())
            directories = {os.path.dirname(file) for file in files}
            self._sign({one: self._listing.signature(one) for one in directories}, all_of_them=True)
        elif self._signed:
            self._sign(dict(self._changed.items() - self._signed.items()), all_of_them=False)

    def _sign(self, signatures: Signatures, all_of_them: bool) -> None:
        if signatures or all_of_them:
            root = self._output.root
            stored = {os.path.relpath(place, root): one.text for place, one in signatures.items()}
            self._table.sign(stored, all_of_them)


def is_as_left(output: Path, state: Path) -> bool:
    """Return whether published files are as the last build left them; False if it is not known.

    If a directory does not match its signature, each published file is compared: files that
    other programs add do not count.
    """
    try:
        directory = OutputDirectory(output)
        if _all_match(_located(directory, read_signatures(state))):
            return True
        feeds = read_edition(state).files.values()
        return all(is_intact(feed, directory.file(feed.path)) for feed in feeds)
    except EditionError:
        return False


def _located(output: OutputDirectory, signatures: Mapping[bytes, str]) -> Signatures:
    """Return stored signatures by the names of the directories."""
    return {
        os.path.normpath(os.path.join(output.root, name)): Signature.read(one)
        for name, one in signatures.items()
    }


def _all_match(signatures: Signatures) -> bool:
    return all(Signature.of(directory) == one for directory, one in signatures.items())
