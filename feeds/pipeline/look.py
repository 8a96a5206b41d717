"""What a look at a tree found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from feeds.errors import Fault
from feeds.source import Revision, SourceFile, Spool


class Look(NamedTuple):
    """What a look at the tree found."""

    suspect: Sequence[SourceFile] | Spool
    """Files to be read."""
    removed: Sequence[str]
    unchanged: int
    faults: Sequence[Fault]
    settle: Callable[[bool], Revision | None]
    """Asked once they are read, with whether all could be: what to compare with next time."""
    has_links: bool = False
    """Some posts are known by the name of a link: what changes them has another."""
