"""From the catalogue to the edition: only feeds whose posts or plan changed are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple

from feeds.builder.expanding import Expander
from feeds.builder.guarding import Guard
from feeds.builder.planning import Agenda, Planner
from feeds.builder.project import Project
from feeds.builder.reading import Progress
from feeds.builder.rendering import Renderer
from feeds.builder.workers import Workers
from feeds.catalogue import Catalogue, Shown
from feeds.edition import EditionWriter
from feeds.model import FeedSpec, Representation


@dataclass(frozen=True, slots=True)
class PublishingReport:
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
        return replace(self, written=written, removed=removed)


def publish(
    project: Project,
    catalogue: Catalogue,
    edition: EditionWriter,
    is_sound: Callable[[], bool],
    planner: Planner,
    workers: Workers,
    progress: Progress,
    force: bool = False,
    new_ids: float = 1.0,
) -> PublishingReport:
    """Bring the edition up to the plan; with ``force`` every feed is rendered again.

    ``is_sound`` says whether all that is published is as it was published, and may take its
    time: the first feeds are rendered before it is asked. A document whose bytes come out as
    they were is not rewritten, forced or not. ``new_ids`` is the share of a feed's ids that may
    change at once. Raises :class:`~feeds.errors.NewIdsError`, before anything is written,
    where more would.
    """
    expander = Expander(project, catalogue)
    renderer = Renderer(project, expander, workers)
    publisher = _Publisher(edition, renderer, force)

    def begin(agenda: Agenda) -> _Begun:
        guard = Guard(project, catalogue, new_ids)
        stale: list[_Stale] = []
        for done, spec in enumerate(agenda.specs, 1):
            shown = catalogue.window(spec.kind, spec.term, spec.limit, spec.ties_ascend)
            fingerprint = publisher.changed(spec, shown)
            if fingerprint:
                guard.look(spec, shown)
                stale.append(_Stale(spec, shown, fingerprint))
            progress("looking at feeds", done, len(agenda.specs))
        guard.require_known()
        return _Begun(agenda, stale, renderer.render([(one.spec, one.shown) for one in stale]))

    begun = _begun(begin, planner, is_sound, force)
    paths = begun.agenda.paths
    if paths is not None:
        edition.make_room(paths)
    written = 0
    for done, (feed, documents) in enumerate(zip(begun.stale, begun.made, strict=True), 1):
        written += publisher.publish(feed, documents)
        progress("building feeds", done, len(begun.stale))
    specs = begun.agenda.specs
    expander.complete(specs, progress, None if paths is not None else planner.feeds_of)
    removed = edition.remove_stale(paths) if paths is not None else 0
    return PublishingReport(begun.agenda, edition.count(), written, removed, publisher.moved)


def _begun(
    begin: Callable[[Agenda], _Begun],
    planner: Planner,
    is_sound: Callable[[], bool],
    force: bool,
) -> _Begun:
    """Begin with a few feeds where that is enough, else with all."""
    agenda = planner.agenda(anew=force)
    if agenda.paths is None:
        begun = begin(agenda)
        ahead = list(islice(begun.made, 1))  # meanwhile somebody looks at what is published
        if is_sound():
            return begun._replace(made=chain(ahead, begun.made))
        agenda = planner.agenda(anew=True)
    else:
        is_sound()
    return begin(agenda)


class _Begun(NamedTuple):
    """Feeds that are about to be published."""

    agenda: Agenda
    stale: Sequence[_Stale]
    made: Iterator[Sequence[Representation]]
    """The documents of each."""


class _Stale(NamedTuple):
    """A feed that must be made again."""

    spec: FeedSpec
    shown: Sequence[Shown]
    fingerprint: str


class _Publisher:
    def __init__(self, edition: EditionWriter, renderer: Renderer, force: bool) -> None:
        self._edition = edition
        self._renderer = renderer
        self._force = force

    @property
    def moved(self) -> tuple[str, ...]:
        return tuple(sorted(self._renderer.moved))

    def changed(self, spec: FeedSpec, shown: Sequence[Shown]) -> str | None:
        """Return a feed's fingerprint if anything it is made from changed."""
        fingerprint = self._renderer.fingerprint(spec, shown)
        if self._force:
            return fingerprint
        put = map(self._edition.fingerprint, spec.paths.values())
        return None if all(one == fingerprint for one in put) else fingerprint

    def publish(self, feed: _Stale, documents: Sequence[Representation]) -> int:
        """Publish a feed; return how many files changed."""
        if self._renderer.moved.isdisjoint(post.path for post in feed.shown):
            put = self._edition.put
            return sum(put(document, feed.fingerprint, self._force) for document in documents)
        if all(self._edition.fingerprint(path) is not None for path in feed.spec.paths.values()):
            return 0  # readers keep what they have until the next build
        return sum(self._edition.put(document, "") for document in documents)
