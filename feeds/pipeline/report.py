"""What came of a build."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from feeds.edition import Outcome
from feeds.errors import Fault


class Report(NamedTuple):
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
    repaired: int
    """Published files that were missing or changed, and were repaired."""
    next_change: datetime | None
    """When the next post becomes due or expires; aware, in UTC. None where none will."""
    seconds: float


def outcome_of(report: Report, built: datetime) -> Outcome:
    """Return what is kept of a report for whoever serves the edition."""
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
