"""From the catalogue to the edition: only feeds whose posts or plan changed are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.found import Shown
from feeds.edition import EditionWriter
from feeds.model import FeedSpec, Representation
from feeds.pipeline.entries import NONE, Foreseen
from feeds.pipeline.expanding import Expander
from feeds.pipeline.guarding import Guard
from feeds.pipeline.planning import Agenda, Planner
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress
from feeds.pipeline.rendering import Renderer
from feeds.pipeline.workers import Workers

_FORESEEN = 10
"""Entries that are rendered at most before it is known what changed."""
_AHEAD = 8
"""Feeds that are made ahead at most, and held: those of one post are about as many."""

Made = Mapping[str, Sequence[Representation]]
"""The documents of feeds, by fingerprint: where a post changes, that is another."""
NOTHING: Made = {}


class PublishingReport(NamedTuple):
    """Feed documents, counted: one a path."""

    agenda: Agenda
    documents: int
    written: int
    removed: int
    moved: tuple[str, ...]
    """Files that changed after they were read: the next build makes their feeds again."""

    def after(self, first: PublishingReport) -> PublishingReport:
        """Return what both did together."""
        written, removed = self.written + first.written, self.removed + first.removed
        return self._replace(written=written, removed=removed)


class Publisher:
    """Publishes the feeds of one build."""

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        edition: EditionWriter,
        planner: Planner,
        workers: Workers,
    ) -> None:
        self._project, self._catalogue, self._edition = project, catalogue, edition
        self._planner, self._workers = planner, workers
        self._foreseen: Foreseen = NONE

    def foresee(self) -> None:
        """Render what the site's feed shows, before it is known what changed: most of it stays.

        The first entry takes as long as ten others, for all that is loaded.
        """
        run = self._run()
        for spec in self._planner.site_feed():
            self._foreseen = run.entries(spec, _FORESEEN)

    def make_ahead(self) -> Made:
        """Make the first of the feeds that are about to change, where it is known which.

        Nothing is published yet: others may still look at the posts, and at what is published.
        """
        again = self._planner.again()
        run = self._run()
        stale = [feed for feed in map(run.feed, again.specs[:_AHEAD]) if feed] if again else []
        made = zip(stale, run.documents(stale), strict=True)
        # Whether a post moved is known once its feed is made.
        return {feed.fingerprint: documents for feed, documents in made if not run.has_moved(feed)}

    def publish(
        self,
        is_sound: Callable[[], bool],
        progress: Progress,
        guard: Guard,
        force: bool = False,
        ahead: Made = NOTHING,
    ) -> PublishingReport:
        """Bring the edition up to the plan; with ``force`` every feed is rendered again.

        ``is_sound`` says whether all that is published is as it was published, and may take
        its time. A document whose bytes come out as they were is not rewritten, forced or
        not. What was made ``ahead`` is not made again. Raises
        :class:`~feeds.errors.HeldError`, before anything is written, where ``guard`` finds
        that subscribers would be harmed.
        """
        agenda = self._planner.agenda(anew=not is_sound() or force)
        run = self._run(force)
        stale = self._stale(run, agenda, guard, progress)
        if agenda.paths is not None:
            guard.require_documents(self._edition.kinds(), agenda.paths)
            self._edition.make_room(agenda.paths)
        written = 0
        made = run.documents(stale, ahead)
        for done, (feed, documents) in enumerate(zip(stale, made, strict=True), 1):
            written += run.publish(feed, documents)
            progress("building feeds", done, len(stale))
        removed = self._complete(run, agenda, progress)
        moved = tuple(sorted(run.moved))
        return PublishingReport(agenda, self._edition.count(), written, removed, moved)

    def _run(self, force: bool = False) -> _Run:
        asked = self._project, self._catalogue, self._edition, self._workers
        return _Run(*asked, self._foreseen, force)

    def _stale(
        self, run: _Run, agenda: Agenda, guard: Guard, progress: Progress
    ) -> Sequence[_Stale]:
        """Return the feeds that must be made again, once all are known to be safe to publish."""
        stale = []
        for done, spec in enumerate(agenda.specs, 1):
            feed = run.feed(spec)
            if feed:
                guard.look(spec, feed.shown)
                stale.append(feed)
            progress("looking at feeds", done, len(agenda.specs))
        guard.require_harmless()
        return stale

    def _complete(self, run: _Run, agenda: Agenda, progress: Progress) -> int:
        """Leave nothing of what is no longer wanted; return how many files were removed."""
        if agenda.paths is None:
            run.expander.complete(agenda.specs, progress, self._planner.feeds_of)
            return 0
        run.expander.complete(agenda.specs, progress)
        removed = self._edition.remove_stale(agenda.paths)
        if self._edition.was_empty:  # its table was lost: the index still knows what there was
            removed += self._edition.remove_strays(self._planner.former_paths())
        return removed


class _Stale(NamedTuple):
    """A feed that must be made again."""

    spec: FeedSpec
    shown: Sequence[Shown]
    fingerprint: str


class _Run:
    """Makes and publishes feeds of the posts as they are catalogued now."""

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        edition: EditionWriter,
        workers: Workers,
        foreseen: Foreseen,
        force: bool,
    ) -> None:
        self.expander = Expander(project, catalogue)
        self._renderer = Renderer(project, self.expander, workers, foreseen)
        self._catalogue, self._edition, self._force = catalogue, edition, force

    @property
    def moved(self) -> set[str]:
        """Files that were found to be not as they are catalogued."""
        return self._renderer.moved

    def has_moved(self, feed: _Stale) -> bool:
        """Say whether a feed shows one of these."""
        return not self.moved.isdisjoint(post.path for post in feed.shown)

    def feed(self, spec: FeedSpec) -> _Stale | None:
        """Return a feed if anything it is made from changed."""
        shown = self._catalogue.window(spec.kind, spec.term, spec.limit, spec.ties_ascend)
        fingerprint = self._renderer.fingerprint(spec, shown)
        put = map(self._edition.fingerprint, spec.paths.values())
        if not self._force and all(one == fingerprint for one in put):
            return None
        return _Stale(spec, shown, fingerprint)

    def entries(self, spec: FeedSpec, most: int) -> Foreseen:
        """Render the first entries of a feed."""
        limit = min(spec.limit, most)
        shown = self._catalogue.window(spec.kind, spec.term, limit, spec.ties_ascend)
        return self._renderer.entries(spec, shown)

    def documents(
        self, feeds: Sequence[_Stale], ahead: Made = NOTHING
    ) -> Iterator[Sequence[Representation]]:
        """Yield the documents of each feed, those that were made ``ahead`` as they are."""
        rest = [(one.spec, one.shown) for one in feeds if one.fingerprint not in ahead]
        made = self._renderer.render(rest)
        for feed in feeds:
            yield ahead[feed.fingerprint] if feed.fingerprint in ahead else next(made)

    def publish(self, feed: _Stale, documents: Sequence[Representation]) -> int:
        """Publish a feed; return how many files changed."""
        if not self.has_moved(feed):
            put = self._edition.put
            return sum(put(document, feed.fingerprint, self._force) for document in documents)
        if all(self._edition.fingerprint(path) is not None for path in feed.spec.paths.values()):
            return 0  # readers keep what they have until the next build
        return sum(self._edition.put(document, "") for document in documents)
