"""The output folder: replace and remove published files, each atomically."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.edition.rows import CodedFile, PublishedFile
from feeds.errors import EditionError, explained
from feeds.http import CODED_ENDINGS, content_digest, decode
from feeds.model import Coding
from feeds.pages.files import LONGEST_MARK, is_ours
from feeds.urls import PARTS_FOLDER, is_in_parts_folder

PARTS = PARTS_FOLDER.encode()
_NANOSECONDS = 10**9

Find = Callable[[bytes], os.stat_result | None]
"""Returns the status of a regular file, None if there is none."""


def file_name(path: str) -> bytes:
    """Return the file of a published path, relative to the output directory, in UTF-8.

    Raises :class:`~feeds.errors.EditionError` if the path is not that of a file below it.
    """
    slash, *parts = path.split("/")
    if slash or not parts:
        raise EditionError(f"the path {path!r} cannot be published; begin it with /")
    if any(part in ("", ".", "..") for part in parts) or "\0" in path:
        raise EditionError(f"the path {path!r} has an empty, . or .. part or a NUL; remove it")
    try:
        name = "/".join(parts).encode()
    except UnicodeEncodeError as error:
        raise EditionError(f"the path {path!r} is not valid Unicode; correct it") from error
    if path.endswith(CODED_ENDINGS) or is_in_parts_folder(path):
        raise EditionError(f"the path {path!r} is reserved; choose another path")
    return name


ENDINGS: Mapping[Coding, bytes] = {coding: f".{coding.mark}".encode() for coding in Coding}
"""What the name of a coded file adds to the name of its plain file."""


def coded_name(file: bytes, coding: Coding) -> bytes:
    """Return the name of the coded form of a file."""
    return file + ENDINGS[coding]


def holds(found: os.stat_result, size: int | None, modified: int) -> bool:
    """Return whether this is a regular file of this size in bytes and this time in seconds."""
    return (
        stat.S_ISREG(found.st_mode)
        and found.st_size == size
        and found.st_mtime_ns == modified * _NANOSECONDS
    )


def holds_digest(
    file: bytes, content: CodedFile | PublishedFile, found: os.stat_result | None
) -> bool:
    """Return whether the regular file that was found contains bytes of this size and digest."""
    if found is None or not stat.S_ISREG(found.st_mode) or found.st_size != content.size:
        return False
    return content_digest(read_file(file)) == content.digest


def find_file(file: bytes) -> os.stat_result | None:
    """Return the status of a regular file, None if there is none; links are not followed."""
    try:
        found = os.lstat(file)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


class OutputDirectory:
    """The directory of all published files."""

    def __init__(self, directory: Path) -> None:
        self.root = os.path.realpath(os.fsencode(directory))
        self._inside = {self.root}

    def file(self, path: str) -> bytes:
        """Return the file of a published path, wherever links lead."""
        return os.path.join(self.root, file_name(path))

    def locate(self, path: str) -> bytes:
        """Return the file of a published path.

        Raises :class:`~feeds.errors.EditionError` if a link leads out of the output directory.
        """
        file = self.file(path)
        directory = os.path.dirname(file)
        if directory not in self._inside:
            if not self.contains(directory):
                raise EditionError(f"{path!r} leads out of the output folder; remove the link")
            self._inside.add(directory)
        return file

    def contains(self, name: bytes) -> bool:
        """Return whether a name is below the output directory after every link is followed."""
        return os.path.commonpath([self.root, os.path.realpath(name)]) == self.root

    def is_occupied(self, file: bytes) -> bool:
        """Return whether something is in the way of a page: only files with our mark are ours."""
        try:
            if find_file(file):
                return not is_ours(_end_of(file, LONGEST_MARK))
            return os.path.lexists(file) or not stat.S_ISDIR(
                os.lstat(os.path.dirname(file)).st_mode
            )
        except FileNotFoundError:
            return False
        except OSError:  # such as a file in the place of a folder
            return True

    def remove(self, file: bytes) -> None:
        """Remove a file, if it exists, and the directories that become empty."""
        with suppress(FileNotFoundError):
            os.unlink(file)
        directory = os.path.dirname(file)
        with suppress(OSError):
            while directory != self.root:
                os.rmdir(directory)
                directory = os.path.dirname(directory)

    def replace(
        self, file: bytes, parts: Mapping[bytes, bytes], new: PublishedFile, modified: int
    ) -> None:
        """Put a feed's files in place: see :func:`replace_files`.

        If ``file`` itself is missing in ``parts``, it has the right bytes; only its time is set.
        """
        if file not in parts:
            os.utime(file, (modified, modified))
        replace_files(file, parts, new, modified)

    def is_built(self, file: bytes) -> bool:
        """Return whether a file here has a time in whole seconds, as a build sets it."""
        found = find_file(file)
        return bool(found and not found.st_mtime_ns % _NANOSECONDS and self.contains(file))

    def remove_built(self, file: bytes) -> bool:
        """Remove a document and its coded files if its time is that of a build."""
        if not self.is_built(file):
            return False
        for coding in Coding:
            self.remove(coded_name(file, coding))
        self.remove(file)
        return True

    def make_parts(self) -> None:
        """Make the directory for files that are not yet published."""
        os.mkdir(os.path.join(self.root, PARTS))

    def discard(self, parts: Iterable[bytes]) -> None:
        """Remove files that will not be published, before they fill the disk."""
        with suppress(OSError):
            for part in parts:
                os.unlink(part)

    def remove_parts(self) -> None:
        """Remove that directory, with all files that were not published."""
        parts = os.path.join(self.root, PARTS)
        shutil.rmtree(parts, ignore_errors=True)
        with suppress(OSError):
            os.unlink(parts)  # it was a link or a file


class UntouchedOutput(OutputDirectory):
    """The output directory in a dry run: it is read, and nothing in it changes."""

    def replace(
        self, file: bytes, parts: Mapping[bytes, bytes], new: PublishedFile, modified: int
    ) -> None:
        """Leave the files as they are."""

    def remove(self, file: bytes) -> None:
        """Leave the file."""

    def remove_built(self, file: bytes) -> bool:
        """Return whether the document would be removed."""
        return self.is_built(file)

    def make_parts(self) -> None:
        """Make no directory: nothing is written."""

    def remove_parts(self) -> None:
        """Leave the files of a killed build."""


def replace_files(
    file: bytes, parts: Mapping[bytes, bytes], new: PublishedFile, modified: int
) -> None:
    """Put a feed's files in place, with their times set, one right after the other.

    ``parts`` are the names of the files to move, by the names that they get; ``file`` itself may
    be missing there. Coded files that are not in ``parts`` are removed. A reader sees the old or
    the new version of each file. A coded file never differs from the plain one, even if the build
    is killed: the old coded files are removed before the plain one is replaced, and the new ones
    are put in place after it. Coded files that already hold the new bytes stay: in a repair they
    may be the only copy of the feed. There is no ``fsync``: it would cost minutes in a build of
    24,000 files. A file that a power cut damages has another size or time, and the next build
    writes it again.
    """
    for part in parts.values():
        os.utime(part, (modified, modified))
    names = {coded_name(file, coding): coding for coding in Coding}
    for name, coding in names.items():
        try:
            found = os.lstat(name)
        except FileNotFoundError:
            continue
        stays = name in parts and (
            file not in parts or holds_digest(name, new.coded[coding], found)
        )
        if not stays:
            os.unlink(name)
    # In the order in which they are put in place: the plain one first.
    for name in (file, *names):
        if name in parts:
            _move(parts[name], name)


def _move(part: bytes, name: bytes) -> None:
    try:
        _replace(part, name)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        _replace(part, name)


def _replace(part: bytes, name: bytes) -> None:
    try:
        os.replace(part, name)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # A folder of the output directory is on another file system.
        near = os.path.join(os.path.dirname(name), PARTS)
        shutil.copy2(part, near)
        os.replace(near, name)


@contextmanager
def writing(what: Path | str) -> Iterator[None]:
    """Raise :class:`~feeds.errors.EditionError` if a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise EditionError(f"{what}: {explained(error)}") from error


