"""A whole build: scan, read, plan, render, write, settle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec.structs import replace

from feeds.catalogue import CATALOGUE
from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.database import copy_database
from feeds.edition import (
    TABLE,
    DirectoryLock,
    EditionWriter,
    note_kept,
    note_outcome,
    writing,
)
from feeds.errors import DamagedError, HeldError, printable
from feeds.model import FeedSpec
from feeds.pipeline.agenda import Agenda, FeedPlanner
from feeds.pipeline.attachments import look_up_sizes
from feeds.pipeline.entry_store import entry_files
from feeds.pipeline.lists import other_files, other_paths, publish_files
from feeds.pipeline.project import Project
from feeds.pipeline.publishing import FeedPublisher, is_occupied
from feeds.pipeline.reading import ReadResult, faults_of, read_files, skipped_files
from feeds.pipeline.refusals import Accepted, Guard
from feeds.pipeline.rendering import Renderer
from feeds.pipeline.report import Report
from feeds.pipeline.scan import scan_tree
from feeds.pipeline.tasks import Progress
from feeds.pipeline.workers import Workers
from feeds.plan import STYLESHEET, PagePaths


class BuildOptions(msgspec.Struct, frozen=True):
    """How to build."""

    force: bool = False
    """Render every feed again."""
    accept_new_ids: bool = False
    """Publish even if readers will see old posts as new."""
    accept_removals: bool = False
    """Publish even if most or all posts disappear."""
    committed: bool = False
    """Ignore uncommitted changes in git work trees."""
    scheduler: str | None = None
    """The address of a dask cluster that does large amounts of work."""
    dry_run: bool = False
    """Find out what a build would do, and change nothing."""
    changed: frozenset[str] | None = None
    """All paths that changed since the last build, if somebody watched the tree."""


_USUAL = BuildOptions()


def build(
    project: Project,
    now: datetime,
    progress: Progress,
    options: BuildOptions = _USUAL,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Bring catalogue and edition up to date with the tree at the publication instant ``now``.

    ``clock`` gives the present, in seconds since the epoch: it dates files, never their
    content. Every outcome is noted in the state directory: see
    :func:`~feeds.edition.read_outcome`.

    Raises :class:`~feeds.errors.EditionError` if output or state cannot be written. Raises
    :class:`~feeds.errors.HeldError`, and changes no feed, if readers would see old posts as new,
    or if most posts would disappear. A dry run raises the same, apart from what only writing
    would show.
    """
    job = _Job(project, now, progress, options, clock, sleep)
    if not options.dry_run:
        return _noted(job)
    with _copied_state(job) as copied:
        return _noted(copied)


class _Job(msgspec.Struct, frozen=True):
    """A build that was asked for: the arguments of :func:`build`."""

    project: Project
    now: datetime
    progress: Progress
    options: BuildOptions
    clock: Callable[[], float]
    sleep: Callable[[float], None]


@contextmanager
def _copied_state(job: _Job) -> Iterator[_Job]:
    """Provide a job with a copy of the state, for a dry run. Other builds wait."""
    project = job.project
    with ExitStack() as opened:
        if project.output.exists():
            with writing(project.output):
                opened.callback(DirectoryLock(project.output, job.sleep).close)
        state = Path(opened.enter_context(TemporaryDirectory(prefix="feeds-")))
        for name in (CATALOGUE, TABLE):
            copy_database(project.state / name, state)
        yield replace(job, project=replace(project, state=state), sleep=lambda _: None)


def _noted(job: _Job) -> Report:
    """Build, and note the outcome in the state directory."""
    started = time.monotonic()
    state = job.project.state
    with _failure_noted(state, job.clock, started):
        try:
            report = _build(job)
        except DamagedError:
            # The damaged database has been removed: this time it is rebuilt.
            unwatched = replace(job.options, changed=None)
            report = _build(replace(job, options=unwatched))
            report = _with_rebuilt(job.project, report)
        report = replace(report, seconds=time.monotonic() - started)
        note_outcome(state, report.outcome(_moment(job.clock)))
        return report


