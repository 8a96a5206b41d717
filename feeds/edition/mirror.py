"""A local copy of an edition that is stored elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable

from feeds.edition.drafts import Bodies, write_parts
from feeds.edition.output import coded_name, is_intact, replace_files, writing
from feeds.edition.rows import PublishedFile
from feeds.edition.writer import EditionWriter
from feeds.model import Coding


class EditionMirror(EditionWriter):
    """The only writer of a copy. It keeps no earlier versions: only the origin sends deltas."""

    def missing(self, feeds: Iterable[PublishedFile]) -> list[PublishedFile]:
        """Return those whose files here differ from their rows."""
        return [
            feed
            for feed in feeds
            if not is_intact(feed, self._output.file(feed.path))
            or self._digests(feed.path) != (feed.digest, feed.codings)
        ]

    def _digests(self, path: str) -> tuple[str, str] | None:
        here = self._feeds.all().get(path)
        return (here.digest, here.codings) if here else None

    def copy(self, feed: PublishedFile, bodies: Bodies) -> None:
        """Write a feed's files, with the bodies that the row describes, and its row.

        Raises :class:`~feeds.errors.EditionError` as :meth:`EditionWriter.put` does.
        """
        file = self._output.locate(feed.path)
        names = {coding: coded_name(file, coding) if coding else file for coding in (*Coding, None)}
        self.begin()
        self._table.begin()
        with writing(os.fsdecode(file)), self._soundness.changing(file):
            written = write_parts(self._output.root, bodies)
            parts = {names[coding]: part for coding, part in written.items()}
            replace_files(file, parts, feed, feed.modified)
        self.note(feed)

    def expect(self, feed: PublishedFile) -> None:
        """Write the row of a feed whose files will follow, unless an earlier version is here.

        Clients that ask for the feed must try again; they do not get a 404.
        """
        former = self._feeds.all().get(feed.path)
        if former is None or not is_intact(former, self._output.file(feed.path)):
            self.note(feed)

    def note(self, feed: PublishedFile) -> None:
        """Write the row of a feed whose files are here."""
        self._put_row(feed, None)
