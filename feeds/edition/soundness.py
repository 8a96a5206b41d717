"""Whether published files are as they were published: told by what was signed, else by each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from feeds.edition.files import is_intact
from feeds.edition.known import KnownFeeds
from feeds.edition.listing import Listing
from feeds.edition.output import ENDINGS, Output, find_file
from feeds.edition.reading import read_edition, read_signatures
from feeds.edition.rows import PublishedFeed
from feeds.edition.signature import Signature
from feeds.edition.table import Table
from feeds.errors import EditionError

Signed = Mapping[bytes, Signature]
"""The signatures of directories, by their places."""


class Soundness:
    """Looks at the output directory, and signs how it is left.

    As long as a directory's signature holds, no file of it needs to be looked for by its row.
    """

    def __init__(self, table: Table, output: Output, known: KnownFeeds) -> None:
        self._table, self._output, self._known = table, output, known
        self._listing = Listing()
        self._as_left: bool | None = None
        """All directories are as they were signed; None if they were not compared yet."""
        self._signed = _signed(output, table.signatures())
        self._left = dict(self._signed)
        """How this build leaves directories: what others do meanwhile is not in it."""

    def is_sound(self) -> bool:
        """Say whether the files of every feed were as they were published, before this build."""
        if self._as_left is None:
            # A build that was cut off may have left directories that nothing was signed of.
            whole = bool(self._signed) and not self._table.was_unfinished
            self._as_left = whole and _are_as_signed(self._signed)
        return self._as_left or all(map(self.holds, self._known.all().values()))

    def holds(self, feed: PublishedFeed) -> bool:
        """Say whether the files of one feed are."""
        file = self._output.file(feed.path)
        find = find_file if self._as_left is None else self._listing.find
        return self._as_left is True or is_intact(feed, file, find)

    @contextmanager
    def changing(self, file: bytes) -> Iterator[None]:
        """Note what a block makes of a feed's files."""
        files = [file, *(file + ending for ending in ENDINGS.values())]
        if self._as_left is False:
            yield
            self._listing.look_again(files)
        else:
            self._count(files, -1)
            yield
            self._count(files, 1)

    def _count(self, files: Iterable[bytes], times: int) -> None:
        for file in files:
            directory, name = os.path.split(file)
            left = self._left.get(directory) or Signature.of(directory)
            self._left[directory] = left.plus(name, find_file(file), times)

    def sign(self) -> None:
        """Sign how this build left the directories, at the end of one that went well."""
        if self._as_left is False:
            files = map(self._output.file, self._known.all())
            directories = {os.path.dirname(file) for file in files}
            self._sign({one: self._listing.signature(one) for one in directories}, anew=True)
        elif self._signed:
            self._sign(dict(self._left.items() - self._signed.items()), anew=False)

    def _sign(self, left: Signed, anew: bool) -> None:
        if left or anew:
            root = self._output.root
            kept = {os.path.relpath(place, root): one.text for place, one in left.items()}
            self._table.sign(kept, anew)


def is_as_left(output: Path, state: Path) -> bool:
    """Return whether published files are as the last build left them; False if it is not known.

    If a directory differs, each published file of the edition is looked at: files that somebody
    else adds to the directory do not count.
    """
    try:
        place = Output(output)
        if _are_as_signed(_signed(place, read_signatures(state))):
            return True
        feeds = read_edition(state).feeds.values()
        return all(is_intact(feed, place.file(feed.path)) for feed in feeds)
    except EditionError:
        return False


def _signed(output: Output, signatures: Mapping[bytes, str]) -> Signed:
    """Return noted signatures by the places of the directories."""
    return {
        os.path.normpath(os.path.join(output.root, name)): Signature.read(one)
        for name, one in signatures.items()
    }


def _are_as_signed(signed: Signed) -> bool:
    return all(Signature.of(directory) == one for directory, one in signed.items())
