"""From posts to the bytes of feeds: each entry once, however many feeds show it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from feeds.catalogue.found import Shown
from feeds.model import FeedSpec, Representation
from feeds.pipeline.entries import NONE, Entries, Foreseen, Wanted, has_stayed, rendered
from feeds.pipeline.expanding import Expander
from feeds.pipeline.making import MAKE, Parts
from feeds.pipeline.project import Project
from feeds.pipeline.shelf import Place, Rendered, lay
from feeds.pipeline.workers import Workers

_CHUNK = 4
"""Feeds that are handed over at a time: each is as large as all its entries."""

Wish = tuple[FeedSpec, Sequence[Shown]]
"""A feed, and the posts that it shows."""


class Renderer:
    """Renders feeds of one project, each entry once however many feeds show it."""

    def __init__(
        self, project: Project, expander: Expander, workers: Workers, foreseen: Foreseen = NONE
    ) -> None:
        """Render no entry that was ``foreseen`` and whose post has stayed."""
        self._project = project
        self._foreseen = foreseen
        self._workers = workers
        self._expander = expander
        codings = project.config.feeds.codings
        self._rules = f"{project.rendering_rules} {project.reading_rules} {codings}"
        self.moved: set[str] = set()
        """Files that are not as they were catalogued: they may be unpublished by now."""

    def fingerprint(self, spec: FeedSpec, shown: Sequence[Shown]) -> str:
        """Return a digest of all that the feed's bytes depend on."""
        parts = [self._rules, repr(spec), *map(self._expander.version, shown)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def render(self, feeds: Sequence[Wish]) -> Iterator[list[Representation]]:
        """Yield each feed in each of its formats, without the entries that have moved."""
        wanted = [Wanted(post, spec.full_content) for spec, shown in feeds for post in shown]
        foreseen = {
            one: self._foreseen[one]
            for one in self._foreseen.keys() & wanted
            if has_stayed(self._project, one.post)  # it may have been withdrawn since
        }
        entries = Entries(self._workers, wanted, self._rendered, foreseen)
        parts = (self._parts(spec, shown, entries) for spec, shown in feeds)
        yield from self._workers.stream(MAKE, parts, len(feeds), _CHUNK)

    def entries(self, spec: FeedSpec, shown: Sequence[Shown]) -> Foreseen:
        """Render what a feed shows, but for posts that have moved or hold a template."""
        plain = [Wanted(post, spec.full_content) for post in shown if not post.template]
        entries = Entries(self._workers, plain, self._rendered)
        found = ((one, entries.get(one)) for one in plain)
        return {one: entry for one, entry in found if entry}

    def _parts(self, spec: FeedSpec, shown: Sequence[Shown], entries: Entries) -> Parts[Place]:
        found = [entries.get(Wanted(post, spec.full_content)) for post in shown]
        self.moved.update(post.path for post, one in zip(shown, found, strict=True) if not one)
        return Parts(spec, [entry for entry in found if entry])

    def _rendered(self, wanted: Wanted) -> Rendered[Place] | None:
        """Return an entry; None where the file is not what was catalogued."""
        found = self._expander.html(wanted.post)
        if found is None:
            return None
        return lay(self._project, rendered(self._project, *found, wanted.full_content))