class _Context(msgspec.Struct, frozen=True):
    """All that the steps of one build share."""

    project: Project
    options: BuildOptions
    posts: Catalogue
    edition: EditionWriter
    workers: Workers
    planner: FeedPlanner
    progress: Progress
    clock: Callable[[], float]


class _Result(msgspec.Struct, frozen=True):
    """What the steps did."""

    read: ReadResult
    agenda: Agenda
    changed: tuple[str, ...]
    """Files that changed after they were read: the next build makes their feeds again."""
    occupied: tuple[str, ...]
    """Paths of pages at which somebody else has a file."""


def _build(job: _Job) -> Report:
    project, options, progress, clock = job.project, job.options, job.progress, job.clock
    progress("opening the index", 0, 0)
    with (
        EditionWriter(project.output, project.state, clock, job.sleep, options.dry_run) as edition,
        Catalogue(project.state / CATALOGUE, project.reading_rules, job.now) as posts,
        entry_files(project),
        Workers(
            project, scheduler=options.scheduler
        ) as workers,  # ends before its files are removed
    ):
        planner = FeedPlanner(project, posts, edition)
        context = _Context(project, options, posts, edition, workers, planner, progress, clock)
        result = _publish(context)
        if result.changed and posts.seen.doubt(result.changed):
            # Git treats a file as unchanged if only its line ends differ: read it again.
            result = _together(result, _publish(context))
        _settle(context, result)
        return _report(context, result)


def _together(first: _Result, second: _Result) -> _Result:
    """Return what two passes did; the second found unchanged what the first had read."""
    read = first.read.files - first.read.unchanged
    unchanged = max(second.read.unchanged - read, 0)  # some may be gone
    return replace(second, read=replace(second.read, unchanged=unchanged))


def _publish(context: _Context) -> _Result:
    """Scan, read, plan, find stale feeds, render and write."""
    project, options, posts = context.project, context.options, context.posts
    now_ns = int(context.clock() * 1e9)
    progress = context.progress
    scan = scan_tree(project, posts.seen, now_ns, progress, options.committed, options.changed)
    read = read_files(posts, context.workers, scan, progress)
    look_up_sizes(project, posts)
    posts.commit()

    guard = _guard(context, read)
    guard.require_posts()
    agenda = context.planner.agenda(anew=options.force or not _is_sound(context))

    renderer = Renderer(project, posts, context.workers, progress, read.readings, options.dry_run)
    publisher = FeedPublisher(context.edition, renderer, progress, options.force)
    stale = publisher.stale(agenda.specs, guard)
    guard.require_harmless()

    others = other_paths(project, agenda.specs)
    wanted = agenda.paths | others
    if agenda.is_whole:
        guard.require_documents(context.edition.kinds(), agenda.paths)
        context.edition.make_room(wanted)
    if posts.baseline.posts is not None and (stale or posts.baseline.new()):
        posts.baseline.begin(posts.posts(), guard.renamed())
        posts.commit()
    occupied = [*publisher.publish(stale)]
    if agenda.is_whole:
        renderer.templates.complete(agenda.specs, progress)
        publisher.remove_stale(agenda.specs, wanted, context.planner.former_paths)
    else:
        renderer.templates.complete(agenda.specs, progress, context.planner.feeds_of)
    if agenda.placed:
        context.planner.note_feeds(agenda)
        files = other_files(project, posts.placed)
        occupied += publish_files(project, context.edition, files, options.force)
    else:  # a build of nothing new reports them too
        occupied += (path for path in sorted(others) if is_occupied(context.edition, path))
    return _Result(read, agenda, tuple(sorted(renderer.changed)), tuple(occupied))


def _guard(context: _Context, read: ReadResult) -> Guard:
    """Return what refuses this build if it would harm subscribers."""
    project, options, feeds = context.project, context.options, context.project.config.feeds
    accepted = Accepted(
        1.0 if options.accept_new_ids else feeds.accept_new_ids,
        1.0 if options.accept_removals else feeds.accept_removals,
    )
    faults = partial(faults_of, project, context.posts, read)
    return Guard(project, context.posts, accepted, faults, context.edition)


