"""The report of a build."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from feeds.edition import BuildOutcome
from feeds.errors import Fault


class Report(msgspec.Struct, frozen=True):
    """What a build did."""

    posts: int
    """How many posts are published."""
    files: int
    """How many files could be posts."""
    unchanged: int
    """How many of these files did not change since the last build."""
    left_out: Mapping[str, int]
    """How many files were left out, for each reason: ``{"draft": 2}``."""
    templates: int
    """How many published posts contain a template language."""
    faults: tuple[Fault, ...]
    """The faults of the posts, sorted by file and line."""
    remarks: tuple[str, ...]
    """The notes: what the build decided or assumed."""
    feeds: int
    """How many feeds there are. A feed in three formats counts once."""
    formats: int
    """How many formats there are. A feed has fewer if some of its paths are retired."""
    documents: int
    """How many feed files there are: one for each format of each feed."""
    written: int
    """How many feed files were written."""
    removed: int
    """How many feed files were removed."""
    changed: tuple[str, ...]
    """The paths of all files that were written or removed, sorted: feeds, pages and their files."""
    withdrawn: tuple[str, ...]
    """The paths of the files that were removed."""
    repaired: int
    """How many published files were missing or had been changed, and were repaired."""
    next_change: datetime | None
    """When the next post appears or expires: a datetime in UTC; None if no post will."""
    seconds: float
    """How long the build took."""
    pages: int = 0
    """How many pages for people there are."""
    pages_written: int = 0
    """How many pages were written."""
    dry_run: bool = False
    """True if nothing was written: the report says what a build would do."""

    def outcome(self, built: datetime) -> BuildOutcome:
        """Return what is stored for those who serve the edition."""
        return BuildOutcome(
            instant=built,
            seconds=self.seconds,
            built=built,
            posts=self.posts,
            faults=len(self.faults),
            documents=self.documents,
            written=self.written,
            removed=self.removed,
        )
