"""Notice if somebody changed the output or state folder after a build."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from feeds.edition import BUILD_LOCK, OUTCOME, is_as_left, try_lock
from feeds.errors import EditionError

_LEAST, _MOST = 2.0, 4.0
"""Seconds between two checks."""
_LONGEST = 60.0
"""Seconds between two checks if builds fail or repair nothing."""
_DOUBLINGS = 5
_SHARE = 20
"""Checks take a twentieth of the time, unless that would be more than _MOST seconds apart."""

_MOMENT = 0.2
"""Seconds in which a build notes its outcome after it has released its lock."""

Stamp = tuple[int, int, int, int]


class Integrity:
    """Checks now and then whether somebody deleted or edited files of output or state."""

    def __init__(self, output: Path, state: Path, files: Iterable[str]) -> None:
        """``files`` are the files that every build leaves in the state directory."""
        self._output, self._state = output, state
        self._files = tuple(files)
        self._left: dict[str, Stamp | None] = {}
        self._next = 0.0
        self._failures = 0
        self._is_touched = False
        self._unneeded = 0

    def note(self, is_built: bool, has_changed: bool = True) -> None:
        """Note how a build, or one that failed, left the files.

        ``has_changed``: it repaired or changed something. If somebody writes other files into
        the output again and again, each check leads to a build that does neither.
        """
        self._left = self._stamps()
        self._failures = 0 if is_built else self._failures + 1
        if has_changed:
            self._unneeded = 0
        elif self._is_touched:
            self._unneeded += 1
        self._is_touched = False
        self._schedule(0.0)

    def is_state_as_left(self) -> bool:
        """Return whether all files of the state directory are as the last build left them."""
        found = self._stamps()
        return None not in found.values() and found == self._left

    def is_state_lost(self) -> bool:
        """Return whether files of the state directory are missing, or not written by a build."""
        if None in self._stamps().values():
            return True
        if not self._is_changed_alone() or self._is_building():
            return False
        time.sleep(_MOMENT)
        return self._is_changed_alone()

    def _is_changed_alone(self) -> bool:
        """Return whether the state changed, but no outcome was noted, as builds do at their end."""
        found = self._stamps()
        return found != self._left and found.get(OUTCOME) == self._left.get(OUTCOME)

    def is_touched(self) -> bool:
        """Check if it is time to; return whether to build again."""
        began = time.monotonic()
        if began < self._next:
            return False
        same = self.is_state_as_left() and is_as_left(self._output, self._state)
        self._is_touched = not same and not self._is_building()
        if same:
            self._unneeded = 0
        self._schedule(time.monotonic() - began)
        return self._is_touched

    def _schedule(self, took: float) -> None:
        # After one failure soon again: the damage itself may have made the build fail.
        doubled = max(0, self._failures - 1, self._unneeded - 1)
        least = min(_LEAST * 2 ** min(doubled, _DOUBLINGS), _LONGEST)
        pause = max(least, min(took * _SHARE, _MOST))
        self._next = time.monotonic() + pause

    def _is_building(self) -> bool:
        """Return whether another process is building right now."""
        if (self._state / BUILD_LOCK).exists():
            with suppress(EditionError):
                lock = try_lock(self._state / BUILD_LOCK)
                if lock is None:
                    return True
                lock.close()
        return False

    def _stamps(self) -> dict[str, Stamp | None]:
        return {name: _stamp(self._state / name) for name in self._files}


def _stamp(file: Path) -> Stamp | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
