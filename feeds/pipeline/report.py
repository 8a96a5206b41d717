"""The report of a build, and the survey: what a build would publish."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import msgspec

from feeds.catalogue import CATALOGUE
from feeds.catalogue.catalogue import Catalogue
from feeds.edition import BuildOutcome
from feeds.errors import Fault
from feeds.guard import KnownEntry, KnownFeed, known_entry
from feeds.pipeline.entries import Templates
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress, faults_of, read_files, skipped_files
from feeds.pipeline.refusals import planned_feeds
from feeds.pipeline.scan import scan_tree
from feeds.pipeline.workers import Workers
from feeds.plan import Plan, plan_feeds


class Report(msgspec.Struct, frozen=True):
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
    """Published posts whose body contains a template language."""
    faults: tuple[Fault, ...]
    """Sorted by place; those that cost a post are ``fatal``."""
    remarks: tuple[str, ...]
    """What the plan had to decide, and what was assumed."""
    feeds: int
    """Feed documents: one for each format of each feed."""
    written: int
    removed: int
    repaired: int
    """Published files that were missing or changed, and were repaired."""
    next_change: datetime | None
    """When the next post becomes due or expires; aware, in UTC. None if none will."""
    seconds: float

    def outcome(self, built: datetime) -> BuildOutcome:
        """Return what is stored for those who serve the edition."""
        return BuildOutcome(
            instant=built,
            seconds=self.seconds,
            built=built,
            posts=self.posts,
            faults=len(self.faults),
            documents=self.feeds,
            written=self.written,
            removed=self.removed,
        )


class Survey(msgspec.Struct, frozen=True):
    """What a build would publish."""

    catalogue: Catalogue
    plan: Plan
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()
    """What had to be decided on the way."""

    def feeds(self) -> list[KnownFeed]:
        """Return every document there would be, as its readers would know it."""
        return planned_feeds(self.catalogue, self.plan.specs)

    def entries(self) -> dict[str, KnownEntry]:
        """Return every published post as its readers would know it, by path."""
        return {post.path: known_entry(post) for post in self.catalogue.everything()}


@contextmanager
def survey(
    project: Project,
    now: datetime,
    progress: Progress,
    templates: bool = False,
    scheduler: str | None = None,
) -> Iterator[Survey]:
    """Scan, read and plan as a build would, in a copy of the catalogue. Nothing is written.

    With ``templates``, those of the posts that feeds show are rendered too, for their faults.
    """
    helped = Workers(project, scheduler=scheduler)
    with (
        Catalogue(project.state / CATALOGUE, project.reading_rules, now, keep=False) as posts,
        helped as workers,
    ):
        scan = scan_tree(project, posts.seen, time.time_ns())
        result = read_files(posts, workers, scan, progress)
        settings = project.generator.settings
        plan = plan_feeds(project.config, settings, project.site, posts.terms(), posts.oldest)
        if templates:
            Templates(project, posts).complete(plan.specs, progress)
        remarks = (*skipped_files(project, posts), *workers.remarks)
        yield Survey(posts, plan, faults_of(project, posts, result), remarks)
