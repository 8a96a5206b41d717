"""What a build would publish: for ``check``, ``list``, ``compare``, ``adopt``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from feeds.catalogue import CATALOGUE
from feeds.catalogue.catalogue import Catalogue
from feeds.errors import Fault
from feeds.generators import TermPage
from feeds.guard import KnownEntry, KnownFeed, known_entry
from feeds.model import FeedKind, FeedSpec
from feeds.pipeline.project import Project
from feeds.pipeline.reading import ReadResult, faults_of, read_files, skipped_files
from feeds.pipeline.scan import scan_tree
from feeds.pipeline.tasks import Progress
from feeds.pipeline.workers import Workers
from feeds.plan import Plan, plan_feeds


class Survey(msgspec.Struct, frozen=True):
    """What a build would publish."""

    project: Project
    catalogue: Catalogue
    plan: Plan
    workers: Workers
    read: ReadResult

    def faults(self) -> tuple[Fault, ...]:
        """Return everything that somebody can fix, sorted by place."""
        return faults_of(self.project, self.catalogue, self.read)

    def remarks(self) -> tuple[str, ...]:
        """Return what the user should know about the tree and the feeds."""
        notes = self.project.generator.settings.notes
        skipped = skipped_files(self.project, self.catalogue)
        return (*notes, *self.plan.remarks, *skipped, *self.workers.remarks)

    def feeds(self) -> list[KnownFeed]:
        """Return every document there would be, as its readers would know it."""
        return _planned_feeds(self.catalogue, self.plan.specs)

    def term_pages(self) -> list[tuple[FeedSpec | None, TermPage | None]]:
        """Return of each term its feed and its page on the site.

        A term may have no feed, or no page that is known.
        """
        generator, site = self.project.generator, self.project.site
        feeds = {spec.term: spec for spec in self.plan.specs}
        pages: list[tuple[FeedSpec | None, TermPage | None]] = []
        for term in sorted(count.term for count in self.catalogue.terms()):
            if term.kind == FeedKind.SITE:
                continue
            shown = self.catalogue.shown_as(term) if generator.renames_terms else term
            pages.append((feeds.get(term), generator.term_page(shown, site)))
        return pages

    def entries(self) -> dict[str, KnownEntry]:
        """Return every published post as its readers would know it, by path."""
        return {post.path: known_entry(post) for post in self.catalogue.published()}


@contextmanager
def survey(
    project: Project, now: datetime, progress: Progress, scheduler: str | None = None
) -> Iterator[Survey]:
    """Scan, read and plan as a build would, in a copy of the catalogue. Nothing is written."""
    progress("opening the index", 0, 0)
    helped = Workers(project, scheduler=scheduler)
    with (
        Catalogue(project.state / CATALOGUE, project.reading_rules, now, keep=False) as posts,
        helped as workers,
    ):
        scan = scan_tree(project, posts.seen, time.time_ns(), progress)
        result = read_files(posts, workers, scan, progress)
        generator, site = project.generator, project.site
        terms, oldest, shown_as = posts.terms(), posts.oldest, posts.shown_as
        plan = plan_feeds(project.config, generator, site, terms, oldest, shown_as)
        yield Survey(project, posts, plan, workers, result)


def _planned_feeds(catalogue: Catalogue, specs: Sequence[FeedSpec]) -> list[KnownFeed]:
    """Return every planned document as its readers would know it, without rendering."""
    entries: dict[str, KnownEntry] = {}
    feeds = []
    for spec in specs:
        window = catalogue.window(spec)
        for path in {post.path for post in window} - entries.keys():
            entries[path] = known_entry(catalogue.post(path))
        shown = tuple(entries[post.path] for post in window)
        feeds += [KnownFeed(shown, path, spec.urls[format]) for format, path in spec.paths.items()]
    return feeds