def sizes(feed: PublishedFile, file: bytes) -> dict[bytes, int | None]:
    """Return the right size of each file of a feed; None if there must be no such file."""
    coded = feed.coded_sizes
    return {file: feed.size} | {file + end: coded.get(coding) for coding, end in ENDINGS.items()}


def is_intact(feed: PublishedFile, file: bytes, find: Find = find_file) -> bool:
    """Return whether a feed has all its files and no other, by their sizes and times."""
    return next(_broken(feed, file, find), None) is None


def broken_files(feed: PublishedFile, file: bytes) -> list[bytes]:
    """Return the files for which :func:`is_intact` is False."""
    return list(_broken(feed, file, find_file))


def _broken(feed: PublishedFile, file: bytes, find: Find) -> Iterator[bytes]:
    for name, size in sizes(feed, file).items():
        found = find(name)
        is_right = found is None if size is None else found and holds(found, size, feed.modified)
        if not is_right:
            yield name


def is_altered(published: PublishedFile, file: bytes) -> bool:
    """Return whether somebody changed the files but not their sizes and times."""
    coded = {coded_name(file, coding): one.digest for coding, one in published.coded.items()}
    digests = {file: published.digest, **coded}
    return any(content_digest(read_file(name)) != one for name, one in digests.items())


def read_file(file: bytes) -> bytes:
    """Return the content of a published file."""
    with open(file, "rb") as stream:
        return stream.read()


def _end_of(file: bytes, size: int) -> bytes:
    """Return at most this many bytes from the end of a file, which may be of any size."""
    with open(file, "rb") as stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - size))
        return stream.read(size)


def published_document(
    output: OutputDirectory, path: str, feed: PublishedFile | None
) -> bytes | None:
    """Return the document that readers have at a path; None if there is none.

    If somebody edited the file after it was published, this is the copy in a coded file that
    is still as it was published, if there is one.
    """
    try:
        file = output.locate(path)
        found = find_file(file)
        body = read_file(file) if found else None
        if feed is None or (found and holds(found, feed.size, feed.modified)):
            return body
        for coding, coded in feed.coded.items():
            name = coded_name(file, coding)
            copy = read_file(name) if find_file(name) else b""
            if content_digest(copy) == coded.digest:
                with suppress(ImportError):  # zstd is an extra
                    return decode(copy, coding)
    except (OSError, EditionError):
        return None
    return body
