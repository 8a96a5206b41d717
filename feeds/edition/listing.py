"""What lies in the directories of published files, and whether it is as it was left."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from feeds.edition.output import find_file


class Listing:
    """Regular files, each directory listed once: that is faster than to ask for each name."""

    def __init__(self) -> None:
        self._found: dict[bytes, dict[bytes, os.stat_result]] = {}

    def find(self, file: bytes) -> os.stat_result | None:
        """Look at a regular file as :func:`~feeds.edition.output.find_file` does."""
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

    def signature(self, directory: bytes) -> str:
        """Return what changes when a file comes, goes, or gets another size or time."""
        files = self._in(directory).items()
        sums = (crc32(b"%s\0%d %d" % (name, one.st_size, one.st_mtime_ns)) for name, one in files)
        return f"{len(files)} {sum(sums)}"

    def is_as_signed(self, signatures: Mapping[bytes, str]) -> bool:
        """Say whether all these directories are as they were when they were signed."""
        return all(self.signature(place) == signature for place, signature in signatures.items())

    def _in(self, directory: bytes) -> dict[bytes, os.stat_result]:
        if directory not in self._found:
            self._found[directory] = dict(_files(directory))
        return self._found[directory]


def _files(directory: bytes) -> Iterator[tuple[bytes, os.stat_result]]:
    try:
        with os.scandir(directory) as found:
            for entry in found:
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, entry.stat(follow_symlinks=False)
    except OSError:  # not there, or being changed: what is not seen is put again
        return
