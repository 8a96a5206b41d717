"""What a build would publish, found out without writing anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from feeds.catalogue import CATALOGUE
from feeds.catalogue.catalogue import Catalogue
from feeds.errors import Fault
from feeds.guard import KnownEntry, KnownFeed, known
from feeds.pipeline.expanding import Expander
from feeds.pipeline.guarding import planned_feeds
from feeds.pipeline.looking import Looker
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress, faults_of, read_tree, skipped_files
from feeds.pipeline.workers import Workers
from feeds.plan import Plan, plan_feeds


class Survey(NamedTuple):
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
    with (
        Looker(project) as looker,
        Catalogue(project.state / CATALOGUE, project.reading_rules, now, keep=False) as posts,
        helped as workers,
    ):
        found = looker.look(posts, time.time_ns())
        reading = read_tree(posts, workers, found, progress)
        plan = _plan(project, posts)
        if templates:
            Expander(project, posts).complete(plan.specs, progress)
        remarks = (*skipped_files(project, posts), *workers.remarks)
        yield Survey(posts, plan, faults_of(project, posts, reading), remarks)


def _plan(project: Project, posts: Catalogue) -> Plan:
    settings = project.generator.settings
    return plan_feeds(project.config, settings, project.site, posts.terms(), posts.oldest)
