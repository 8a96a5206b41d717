"""Whether published files are as they were published: told by what was signed, else by each."""

from __future__ import annotations

import os
from collections.abc import Iterable

from feeds.edition.files import is_intact, sizes
from feeds.edition.known import KnownFeeds
from feeds.edition.listing import Listing
from feeds.edition.output import Output, find_file
from feeds.edition.rows import PublishedFeed
from feeds.edition.table import Table


class Soundness:
    """Looks at the output directory, and signs how it is left.

    A signature stands for all names, sizes and times in a directory. As long as it holds no
    file of it needs to be looked for by its row.
    """

    def __init__(self, table: Table, output: Output, known: KnownFeeds) -> None:
        self._table, self._output, self._known = table, output, known
        self._listing = Listing()
        self._as_left: bool | None = None
        self._changed: set[bytes] = set()

    def is_sound(self) -> bool:
        """Say whether the files of every feed are as they were published."""
        signed = self._table.signatures()
        there = {os.path.join(self._output.root, name): one for name, one in signed.items()}
        # A build that was cut off may have left directories that nothing was signed of.
        whole = bool(signed) and not self._table.was_unfinished
        self._as_left = whole and self._listing.is_as_signed(there)
        return self._as_left or all(map(self.holds, self._known.all().values()))

    def holds(self, feed: PublishedFeed) -> bool:
        """Say whether the files of one feed are."""
        file = self._output.file(feed.path)
        find = find_file if self._as_left is None else self._listing.find
        return self._as_left is True or is_intact(feed, file, find)

    def changed(self, feed: PublishedFeed) -> None:
        """Note that a feed's files were written or removed."""
        file = self._output.file(feed.path)
        self._changed.add(os.path.dirname(file))
        if self._as_left is not None:
            self._listing.look_again(sizes(feed, file))

    def sign(self) -> None:
        """Sign how the directories are left, at the end of a build that went well."""
        if self._as_left:
            self._sign(self._changed, anew=False)
        elif self._as_left is not None:
            files = map(self._output.file, self._known.all())
            self._sign({os.path.dirname(file) for file in files}, anew=True)
        elif self._changed:
            self._sign((), anew=True)  # nobody looked at what lies beside what was written

    def _sign(self, directories: Iterable[bytes], anew: bool) -> None:
        root, signature = self._output.root, self._listing.signature
        signed = {os.path.relpath(one, root): signature(one) for one in directories}
        if signed or anew:
            self._table.sign(signed, anew)
