"""A whole build: read, plan, publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from feeds.ahead import NOT_YET, Ahead
from feeds.catalogue import CATALOGUE
from feeds.catalogue.catalogue import Catalogue
from feeds.edition import EditionWriter, note_kept, note_outcome
from feeds.errors import DamagedError, Fault, HeldError, printable
from feeds.model import FeedSpec
from feeds.pipeline.guarding import Accepted, Guard
from feeds.pipeline.looking import Looker
from feeds.pipeline.planning import Planner
from feeds.pipeline.project import Project
from feeds.pipeline.publishing import NOTHING, Publisher
from feeds.pipeline.reading import Progress, ReadingReport, faults_of, read_tree, skipped_files
from feeds.pipeline.report import Report, outcome_of
from feeds.pipeline.shelf import shelf
from feeds.pipeline.workers import Workers


def build(
    project: Project,
    now: datetime,
    progress: Progress,
    force: bool = False,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    accept_new_ids: bool = False,
    accept_removals: bool = False,
    committed: bool = False,
    scheduler: str | None = None,
    told: Collection[str] | None = None,
    ahead: Ahead = NOT_YET,
) -> Report:
    """Bring catalogue and edition up to date with the tree at the publication instant ``now``.

    ``clock`` is the present, in seconds since the epoch: it dates files, never what is in
    them. With ``committed``, uncommitted changes in git work trees are ignored. If somebody
    watched the tree since the last build, ``told`` are all paths that changed. ``ahead`` are
    looks that have already begun. A dask cluster at ``scheduler`` does large amounts of work: see
    :class:`~feeds.pipeline.workers.Workers`. Every outcome is noted in the state directory: see
    :func:`~feeds.edition.read_outcome`.

    Raises :class:`~feeds.errors.EditionError` if output or state cannot be written. Raises
    :class:`~feeds.errors.HeldError`, and changes no feed, if readers would see old posts as
    new (unless ``accept_new_ids``), or if most or all posts would disappear (unless
    ``accept_removals``).
    """
    started = time.monotonic()
    feeds = project.config.feeds
    accepted = Accepted(
        1.0 if accept_new_ids else feeds.accept_new_ids,
        1.0 if accept_removals else feeds.accept_removals,
    )

    def update(told: Collection[str] | None, ahead: Ahead) -> Report:
        looker = Looker(project, committed, told, ahead.git)
        writer = EditionWriter(project.output, project.state, clock, sleep)
        helped = Workers(project, scheduler=scheduler)
        with (
            looker,
            writer as edition,
            Catalogue(project.state / CATALOGUE, project.reading_rules, now) as posts,
            shelf(project),
            helped as workers,  # who lay down what they still render before it is cleared
        ):
            if told is None:  # who is told of changes to the tree trusts the edition
                edition.begin_looking(ahead.published)
            work = _Build(project, posts, edition, workers, watched=told is not None)
            work.update(looker, clock, progress, force, accepted)
            return work.report(started)

    with _failure_noted(project.state, clock, started):
        try:
            report = update(told, ahead)
        except DamagedError:
            # The damaged database has been removed: this time it is rebuilt.
            report = _with_rebuilt(project, update(None, NOT_YET))
        note_outcome(project.state, outcome_of(report, _moment(clock)))
        return report


class _Build:
    """The layers put together, for one build."""

    def __init__(
        self,
        project: Project,
        posts: Catalogue,
        edition: EditionWriter,
        workers: Workers,
        watched: bool,
    ) -> None:
        self._project, self._posts = project, posts
        self._edition, self._workers, self._watched = edition, workers, watched
        self._planner = Planner(project, posts, edition)
        self._publisher = Publisher(project, posts, edition, self._planner, workers)

    def update(
        self,
        looker: Looker,
        clock: Callable[[], float],
        progress: Progress,
        force: bool,
        accepted: Accepted,
    ) -> None:
        """Read what changed, publish what it changes, and settle that."""

        def update() -> None:
            self._reading = self._read(looker, clock, progress, force)
            self._posts.commit()
            published = self._edition.document
            guard = Guard(self._project, self._posts, accepted, self._faults, published)
            guard.require_posts()
            self._published = self._publisher.publish(
                self._is_sound, progress, guard, force, self._ahead
            )

        update()
        moved = self._published.moved
        if moved and self._posts.seen.doubt(moved):
            # Converted line ends, as a clone of other settings has them, are no commit.
            reading, published = self._reading, self._published
            update()
            self._reading = self._reading.after(reading)
            self._published = self._published.after(published)
        self._settle(accepted)

    def _read(
        self, looker: Looker, clock: Callable[[], float], progress: Progress, force: bool
    ) -> ReadingReport:
        """Read what changed; feeds of what is known first are made before others are waited for."""
        posts, workers = self._posts, self._workers
        committed = looker.look_at_committed(posts)
        meanwhile = None if force else self._publisher.foresee
        found = committed or looker.look(posts, _nanoseconds(clock), meanwhile)
        first = read_tree(posts, workers, found, progress)
        self._ahead = NOTHING if force or self._watched else self._publisher.make_ahead()
        if committed is None:
            return first
        rest = looker.look(posts, _nanoseconds(clock))
        return read_tree(posts, workers, rest, progress).after(first)

    def _faults(self) -> tuple[Fault, ...]:
        return faults_of(self._project, self._posts, self._reading)

    def _is_sound(self) -> bool:
        return self._watched or self._edition.is_sound()

    def _settle(self, accepted: Accepted) -> None:
        agenda = self._published.agenda
        if agenda.places is not None:
            feeds, home = self._project.config.feeds, _home(agenda.specs)
            self._edition.describe(self._project.site.url, home, feeds.moves, feeds.hubs)
        self._edition.commit()
        if not self._published.moved and self._planner.settle(agenda):
            posts = self._posts
            posts.baseline.note(posts.posts(), accepted=accepted.removals >= 1)

    def report(self, started: float) -> Report:
        """Return what was done since a moment of the monotonic clock."""
        posts, reading, published = self._posts, self._reading, self._published
        told = _remarks(self._project, published.agenda.remarks, published.moved)
        report = Report(
            posts=posts.posts(),
            files=reading.files,
            unchanged=reading.unchanged,
            left_out=posts.left_out(),
            templates=posts.templates(),
            faults=self._faults(),
            remarks=(*told, *skipped_files(self._project, posts), *self._workers.remarks),
            feeds=published.documents,
            written=published.written,
            removed=published.removed,
            repaired=self._edition.repaired,
            next_change=posts.next_change(),
            seconds=time.monotonic() - started,
        )
        was_unusable = posts.was_unusable or self._edition.was_unusable
        return _with_rebuilt(self._project, report) if was_unusable else report


def _with_rebuilt(project: Project, report: Report) -> Report:
    """Add the remark that the index was rebuilt to a report, once."""
    state = printable(project.config.state)
    remark = f"the index in {state} could not be used and has been rebuilt"
    return report._replace(remarks=tuple(dict.fromkeys((*report.remarks, remark))))


@contextmanager
def _failure_noted(state: Path, clock: Callable[[], float], started: float) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        why = str(error) or type(error).__name__
        held = error.reason if isinstance(error, HeldError) else ""
        note_kept(state, why, _moment(clock), time.monotonic() - started, held)
        raise


def _nanoseconds(clock: Callable[[], float]) -> int:
    return int(clock() * 1e9)


def _moment(clock: Callable[[], float]) -> datetime:
    return datetime.fromtimestamp(clock(), UTC)


def _home(specs: Sequence[FeedSpec]) -> str:
    """Return the URL of the site's own feed, where there is one."""
    sites = [spec for spec in specs if spec.term is None]
    return next((url for spec in sites for url in spec.urls.values()), "")


def _remarks(project: Project, planned: Sequence[str], moved: tuple[str, ...]) -> tuple[str, ...]:
    late = (f"{path} changed during the build; the next one takes it up" for path in moved)
    return (*project.generator.settings.notes, *planned, *late)
