"""Render: make feed files from posts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic

import msgspec

from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.edition import Draft, draft_of
from feeds.generators.base import Reading
from feeds.model import FeedSpec, Representation
from feeds.pipeline.entries import Entries, Templates, Wanted
from feeds.pipeline.entry_store import Fragments, Held, RenderedEntry, StoredAt, fetch
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Progress, Task
from feeds.pipeline.workers import Workers

_CHUNK = 4
"""Feeds that are handed over at a time: each is as large as all its entries."""

_COST = 0.006
"""Seconds that one feed takes, with all its formats and codings."""


class FeedToRender(msgspec.Struct, frozen=True):
    """A feed, the posts it shows, and a digest of all that its bytes depend on."""

    spec: FeedSpec
    shown: Sequence[ShownPost]
    fingerprint: str


class Renderer:
    """Renders feeds of one project; each entry once, however many feeds show it."""

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        workers: Workers,
        progress: Progress,
        readings: Mapping[str, Reading],
        dry_run: bool,
    ) -> None:
        self.templates = Templates(project, catalogue)
        self.changed: set[str] = set()
        """Files that changed after they were read: their posts may be withdrawn by now."""
        self._catalogue = catalogue
        self._workers = workers
        self._keep = _unwritten if dry_run else _written
        self._entries = Entries(project, workers, self.templates, progress, readings)
        codings = project.config.feeds.codings
        rules = project.rendering_rules, project.reading_rules, project.page_rules
        self._rules = " ".join(map(str, (*rules, codings)))

    def feed(self, spec: FeedSpec) -> FeedToRender:
        """Return a feed with its posts and the fingerprint it should have."""
        shown = self._catalogue.window(spec)
        sizes = [f"{one.path} {one.sizes}" for one in shown if one.sizes]
        parts = [self._rules, repr(spec), *map(self.templates.version, shown), *sizes]
        fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
        return FeedToRender(spec, shown, fingerprint)

    def drafts(self, feeds: Sequence[FeedToRender]) -> Iterator[list[Draft]]:
        """Yield each feed in each of its formats, without posts that changed meanwhile.

        The process that renders a feed also writes its files. They are not yet published.
        """
        self._entries.want([one for feed in feeds for one in _wanted(feed)])
        parts = map(self._parts, feeds)
        yield from self._workers.stream(
            Task(_load, _made, self._keep, _COST), parts, len(feeds), _CHUNK
        )

    def _parts(self, feed: FeedToRender) -> _Parts[StoredAt]:
        found = [(one.post.path, self._entries.get(one)) for one in _wanted(feed)]
        self.changed.update(path for path, entry in found if entry is None)
        return _Parts(feed.spec, [entry for _, entry in found if entry])


def _wanted(feed: FeedToRender) -> list[Wanted]:
    return [Wanted(post, feed.spec.full_content) for post in feed.shown]


class _Parts(msgspec.Struct, Generic[Held], frozen=True):
    """A feed and its entries."""

    spec: FeedSpec
    entries: Sequence[RenderedEntry[Held]]


def _load(project: Project, parts: _Parts[StoredAt]) -> _Parts[Fragments]:
    return _Parts(parts.spec, [fetch(project, entry) for entry in parts.entries])


def _made(project: Project, parts: _Parts[Fragments]) -> list[Representation]:
    """Make the documents of a feed. Any process can do it."""
    from feeds.pipeline.documents import make_documents  # loads lxml

    return make_documents(project, parts.spec, parts.entries)


def _written(project: Project, made: Sequence[Representation]) -> list[Draft]:
    return [draft_of(one, project.output) for one in made]


def _unwritten(_: Project, made: Sequence[Representation]) -> list[Draft]:
    return [draft_of(one, None) for one in made]
