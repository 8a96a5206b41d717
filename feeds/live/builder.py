"""``feeds watch``: build, wait for a change or for a post's date, repeat."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Protocol

import msgspec

from feeds.catalogue import CATALOGUE
from feeds.edition import BUILD_LOCK, OUTCOME, TABLE, Lock, note_kept, read_outcome
from feeds.errors import (
    ConfigError,
    FeedsError,
    HeldError,
    LostPostsError,
    NewIdsError,
    explained,
)
from feeds.live.integrity import Integrity
from feeds.live.processes import run_elected
from feeds.live.watcher import Watcher
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress

_AGAIN = 1.0
"""Seconds after a failed build in which an unknown change does not start another."""
_RETRY = 5.0
"""Seconds until a build is repeated that failed for a passing reason: full disk, other build."""
_SCAN = 1.0
"""The least seconds between two scans of a tree whose changes are not announced."""
_SCAN_SHARE = 10
"""Scanning takes a tenth of the time at most."""


class Voice(Protocol):
    """Reports what the builder does to the user."""

    def built(self, project: Project, report: Report) -> None:
        """Report a build."""

    def kept(self, why: str) -> None:
        """Report that a build failed and the last edition stays; may be called repeatedly."""

    def note(self, words: str) -> None:
        """Report anything else."""


class Pause(msgspec.Struct, frozen=True):
    """How long to wait after a build if nothing changes; None for no limit."""

    until: datetime | None = None
    """When the next post becomes due or expires; aware."""
    seconds: float | None = None
    """The longest pause."""

    def is_over(self, now: datetime, paused: float) -> bool:
        """Return whether to build again, ``paused`` seconds after the last build ended."""
        due = self.until is not None and now >= self.until
        return due or (self.seconds is not None and paused >= self.seconds)


def after_build(next_change: datetime | None, took: float, announced: bool) -> Pause:
    """Return the pause after a build that took so many seconds.

    ``announced``: the file system announces changes in the tree.
    """
    return Pause(next_change, None if announced else _scan_pause(took))


def after_failure(error: Exception, took: float, announced: bool) -> Pause:
    """Return the pause after a build that failed.

    If only the user can correct the error, the builder waits for a change. Missing posts may
    come back unannounced, for example when a volume is mounted again.
    """
    passing = not isinstance(error, ConfigError | NewIdsError)
    pauses = [
        *([max(_RETRY, took * _SCAN_SHARE)] if passing else []),
        *([] if announced else [_scan_pause(took)]),
    ]
    return Pause(None, min(pauses, default=None))


def _scan_pause(took: float) -> float:
    return max(_SCAN, took * _SCAN_SHARE)


class Builder:
    """Builds one site whenever it is needed. A failed build keeps the last edition."""

    def __init__(
        self,
        project: Project,
        reopen: Callable[[], Project],
        places: Collection[Path],
        voice: Voice,
        progress: Callable[[], AbstractContextManager[Progress]],
    ) -> None:
        """``reopen`` reads the configuration again, from the files in ``places``."""
        self._project = project
        self._reopen = reopen
        self._voice = voice
        self._progress = progress
        self._watcher = Watcher(places, voice.note)
        self._is_current = False
        self._misses_posts = False
        self._has_built = False
        self._has_lost_state = False
        files = BUILD_LOCK, CATALOGUE, TABLE, OUTCOME
        self._integrity = Integrity(project.output, project.state, files)

    def keep_current(self) -> NoReturn:
        """Build whenever it is needed, until a signal ends the process.

        If there is no edition yet, this raises the error of the first build, unless the build
        only found no posts: then it waits for them.
        """
        run_elected(self._project.state, self._voice.note, self._run)

    def _run(self, lock: Lock) -> None:
        """Build as long as the lock is held."""
        pause = self.build()
        while True:
            changed = self._wait(pause, lock.is_held)
            if not lock.is_held():
                return
            pause = self.build(changed)

    def build(self, changed: frozenset[str] | None = None) -> Pause:
        """Build the site as it is now; return how long to wait after it.

        ``changed`` are the paths of the tree that changed since the last build; None if not
        known.
        """
        started = time.monotonic()
        integrity = self._integrity
        changed = changed if self._is_current and integrity.is_state_as_left() else None
        if self._has_built and integrity.is_state_lost():
            self._has_lost_state = True
        self._is_current = False
        try:
            report = self._build(changed)
        except Exception as error:
            if _is_stopped(error):
                raise SystemExit from error
            self._keep(error, time.monotonic() - started)
            integrity.note(is_built=False)
            return after_failure(error, time.monotonic() - started, self._watcher.announces)
        self._is_current = self._has_built = True
        self._misses_posts = False
        self._voice.built(self._project, report)
        repaired = self._has_lost_state or report.repaired
        self._report_repair(report)
        integrity.note(True, has_changed=bool(repaired or report.written or report.removed))
        took = time.monotonic() - started
        return after_build(report.next_change, took, self._watcher.announces)

    def _build(self, changed: frozenset[str] | None) -> Report:
        tree = self._project.tree
        if changed is None or any((tree / path).is_dir() for path in changed):
            # Watch before anything is read: later changes are noticed. Earlier ones are not
            # announced, so the whole tree is scanned.
            self._cover()
            changed = None
        self._project = self._reopen()
        if self._project.tree != tree:
            self._cover()
        with self._progress() as progress:
            options = BuildOptions(changed=changed)
            return build(self._project, datetime.now(UTC), progress, options)

    def _report_repair(self, report: Report) -> None:
        project = self._project
        if self._has_lost_state:
            self._has_lost_state = False
            state = os.path.relpath(project.state)
            self._voice.note(f"{state}: files were missing or changed, and were made again")
        if report.repaired:
            output, files = os.path.relpath(project.output), report.repaired
            what = "1 file was" if files == 1 else f"{files} files were"
            again = "was" if files == 1 else "were"
            self._voice.note(f"{output}: {what} missing or changed, and {again} written again")

    def _cover(self) -> None:
        project = self._project
        self._watcher.cover(project.tree, project.own)

    def _keep(self, error: Exception, took: float) -> None:
        state = self._project.state
        last = read_outcome(state)
        waits = isinstance(error, LostPostsError)  # posts may come back, or come for the first time
        if (last is None or last.built is None) and not (waits or self._has_built):
            raise error
        why = _words(error)
        held = error.reason if isinstance(error, HeldError) else ""
        if not self._project.tree.is_dir():
            held = "the posts folder does not exist"
        note_kept(state, why, datetime.now(UTC), took, held)
        if not (waits and self._misses_posts):  # said once, though posts disappear one by one
            self._voice.kept(why)
        self._misses_posts = waits

    def _wait(self, pause: Pause, is_elected: Callable[[], bool]) -> frozenset[str] | None:
        """Wait until the next build; return the changed paths, None if they are not known."""
        began = time.monotonic()
        while True:
            changed = self._watcher.wait()
            paused = time.monotonic() - began
            if self._integrity.is_touched() or not is_elected():
                return None
            if changed is None and not self._is_current and paused < _AGAIN:
                continue  # a tree that does not exist seems to change all the time
            if changed is None or changed:
                return changed
            if pause.is_over(datetime.now(UTC), paused):
                return None


def _words(error: Exception) -> str:
    if isinstance(error, FeedsError):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{explained(error)}"
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"unexpected {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    )


def _is_stopped(error: BaseException | None) -> bool:
    """Return whether a signal ended the build, and closing a file then failed."""
    while error is not None:
        if isinstance(error, SystemExit):
            return True
        error = error.__context__
    return False
