"""A whole build: read, plan, publish; and its dry run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feeds.builder.expanding import Expander
from feeds.builder.guarding import planned_feeds
from feeds.builder.planning import Planner
from feeds.builder.project import Project
from feeds.builder.publishing import PublishingReport, publish
from feeds.builder.reading import Progress, ReadingReport, read_tree
from feeds.builder.workers import Workers
from feeds.catalogue import Catalogue
from feeds.edition import EditionWriter, Outcome, note_kept, note_outcome
from feeds.errors import Fault
from feeds.guard import IDS_FILE, KnownEntry, KnownFeed, known
from feeds.model import FeedSpec
from feeds.plan import Plan, plan_feeds

_CATALOGUE = "catalogue.db"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    posts: int
    """Published posts."""
    files: int
    """Files that could be posts."""
    unchanged: int
    """Files that were not read again, or read and found the same."""
    left_out: Mapping[str, int]
    """Files not published, by reason."""
    templates: int
    """Published posts whose body holds a template language."""
    faults: tuple[Fault, ...]
    """Sorted by place; those that cost a post are ``fatal``."""
    remarks: tuple[str, ...]
    """What the plan had to settle, and what was assumed."""
    feeds: int
    """Feed documents: one for each format of each feed."""
    written: int
    removed: int
    next_change: datetime | None
    """When the next post becomes due or expires; aware, in UTC. None where none will."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What a build would publish; nothing is written to find out."""

    catalogue: Catalogue
    plan: Plan
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()
    """What was to be settled on the way to it."""

    def feeds(self) -> list[KnownFeed]:
        """Return every document there would be, as its readers would know it."""
        return planned_feeds(self.catalogue, self.plan.specs)

    def entries(self) -> dict[str, KnownEntry]:
        """Return every published post as its readers would know it, by path."""
        return {post.path: known(post) for post in self.catalogue.everything()}


def build(
    project: Project,
    now: datetime,
    progress: Progress,
    force: bool = False,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    accept_new_ids: bool = False,
    committed: bool = False,
    scheduler: str | None = None,
) -> Report:
    """Bring catalogue and edition up to date with the tree at the publication instant ``now``.

    ``clock`` is the present, in seconds since the epoch: it dates files, never what is in
    them. Raises :class:`~feeds.errors.EditionError` where output or state cannot be written,
    and :class:`~feeds.errors.NewIdsError` where readers would be shown posts again, unless
    ``accept_new_ids``: then no feed is changed. With ``committed`` files of a git work tree
    are taken for what is committed. A dask cluster at ``scheduler`` does the work where there is
    much: see :class:`~feeds.builder.workers.Workers`. What came of it is noted in the state
    directory, whatever it was: see :func:`~feeds.edition.read_outcome`.
    """
    started = time.monotonic()
    writer = EditionWriter(project.output, project.state, clock, sleep)
    with _failure_noted(project.state, clock, started):
        helped = Workers(project, scheduler=scheduler)
        with writer as edition, _catalogue(project, now) as posts, helped as workers:
            share = 1.0 if accept_new_ids else project.config.feeds.accept_new_ids

            planner = Planner(project, posts, edition)

            def update() -> tuple[ReadingReport, PublishingReport]:
                reading = read_tree(project, posts, workers, clock(), progress, committed)
                posts.commit()
                return reading, publish(
                    project, posts, edition, planner, workers, progress, force, share
                )

            reading, published = update()
            if published.moved and posts.seen.doubt(published.moved):
                # Converted line ends, as a clone of other settings has them, are no commit.
                reading, published = update()
            agenda = published.agenda
            if agenda.places is not None:
                feeds = project.config.feeds
                edition.describe(project.site.url, _home(agenda.specs), feeds.moves, feeds.hubs)
            edition.commit()
            if not published.moved:
                planner.settle(agenda)
            report = Report(
                posts=posts.posts(),
                files=reading.files,
                unchanged=reading.unchanged,
                left_out=posts.left_out(),
                templates=posts.templates(),
                faults=_faults(project, posts, reading),
                remarks=(
                    *_remarks(project, agenda.remarks, published.moved),
                    *workers.remarks,
                ),
                feeds=published.documents,
                written=published.written,
                removed=published.removed,
                next_change=posts.next_change(),
                seconds=time.monotonic() - started,
            )
        note_outcome(project.state, _outcome(report, _moment(clock)))
        return report


@contextmanager
def _failure_noted(state: Path, clock: Callable[[], float], started: float) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        why = str(error) or type(error).__name__
        note_kept(state, why, _moment(clock), time.monotonic() - started)
        raise


def _moment(clock: Callable[[], float]) -> datetime:
    return datetime.fromtimestamp(clock(), UTC)


def _outcome(report: Report, built: datetime) -> Outcome:
    return Outcome(
        instant=built,
        seconds=report.seconds,
        built=built,
        posts=report.posts,
        faults=len(report.faults),
        documents=report.feeds,
        written=report.written,
        removed=report.removed,
    )


@contextmanager
def survey(
    project: Project,
    now: datetime,
    progress: Progress,
    templates: bool = False,
    scheduler: str | None = None,
) -> Iterator[Survey]:
    """Read and plan as a build would, in a copy of the catalogue; nothing is written.

    With ``templates`` those of the posts that feeds show are worked off too, for their faults.
    """
    helped = Workers(project, scheduler=scheduler)
    with _catalogue(project, now, keep=False) as posts, helped as workers:
        reading = read_tree(project, posts, workers, time.time(), progress)
        plan = _plan(project, posts)
        if templates:
            Expander(project, posts).complete(plan.specs, progress)
        yield Survey(posts, plan, _faults(project, posts, reading), tuple(workers.remarks))


def _catalogue(project: Project, now: datetime, keep: bool = True) -> Catalogue:
    return Catalogue(project.state / _CATALOGUE, project.reading_rules, now, keep)


def _plan(project: Project, posts: Catalogue) -> Plan:
    settings = project.dialect.settings
    return plan_feeds(project.config, settings, project.site, posts.terms(), posts.oldest)


def _home(specs: Sequence[FeedSpec]) -> str:
    """Return the URL of the site's own feed, where there is one."""
    sites = [spec for spec in specs if spec.term is None]
    return next((url for spec in sites for url in spec.urls.values()), "")


def _remarks(project: Project, planned: Sequence[str], moved: tuple[str, ...]) -> tuple[str, ...]:
    late = (f"{path} changed during the build; the next one takes it up" for path in moved)
    return (*project.dialect.settings.notes, *planned, *late)


def _faults(project: Project, posts: Catalogue, reading: ReadingReport) -> tuple[Fault, ...]:
    own = project.dialect.settings.faults
    empty = (
        () if reading.files else (Fault(".", 0, "no posts here; name the folder that holds them"),)
    )
    read = (*reading.faults, *posts.faults(), *_orphans(project, posts))
    return tuple(sorted({*own, *empty, *read}))


def _orphans(project: Project, posts: Catalogue) -> Iterator[Fault]:
    """Name ids kept for posts that are not there: one that was renamed is about to lose its own."""
    for path, kept in project.ids.items():
        if posts.seen.version(path) is None:
            message = f"there is no post {path}; give it its new name, or remove its line"
            yield Fault(IDS_FILE, kept.line, message, fatal=False)
