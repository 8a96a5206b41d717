"""What to do when nothing changes: until when to rest. No I/O."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from feeds.errors import ConfigError, NewIdsError

_RETRY = 5.0
"""Seconds until what failed for a passing reason is tried again: a full disk, another build."""

_LOOK = 1.0
"""The least seconds between two looks at a tree that does not tell of its changes."""

_LOOK_SHARE = 10
"""Looking takes a tenth of the time at most."""


class Rest(NamedTuple):
    """How long to do nothing after a build, unless something changes; None without end."""

    until: datetime | None = None
    """The moment from which other posts are published; aware."""
    seconds: float | None = None
    """The longest rest, whatever the moment."""

    def is_over(self, now: datetime, rested: float) -> bool:
        """Say whether to build again, ``rested`` seconds after the last build ended."""
        due = self.until is not None and now >= self.until
        return due or (self.seconds is not None and rested >= self.seconds)


def after_build(next_change: datetime | None, took: float, tells: bool) -> Rest:
    """Return the rest after a build that took so many seconds.

    ``tells`` says whether the tree tells of its changes.
    """
    return Rest(next_change, None if tells else _looking(took))


def after_failure(error: Exception, took: float, tells: bool) -> Rest:
    """Return the rest after a build that failed.

    What only a change can correct waits for one; missing posts may come back without a sign,
    as when a volume is mounted again.
    """
    passing = not isinstance(error, ConfigError | NewIdsError)
    waits = [
        *([max(_RETRY, took * _LOOK_SHARE)] if passing else []),
        *([] if tells else [_looking(took)]),
    ]
    return Rest(None, min(waits, default=None))


def _looking(took: float) -> float:
    return max(_LOOK, took * _LOOK_SHARE)
