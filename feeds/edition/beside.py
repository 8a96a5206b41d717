"""Published files looked at by another process, while this one does other things."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from feeds.edition import signature
from feeds.edition.files import is_intact
from feeds.edition.output import Output
from feeds.edition.reading import read_edition, read_signatures
from feeds.edition.signature import Signature
from feeds.errors import EditionError

_MANY = 4000
"""Files whose look takes longer than to start a process for it."""
_ALONE = "-I", "-S"
"""Python loads neither the environment's settings nor the installed packages."""

Signed = Mapping[bytes, Signature]
"""How directories were left, by their place."""


class Beside:
    """A look at signed directories, under way."""

    def __init__(self, signed: Signed) -> None:
        self.signed = signed
        self._process: Popen[bytes] | None = None
        if sum(one.files for one in signed.values()) >= _MANY:
            self._begin()

    def _begin(self) -> None:
        with suppress(OSError, TypeError):  # Python may not know where it lies
            command = [sys.executable, *_ALONE, signature.__file__]
            self._process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
            assert self._process.stdin
            self._process.stdin.write(b"\0".join(self.signed))
            self._process.stdin.close()

    def is_as_signed(self) -> bool:
        """Say whether all are as they were left; without another process this one looks."""
        found = [Signature.read(line) for line in self._told()]
        if len(found) != len(self.signed):
            found = [Signature.of(directory) for directory in self.signed]
        return found == list(self.signed.values())

    def _told(self) -> list[str]:
        process, self._process = self._process, None
        if process is None:
            return []
        assert process.stdout
        with process, process.stdout as told:
            return told.read().decode().splitlines()

    def close(self) -> None:
        """End what is not wanted."""
        if self._process:
            self._process.kill()
            self._told()


def look(output: Path, state: Path) -> Beside | None:
    """Begin to look at what is published; None where nothing is.

    Whoever builds then must compare what is signed: others may build meanwhile.
    """
    try:
        return Beside(signed(Output(output), read_signatures(state)))
    except EditionError:
        return None


def is_as_left(output: Path, state: Path) -> bool:
    """Say whether published files are as the last build left them; False if that is not known.

    Where a directory differs, each published file of the edition is looked at: files that
    somebody else puts beside them do not count.
    """
    try:
        place = Output(output)
        left = signed(place, read_signatures(state))
        if all(Signature.of(directory) == one for directory, one in left.items()):
            return True
        feeds = read_edition(state).feeds.values()
        return all(is_intact(feed, place.file(feed.path)) for feed in feeds)
    except EditionError:
        return False


def signed(output: Output, signatures: Mapping[bytes, str]) -> Signed:
    """Return noted signatures by the places of the directories."""
    return {
        os.path.normpath(os.path.join(output.root, name)): Signature.read(one)
        for name, one in signatures.items()
    }
