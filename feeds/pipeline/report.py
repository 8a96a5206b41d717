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
    """Feeds, each counted once, whatever its number of formats."""
    formats: int
    """Formats in the configuration. A feed has fewer if the paths of some are retired."""
    documents: int
    """Published documents: one for each format of each feed."""
    written: int
    """Documents whose files were written."""
    removed: int
    """Documents that were removed."""
    changed: tuple[str, ...]
    """The paths of the files that were written or removed, sorted."""
    withdrawn: tuple[str, ...]
    """Those of them that were removed."""
    repaired: int
    """Published files that were missing or changed, and were repaired."""
    next_change: datetime | None
    """When the next post becomes due or expires; aware, in UTC. None if none will."""
    seconds: float
    pages: int = 0
    """Published pages for people."""
    pages_written: int = 0
    """Pages whose files were written."""
    dry_run: bool = False
    """Nothing was written or removed: this is what a build would have done."""

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
