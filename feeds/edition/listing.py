"""Regular files, each directory listed once: that is faster than to ask for each name."""

from __future__ import annotations

import os
from collections.abc import Iterable

from feeds.edition.output import find_file
from feeds.edition.signature import Signature, regular_files


class Listing:
    """What lies in the directories of published files."""

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

    def signature(self, directory: bytes) -> Signature:
        """Return the signature of a directory as it was listed, and looked at again."""
        return Signature.of_files(self._in(directory).items())

    def _in(self, directory: bytes) -> dict[bytes, os.stat_result]:
        if directory not in self._found:
            self._found[directory] = dict(regular_files(directory))
        return self._found[directory]
