"""A whole check: find everything that is wrong with a site; write nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import msgspec

from feeds.checks.entries import entry_faults, faults_of_entry
from feeds.checks.lines import PostFiles
from feeds.checks.posts import faults_of_facts, post_faults
from feeds.checks.terms import similar_terms
from feeds.checks.xslt import xslt_faults
from feeds.errors import Fault
from feeds.generators.base import Html, LeftOut
from feeds.model import Post
from feeds.pipeline.project import Project
from feeds.pipeline.survey import Survey, survey
from feeds.pipeline.tasks import Progress
from feeds.plan import LOOKALIKES
from feeds.rules import without


class CheckResult(msgspec.Struct, frozen=True):
    """What a check found."""

    posts: int
    """Posts that would be published."""
    left_out: Mapping[str, int]
    """Files that would not, by reason."""
    left_out_files: Mapping[str, str]
    """The same files by path, with words that follow the path; without those with faults."""
    faults: tuple[Fault, ...]
    """Sorted by place."""
    remarks: tuple[str, ...]


def check_site(
    project: Project,
    now: datetime,
    progress: Progress,
    ignored: Collection[str] = (),
    scheduler: str | None = None,
) -> CheckResult:
    """Check a site as it would be published at ``now``; nothing is written.

    Rules that are ``ignored``, here or in the configuration, report nothing.
    """
    with survey(project, now, progress, scheduler) as found:
        # Rendering the entries notes what is wrong in their templates, so it comes first.
        faults = {*_findings(found, now, progress), *found.faults()}
        kept = without(sorted(faults), {*ignored, *project.config.check.ignore})
        catalogue, remarks = found.catalogue, tuple(_remarks(found, kept))
        files = {
            path: f"is left out ({reason})"
            for path, reason in catalogue.left_out_files().items()
            if reason != LeftOut.FAULT  # the fault is reported
        }
        files |= catalogue.unpublished(project.site.timezone)
        return CheckResult(catalogue.posts(), catalogue.left_out(), files, kept, remarks)


def check_post(
    found: Survey, post: Post, html: Html, full_content: bool, now: datetime
) -> tuple[Fault, ...]:
    """Check one post and its entry, also if it is not published; return the faults by place."""
    files = PostFiles(found.project)
    faults = {
        *faults_of_entry(found, files, post, html, full_content),
        *faults_of_facts(found, files, post, now),
    }
    return without(sorted(faults), found.project.config.check.ignore)


def _remarks(found: Survey, kept: tuple[Fault, ...]) -> Iterator[str]:
    """Yield the remarks that do not repeat a finding."""
    names_spellings = any(fault.rule == "similar-terms" for fault in kept)
    for remark in found.remarks():
        if not (names_spellings and remark.startswith(LOOKALIKES)):
            yield remark


def _findings(found: Survey, now: datetime, progress: Progress) -> Iterator[Fault]:
    yield from entry_faults(found, progress)
    yield from similar_terms(found)
    yield from post_faults(found, now)
    yield from xslt_faults(found.project)
