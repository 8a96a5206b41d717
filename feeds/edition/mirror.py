"""An edition that is copied from elsewhere: rows and file times as they are there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from feeds.edition.files import is_intact
from feeds.edition.output import coded_name, replace_files, writing
from feeds.edition.rows import PublishedFeed
from feeds.edition.writer import EditionWriter
from feeds.model import Coding

Bodies = Mapping[Coding | None, bytes]
"""A feed's bytes, and under each coding its coded form's."""


class EditionMirror(EditionWriter):
    """The one writer of a copy. Earlier versions are not remembered: deltas are the origin's."""

    def missing(self, feeds: Iterable[PublishedFeed]) -> list[PublishedFeed]:
        """Return those whose bytes or times are not here as their rows say."""
        return [
            feed
            for feed in feeds
            if not is_intact(feed, self._output.file(feed.path))
            or self._digests(feed.path) != (feed.digest, feed.codings)
        ]

    def _digests(self, path: str) -> tuple[str, str] | None:
        here = self._feeds.all().get(path)
        return (here.digest, here.codings) if here else None

    def copy(self, feed: PublishedFeed, bodies: Bodies) -> None:
        """Put a feed's files and its row; the bodies are those that the row tells of.

        Raises :class:`~feeds.errors.EditionError` as :meth:`EditionWriter.put` does.
        """
        file = self._output.locate(feed.path)
        names = {coding: coded_name(file, coding) if coding else file for coding in (*Coding, None)}
        self._table.begin()
        with writing(os.fsdecode(file)), self._soundness.changing(file):
            contents = {names[coding]: body for coding, body in bodies.items()}
            replace_files(file, contents, feed.modified)
        self.note(feed)

    def expect(self, feed: PublishedFeed) -> None:
        """Put the row of a feed whose files are still to come, if no former version is here.

        Who asks for it is then told to come again, and not that there is no such feed.
        """
        former = self._feeds.all().get(feed.path)
        if former is None or not is_intact(former, self._output.file(feed.path)):
            self.note(feed)

    def note(self, feed: PublishedFeed) -> None:
        """Put the row of a feed whose files are here."""
        self._note(feed, None)