def _is_sound(context: _Context) -> bool:
    """Return whether published files are as they were left; a watcher would have reported."""
    return context.options.changed is not None or context.edition.is_sound()


def _settle(context: _Context, result: _Result) -> None:
    """Note that every feed is up to date, so that the next build looks only at changes."""
    project, posts, edition = context.project, context.posts, context.edition
    context.progress("saving the index", 0, 0)
    if result.agenda.is_whole:
        feeds = project.config.feeds
        home, pages = _home(result.agenda.specs), _list_page(context)
        edition.describe(project.site.url, home, feeds.moves, feeds.hubs, pages)
    edition.commit()
    if not result.changed and context.planner.settle(result.agenda):
        accepted = context.options.accept_removals or project.config.feeds.accept_removals >= 1
        posts.baseline.note(posts.posts(), accepted=accepted)


def _home(specs: Sequence[FeedSpec]) -> str:
    """Return the URL of the site's own feed, if there is one."""
    return next((url for spec in specs if spec.term is None for url in spec.urls.values()), "")


def _list_page(context: _Context) -> str:
    """Return the path of the page that lists all feeds; empty if it is not published."""
    path = PagePaths(context.project.config.feeds.pages).list()
    return path if context.edition.fingerprint(path) is not None else ""


def _report(context: _Context, result: _Result) -> Report:
    project, posts, edition = context.project, context.posts, context.edition
    report = Report(
        posts=posts.posts(),
        files=result.read.files,
        unchanged=result.read.unchanged,
        left_out=posts.left_out(),
        templates=posts.templates(),
        faults=faults_of(project, posts, result.read),
        remarks=tuple(_remarks(context, result)),
        feeds=result.agenda.feeds,
        formats=len(project.config.feeds.formats),
        documents=edition.count(),
        written=len(edition.written - edition.pages - edition.others),
        removed=len(edition.removed - edition.pages - edition.others),
        pages=edition.count_pages(),
        pages_written=len(edition.written & edition.pages),
        changed=tuple(sorted(edition.written | edition.removed)),
        withdrawn=tuple(sorted(edition.removed)),
        repaired=edition.repaired,
        next_change=posts.next_change(),
        seconds=0,
        dry_run=context.options.dry_run,
    )
    was_unusable = posts.was_unusable or edition.was_unusable
    return _with_rebuilt(project, report) if was_unusable else report


def _remarks(context: _Context, result: _Result) -> Iterator[str]:
    yield from context.project.generator.settings.notes
    yield from result.agenda.remarks
    yield from _occupied(result.occupied)
    for path in result.changed:
        yield f"{path} changed during the build; the next build reads it again"
    yield from skipped_files(context.project, context.posts)
    yield from context.workers.remarks


def _occupied(paths: Sequence[str]) -> Iterator[str]:
    """Yield what to do if others have files where pages or the style sheet would be."""
    if STYLESHEET in paths:
        yield (
            f"the style sheet {STYLESHEET} was not written, because another program has a file "
            "there; rename that file, or set feeds.stylesheet to false"
        )
    pages = [path for path in paths if path != STYLESHEET]
    if pages:
        more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
        yield (
            f"the page {pages[0]}{more} could not be written, because another program has a file "
            "there; set feeds.pages.path to another folder, or feeds.pages to false"
        )


def _with_rebuilt(project: Project, report: Report) -> Report:
    """Add the remark that the index was rebuilt to a report, once."""
    state = printable(project.config.state)
    remark = f"the index in {state} could not be used, so it was rebuilt"
    return replace(report, remarks=tuple(dict.fromkeys((*report.remarks, remark))))


@contextmanager
def _failure_noted(state: Path, clock: Callable[[], float], started: float) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        why = str(error) or type(error).__name__
        held = error.reason if isinstance(error, HeldError) else ""
        note_kept(state, why, _moment(clock), time.monotonic() - started, held)
        raise


def _moment(clock: Callable[[], float]) -> datetime:
    return datetime.fromtimestamp(clock(), UTC)
